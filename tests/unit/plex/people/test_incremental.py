"""The view kept up change by change comes out as if made anew.

Seeded random walks of imports, edits, forgetting, connections, decisions and undo,
over a few documents in which a few people meet often. After each step the default
graph is held against one that was derived from all there is at once, but for which
node of a person gives the IRI: that may depend on who was known first.
"""

from collections import defaultdict
from collections.abc import Iterator
from random import Random

import pytest

from plexus_ld.model.change import Change, Statement
from plexus_ld.plex.people.terms import KNOWN_AS, leads_to_person
from plexus_ld.store import Store
from tests.unit.plex.people.cases import new_store

FOAF = "http://xmlns.com/foaf/0.1/"
PLX = "https://w3id.org/plexus#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
DOCUMENTS = [f"http://h{number}.example/card" for number in range(5)] + [
    "file:///x.ttl"
]
NAMES = [
    "Alice Liddell",
    "A. Liddell",
    "Bob Jones",
    "Robert Smith",
    "Dave",
    "Bob Smith",
]
KINDS = ["Person", "Person", "person", "Document"]
MAILBOXES = [f"<mailto:m{number}@x.example>" for number in range(5)]
HOMEPAGES = [f"<http://p{number}.example/>" for number in range(3)]
PROFILE = "<urn:x-plexus:profile>"
PLEX = "<urn:x-plexus:plex>"
IDENTITY = "<urn:x-plexus:identity>"


def nodes_in(document: str) -> list[str]:
    number = DOCUMENTS.index(document)
    return [
        f"<{document}#me>",
        f"<{document}#other>",
        *(f"<urn:x-plexus:node:{number}{letter}>" for letter in "ab"),
        *(f"<{other}#me>" for other in DOCUMENTS[:3]),
    ]


def statements(document: str, chance: Random) -> Iterator[str]:
    """What a document may say: much of it about the same few people."""
    nodes = nodes_in(document)
    for node in chance.sample(nodes, chance.randint(1, 3)):
        for often, predicate, objects in (
            (0.7, TYPE, [f"<{FOAF}{kind}>" for kind in KINDS]),
            (0.7, f"<{FOAF}name>", [f'"{name}"' for name in NAMES]),
            (0.6, f"<{FOAF}mbox>", MAILBOXES),
            (0.3, f"<{FOAF}mbox>", MAILBOXES),
            (0.3, f"<{FOAF}homepage>", HOMEPAGES),
            (0.3, f"<{FOAF}knows>", [*nodes, *map(iri, DOCUMENTS)]),
            (0.1, f"<{FOAF}maker>", nodes),
            (0.1, f"<{FOAF}topic_interest>", nodes),
            (0.1, "<http://www.w3.org/2002/07/owl#sameAs>", nodes),
            (0.15, "<http://www.w3.org/1999/xhtml/vocab#me>", [*map(iri, DOCUMENTS)]),
        ):
            if chance.random() < often:
                yield f"{node} {predicate} {chance.choice(objects)}"
    if chance.random() < 0.4:
        yield f"<{document}> <{FOAF}primaryTopic> {chance.choice(nodes)}"


def iri(text: str) -> str:
    return f"<{text}>"


def anybody(chance: Random) -> str:
    return chance.choice([*nodes_in(chance.choice(DOCUMENTS)), "<urn:example:minted>"])


def owners(chance: Random) -> Iterator[str]:
    """What the owner's graphs may say."""
    for number in range(chance.randint(0, 2)):
        yield f"<urn:example:c{number}> <{PLX}agent> {anybody(chance)} {PLEX} ."
    if chance.random() < 0.5:
        yield f"<urn:example:plex> <{PLX}owner> <urn:example:me> {PLEX} ."
    if chance.random() < 0.5:
        yield f"<urn:example:me> <{FOAF}knows> {anybody(chance)} {PROFILE} ."
    if chance.random() < 0.4:
        mailbox = chance.choice(MAILBOXES)
        yield f"<urn:example:minted> <{FOAF}mbox> {mailbox} {PROFILE} ."


def decisions(chance: Random) -> Iterator[str]:
    for number in range(chance.randint(0, 2)):
        kind = chance.choice(["Sameness", "Difference"])
        one, other = anybody(chance), anybody(chance)
        if one != other:
            decision = f"<urn:example:d{number}>"
            yield f"{decision} {TYPE} <{PLX}{kind}> {IDENTITY} ."
            yield f"{decision} <{PLX}node> {one} {IDENTITY} ."
            yield f"{decision} <{PLX}node> {other} {IDENTITY} ."


def lines_in(store: Store, *graphs: str) -> set[str]:
    return {
        f"{s} {p} {o} {g} ."
        for graph in graphs
        for s, p, o, g in store.matching(graph=graph)
    }


def replacing(before: set[str], after: set[str], note: str) -> Change:
    return Change(tuple(sorted(after - before)), tuple(sorted(before - after)), note)


def step(store: Store, chance: Random) -> None:
    """Import or edit a document, forget one, connect, or decide."""
    dice = chance.random()
    document = chance.choice(DOCUMENTS)
    before = lines_in(store, iri(document))
    if dice < 0.55:
        said = {f"{text} <{document}> ." for text in statements(document, chance)}
        store.apply(replacing(before, said, f"import {document}"))
    elif dice < 0.7:
        store.apply(replacing(before, set(), f"forget {document}"))
    elif dice < 0.85:
        graphs = PROFILE, PLEX
        store.apply(replacing(lines_in(store, *graphs), set(owners(chance)), "owner"))
    else:
        now = set(decisions(chance))
        store.apply(replacing(lines_in(store, IDENTITY), now, "decide"))


def view(store: Store) -> set[Statement]:
    """The default graph, each person called by the least of their nodes."""
    lines = list(store.matching(graph=""))
    people: dict[str, list[str]] = defaultdict(list)
    for person, predicate, node, _ in lines:
        if predicate == KNOWN_AS:
            people[person].append(node)
    least = {person: min(nodes) for person, nodes in people.items()}
    assert all(person in nodes for person, nodes in people.items())
    assert len({n for nodes in people.values() for n in nodes}) == sum(
        map(len, people.values())
    )
    return {
        (
            least.get(s, s),
            p,
            least.get(o, o) if p != KNOWN_AS and leads_to_person(p) else o,
            "",
        )
        for s, p, o, _ in lines
    }


def rebuilt(store: Store) -> Store:
    """A store that is told all there is at once."""
    graphs = [name for name in store.graphs() if name != "<urn:x-plexus:keys>"]
    fresh = new_store()
    fresh.apply(Change(tuple(sorted(lines_in(store, *graphs)))))
    return fresh


@pytest.mark.parametrize("seed", range(16))
def test_step_by_step_comes_out_as_at_once(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - to be repeated, not secret
    with new_store() as store:
        for _ in range(12):
            step(store, chance)

            with rebuilt(store) as fresh:
                assert view(store) == view(fresh)


@pytest.mark.parametrize("seed", range(10))
def test_what_is_forgotten_leaves_no_trace(seed: int) -> None:
    chance = Random(1000 + seed)  # noqa: S311 - to be repeated, not secret
    with new_store() as store, new_store() as other:
        for document in DOCUMENTS[:-1]:
            said = {f"{text} <{document}> ." for text in statements(document, chance)}
            store.apply(Change(tuple(sorted(said))))
            if document != DOCUMENTS[1]:
                other.apply(Change(tuple(sorted(said))))

        store.apply(replacing(lines_in(store, iri(DOCUMENTS[1])), set(), "forget"))

        assert view(store) == view(other)


@pytest.mark.parametrize("seed", range(10))
def test_what_is_undone_leaves_no_trace(seed: int) -> None:
    chance = Random(2000 + seed)  # noqa: S311 - to be repeated, not secret
    with new_store() as store:
        for _ in range(6):
            step(store, chance)
        before, sequence = view(store), store.sequence
        while store.sequence == sequence:
            step(store, chance)

        store.undo()

        assert view(store) == before
