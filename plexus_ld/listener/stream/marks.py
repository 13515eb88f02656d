"""The owner's marks on what was heard: read, saved, ignored; and what an id means."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from rdflib import URIRef

from plexus_ld.errors import StreamError
from plexus_ld.listener.cleaning import date_time
from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import HEARD
from plexus_ld.vocab.plx import PLX

_GRAPH: Final = text_of(HEARD)
_READ: Final = text_of(PLX.readAt)
_MARK: Final = text_of(PLX.mark)
_HEARD_AT: Final = text_of(PLX.heardAt)
#: What takes the place of what: who saves a thing does not ignore it.
_INSTEAD: Final[Mapping[URIRef, tuple[URIRef, ...]]] = {
    PLX.save: (PLX.ignore,),
    PLX.ignore: (PLX.save, PLX.display),
}
_UUID: Final = "urn:uuid:"
#: Beginnings of an id shorter than this mean nothing.
_SHORTEST: Final = 4
#: Items that an error lists at most.
_MOST_TOLD: Final = 10


def found(store: Store, words: str) -> URIRef:
    """Return what is meant by an id: an IRI, or the beginning of a UUID.

    Raises:
        StreamError: Nothing, or more than one thing, is called so.
    """
    typed = words.strip().lstrip("#")
    if len(typed) < _SHORTEST:
        message = f"{words!r} is too short for an id; `plexus timeline` shows them"
        raise StreamError(message)
    begins = typed if ":" in typed else f"{_UUID}{typed.lower()}"
    items = [URIRef(str(row[0])) for row in store.select("timeline-ids", begins=begins)]
    if URIRef(begins) in items:
        return URIRef(begins)
    if len(items) == 1:
        return items[0]
    if not items:
        message = f"nothing that was heard or said is called {words!r}"
        raise StreamError(message)
    told = ", ".join(str(item).removeprefix(_UUID) for item in items[:_MOST_TOLD])
    message = f"{words!r} could be any of: {told}"
    raise StreamError(message, tuple(items))


def mark(store: Store, item: URIRef, action: URIRef) -> None:
    """Mark something that was heard, as `plx:save` or `plx:ignore`.

    Raises:
        StreamError: It was never heard.
    """
    node = text_of(item)
    if not any(store.matching(node, _HEARD_AT, None, _GRAPH)):
        message = f"{item} is nothing that was heard"
        raise StreamError(message)
    removed = tuple(
        f"{node} {_MARK} {text_of(other)} {_GRAPH} ."
        for other in _INSTEAD.get(action, ())
    )
    added = f"{node} {_MARK} {text_of(action)} {_GRAPH} ."
    store.apply(Change((added,), removed))


def mark_read(store: Store, items: Iterable[URIRef], at: datetime) -> int:
    """Note that the owner has read something; what was read before stays so.

    Returns:
        How much of it was new to them.
    """
    nodes = [text_of(item) for item in dict.fromkeys(items)]
    added: tuple[str, ...] = ()

    def compute(now: Store) -> Change:
        nonlocal added
        added = tuple(
            f"{node} {_READ} {date_time(at)} {_GRAPH} ."
            for node in nodes
            if _is_unread(now, node)
        )
        return Change(added)

    store.change(compute)
    return len(added)


def _is_unread(store: Store, node: str) -> bool:
    heard = any(store.matching(node, _HEARD_AT, None, _GRAPH))
    return heard and not any(store.matching(node, _READ, None, _GRAPH))
