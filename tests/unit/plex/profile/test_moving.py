import pytest
from rdflib import FOAF, OWL, URIRef

from plexus_ld.errors import ProfileError
from plexus_ld.model.change import Change
from plexus_ld.model.connection import Direction
from plexus_ld.plex.connections.making import Wish, fulfil
from plexus_ld.plex.connections.points import held_points
from plexus_ld.plex.connections.values import Way
from plexus_ld.plex.profile.editing import add_values
from plexus_ld.plex.profile.faces import seen_by, set_face
from plexus_ld.plex.profile.moving import move
from plexus_ld.plex.profile.owner import create, owner_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import OUTBOX, POLLS, SAID
from plexus_ld.vocab.plx import PLX
from tests.unit.plex.profile.conftest import ME
from tests.unit.plex.profile.told import everything, values

NEW = URIRef("https://new.example/robin/#me")


def test_the_owner_and_their_nodes_get_the_new_address(store: Store) -> None:
    add_values(store, "account", ["@robin@social.example"])

    moved = move(store, "https://new.example/robin")

    assert (moved.old, moved.new) == (ME, NEW)
    assert owner_of(store).webid == NEW
    assert owner_of(store).plex == URIRef("https://new.example/robin/#plex")
    assert values(store, NEW, FOAF.account) == [
        "https://new.example/robin/#account-social.example-robin"
    ]


def test_nothing_but_the_old_name_speaks_of_the_old_address(store: Store) -> None:
    add_values(store, "interest", ["tea"])

    move(store, "https://new.example/robin/")

    old = [s for s in everything(store) if "robin.example/#" in "".join(s)]
    assert {s[1] for s in old} == {f"<{OWL.sameAs}>", f"<{PLX.knownAs}>"}


def test_an_owner_who_had_no_address_gets_one(empty: Store) -> None:
    old = create(empty, "Robin").owner.webid
    add_values(empty, "interest", ["tea"])

    moved = move(empty, "https://new.example/robin/")

    assert values(empty, NEW, OWL.sameAs) == [str(old)]
    assert values(empty, NEW, FOAF.interest)[0].startswith(
        "https://new.example/robin/#id"
    )
    assert moved.nodes == 3


def test_moving_is_one_change_that_can_be_taken_back(store: Store) -> None:
    add_values(store, "interest", ["tea"])
    before = everything(store)

    move(store, "https://new.example/")
    store.undo()

    assert everything(store) == before


def test_moving_back_leaves_no_loop(store: Store) -> None:
    move(store, "https://new.example/robin/")

    move(store, "https://robin.example/")

    assert values(store, ME, OWL.sameAs) == [str(NEW)]


def test_moving_nowhere_changes_nothing(store: Store) -> None:
    sequence = store.sequence

    moved = move(store, "https://robin.example")

    assert (moved.nodes, moved.sequence) == (0, sequence)


def test_an_address_that_is_somebody_elses_is_refused(store: Store) -> None:
    add_values(store, "knows", ["https://alice.example/#me"])

    with pytest.raises(ProfileError, match="already"):
        move(store, "https://alice.example/")


def test_a_face_that_names_the_owner_moves_along(store: Store) -> None:
    text = f"CONSTRUCT {{ <{ME}> ?p ?o }} WHERE {{ <{ME}> ?p ?o }}"
    set_face(store, "public", text)

    move(store, "https://new.example/robin/")

    assert any(str(NEW) in line for line in seen_by(store, "public").lines)


def test_what_was_said_stays_the_owners(store: Store) -> None:
    said = URIRef("https://robin.example/#said-1")
    kept = f"<{said}> <{AS2.actor}> <{ME}> <{SAID}> ."
    store.apply(Change(added=(kept,)))

    move(store, "https://new.example/robin/")

    found = list(store.matching(graph=f"<{SAID}>"))
    # Whoever heard it knows it by its old name.
    assert found == [(f"<{said}>", f"<{AS2.actor}>", f"<{NEW}>", f"<{SAID}>")]


def test_deliveries_and_polls_follow_their_points(store: Store) -> None:
    wish = Wish(
        URIRef("https://bob.example/#me"),
        (Way("email", URIRef("mailto:bob@bob.example"), Direction.BOTH),),
    )
    point = fulfil(store, wish).points[0].point.iri
    kept = (
        f"<urn:uuid:sent> <{PLX.point}> <{point}> <{OUTBOX}> .",
        f'<{point}> <{PLX.cursor}> "7" <{POLLS}> .',
    )
    store.apply(Change(added=kept))

    move(store, "https://new.example/robin/")

    (held,) = held_points(store)
    ((*_, sent, _),) = store.matching(graph=f"<{OUTBOX}>")
    ((polled, *_),) = store.matching(graph=f"<{POLLS}>")
    assert sent == polled == f"<{held.point.iri}>"
