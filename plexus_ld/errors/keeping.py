"""Errors of the home, the store, its queries, and the workers."""

from plexus_ld.errors.base import PlexusError


class SettingsError(PlexusError):
    """A setting that is unknown, or whose value is none."""


class HomeError(PlexusError):
    """A folder that is no home, or one that this version cannot open."""


class HomeBusyError(HomeError):
    """Another process holds the home, and does not answer."""


class StoreError(PlexusError):
    """Quads that could not be read or kept."""


class DamagedStoreError(StoreError):
    """What lies on the disk is not what was written."""


class ConflictError(StoreError):
    """The change was computed from an older state; compute it again.

    Args:
        expected: The sequence number it was computed from.
        found: The sequence number that the store has.
    """

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"the Plex has moved on from change {expected} to {found}")
        self.expected = expected
        self.found = found


class UnknownQueryError(StoreError):
    """No question has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no question is called {name!r}; `plexus queries` lists them")
        self.name = name


class QueryError(StoreError):
    """A typed query that is wrong or refused.

    Args:
        message: The sentence.
        line: Where in the text, from 1, when known.
        column: Where in the line, from 1, when known.
    """

    def __init__(
        self, message: str, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryLimitError(QueryError):
    """A typed query that met its limit of time, memory or rows."""


class WorkerError(PlexusError):
    """A disposable process ended without an answer.

    Args:
        message: The sentence.
        signal: What ended it, if the system did: ``SIGSEGV`` …
    """

    def __init__(self, message: str, signal: str | None = None) -> None:
        super().__init__(message)
        self.signal = signal


class WorkerLimitError(WorkerError):
    """A disposable process met its limit of time or memory.

    Args:
        message: The sentence.
        limit: ``time`` or ``memory``.
    """

    def __init__(self, message: str, limit: str = "time") -> None:
        super().__init__(message)
        self.limit = limit
