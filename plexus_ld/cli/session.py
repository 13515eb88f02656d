"""What one command works on: the home, opened when first needed."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import typer

from plexus_ld.settings import home_folder

#: Exit statuses of the contract (docs/cli.md); 2, wrong words, is typer's own.
FAILED, INTERRUPTED = 1, 130

if TYPE_CHECKING:
    from plexus_ld.assembly import Plex


@dataclass
class Session:
    """One command's home."""

    home: Path
    _plex: "Plex | None" = field(default=None, repr=False)
    #: Where a fault is written down, even one before any home is open.
    last_home: ClassVar[Path] = Path()

    @classmethod
    def at(cls, home: Path | None) -> "Session":
        """Return the session of a home; None is the default one."""
        folder = home.expanduser() if home else home_folder()
        cls.last_home = folder
        return cls(folder)

    @property
    def plex(self) -> "Plex":
        """The opened home.

        Raises:
            HomeError: There is none; the sentence says how to make one.
        """
        if self._plex is None:
            from plexus_ld.assembly import Plex

            self._plex = Plex.open(self.home)
        return self._plex

    def made(self) -> "Plex":
        """Return the home, made when there was none."""
        from plexus_ld.assembly import Plex

        if self._plex is None:
            self._plex = Plex.open(self.home, create=True)
        return self._plex

    def use(self, plex: "Plex") -> None:
        """Go on with a home that was opened otherwise."""
        self._plex = plex

    def close(self) -> None:
        """Close the home, if it was opened."""
        if self._plex is not None:
            self._plex.close()
            self._plex = None


def session_of(context: typer.Context) -> Session:
    """Return the session that the callback made."""
    found = context.obj
    if not isinstance(found, Session):
        raise TypeError
    return found
