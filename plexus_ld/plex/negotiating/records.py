"""Agreements and letters in the graph of requests: records, each written anew whole."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from rdflib import RDF, XSD, Literal, URIRef

from plexus_ld.model.agreement import Letter, Standing
from plexus_ld.model.change import Reader
from plexus_ld.plex.negotiating.documents import iri_of
from plexus_ld.rdf.lines import line, term_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import REQUESTS
from plexus_ld.vocab.plx import PLX

_GRAPH: Final = text_of(REQUESTS)
_TYPE: Final = text_of(RDF.type)
_NEGOTIATION: Final = text_of(PLX.Negotiation)
_LETTER: Final = text_of(PLX.Letter)
_WITH: Final = text_of(PLX.agent)
_STATE: Final = text_of(PLX.state)
_SEALED: Final = text_of(PLX.sealed)
_ASKED: Final = text_of(PLX.asked)
_TO: Final = text_of(AS2.to)
_AT: Final = text_of(AS2.published)


def standings(store: Store) -> tuple[Standing, ...]:
    """Return all agreements, however they stand."""
    nodes = [s for s, *_ in store.matching(None, _TYPE, _NEGOTIATION, _GRAPH)]
    found = (standing(store, URIRef(term_of(node))) for node in nodes)
    return tuple(one for one in found if one is not None)


def standing(store: Store, iri: URIRef) -> Standing | None:
    """Return an agreement; None when there is none of this IRI."""
    said = {p: term_of(o) for _, p, o, _ in store.matching(text_of(iri), graph=_GRAPH)}
    if said.get(_TYPE) != PLX.Negotiation:
        return None
    return Standing(
        iri,
        URIRef(said[_WITH]),
        str(said[_STATE]).rpartition("#")[2],
        _document(said.get(_SEALED)),
        _document(said.get(_ASKED)),
    )


def _document(text: object) -> Mapping[str, object] | None:
    return json.loads(str(text)) if text is not None else None


def standing_lines(one: Standing) -> tuple[str, ...]:
    """Return an agreement as lines."""
    said: list[tuple[str, URIRef | Literal]] = [
        (_TYPE, PLX.Negotiation),
        (_WITH, one.peer),
        (_STATE, PLX[one.state]),
    ]
    said += [
        (term, Literal(written(document)))
        for term, document in ((_SEALED, one.agreed), (_ASKED, one.asked))
        if document is not None
    ]
    node = text_of(one.iri)
    return tuple(line(node, term, text_of(value), _GRAPH) for term, value in said)


def agreement_lines(accept: Mapping[str, object], peer: URIRef) -> tuple[str, ...]:
    """Return what was agreed, and when, for whoever asks the graph.

    Args:
        accept: The Accept, with the Offer in it.
        peer: Who of the two is not the owner.
    """
    offer = accept.get("object")
    if not isinstance(offer, dict):
        raise TypeError(offer)
    by, to = _actor(offer), iri_of(next(iter(_listed(offer.get("to"))), ""))
    agreement, offered = iri_of(accept.get("id")), iri_of(offer.get("id"))
    if not (agreement and offered and by and to and peer in (by, to)):
        return ()
    at = Literal(str(accept.get("published", "")), datatype=XSD.dateTime)
    item = offer.get("object")
    points = item.get("plx:connectionPoint") if isinstance(item, dict) else ()
    said: list[tuple[URIRef, URIRef, URIRef | Literal]] = [
        (agreement, RDF.type, PLX.Agreement),
        (agreement, PLX.agreesTo, offered),
        (agreement, PLX.acceptedBy, _actor(accept)),
        (agreement, PLX.acceptedAt, at),
        (offered, RDF.type, PLX.Offer),
        (offered, PLX.offeredBy, by),
        (offered, PLX.offeredTo, to),
    ]
    said += [
        (offered, PLX.offers, iri_of(point.get("id"))) for point in _listed(points)
    ]
    return tuple(line(text_of(s), text_of(p), text_of(o), _GRAPH) for s, p, o in said)


def _actor(activity: Mapping[str, object]) -> URIRef:
    actor = activity.get("actor")
    return iri_of(actor.get("id") if isinstance(actor, dict) else actor)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def has_letters(store: Store) -> bool:
    """Tell whether there are letters that were not taken yet."""
    return any(store.matching(None, _TYPE, _LETTER, _GRAPH))


def letters(store: Store) -> tuple[Letter, ...]:
    """Return the letters that were not taken yet, the oldest first."""
    nodes = [s for s, *_ in store.matching(None, _TYPE, _LETTER, _GRAPH)]
    found = [_letter(store, node) for node in nodes]
    return tuple(sorted(found, key=lambda one: (one.at, one.iri)))


def _letter(store: Store, node: str) -> Letter:
    said = {p: term_of(o) for _, p, o, _ in store.matching(node, graph=_GRAPH)}
    return Letter(
        URIRef(term_of(node)),
        URIRef(said[_TO]),
        datetime.fromisoformat(str(said[_AT])),
        json.loads(str(said[_SEALED])),
    )


def letter_lines(one: Letter) -> tuple[str, ...]:
    """Return a letter as lines."""
    at = Literal(one.at.astimezone(UTC).isoformat(), datatype=XSD.dateTime)
    said: tuple[tuple[str, URIRef | Literal], ...] = (
        (_TYPE, PLX.Letter),
        (_TO, one.to),
        (_AT, at),
        (_SEALED, Literal(written(one.activity))),
    )
    node = text_of(one.iri)
    return tuple(line(node, term, text_of(value), _GRAPH) for term, value in said)


def lines_about(reader: Reader, iri: URIRef) -> tuple[str, ...]:
    """Return the lines of an agreement or a letter, as they stand."""
    return tuple(line(*one) for one in reader.matching(text_of(iri), graph=_GRAPH))


def written(document: Mapping[str, object]) -> str:
    """Return a document as it is kept and sent."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
