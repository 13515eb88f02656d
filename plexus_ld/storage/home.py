"""A home: the folder that holds one Plex, and the lock that says who writes to it."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from plexus_ld.errors import HomeBusyError, HomeError

#: The version of the folder's layout that this program writes and reads.
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Home:
    """The places in a home's folder."""

    folder: Path

    @property
    def settings(self) -> Path:
        """What the owner set."""
        return self.folder / "settings.toml"

    @property
    def store(self) -> Path:
        """The quads, as the engine keeps them."""
        return self.folder / "store"

    @property
    def journal(self) -> Path:
        """Every change."""
        return self.folder / "journal.db"

    @property
    def base(self) -> Path:
        """The copy that the journal goes on from."""
        return self.folder / "base"

    @property
    def media(self) -> Path:
        """Pictures, by content."""
        return self.folder / "media"

    @property
    def originals(self) -> Path:
        """The bytes of sources, by content."""
        return self.folder / "originals"

    @property
    def keys(self) -> Path:
        """The owner's keys and secrets."""
        return self.folder / "keys"

    @property
    def log(self) -> Path:
        """What happened, for people."""
        return self.folder / "log"

    @property
    def listening(self) -> Path:
        """Locked by whoever stores what was heard."""
        return self.folder / "listening.lock"

    @property
    def text_index(self) -> Path:
        """The words of what was said and heard, for searching; derived."""
        return self.folder / "words.db"

    @property
    def queries(self) -> Path:
        """Questions of the owner's own."""
        return self.folder / "queries"

    @property
    def checkpoints(self) -> Path:
        """Copies for workers, made and dropped as needed."""
        return self.folder / "checkpoints"

    @property
    def agent(self) -> Path:
        """Locked by the one agent that runs."""
        return self.folder / "agent.lock"

    @property
    def delivering(self) -> Path:
        """Locked by the one process that delivers."""
        return self.folder / "delivering.lock"

    @property
    def damaged(self) -> Path:
        """Lies here when the store was found damaged while it was open."""
        return self.folder / "store.is-damaged"

    @property
    def erasing(self) -> Path:
        """Says which graphs are being erased; gone when they are."""
        return self.folder / "erasing.json"

    @property
    def _version(self) -> Path:
        return self.folder / "VERSION"

    def exists(self) -> bool:
        """Tell whether a home was made here."""
        return self._version.is_file()

    def prepare(self) -> None:
        """Make the folder a home if it is none, for the owner's eyes only.

        Raises:
            HomeError: It is of a newer version, or cannot be made one.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not self.exists():
                self._begin()
            version = self._version.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            message = f"{self.folder} cannot be used as a home: {error}"
            raise HomeError(message) from error
        self._check(version)

    def _begin(self) -> None:
        for part in (self.base, self.media, self.originals, self.log, self.queries):
            part.mkdir(exist_ok=True, mode=0o700)
        self.keys.mkdir(exist_ok=True, mode=0o700)
        # Of this process alone: two may begin the same home at once.
        made = self._version.with_name(f"VERSION.{os.getpid()}")
        made.write_text(f"{VERSION}\n", encoding="ascii")
        made.replace(self._version)

    def _check(self, version: str) -> None:
        if not version.isdecimal() or len(version) > 9:
            message = f"{self._version} says {version[:40]!r}, which is no version"
            raise HomeError(message)
        if int(version) != VERSION:
            message = (
                f"{self.folder} is of version {version}, and this program knows "
                f"version {VERSION}: use the newer program that made it"
            )
            raise HomeError(message)


class HomeLock:
    """Held by the one process that writes to a home; gone when the process ends."""

    def __init__(self, home: Home) -> None:
        try:
            self._file = os.open(
                home.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
        except OSError as error:
            message = f"{home.folder} cannot be locked: {error}"
            raise HomeError(message) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            message = f"another process holds {home.folder}, and does not answer"
            raise HomeBusyError(message) from error

    def release(self) -> None:
        """Let others have the home."""
        os.close(self._file)

    def __enter__(self) -> Self:
        """Return the lock itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let others have the home."""
        self.release()
