import pytest
from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.errors import ProfileError, QueryError
from plexus_ld.model.change import Change
from plexus_ld.plex.profile.editing import add_values
from plexus_ld.plex.profile.faces import (
    face_of,
    faces,
    faces_for,
    remove_face,
    seen_as,
    seen_by,
    set_face,
    shipped_text,
)
from plexus_ld.rdf.lines import Quad, lines_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PLEX, PROFILE
from plexus_ld.vocab.plx import PLX
from tests.unit.plex.profile.conftest import ME

ALICE = URIRef("https://alice.example/#me")
FAMILY = URIRef("https://robin.example/#circle-family")
NAME_ONLY = (
    "PREFIX foaf: <http://xmlns.com/foaf/0.1/> "
    "CONSTRUCT { ?me foaf:name ?name } WHERE { ?me foaf:name ?name }"
)
#: What the public must not see, each with a word that would give it away.
PRIVATE = {
    "mbox": "canary-mailbox@robin.example",
    "phone": "+61 3 5550 1234",
    "jabberID": "canary-chat@robin.example",
    "skypeID": "canary-skype",
    "birthday": "1984-03-14",
    "age": "4242",
    "gender": "canary-gender",
    "plan": "canary-plan",
    "status": "canary-status",
    "geekcode": "canary-geekcode",
    "myersBriggs": "canary-myers",
    "dnaChecksum": "canary-dna",
    "knows": "https://canary-friend.example/#me",
    "place": "-42.123456,147.654321",
    "rdfs:seeAlso": "https://canary-more.example/",
    "schema:taxID": "canary-tax",
    "https://canary-vocabulary.example/p": "canary-invented",
    "homepage": "<mailto:canary-page@robin.example>",
    "page": "<tel:+61canary>",
    "interest": "<xmpp:canary-topic@robin.example>",
    "weblog": "<https://robin:canary-password@robin.example/>",
    "currentProject": "<http://canary-user@robin.example>",
    "account": "<https://robin:canary-password@social.example/robin>",
}
GIVEAWAYS = ("canary", "5550", "1984", "03-14", "4242", "42.123", "147.654")


def say_all_that_is_private(store: Store) -> None:
    for words, value in PRIVATE.items():
        add_values(store, words, [value])
    chat = URIRef("https://robin.example/#chat")
    number = URIRef("https://robin.example/#number")
    friend = URIRef("https://canary-friend.example/#me")
    # As old files have it: a text where an address belongs, and the other way round.
    add_values(store, "img", ['"mailto:canary-picture@robin.example"'])
    add_values(store, "mbox_sha1sum", ['"canary-no-hash@robin.example"'])
    add_values(store, "nick", ["<mailto:canary-nick@robin.example>"])
    quads: list[Quad] = [
        (ME, FOAF.account, chat, PROFILE),
        (chat, RDF.type, FOAF.OnlineChatAccount, PROFILE),
        (chat, FOAF.accountName, Literal("canary-chat-name"), PROFILE),
        (ME, FOAF.account, number, PROFILE),
        (number, RDF.type, FOAF.OnlineAccount, PROFILE),
        (number, FOAF.accountName, Literal("+61 3 5550 1234"), PROFILE),
        (friend, FOAF.name, Literal("Canary Friend"), PROFILE),
        (friend, FOAF.mbox, URIRef("mailto:canary@friend.example"), PROFILE),
    ]
    store.apply(Change(added=lines_of(quads)))


def connect(store: Store, agent: URIRef, state: URIRef = PLX.accepted) -> None:
    node = URIRef(f"https://robin.example/#connection-{abs(hash(agent))}")
    store.apply(
        Change(
            added=lines_of(
                [
                    (node, RDF.type, PLX.Connection, PLEX),
                    (node, PLX.agent, agent, PLEX),
                    (node, PLX.state, state, PLEX),
                ]
            )
        )
    )


def make_circle(store: Store, *members: URIRef) -> None:
    quads: list[Quad] = [
        (FAMILY, RDF.type, PLX.Circle, PLEX),
        (FAMILY, FOAF.name, Literal("family"), PLEX),
        *((FAMILY, FOAF.member, member, PLEX) for member in members),
    ]
    store.apply(Change(added=lines_of(quads)))


def test_the_public_sees_nothing_private(store: Store) -> None:
    say_all_that_is_private(store)

    seen = "\n".join(seen_by(store, "public").lines)

    assert [word for word in GIVEAWAYS if word in seen.casefold()] == []


def test_the_public_sees_a_mailbox_as_its_hash(store: Store) -> None:
    add_values(store, "mbox", ["alice@alice.example"])

    seen = "\n".join(seen_by(store, "public").lines)

    # SHA-1 of mailto:alice@alice.example, by sha1sum(1).
    assert "78dc48e05d5e2ffdfe1a7220562269a4091bef54" in seen


def test_the_public_sees_what_a_profile_is_for(store: Store) -> None:
    add_values(store, "homepage", ["https://robin.example/"])
    add_values(store, "interest", ["tea"])
    add_values(store, "account", ["@robin@social.example"])
    add_values(store, "place", ["Hobart -42.88,147.33"])

    seen = "\n".join(seen_by(store, "public").lines)

    for word in ("Robin Example", "homepage", '"tea"', "social.example", '"Hobart"'):
        assert word in seen
    assert "42.88" not in seen


def test_connections_see_how_to_reach_the_owner_but_no_year_and_no_phone(
    store: Store,
) -> None:
    say_all_that_is_private(store)

    seen = "\n".join(seen_by(store, "connections").lines)

    assert "canary-mailbox@robin.example" in seen
    assert '"03-14"' in seen
    assert "https://canary-friend.example/#me" in seen
    for word in ("1984", "tel:", "42.123", "canary-tax", "mailto:canary@friend"):
        assert word not in seen


def test_every_audience_sees_no_less_than_the_public(store: Store) -> None:
    say_all_that_is_private(store)
    public = set(seen_by(store, "public").lines)

    set_face(store, "public", "open")

    assert public <= set(seen_by(store, "public").lines)
    assert public <= set(seen_by(store, "connections").lines)


@pytest.mark.parametrize("name", ["public", "open", "connections", "all"])
def test_a_face_that_ships_answers_the_same_when_it_is_typed(
    store: Store, name: str
) -> None:
    say_all_that_is_private(store)
    asked = {} if name == "all" else {"me": ME}
    shipped = set(store.lines(f"face-{name}", **asked))

    # A blank at the end makes it a text of the owner's own.
    set_face(store, "connections", shipped_text(store, name) + " ")

    assert face_of(store, "connections").shipped is None
    assert set(seen_by(store, "connections").lines) >= shipped


def test_an_own_face_takes_the_place_of_the_one_that_ships(store: Store) -> None:
    set_face(store, "public", NAME_ONLY)

    said = [line for line in seen_by(store, "public").lines if str(ME) in line[:30]]
    assert said == [f'<{ME}> <{FOAF.name}> "Robin Example" .']
    assert face_of(store, "public").text == NAME_ONLY
    assert [face.shipped for face in faces(store)] == [None, "connections"]


def test_a_face_taken_away_gives_back_the_one_that_ships(store: Store) -> None:
    set_face(store, "public", NAME_ONLY)

    remove_face(store, "public")

    assert face_of(store, "public").shipped == "public"
    with pytest.raises(ProfileError, match="no face of its own"):
        remove_face(store, "public")


def test_a_face_set_twice_is_one_face(store: Store) -> None:
    set_face(store, "public", "all")

    set_face(store, "public", NAME_ONLY)

    found = store.matching(None, f"<{PLX.construct}>", None, f"<{PLEX}>")
    assert len(list(found)) == 1


def test_a_face_sees_the_profile_and_nothing_else(store: Store) -> None:
    heard = URIRef("https://alice.example/")
    quad = (ALICE, FOAF.name, Literal("canary heard"), heard)
    store.apply(Change(added=lines_of([quad])))
    everywhere = (
        "CONSTRUCT { ?s ?p ?o } WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    )

    set_face(store, "public", everywhere)

    seen = "\n".join(seen_by(store, "public").lines)
    assert "Robin Example" in seen
    assert "canary" not in seen
    assert str(PLX.owner) not in seen


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s WHERE { ?s ?p ?o }",
        "ASK { ?s ?p ?o }",
        "DESCRIBE ?me",
        "CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }",
        "nonsense",
        "",
        "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "INSERT DATA { <a:> <a:> <a:> } # CONSTRUCT",
        "SELECT ?s WHERE { ?s ?p 'CONSTRUCT' }",
    ],
)
def test_what_makes_no_face_is_refused_and_not_kept(store: Store, text: str) -> None:
    with pytest.raises((ProfileError, QueryError)):
        set_face(store, "public", text)

    assert face_of(store, "public").shipped == "public"


def test_an_audience_that_is_none_is_an_error_that_lists_those_there_are(
    store: Store,
) -> None:
    make_circle(store)

    with pytest.raises(ProfileError, match="circle:family") as caught:
        seen_by(store, "enemies")

    assert caught.value.candidates == ("public", "connections", "circle:family")


def test_a_circle_sees_what_connections_see_until_it_has_a_face(store: Store) -> None:
    make_circle(store)
    add_values(store, "phone", ["+61 3 5550 1234"])

    before = seen_by(store, "circle:family").lines
    set_face(store, "circle:family", "all")

    assert set(before) == set(seen_by(store, "connections").lines)
    assert any("tel:" in line for line in seen_by(store, "circle:family").lines)


def test_whoever_is_not_accepted_sees_the_public_face(store: Store) -> None:
    make_circle(store, ALICE)
    connect(store, ALICE, PLX.proposed)

    assert faces_for(store, ALICE) == ("public",)


def test_an_accepted_connection_sees_more(store: Store) -> None:
    connect(store, ALICE)
    add_values(store, "mbox", ["robin@robin.example"])

    assert faces_for(store, ALICE) == ("connections",)
    assert any("mailto:" in line for line in seen_as(store, ALICE).lines)


def test_a_member_of_a_circle_sees_its_face(store: Store) -> None:
    connect(store, ALICE)
    make_circle(store, ALICE)
    set_face(store, "circle:family", "all")
    add_values(store, "phone", ["+61 3 5550 1234"])

    assert faces_for(store, ALICE) == ("circle:family",)
    assert any("tel:" in line for line in seen_as(store, ALICE).lines)


def test_a_name_that_others_gave_somebody_opens_no_face(store: Store) -> None:
    connect(store, ALICE)
    pretender = URIRef("https://pretender.example/#me")
    same = "<http://www.w3.org/2002/07/owl#sameAs>"
    graph = "<https://pretender.example/>"
    store.apply(Change(added=(f"<{pretender}> {same} <{ALICE}> {graph} .",)))

    assert faces_for(store, pretender) == ("public",)
