from collections.abc import Iterator

import pytest
from rdflib import URIRef

from plexus_ld.model.change import Change, Derivation, Reader
from plexus_ld.plex.connections import connect
from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

BOB = URIRef("https://bob.example/card#me")


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(None, settings=Settings()) as made:
        yield made


def _said(store: Store, connection: URIRef) -> dict[str, str]:
    found = store.matching(f"<{connection}>", graph=f"<{PLEX}>")
    return {predicate: object_ for _, predicate, object_, _ in found}


def test_a_connection_says_with_whom_and_how_it_stands(store: Store) -> None:
    made = connect(store, BOB)

    assert made is not None
    said = _said(store, made)
    assert said[f"<{PLX.agent}>"] == f"<{BOB}>"
    assert said[f"<{PLX.state}>"] == f"<{PLX.accepted}>"
    assert f"<{PLX.since}>" in said


def test_a_connection_is_made_once(store: Store) -> None:
    connect(store, BOB)
    before = store.sequence

    assert connect(store, BOB, PLX.proposed) is None
    assert store.sequence == before


def test_a_person_is_connected_once_under_all_their_names() -> None:
    other = "<https://social.example/@bob>"
    known = Change(added=(f"<{BOB}> <{PLX.knownAs}> {other} .",))
    said = Change(added=(f'{other} <urn:x> "Bob" <https://social.example/> .',))

    def derive(reader: Reader, change: Change) -> Derivation:
        return Derivation(change, known)

    with open_store(None, settings=Settings(), derive=derive) as store:
        store.apply(said)

        made = connect(store, URIRef(other[1:-1]))

        assert made is not None
        assert _said(store, made)[f"<{PLX.agent}>"] == f"<{BOB}>"
        assert connect(store, BOB) is None


def test_nobody_is_connected_with_themselves(store: Store) -> None:
    mine = (f"<{PLEX}> <{PLX.owner}> <{BOB}> <{PLEX}> .",)
    store.apply(Change(added=mine))

    assert connect(store, BOB) is None
