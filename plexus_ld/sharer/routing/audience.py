"""Who: people, circles, queries, exclusions, cut to the accepted connections.

A query sees the whole network. Who matches it only by a stranger's statement, or only
through a join that the owner did not confirm, is told apart by asking it again of a
network that is made of the owner's graphs alone.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from rdflib import URIRef

from plexus_ld.errors import SharingError, WhoError
from plexus_ld.model.change import Change
from plexus_ld.model.plan import LeftOut
from plexus_ld.plex.people.finding import nodes_of, person_of
from plexus_ld.plex.people.network import network
from plexus_ld.rdf.lines import line, text_of
from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store
from plexus_ld.vocab.graphs import IDENTITY, PLEX, PROFILE
from plexus_ld.vocab.plx import PLX
from plexus_ld.workers import Workers

#: What stands for everybody, as a word of the audience.
PUBLIC: Final = "public"
_CIRCLE: Final = "circle:"
_DOUBT: Final = "only what others say, not you, puts them there"
_JOINED: Final = f"{_DOUBT}, or that several nodes are taken for one person"
_STATES: Final = {
    PLX.proposed: "the connection with them is proposed, not accepted",
    PLX.refused: "they refused the connection",
    PLX.withdrawn: "the connection with them was withdrawn",
    PLX.blocked: "you have blocked them",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An audience in the owner's words.

    Attributes:
        to: WHO, each one in it; ``public`` is everybody. Without these and without
            queries: all accepted connections.
        but: WHO, each one not in it.
        queries: SPARQL that finds further people: ``SELECT ?person``.
        trusts_network: Whether strangers' statements may put somebody into the
            audience of what is not public.
    """

    to: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    trusts_network: bool = False

    @property
    def is_public(self) -> bool:
        """Whether it is for everybody."""
        return any(word.strip().lower() == PUBLIC for word in self.to)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who an activity is for.

    Attributes:
        people: The agents of accepted connections, in alphabetical order.
        left_out: Who was meant, and is not in it.
        doubtful: Who is in it by others' word alone, and why.
        circles: The circles that were named, where nobody of theirs was left out.
    """

    people: tuple[URIRef, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    doubtful: tuple[tuple[URIRef, str], ...] = ()
    circles: tuple[URIRef, ...] = ()


@dataclass
class _Gathered:
    """People as they are found: sure, doubtful, or not in it and why."""

    sure: set[URIRef] = field(default_factory=set)
    doubtful: dict[URIRef, str] = field(default_factory=dict)
    left_out: dict[URIRef, LeftOut] = field(default_factory=dict)
    circles: set[URIRef] = field(default_factory=set)


class Audiences:
    """Finds who is meant.

    Args:
        store: The home's store.
        settings: What a query may cost.
        workers: Where queries run.
        resolve: WHO, in the owner's words, to an IRI; knows ``me``.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        workers: Workers,
        resolve: Callable[[str], URIRef],
    ) -> None:
        self._store = store
        self._settings = settings
        self._workers = workers
        self._resolve = resolve

    def gather(self, wanted: Wanted) -> Audience:
        """Return who is meant.

        Raises:
            WhoError: A word names nobody, or more than one.
            QueryError: A query is wrong, or met a limit.
            SharingError: A query's answer names nobody that could be meant.
        """
        with _Search(
            self._store, self._settings, self._workers, self._resolve
        ) as search:
            found = search.gathered(wanted)
            search.take_out(wanted.but, found)
        doubtful = {
            who: why for who, why in found.doubtful.items() if who not in found.sure
        }
        if not (wanted.trusts_network or wanted.is_public):
            for agent, why in doubtful.items():
                reason = f"{why}; --trust-network would include them"
                found.left_out[agent] = LeftOut(agent, PLX.trust, reason)
            doubtful = {}
        return Audience(
            tuple(sorted(found.sure | doubtful.keys())),
            tuple(found.left_out[agent] for agent in sorted(found.left_out)),
            tuple(sorted(doubtful.items())),
            # Whoever was left out may hold a link of the circle.
            () if wanted.but else tuple(sorted(found.circles)),
        )


class _Search(ExitStack):
    """One audience's search: what is looked up for it is looked up once."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        workers: Workers,
        resolve: Callable[[str], URIRef],
    ) -> None:
        self._store = store
        self._settings = settings
        self._workers = workers
        self._resolve = resolve
        super().__init__()

    @cached_property
    def connections(self) -> Mapping[URIRef, URIRef]:
        """Each agent of an accepted connection, and the connection."""
        rows = self._store.select("audience-connections")
        return {agent: connection for agent, connection in rows}  # type: ignore[misc] # noqa: C416 - IRIs

    def gathered(self, wanted: Wanted) -> _Gathered:
        """Find everybody that the words and the queries mean."""
        found = _Gathered()
        if wanted.is_public or not (wanted.to or wanted.queries):
            found.sure.update(self.connections)
        for word in wanted.to:
            name = word.strip()
            if name.lower().startswith(_CIRCLE):
                self._circle(name, found)
            elif name.lower() != PUBLIC:
                self._person(self._resolve(name), found)
        for query in wanted.queries:
            self._query(query, found)
        return found

    def take_out(self, words: Iterable[str], found: _Gathered) -> None:
        """Take those out that the owner does not mean."""
        for word in words:
            out = _Gathered()
            if word.strip().lower().startswith(_CIRCLE):
                self._circle(word.strip(), out)
            else:
                out.sure.add(self._agent(self._resolve(word)) or self._resolve(word))
            for agent in out.sure | out.doubtful.keys():
                if agent in found.sure or agent in found.doubtful:
                    reason = "you left them out (--except)"
                    found.left_out[agent] = LeftOut(agent, PLX.ownersWord, reason)
                found.sure.discard(agent)
                found.doubtful.pop(agent, None)

    def _person(self, person: URIRef, found: _Gathered) -> None:
        agent = self._agent(person)
        if agent is not None:
            found.sure.add(agent)
            return
        rows = self._store.select("audience-standing", agent=self._nodes(person))
        why, because = "you have no connection with them", PLX.Connection
        for row in rows:
            why = _STATES.get(URIRef(row["state"] or ""), why)
            because = URIRef(row["connection"] or "")
        found.left_out[person] = LeftOut(person, because, why)

    def _circle(self, word: str, found: _Gathered) -> None:
        rows = self._store.select("audience-circle", named=word[len(_CIRCLE) :].strip())
        if not rows:
            raise WhoError(word)
        found.circles |= {URIRef(row["circle"] or "") for row in rows}
        for member in {row["person"] for row in rows} - {None}:
            self._person(URIRef(member or ""), found)
        for query in {str(row["query"]) for row in rows if row["query"] is not None}:
            self._query(query, found)

    def _query(self, query: str, found: _Gathered) -> None:
        everybody = self._agents(self._store, query)
        if not everybody:
            return
        certain = self._agents(self._owned, query)
        found.sure |= certain
        for agent in everybody - certain:
            is_joined = len(nodes_of(self._store, text_of(agent))) > 1
            found.doubtful[agent] = _JOINED if is_joined else _DOUBT

    def _agents(self, store: Store, query: str) -> set[URIRef]:
        """Ask a query, and cut its answer to accepted connections."""
        agents = (self._agent(person, store) for person in _people(store, query))
        return {agent for agent in agents if agent is not None}

    def _agent(self, person: URIRef, store: Store | None = None) -> URIRef | None:
        """Return the agent of an accepted connection that a node is; None if none."""
        if person in self.connections:
            return person
        known = person_of(store or self._store, text_of(person))
        names = [known, *nodes_of(store or self._store, known)] if known else []
        iris = (URIRef(name[1:-1]) for name in names)
        return next((iri for iri in iris if iri in self.connections), None)

    def _nodes(self, person: URIRef) -> list[URIRef]:
        nodes = nodes_of(self._store, text_of(person))
        return [person, *(URIRef(node[1:-1]) for node in nodes)]

    @cached_property
    def _owned(self) -> Store:
        """A network of the owner's graphs alone, in memory."""
        owned = self.enter_context(
            open_store(
                None, settings=self._settings, derive=network, workers=self._workers
            )
        )
        lines = tuple(self._lines())
        owned.apply(Change(added=lines))
        return owned

    def _lines(self) -> Iterator[str]:
        for name in (PROFILE, PLEX, IDENTITY):
            for statement in self._store.matching(graph=text_of(name)):
                yield line(*statement)


def _people(store: Store, query: str) -> Iterator[URIRef]:
    """Yield whom a query finds: its column ``?person``, else its first one.

    Raises:
        QueryError: It is wrong, or met a limit.
        SharingError: It is no SELECT.
    """
    answer = store.answer(query, "json")
    if answer.kind != "select":
        raise SharingError("a query of an audience is a SELECT whose ?person says who")
    told = json.loads(answer.body)
    names = told["head"]["vars"]
    column = "person" if "person" in names else next(iter(names), "")
    for row in told["results"]["bindings"]:
        cell = row.get(column, {})
        if cell.get("type") == "uri":
            yield URIRef(cell["value"])
