"""What is kept of somebody stays with them when the owner calls them otherwise."""

from rdflib import URIRef

from plexus_ld.model.change import Change
from plexus_ld.plex.connections import connect
from plexus_ld.plex.people.decisions import same
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import HEARD, OUTBOX, POLLS, SAID
from tests.unit.plex.people.conftest import ADA, BO
from tests.unit.plex.people.telling import told

AS = "https://www.w3.org/ns/activitystreams#"
PLX = "https://w3id.org/plexus#"
BO_ME = f"<{BO}#me>"
ADA_ME = f"<{ADA}#me>"


def keep(store: Store) -> None:
    """Keep what was said to Bo, its delivery, and what was heard of them."""
    store.apply(
        Change(
            added=(
                f"<urn:uuid:said> <{AS}bto> {BO_ME} <{SAID}> .",
                f"<urn:uuid:sent> <{PLX}agent> {BO_ME} <{OUTBOX}> .",
                f"<urn:uuid:item> <{AS}attributedTo> {BO_ME} <{HEARD}> .",
                f'<urn:uuid:item> <{AS}content> "Bo" <{HEARD}> .',
                f"<urn:uuid:poll> <{PLX}agent> {BO_ME} <{POLLS}> .",
            )
        )
    )


def mentioning(store: Store, node: str) -> set[str]:
    graphs = (f"<{graph}>" for graph in (SAID, OUTBOX, HEARD, POLLS))
    return {
        line.split(" ")[0] for g in graphs for line in told(store, g) if node in line
    }


def test_records_follow_a_person_who_is_called_otherwise(store: Store) -> None:
    connect(store, URIRef(f"{ADA}#me"))
    connect(store, URIRef(f"{BO}#me"))
    keep(store)

    one = same(store, "Ada Love", "Bo Berg")

    other = ADA_ME if f"<{one}>" == BO_ME else BO_ME
    records = {
        "<urn:uuid:said>",
        "<urn:uuid:sent>",
        "<urn:uuid:item>",
        "<urn:uuid:poll>",
    }
    assert mentioning(store, f"<{one}>") == records
    assert mentioning(store, other) == set()


def test_undoing_the_word_gives_the_records_back(store: Store) -> None:
    connect(store, URIRef(f"{ADA}#me"))
    connect(store, URIRef(f"{BO}#me"))
    keep(store)
    before = [told(store, f"<{graph}>") for graph in (SAID, OUTBOX, HEARD, POLLS)]
    same(store, "Ada Love", "Bo Berg")

    store.undo()

    assert [told(store, f"<{g}>") for g in (SAID, OUTBOX, HEARD, POLLS)] == before


def test_records_alone_change_nothing_about_who_is_who(store: Store) -> None:
    before = told(store), told(store, "<urn:x-plexus:keys>")

    keep(store)

    assert (told(store), told(store, "<urn:x-plexus:keys>")) == before
