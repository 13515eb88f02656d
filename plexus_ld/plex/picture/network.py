"""What is drawn: people, and the ties between them."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import URIRef

if TYPE_CHECKING:
    from plexus_ld.store import Store

#: People in one picture: more cannot be read. The best connected are kept.
MAX_PEOPLE = 500
#: Ends of an IRI that tell nothing of whose it is.
_UNTELLING = frozenset({"me", "i", "it", "foaf", "card", "profile", "index", "about"})
#: People bound into one question.
_BATCH = 5_000


@dataclass(frozen=True)
class Network:
    """People and ties.

    Attributes:
        names: Each person's name.
        ties: Pairs of people, the lesser IRI first; True when both say so.
        focus: Whom the picture is about, drawn larger: one person, or a path.
        left_out: How many people there was no room for.
    """

    names: Mapping[URIRef, str]
    ties: Mapping[tuple[URIRef, URIRef], bool]
    focus: tuple[URIRef, ...] = ()
    left_out: int = 0


def whole_network(store: "Store") -> Network:
    """Return everybody with a tie, the best connected first when they are many."""
    said = set(_ties(store, ()))
    people = {person for tie in said for person in tie}
    return _network(store, people or set(_names(store, ())), said, ())


def around(store: "Store", person: URIRef) -> Network:
    """Return a person, whom they know or are known by, and the ties among all these."""
    near = {person}
    for row in store.select("ties-of", person=person):
        if isinstance(row["next"], URIRef):
            near.add(row["next"])
    return _network(store, near, set(_ties(store, near)), (person,))


def among(store: "Store", people: Collection[URIRef]) -> Network:
    """Return the given people and the ties among them; a path stays a path."""
    focus = tuple(people) if len(people) <= 12 else ()
    return _network(store, set(people), set(_ties(store, people)), focus)


def _network(
    store: "Store",
    people: set[URIRef],
    said: set[tuple[URIRef, URIRef]],
    focus: tuple[URIRef, ...],
) -> Network:
    inside = {tie for tie in said if tie[0] in people and tie[1] in people}
    kept = _best_connected(people, inside, focus)
    ties: dict[tuple[URIRef, URIRef], bool] = {}
    for person, other in sorted(inside):
        if person in kept and other in kept:
            pair = (min(person, other), max(person, other))
            ties[pair] = (other, person) in inside
    known = _names(store, kept)
    names = {person: known.get(person) or short_name(person) for person in sorted(kept)}
    return Network(names, ties, focus, len(people) - len(kept))


def _best_connected(
    people: set[URIRef], ties: set[tuple[URIRef, URIRef]], focus: tuple[URIRef, ...]
) -> set[URIRef]:
    if len(people) <= MAX_PEOPLE:
        return people
    degree = Counter(person for tie in ties for person in tie)
    ranked = sorted(people, key=lambda p: (p not in focus, -degree[p], p))
    return set(ranked[:MAX_PEOPLE])


def short_name(person: URIRef) -> str:
    """Return what to call somebody without a name: the telling end of their IRI."""
    words = [part for part in str(person).replace("#", "/").split("/") if part]
    telling = [part for part in words[1:] if part.partition(".")[0] not in _UNTELLING]
    return (telling or words or [str(person)])[-1][:24]


def _ties(
    store: "Store", people: Collection[URIRef]
) -> Iterator[tuple[URIRef, URIRef]]:
    for values in _batches(people):
        for row in store.select("ties", **values):
            person, other = row["person"], row["other"]
            if isinstance(person, URIRef) and isinstance(other, URIRef):
                yield person, other


def _names(store: "Store", people: Collection[URIRef]) -> dict[URIRef, str]:
    found = {}
    for values in _batches(people):
        for row in store.select("names", **values):
            if isinstance(row["person"], URIRef) and row["name"] is not None:
                found[row["person"]] = str(row["name"])
    return found


def _batches(people: Collection[URIRef]) -> Iterator[dict[str, list[URIRef]]]:
    """Yield the values of one question at a time; of one that binds nothing for all."""
    if not people:
        yield {}
    ordered = sorted(people)
    for start in range(0, len(ordered), _BATCH):
        yield {"person": ordered[start : start + _BATCH]}
