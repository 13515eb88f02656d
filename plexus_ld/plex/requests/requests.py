"""`Requests`: kept until they are answered, each once."""

from datetime import UTC, datetime
from typing import Final

from rdflib import RDF, XSD, Literal, URIRef

from plexus_ld.errors import RequestError
from plexus_ld.model.change import Change
from plexus_ld.model.request import WAITING, Request
from plexus_ld.rdf.lines import line, term_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import REQUESTS
from plexus_ld.vocab.plx import PLX

_GRAPH: Final = text_of(REQUESTS)
_TYPE: Final = text_of(RDF.type)
_REQUEST: Final = text_of(PLX.Request)
_STATE: Final = text_of(PLX.state)
_UUID: Final = "urn:uuid:"
#: Beginnings of an id shorter than this mean nothing.
_SHORTEST: Final = 4


class Requests:
    """The requests of a home; for several threads at once.

    Args:
        store: The home's store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def hold(self, request: Request) -> bool:
        """Keep a request; one that is known already, waiting or answered, stays.

        Returns:
            Whether it was new. What was withdrawn and is asked again is.
        """
        added = _lines(request)
        is_new = False

        def compute(now: Store) -> Change:
            nonlocal is_new
            known = _find(now, request.iri)
            is_new = known is None or known.state == "withdrawn"
            if not is_new:
                return Change()
            return Change(added, tuple(set(_standing(now, request.iri)) - set(added)))

        self._store.change(compute)
        return is_new

    def all(self, state: str | None = None) -> tuple[Request, ...]:
        """Return the requests, the oldest first; those of a state."""
        nodes = [s for s, *_ in self._store.matching(None, _TYPE, _REQUEST, _GRAPH)]
        found = (_find(self._store, URIRef(term_of(node))) for node in nodes)
        wanted = (one for one in found if one and state in (None, one.state))
        return tuple(sorted(wanted, key=lambda one: (one.at, one.iri)))

    def one(self, id_: str) -> Request:
        """Return the request that an id names.

        Args:
            id_: Its IRI, or the beginning of the UUID in it.

        Raises:
            RequestError: None, or more than one, is called so.
        """
        typed = id_.strip()
        if len(typed) < _SHORTEST:
            message = f"{id_!r} is too short for an id; `plexus requests` shows them"
            raise RequestError(message)
        begins = typed if ":" in typed else f"{_UUID}{typed.lower()}"
        found = [one for one in self.all() if str(one.iri).startswith(begins)]
        exact = [one for one in found if str(one.iri) == typed]
        if len(exact or found) == 1:
            return (exact or found)[0]
        many = "more than one request is" if found else "no request is"
        message = f"{many} called {id_!r}; `plexus requests` shows them"
        raise RequestError(message)

    def settle(self, iri: URIRef, state: str) -> None:
        """Take note of what became of a request; of one that is none, nothing."""
        after = line(text_of(iri), _STATE, text_of(PLX[state]), _GRAPH)

        def compute(now: Store) -> Change:
            standing = _standing(now, iri)
            before = tuple(one for one in standing if f" {_STATE} " in one)
            if not before or before == (after,):
                return Change()
            return Change((after,), before)

        self._store.change(compute)


def _standing(store: Store, iri: URIRef) -> tuple[str, ...]:
    return tuple(line(*one) for one in store.matching(text_of(iri), graph=_GRAPH))


def _lines(request: Request) -> tuple[str, ...]:
    at = Literal(request.at.astimezone(UTC).isoformat(), datatype=XSD.dateTime)
    said: list[tuple[URIRef, URIRef | Literal]] = [
        (RDF.type, PLX.Request),
        (PLX.requestKind, Literal(request.kind)),
        (AS2.actor, request.by),
        (AS2.published, at),
        (PLX.state, PLX[request.state]),
    ]
    if request.about is not None:
        said.append((AS2.object, request.about))
    if request.is_ours:
        said.append((PLX.isOurs, Literal(True)))
    texts = (
        (PLX.senderName, request.name),
        (AS2.summary, request.words),
        (PLX.sealed, request.sealed.decode()),
    )
    said += [(term, Literal(text)) for term, text in texts if text]
    node = text_of(request.iri)
    return tuple(line(node, text_of(p), text_of(o), _GRAPH) for p, o in said)


def _find(store: Store, iri: URIRef) -> Request | None:
    lines = store.matching(text_of(iri), None, None, _GRAPH)
    said = {p: term_of(o) for _, p, o, _ in lines}
    if said.get(_TYPE) != PLX.Request:
        return None

    def text(term: URIRef) -> str:
        return str(said.get(text_of(term), ""))

    about = said.get(text_of(AS2.object))
    return Request(
        iri,
        text(PLX.requestKind),
        URIRef(text(AS2.actor)),
        text(PLX.senderName),
        text_of(PLX.isOurs) in said,
        datetime.fromisoformat(text(AS2.published)),
        text(PLX.state).rpartition("#")[2] or WAITING,
        text(AS2.summary),
        about if isinstance(about, URIRef) else None,
        text(PLX.sealed).encode(),
    )
