"""What the owner types for a point: ``email-bob``, or the beginning of its IRI."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final
from urllib.parse import unquote, urlsplit

from rdflib import RDFS, Literal, URIRef

from plexus_ld.errors import ConnectionPointError
from plexus_ld.plex.connections.points import HeldPoint, held_points
from plexus_ld.rdf.lines import text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PLEX

_GRAPH: Final = text_of(PLEX)
_LABEL: Final = text_of(RDFS.label)
_UUID: Final = "urn:uuid:"
#: Points that an error lists at most.
_MOST_TOLD: Final = 10
#: Beginnings of an IRI shorter than this are no id.
_SHORTEST: Final = 3


def label_for(
    store: Store, channel: str, name: str, address: URIRef, taken: Collection[str] = ()
) -> str:
    """Return a name for a new point that no other point has.

    Args:
        store: The home's store.
        channel: The channel's name.
        name: What its agent is called.
        address: Where the point leads.
        taken: Names that other new points are to have.
    """
    word = _word(name) or _word(_local(address)) or "point"
    label, count = f"{channel}-{word}", 1
    while label in taken or _is_taken(store, label):
        count += 1
        label = f"{channel}-{word}-{count}"
    return label


def found_point(store: Store, words: str) -> HeldPoint:
    """Return the point that is meant: by its name, its IRI, or the beginning of one.

    Raises:
        ConnectionPointError: There is none, or more than one.
    """
    typed = words.strip()
    exact = [
        URIRef(subject[1:-1])
        for subject, *_ in store.matching(None, _LABEL, text_of(Literal(typed)), _GRAPH)
    ]
    iris = (*exact, *_as_iri(typed))
    found = held_points(store, points=iris) if iris else ()
    if not found and len(typed) >= _SHORTEST:
        found = tuple(held for held in held_points(store) if _begins(held, typed))
    if len(found) == 1:
        return found[0]
    if not found:
        message = f"there is no point {typed!r}; `plexus points` lists them"
        raise ConnectionPointError(message)
    several = ", ".join(sorted(map(id_of, found))[:_MOST_TOLD])
    message = f"{typed!r} is more than one point: {several}"
    raise ConnectionPointError(message)


def id_of(held: HeldPoint) -> str:
    """Return what the owner types for a point."""
    return held.label or str(held.point.iri).removeprefix(_UUID)


def _as_iri(typed: str) -> tuple[URIRef, ...]:
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+", typed):
        return (URIRef(typed),)
    return ()


def _begins(held: HeldPoint, typed: str) -> bool:
    iri = str(held.point.iri)
    return any(
        text.startswith(typed) for text in (held.label, iri, iri.removeprefix(_UUID))
    )


def _is_taken(store: Store, label: str) -> bool:
    return any(store.matching(None, _LABEL, text_of(Literal(label)), _GRAPH))


def _word(name: str) -> str:
    """Return the first word of a name in plain letters; "" if it has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    if "://" in plain or plain.startswith("urn:"):
        return ""
    words = re.findall(r"[a-z0-9]+", plain.partition("@")[0].casefold())
    return str(next((word for word in words if word not in ("the", "a")), ""))


def _local(address: URIRef) -> str:
    """Return the part of an address that names somebody, or the host."""
    parts = urlsplit(str(address))
    if parts.hostname:
        labels = parts.hostname.removeprefix("www.").split(".")
        return labels[0]
    return unquote(parts.path).rpartition("/")[2]
