"""Errors over the home's socket: a class out of a closed list, and its facts."""

from typing import Any, Final

from plexus_ld.errors import (
    ConflictError,
    DamagedStoreError,
    HomeError,
    InvalidChangeError,
    ParseError,
    PlexusError,
    QueryError,
    QueryLimitError,
    StoreError,
    UnknownQueryError,
    WorkerError,
    WorkerLimitError,
)

#: For each class the attributes that its constructor takes, in their order; the
#: message is what it says of itself.
_FACTS: Final[dict[type[PlexusError], tuple[str, ...]]] = {
    ConflictError: ("expected", "found"),
    DamagedStoreError: ("message",),
    HomeError: ("message",),
    InvalidChangeError: ("complaints",),
    ParseError: ("message",),
    QueryError: ("message", "line", "column"),
    QueryLimitError: ("message", "line", "column"),
    StoreError: ("message",),
    UnknownQueryError: ("name",),
    WorkerError: ("message",),
    WorkerLimitError: ("message",),
}
_BY_NAME: Final = {kind.__name__: kind for kind in _FACTS}


def to_facts(error: PlexusError) -> dict[str, Any]:
    """Return an error as JSON can carry it; a class not in the list as its parent."""
    kind = next(
        kind for kind in type(error).__mro__ if kind in _FACTS or kind is PlexusError
    )
    facts = _FACTS.get(kind, ("message",))
    said = {"message": str(error)}
    values = [said[name] if name in said else getattr(error, name) for name in facts]
    return {"class": kind.__name__, "facts": values}


def from_facts(facts: dict[str, Any]) -> PlexusError:
    """Return the error that `to_facts` was given."""
    kind = _BY_NAME.get(facts.get("class", ""), StoreError)
    given = facts.get("facts")
    if not isinstance(given, list) or len(given) != len(_FACTS[kind]):
        return StoreError("the process that holds the home reported an unknown error")
    return kind(*given)
