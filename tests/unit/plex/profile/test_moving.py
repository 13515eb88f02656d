import pytest
from rdflib import FOAF, OWL, URIRef

from plexus_ld.errors import ProfileError
from plexus_ld.plex.profile.editing import add_values
from plexus_ld.plex.profile.faces import seen_by, set_face
from plexus_ld.plex.profile.moving import move
from plexus_ld.plex.profile.owner import create, owner_of
from plexus_ld.store import Store
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
