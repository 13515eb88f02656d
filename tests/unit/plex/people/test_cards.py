"""The list of people, and a card for each."""

from rdflib import FOAF, Literal, URIRef

from plexus_ld.model.change import Change
from plexus_ld.plex.people.cards import card, nodes_of, people
from plexus_ld.plex.people.decisions import same
from plexus_ld.store import Store
from tests.unit.plex.people.conftest import ADA, BO, CY

ME = "<urn:example:me>"
PLEX = "<urn:x-plexus:plex>"
PROFILE = "<urn:x-plexus:profile>"
KNOWS = "<http://xmlns.com/foaf/0.1/knows>"
PLX = "https://w3id.org/plexus#"
OWNER = f"<urn:example:plex> <{PLX}owner> {ME} {PLEX} ."


def test_everybody_stands_in_the_list_once_by_name(store: Store) -> None:
    found = people(store)

    assert [(line.name, str(line.iri), line.sources, line.ties) for line in found] == [
        ("Ada Love", f"{ADA}#me", 1, 2),
        ("Bo Berg", f"{BO}#me", 1, 1),
        ("Cy Moss", f"{CY}#me", 2, 1),
    ]


def test_a_text_narrows_the_list_by_any_name(store: Store) -> None:
    assert [line.name for line in people(store, "moss")] == ["Cy Moss"]
    assert [line.name for line in people(store, "COUNT")] == ["Ada Love"]
    assert people(store, "nobody") == ()


def test_a_card_says_what_is_known_and_who_said_it(store: Store) -> None:
    ada = card(store, URIRef(f"{ADA}#me"))

    assert ada.name == "Ada Love"
    assert ada.nicks == ("countess",)
    assert ada.pictures == ("https://ada.example/a.png",)
    assert ada.mailboxes == ("ada@ada.example",)
    assert ada.accounts == ("https://chat.example/@ada",)
    assert ada.homepages == ("https://ada.example/",)
    assert ada.interests == ("https://engines.example/",)
    assert {(tie.name, tie.knows, tie.known_by) for tie in ada.ties} == {
        ("Bo Berg", True, True),
        ("Cy Moss", True, False),
    }
    assert ada.sources == (URIRef(ADA),)


def test_a_statement_names_every_source_of_it(store: Store) -> None:
    cy = card(store, URIRef(f"{CY}#me"))

    mailboxes = [said for said in cy.statements if said.property == FOAF.mbox]
    names = {said.value: said.sources for said in cy.statements
             if said.property == FOAF.name}  # fmt: skip
    assert [said.sources for said in mailboxes] == [(URIRef(ADA), URIRef(CY))]
    assert names == {Literal("Cy"): (URIRef(ADA),), Literal("Cy Moss"): (URIRef(CY),)}
    assert len(cy.nodes) == len(nodes_of(store, URIRef(f"{CY}#me"))) == 2


def test_the_values_of_a_card_are_people_by_their_one_iri(store: Store) -> None:
    ada = card(store, URIRef(f"{ADA}#me"))

    known = {said.value for said in ada.statements if said.property == FOAF.knows}
    assert known == {URIRef(f"{BO}#me"), URIRef(f"{CY}#me")}


def test_a_card_says_how_you_are_connected(store: Store) -> None:
    def connected(iri: str) -> str:
        return card(store, URIRef(iri)).connected

    assert connected(f"{CY}#me") == "not connected with you"

    store.apply(Change((OWNER, f"{ME} {KNOWS} <{ADA}#me> {PROFILE} .")))
    assert connected("urn:example:me") == "this is you"
    assert connected(f"{ADA}#me") == "you know them"
    assert connected(f"{CY}#me") == "through Ada Love"
    assert [tie.name for tie in card(store, URIRef(f"{CY}#me")).through] == ["Ada Love"]

    store.apply(Change((f"<{ADA}#me> {KNOWS} {ME} <{ADA}> .",)))
    assert connected(f"{ADA}#me") == "you know each other"


def test_a_card_shows_the_points_of_a_connection(store: Store) -> None:
    rows = (
        f"<urn:example:c> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        f"<{PLX}Connection>",
        f"<urn:example:c> <{PLX}agent> <{BO}#me>",
        f"<urn:example:c> <{PLX}state> <{PLX}accepted>",
        f"<urn:example:c> <{PLX}connectionPoint> <urn:example:p>",
        f"<urn:example:p> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        f"<{PLX}OutgoingPoint>",
        f"<urn:example:p> <{PLX}channel> <{PLX}email>",
        f"<urn:example:p> <{PLX}address> <mailto:bo@bo.example>",
    )
    store.apply(Change(tuple(f"{row} {PLEX} ." for row in rows)))

    bo = card(store, URIRef(f"{BO}#me"))

    assert bo.connected == "you hold a connection: accepted"
    (point,) = bo.points
    assert (point.kind, point.channel, point.address) == (
        "OutgoingPoint", "email", "mailto:bo@bo.example",
    )  # fmt: skip


def test_a_card_says_why_its_nodes_are_one_person(store: Store) -> None:
    cy = card(store, URIRef(f"{CY}#me"))

    assert {(e.kind, str(e.document), str(e.value)) for e in cy.evidence} == {
        ("mailbox", ADA, "mailto:cy@cy.example"),
        ("mailbox", CY, "mailto:cy@cy.example"),
    }
    assert card(store, URIRef(f"{BO}#me")).evidence == ()


def test_your_own_word_is_among_the_reasons(store: Store) -> None:
    one = same(store, "Ada Love", "Bo Berg")

    evidence = card(store, one).evidence

    assert {(e.kind, str(e.node), str(e.value)) for e in evidence} == {
        ("your word", f"{ADA}#me", f"{BO}#me"),
        ("your word", f"{BO}#me", f"{ADA}#me"),
    }
