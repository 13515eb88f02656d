"""Who could be one person, and waits for the owner's word, with the evidence."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from plexus_ld.model.change import Reader
from plexus_ld.plex.people.evidence import evidence_on
from plexus_ld.plex.people.finding import holders_of, iri, name_of, nodes_of
from plexus_ld.plex.people.keys import key_iri
from plexus_ld.plex.people.terms import DIFFERENCE, NODE, TYPE
from plexus_ld.plex.people.values import Evidence, Pair
from plexus_ld.plex.people.world import IDENTITY, KEYS, OPEN, STANDS

#: People with one value of whom pairs are made; more is nobody's own.
_MAX_HOLDERS = 12


def duplicates(store: Reader) -> tuple[Pair, ...]:
    """Return who could be one person and is not joined, by name."""
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    prefix = key_iri("")[:-1]
    for key, *_ in store.matching(None, STANDS, OPEN, KEYS):
        name = key[len(prefix) : -1]
        people = holders_of(store, name)
        for one, other in combinations(people[:_MAX_HOLDERS], 2):
            shared[one, other].append(name)
    beside: dict[str, set[str]] = defaultdict(set)
    for one, other in shared:
        beside[one].add(other)
        beside[other].add(one)
    pairs = (
        _pair(store, pair, keys, beside)
        for pair, keys in shared.items()
        if not _decided(store, *pair)
    )
    return tuple(sorted(pairs, key=lambda p: (p.name, p.other_name, p.person, p.other)))


def _decided(store: Reader, one: str, other: str) -> bool:
    """Tell whether the owner has called the two different."""
    others = set(nodes_of(store, other))
    for node in nodes_of(store, one):
        for decision, *_ in store.matching(None, NODE, node, IDENTITY):
            kinds = store.matching(decision, TYPE, None, IDENTITY)
            if any(quad[2] == DIFFERENCE for quad in kinds):
                named = store.matching(decision, NODE, None, IDENTITY)
                if any(quad[2] in others for quad in named):
                    return True
    return False


def _pair(
    store: Reader,
    pair: tuple[str, str],
    keys: Iterable[str],
    beside: dict[str, set[str]],
) -> Pair:
    nodes = [node for person in pair for node in nodes_of(store, person)]
    evidence = evidence_on(store, nodes, set(keys))
    one, other = pair
    return Pair(
        person=iri(one),
        other=iri(other),
        name=name_of(store, one),
        other_name=name_of(store, other),
        because=_because(store, pair, evidence, beside),
        evidence=evidence,
        documents=tuple(dict.fromkeys(e.document for e in evidence)),
    )


def _because(
    store: Reader,
    pair: tuple[str, str],
    evidence: Iterable[Evidence],
    beside: dict[str, set[str]],
) -> str:
    told: dict[str, None] = {}
    written = [found for found in evidence if found.value is not None]
    for found in written or evidence:
        value = "" if found.value is None else f" {found.value}"
        told[f"{found.kind}{value}"] = None
    said = f"one {' and '.join(list(told)[:3])}"
    for one, other in (pair, pair[::-1]):
        strangers = sorted(beside[one] - {other} - beside[other])
        if strangers:
            names = " and ".join(name_of(store, them) for them in strangers[:2])
            return f"{said}; but {name_of(store, one)} has what is {names}'s too"
    return said
