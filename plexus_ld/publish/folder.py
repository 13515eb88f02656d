"""Writing a published profile into a folder, so that no reader ever meets half a file.

Each file is written beside its place, synced, and renamed over the old one; a file
that would not change is not touched, so that what copies the folder on has less to do.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from plexus_ld.errors import PublishError
from plexus_ld.plex.profile.representation import Representation
from plexus_ld.publish.forms import files_of
from plexus_ld.publish.page import NOTHING_SAID
from plexus_ld.publish.posts.writing import Posts, copy_media, take_away

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
        removed: What no post needs any more, and was taken away.
        problems: What could not be done besides, a sentence each.
    """

    target: str
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    triples: int
    etags: Mapping[str, str]
    removed: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def publish_files(
    shown: Representation, folder: Path, posts: Posts | None = None
) -> Published:
    """Write every form of the profile into a folder, for any static host.

    Args:
        shown: What the audience sees.
        folder: Where to; made if it is not there.
        posts: What the owner said for everybody; None leaves what is there of it.

    Raises:
        PublishError: A file could not be written; those before it are.
    """
    done: dict[str, bool] = {}
    said = posts.beside if posts is not None else NOTHING_SAID
    headers = posts.headers if posts is not None else {}
    for name, body in files_of(shown, said, headers).items():
        with _said_of(folder / name):
            done[name] = _write(folder / name, body)
    removed: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    if posts is not None:
        removed, problems = _publish_posts(posts, folder, done)
    return Published(
        str(folder),
        tuple(name for name, changed in done.items() if changed),
        tuple(name for name, changed in done.items() if not changed),
        len(shown.lines),
        {},
        removed,
        problems,
    )


def _publish_posts(
    posts: Posts, folder: Path, done: dict[str, bool]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write the posts; return what was taken away, and what could not be copied."""
    problems: list[str] = []
    for one in posts.media():
        try:
            done[one.name] = copy_media(folder, one)
        except OSError as error:
            problems.append(f"{one.name}: {error.strerror or error}")
    for name, body in posts.files():
        with _said_of(folder / name):
            done[name] = _write(folder / name, body)
    with _said_of(folder):
        return take_away(folder, frozenset(done)), tuple(problems)


@contextmanager
def _said_of(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"{file}: {error.strerror or error}"
        raise PublishError(message) from error


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
