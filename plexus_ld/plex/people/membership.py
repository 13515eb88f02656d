"""Who is in a circle: whom the owner put there, and whom its query finds.

A query circle is asked anew each time, in a worker, under the limits of a typed query.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

from rdflib import URIRef

from plexus_ld.errors import ParseError, QueryError
from plexus_ld.plex.people.finding import iri, owner_of, person_of
from plexus_ld.rdf.lines import text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

_GRAPH: Final = text_of(PLEX)
_ME: Final = re.compile(r"[?$]me\b")


def members_of(store: Store, name: str) -> tuple[URIRef, ...] | None:
    """Return the people in a circle, each once; None when none is called so.

    Args:
        store: The home's store.
        name: The circle's name, in any case.

    Raises:
        QueryError: Its query is wrong, or took too long.
    """
    rows = store.select("people-in-circle", named=name)
    if not rows:
        return None
    found: dict[URIRef, None] = {}
    queries: dict[str, None] = {}
    for row in rows:
        if row["person"] is not None:
            found[_person(store, str(row["person"]))] = None
        if row["query"] is not None:
            queries[str(row["query"])] = None
    for query in queries:
        found.update(
            dict.fromkeys(_person(store, one) for one in found_by(store, query))
        )
    return tuple(found)


def audience_of(store: Store, name: str) -> tuple[URIRef, ...] | None:
    """Return those in a circle with whom the owner holds an accepted connection.

    Raises:
        QueryError: Its query is wrong, or took too long.
    """
    members = members_of(store, name)
    if members is None:
        return None
    return tuple(person for person in members if is_connected(store, person))


def is_connected(store: Store, person: URIRef) -> bool:
    """Tell whether the owner holds an accepted connection with somebody."""
    state, accepted = text_of(PLX.state), text_of(PLX.accepted)
    held = store.matching(None, text_of(PLX.agent), text_of(person), _GRAPH)
    return any(any(store.matching(card, state, accepted, _GRAPH)) for card, *_ in held)


def found_by(store: Store, query: str) -> tuple[str, ...]:
    """Return the IRIs that a query finds, in its order: ``SELECT ?person``.

    ``?me`` in it is the owner. Raises `QueryError` when it is wrong, refused, takes
    too long or gives no ``?person``.
    """
    owner = owner_of(store)
    values = {"me": iri(owner)} if owner and _ME.search(query) else {}
    answer = store.answer(query, "json", values=values)
    if answer.kind != "select":
        message = "a circle is made by a SELECT query that gives ?person"
        raise QueryError(message)
    given = json.loads(answer.body)
    if "person" not in given["head"]["vars"]:
        message = "the query gives no ?person, by whom a circle is made"
        raise QueryError(message)
    return tuple(dict.fromkeys(_iris(given)))


def _iris(
    given: dict[str, dict[str, list[dict[str, dict[str, str]]]]],
) -> Iterator[str]:
    for row in given["results"]["bindings"]:
        cell = row.get("person", {})
        if cell.get("type") == "uri":
            yield cell["value"]


def _person(store: Store, node: str) -> URIRef:
    """Return the one IRI that a person stands under in the network."""
    try:
        person = person_of(store, text_of(URIRef(node)))
    except ParseError:
        person = None
    return iri(person) if person else URIRef(node)
