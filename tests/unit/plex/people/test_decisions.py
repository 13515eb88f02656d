"""The owner's word on who is who."""

from datetime import UTC, datetime

import pytest

from plexus_ld.errors import InvalidChangeError, WhoError
from plexus_ld.model.change import Change
from plexus_ld.plex.people.cards import people
from plexus_ld.plex.people.decisions import different, same
from plexus_ld.store import Store
from tests.unit.plex.people.conftest import ADA, BO, CY
from tests.unit.plex.people.telling import forget, tell, told

FOAF = "http://xmlns.com/foaf/0.1/"
PLX = "https://w3id.org/plexus#"
IDENTITY = "<urn:x-plexus:identity>"
PLEX = "<urn:x-plexus:plex>"
PROFILE = "<urn:x-plexus:profile>"


def at_noon() -> datetime:
    return datetime(2026, 3, 14, 12, tzinfo=UTC)


def count(store: Store) -> int:
    return len(people(store))


def test_the_owner_says_that_two_are_one(store: Store) -> None:
    one = same(store, "Ada Love", "Bo Berg", at_noon)

    assert str(one) in (f"{ADA}#me", f"{BO}#me")
    assert count(store) == 2
    decided = told(store, IDENTITY)
    assert len([line for line in decided if f"<{PLX}node>" in line]) == 2
    assert any('"2026-03-14T12:00:00Z"' in line for line in decided)


def test_undo_takes_a_word_back_without_a_trace(store: Store) -> None:
    before = told(store), told(store, IDENTITY), told(store, "<urn:x-plexus:keys>")
    same(store, "Ada Love", "Bo Berg")

    store.undo()

    assert (
        told(store), told(store, IDENTITY), told(store, "<urn:x-plexus:keys>")
    ) == before  # fmt: skip


def test_a_word_said_twice_is_one_word(store: Store) -> None:
    same(store, "Ada Love", "Bo Berg")
    sequence = store.sequence

    same(store, "Bo Berg", "Ada Love")

    assert store.sequence == sequence


def test_a_newer_word_replaces_an_older_one(store: Store) -> None:
    same(store, "Ada Love", "Bo Berg")
    different(store, f"{ADA}#me", f"{BO}#me")
    assert count(store) == 3

    same(store, "Ada Love", "Bo Berg")

    assert count(store) == 2
    kinds = [line for line in told(store, IDENTITY) if "#Difference>" in line]
    assert not kinds


def test_the_owners_different_stands_above_evidence(store: Store) -> None:
    (node,) = (
        quad[2]
        for quad in store.matching(f"<{CY}#me>", f"<{PLX}knownAs>", None, "")
        if quad[2] != f"<{CY}#me>"
    )

    different(store, f"{CY}#me", node[1:-1])

    assert count(store) == 4
    assert f'<{CY}#me> <{FOAF}name> "Cy"' not in told(store)


def test_a_word_survives_an_edit_and_a_new_import(store: Store) -> None:
    same(store, "Ada Love", "Bo Berg")
    forget(store, BO)
    assert count(store) == 2

    tell(store, BO, "<#me> a foaf:Person ; foaf:name 'Bo the Second' .")

    assert count(store) == 2
    view = told(store)
    assert {f'<{iri}#me> <{FOAF}name> "Bo the Second"' for iri in (ADA, BO)} & view


def test_one_node_cannot_be_two(store: Store) -> None:
    with pytest.raises(InvalidChangeError, match="to take a node out"):
        different(store, "Cy Moss", "cy@cy.example")


def test_a_word_that_others_contradict_over_steps_is_refused(store: Store) -> None:
    same(store, f"{ADA}#me", f"{BO}#me")
    same(store, f"{BO}#me", f"{CY}#me")

    with pytest.raises(InvalidChangeError, match="you have said"):
        different(store, f"{ADA}#me", f"{CY}#me")


def test_nobody_is_nobody(store: Store) -> None:
    with pytest.raises(WhoError):
        same(store, "Ada Love", "Nobody")


def test_the_owners_graphs_call_one_person_by_one_iri(store: Store) -> None:
    agent, knows = f"<{PLX}agent>", f"<{FOAF}knows>"
    plex = {f"<urn:example:{who}> {agent} <{iri}#me>" for who, iri in
            (("c", ADA), ("d", BO))}  # fmt: skip
    tie = f"<urn:example:me> {knows} <{BO}#me>"
    store.apply(Change(tuple(f"{line} {PLEX} ." for line in sorted(plex))))
    store.apply(Change((f"{tie} {PROFILE} .",)))

    one = same(store, f"{ADA}#me", f"{BO}#me")

    other = {f"{ADA}#me", f"{BO}#me"} - {str(one)}
    assert told(store, PLEX) == {
        f"<urn:example:{who}> {agent} <{one}>" for who in ("c", "d")
    }
    assert told(store, PROFILE) == {f"<urn:example:me> {knows} <{one}>"}
    assert f"<{one}> <{PLX}knownAs> <{other.pop()}>" in told(store)
    assert f"<urn:example:me> {knows} <{one}>" in told(store)

    store.undo()
    assert told(store, PLEX) == plex
    assert told(store, PROFILE) == {tie}
    assert count(store) == 4


def test_who_was_renamed_in_the_owners_graphs_can_be_parted_again(store: Store) -> None:
    agent = f"<{PLX}agent>"
    for who, iri in (("c", ADA), ("d", BO)):
        store.apply(Change((f"<urn:example:{who}> {agent} <{iri}#me> {PLEX} .",)))
    same(store, f"{ADA}#me", f"{BO}#me")

    different(store, f"{ADA}#me", f"{BO}#me")

    assert count(store) == 3
