"""The shortest path, against a breadth-first search over the same ties."""

import random
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import pairwise

import pytest
from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.model.change import Change, Derivation, Reader
from plexus_ld.plex import walking
from plexus_ld.plex.walking import shortest_path
from plexus_ld.rdf.lines import line_of, lines_of
from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store
from plexus_ld.vocab.graphs import PROFILE

#: Whom each person knows.
Ties = Mapping[int, set[int]]


def as_view(_: Reader, change: Change) -> Derivation:
    """Derive a network that says what the sources say, as it stands."""
    names = {text: text.rsplit(" ", 2)[0] + " ." for text in change.added}
    return Derivation(change, Change(added=tuple(names.values())))


def person(number: int) -> URIRef:
    return URIRef(f"https://p{number}.example/#me")


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(None, settings=Settings(), derive=as_view) as made:
        yield made


def tie(store: Store, ties: Ties) -> None:
    people = [(person(n), RDF.type, FOAF.Person, PROFILE) for n in ties]
    knows = [
        (person(n), FOAF.knows, person(other), PROFILE)
        for n, others in ties.items()
        for other in others
    ]
    store.apply(Change(added=lines_of([*people, *knows])))


def random_ties(seed: int, people: int, ties: int) -> dict[int, set[int]]:
    dice = random.Random(seed)  # noqa: S311 - a network, no secret
    made: dict[int, set[int]] = {number: set() for number in range(people)}
    for _ in range(ties):
        one, other = dice.sample(range(people), 2)
        made[one].add(other)
    return made


def distance(ties: Ties, start: int, end: int) -> int | None:
    """Count the steps by walking everywhere, from one end."""
    both = {n: set(others) for n, others in ties.items()}
    for number, others in ties.items():
        for other in others:
            both[other].add(number)
    seen, waiting = {start: 0}, deque([start])
    while waiting:
        here = waiting.popleft()
        for there in both[here] - seen.keys():
            seen[there] = seen[here] + 1
            waiting.append(there)
    return seen.get(end)


@pytest.mark.parametrize("seed", range(12))
def test_a_path_is_as_short_as_any_and_made_of_ties(store: Store, seed: int) -> None:
    ties = random_ties(seed, people=40, ties=20 + 5 * seed)
    tie(store, ties)
    known = {(person(n), person(o)) for n, others in ties.items() for o in others}

    for end in range(1, 40, 3):
        path = shortest_path(store, person(0), person(end))

        steps = distance(ties, 0, end)
        assert len(path) == (0 if steps is None else steps + 1)
        if path:
            assert (path[0], path[-1]) == (person(0), person(end))
        for pair in pairwise(path):
            assert pair in known or pair[::-1] in known


def test_to_oneself_there_is_no_step(store: Store) -> None:
    assert shortest_path(store, person(0), person(0)) == (person(0),)


def test_to_somebody_unknown_there_is_no_path(store: Store) -> None:
    tie(store, {0: {1}, 1: set()})

    assert shortest_path(store, person(0), person(7)) == ()


def test_a_tie_to_a_text_leads_nowhere(store: Store) -> None:
    tie(store, {0: {1}, 1: set(), 2: set()})
    odd = (person(1), FOAF.knows, Literal(str(person(2))), PROFILE)
    store.apply(Change(added=(line_of(odd),)))

    assert shortest_path(store, person(0), person(2)) == ()


def test_a_wide_walk_is_asked_in_parts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    star = {
        0: set(range(1, 30)),
        **{n: {30} for n in range(1, 30)},
        30: {31},
        31: set(),
    }
    tie(store, star)
    monkeypatch.setattr(walking, "_BATCH", 4)

    path = shortest_path(store, person(0), person(31))

    assert len(path) == 4
