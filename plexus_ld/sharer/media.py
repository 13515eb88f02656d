"""Media: what goes with an activity, kept under the hash of its bytes.

One file for one content, whoever attaches it how often; written beside and moved to
its place, so that a file that is there is whole.
"""

import os
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from plexus_ld.errors import MediaError


class Media:
    """The files of one home.

    Args:
        folder: Where they lie; None: in a folder that is gone with the process.
    """

    def __init__(self, folder: Path | None) -> None:
        self._passing = TemporaryDirectory(prefix="plexus-") if folder is None else None
        self._folder = folder or Path(self._passing.name if self._passing else "")

    def file(self, digest: str) -> Path:
        """Return where the bytes with this hash lie, or would."""
        return self._folder / digest[:2] / digest

    @staticmethod
    def digest(body: bytes) -> str:
        """Return the hash under which bytes are kept, or would be."""
        return sha256(body).hexdigest()

    def keep(self, body: bytes) -> str:
        """Keep bytes; on the disk when this returns.

        Returns:
            Their hash: SHA-256, hexadecimal.

        Raises:
            MediaError: They could not be kept.
        """
        digest = self.digest(body)
        try:
            if not self.is_sound(digest):
                self._write(self.file(digest), body)
        except OSError as error:
            raise MediaError(digest, f"cannot be kept: {error}") from error
        return digest

    def is_sound(self, digest: str) -> bool:
        """Tell whether bytes are there, and are what they were."""
        try:
            with self.file(digest).open("rb") as kept:
                return file_digest(kept, "sha256").hexdigest() == digest
        except FileNotFoundError:
            return False

    def close(self) -> None:
        """Let go of a folder that was not to stay."""
        if self._passing is not None:
            self._passing.cleanup()

    def _write(self, file: Path, body: bytes) -> None:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile(dir=file.parent, delete=False) as written:
            beside = Path(written.name)
            try:
                written.write(body)
                written.flush()
                os.fsync(written.fileno())
                beside.replace(file)
            except OSError:
                beside.unlink(missing_ok=True)
                raise
        self._sync(file.parent)

    def _sync(self, folder: Path) -> None:
        place = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)
