"""Whom a picture shows: everybody, a person's surroundings, or whom a query finds."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rdflib import URIRef

from plexus_ld.errors import QueryError
from plexus_ld.plex.picture.network import Network, among, around, whole_network

if TYPE_CHECKING:
    from plexus_ld.plex.questions import Questions
    from plexus_ld.store import Store


def chosen(
    store: "Store",
    questions: "Questions",
    resolve: Callable[[str], URIRef],
    query: str | None,
    who: str | None,
    params: Mapping[str, str] | None,
) -> tuple[Network, str]:
    """Return the network to draw, and the picture's title.

    Raises:
        QueryError: The query is wrong, or finds no people.
        WhoError: Nobody, or more than one, answers to ``who``.
    """
    if who is not None:
        person = resolve(who)
        drawn = around(store, person)
        return drawn, f"Around {drawn.names[person]}"
    if query is None:
        return whole_network(store), "The whole network"
    people = _found(questions.answer(query, "json", params).body)
    title = query if len(query) <= 40 and "{" not in query else "What the query finds"
    return among(store, people), title


def _found(body: bytes) -> tuple[URIRef, ...]:
    """Read the people out of SPARQL JSON: the column ?person, or the first of IRIs."""
    result = json.loads(body)
    rows = result.get("results", {}).get("bindings", [])
    names = result["head"].get("vars", [])
    for name in sorted(names, key=lambda name: name != "person"):
        found = [row[name]["value"] for row in rows if _is_iri(row.get(name))]
        if found:
            return tuple(dict.fromkeys(map(URIRef, found)))
    message = "the query finds nobody: its answer has no column of people, or no row"
    raise QueryError(message)


def _is_iri(term: dict[str, str] | None) -> bool:
    return term is not None and term["type"] == "uri"
