"""What the owner answers, likes, changes: something heard, or something said.

It is named by its IRI, or by the beginning of the UUID in it, which `plexus timeline`
and `plexus share` show.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from plexus_ld.errors import SharingError
from plexus_ld.model.activity import Object
from plexus_ld.rdf.lines import term_of, text_of
from plexus_ld.sharer.media import Media
from plexus_ld.sharer.said import terms as t
from plexus_ld.sharer.said.reading import object_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.plx import PLX

#: Beginnings of an id shorter than this mean nothing.
_SHORTEST: Final = 4
#: Things that an error lists at most.
_MOST_TOLD: Final = 10
_HEARD_AT: Final = text_of(PLX.heardAt)
_AUTHOR: Final = text_of(AS2.attributedTo)
_TOMBSTONE: Final = text_of(AS2.Tombstone)
_CREATE: Final = text_of(AS2.Create)
_DELETE: Final = text_of(AS2.Delete)


@dataclass(frozen=True, slots=True)
class Rendition:
    """One form in which something was heard.

    Attributes:
        point: The point that it came by.
        remote_id: What it is called there.
    """

    point: URIRef
    remote_id: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What something is done to.

    Attributes:
        object: The thing itself.
        author: The agent who said it; None when the owner did.
        is_private: Whether it was for its audience alone.
        renditions: The forms in which it was heard.
        activity: The owner's activity that said it first; None when it was heard.
    """

    object: Object
    author: URIRef | None = None
    is_private: bool = True
    renditions: tuple[Rendition, ...] = ()
    activity: URIRef | None = None


def found(store: Store, words: str, base: str) -> URIRef:
    """Return what is meant by an id.

    Args:
        store: The home's store.
        words: An IRI, or the beginning of the UUID in one.
        base: The address under which the owner's own IRIs lie; "" if none.

    Raises:
        SharingError: Nothing, or more than one thing, is called so.
    """
    typed = words.strip().lstrip("#")
    if len(typed) < _SHORTEST:
        message = f"{words!r} is too short for an id; `plexus timeline` shows them"
        raise SharingError(message)
    items = dict.fromkeys(
        item for begin in _begins(typed, base) for item in _all(store, begin)
    )
    if URIRef(typed) in items:
        return URIRef(typed)
    # An activity and what it says are one thing to whoever names it.
    things = dict.fromkeys(_object(store, item) for item in items)
    if len(things) == 1:
        return next(iter(things))
    if not things:
        message = f"nothing that was heard or said is called {words!r}"
        raise SharingError(message)
    told = ", ".join(str(thing) for thing in list(things)[:_MOST_TOLD])
    message = f"{words!r} could be any of: {told}"
    raise SharingError(message)


def subject_of(store: Store, item: URIRef, media: Media) -> Subject:
    """Return something that was heard or said.

    Raises:
        SharingError: It was neither, or was deleted since.
    """
    item = _object(store, item)
    node = text_of(item)
    if any(store.matching(node, _HEARD_AT, None, t.HEARD_GRAPH)):
        return _heard(store, item, media)
    said = [s for s, *_ in store.matching(None, t.OBJECT, node, t.GRAPH)]
    if any(_is_a(store, one, _DELETE) for one in said):
        message = f"{item} was deleted"
        raise SharingError(message)
    first = next((one for one in said if _is_a(store, one, _CREATE)), None)
    if first is None:
        message = f"{item} is nothing that was heard or said"
        raise SharingError(message)
    public = text_of(PLX.public)
    return Subject(
        object=object_of(store, item, media),
        is_private=not any(store.matching(first, t.PRIVACY, public, t.GRAPH)),
        activity=URIRef(term_of(first)),
    )


def _heard(store: Store, item: URIRef, media: Media) -> Subject:
    node = text_of(item)
    if any(store.matching(node, t.TYPE, _TOMBSTONE, t.HEARD_GRAPH)):
        message = f"{item} was deleted by its sender"
        raise SharingError(message)
    authors = store.matching(node, _AUTHOR, None, t.HEARD_GRAPH)
    actors = store.matching(node, t.ACTOR, None, t.HEARD_GRAPH)
    author = next((o for *_, o, _ in (*authors, *actors)), None)
    privacy = [o for *_, o, _ in store.matching(node, t.PRIVACY, None, t.HEARD_GRAPH)]
    return Subject(
        object=object_of(store, item, media, as_heard=True),
        author=URIRef(term_of(author)) if author else None,
        is_private=any(one != text_of(PLX.public) for one in privacy),
        renditions=tuple(_renditions(store, item)),
    )


def _renditions(store: Store, item: URIRef) -> Iterator[Rendition]:
    by_form: dict[tuple[URIRef, URIRef], list[str]] = {}
    for form, point, id_ in store.select("sharing-renditions", item=item):
        key = (URIRef(str(form)), URIRef(str(point)))
        by_form.setdefault(key, []).append(str(id_))
    for (_, point), ids in by_form.items():
        yield Rendition(point, min(ids, key=_generality))


def _generality(id_: str) -> tuple[bool, str]:
    """Order ids: a channel's own, such as a Message-ID, before those of the web."""
    return id_.startswith(("https://", "http://", "urn:uuid:")), id_


def _begins(typed: str, base: str) -> tuple[str, ...]:
    if ":" in typed:
        return (typed,)
    uuid = typed.lower()
    own = (f"{base}objects/{uuid}", f"{base}activities/{uuid}") if base else ()
    return (f"urn:uuid:{uuid}", *own)


def _all(store: Store, begins: str) -> Iterator[URIRef]:
    for (item,) in store.select("timeline-ids", begins=begins):
        yield URIRef(str(item))


def _object(store: Store, item: URIRef) -> URIRef:
    """Return what an activity of the owner's said; another thing as it is."""
    node = text_of(item)
    if not _is_a(store, node, _CREATE):
        return item
    said = store.matching(node, t.OBJECT, None, t.GRAPH)
    return next((URIRef(term_of(o)) for *_, o, _ in said), item)


def _is_a(store: Store, node: str, class_: str) -> bool:
    return any(store.matching(node, t.TYPE, class_, t.GRAPH))
