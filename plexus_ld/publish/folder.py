"""Writing a published profile into a folder, so that no reader ever meets half a file.

Each file is written beside its place, synced, and renamed over the old one; a file
that would not change is not touched, so that what copies the folder on has less to do.
"""

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from plexus_ld.errors import PublishError
from plexus_ld.plex.profile.representation import Representation
from plexus_ld.publish.forms import files_of

#: Readable for the web server, writable for the owner.
_MODE = 0o644


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did.

    Attributes:
        target: The folder or URL.
        written: What was written, new or changed: paths under the folder, or URLs.
        unchanged: What was there already, the same.
        triples: How many triples each form carries.
        etags: What a server calls the version it took, by URL.
    """

    target: str
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    triples: int
    etags: Mapping[str, str]


def publish_files(shown: Representation, folder: Path) -> Published:
    """Write every form of the profile into a folder, for any static host.

    Args:
        shown: What the audience sees.
        folder: Where to; made if it is not there.

    Raises:
        PublishError: A file could not be written; those before it are.
    """
    written: list[str] = []
    unchanged: list[str] = []
    for name, body in files_of(shown).items():
        try:
            changed = _write(folder / name, body)
        except OSError as error:
            message = f"{folder / name}: {error.strerror or error}"
            raise PublishError(message) from error
        (written if changed else unchanged).append(name)
    return Published(
        str(folder), tuple(written), tuple(unchanged), len(shown.lines), {}
    )


def _write(file: Path, body: bytes) -> bool:
    """Put a file in its place, whole; tell whether it changed."""
    with suppress(FileNotFoundError, NotADirectoryError):
        if file.read_bytes() == body:
            return False
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=file.parent, prefix=".plexus-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(body)
            out.flush()
            os.fsync(out.fileno())
        Path(beside).chmod(_MODE)
        Path(beside).replace(file)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
    return True
