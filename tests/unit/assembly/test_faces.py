"""Who proves who they are sees what is for them; nobody else does."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from rdflib import RDF, URIRef

from plexus_ld.assembly.plex import Plex
from plexus_ld.model.change import Change
from plexus_ld.net.signing import cavage, message
from plexus_ld.net.signing.values import SigningKey
from plexus_ld.plex.circles import create
from plexus_ld.plex.profile.editing import set_values
from plexus_ld.plex.profile.faces import set_face
from plexus_ld.plex.profile.key import ActorKey
from plexus_ld.rdf.lines import lines_of
from plexus_ld.sharer.composing import Attach, Draft
from plexus_ld.sharer.routing import Wanted
from plexus_ld.vocab.graphs import IDENTITY
from plexus_ld.vocab.plx import PLX
from tests.web_agent import Told, WebAgent, serving_plex

KINDS = (message, cavage)
PROGRAM = "application/activity+json"
#: Where something of somebody's could be seen.
PLACES = ["", "foaf.ttl", "foaf.nt", "index.html", "card.vcf", "feed.atom", "feed.json"]
VARY = {"accept", "authorization", "signature", "signature-input"}


@pytest.fixture
def bob(tmp_path: Path) -> Iterator[WebAgent]:
    with serving_plex(tmp_path / "bob", "Bob Example") as bob:
        yield bob


@pytest.fixture
def ada(agent: WebAgent, bob: WebAgent, tmp_path: Path) -> WebAgent:
    """Ada, who has Bob in her garden; her birthday is for connections alone."""
    know(agent, str(bob.plex.me), tmp_path)
    create(agent.plex.store, "garden", members=[bob.plex.me])
    set_values(agent.plex.store, "birthday", ["1815-12-10"])
    return agent


def know(ada: WebAgent, who: str, folder: Path, *ways: str) -> None:
    connections = ada.plex.connections
    ways = ways or (f"file:{(folder / 'heard').as_uri()}",)
    made = connections.ways(list(ways))
    connections.connect(connections.look(who, fetch=False), made)


def own_key(plex: Plex) -> SigningKey:
    return SigningKey(f"{plex.site.base}#key", plex.owner_key.pem)


def actor_key(plex: Plex) -> SigningKey:
    return SigningKey(f"{plex.site.actor}#main-key", plex.actor_key.pem)


def signed(
    ada: WebAgent,
    path: str,
    key: SigningKey,
    kind: object = message,
    age: timedelta = timedelta(),
) -> dict[str, str]:
    """The headers that sign a request."""
    sign = message.signed_headers if kind is message else cavage.signed_headers
    url = path if path.startswith("http") else f"{ada.url}{path}"
    return sign("GET", url, b"", key, ada.plex.clock() - age)


def ask(
    ada: WebAgent,
    path: str,
    key: SigningKey,
    kind: object = message,
    headers: Mapping[str, str] | None = None,
    age: timedelta = timedelta(),
) -> Told:
    """Ask as whoever holds a key."""
    proof = signed(ada, path, key, kind, age)
    path = path.removeprefix(ada.url)
    return ada.ask("GET", path, headers={**proof, **(headers or {})})


def one_person(ada: WebAgent, *names: URIRef) -> None:
    """Have Ada say that two names are one person's."""
    said = URIRef("urn:uuid:b6f5a53c-55c0-4ad2-9a14-4d52d7b8b3a1")
    quads = [
        (said, RDF.type, PLX.Sameness, IDENTITY),
        (said, PLX.evidence, PLX.ownersWord, IDENTITY),
        *((said, PLX.node, name, IDENTITY) for name in names),
    ]
    ada.plex.store.apply(Change(added=lines_of(quads), note="same"))


def say(ada: WebAgent, text: str, *to: str) -> tuple[str, str]:
    said = ada.plex.sharing.share(Draft(text=text), Wanted(to)).activity
    return str(said.iri), str(said.object.iri)


def test_a_connection_that_signs_sees_its_face(
    ada: WebAgent, bob: WebAgent, tmp_path: Path
) -> None:
    know(ada, str(bob.plex.me), tmp_path, f"activitypub:{bob.plex.site.actor}")

    told = [
        ask(ada, "foaf.ttl", key(bob.plex), kind)
        for key in (own_key, actor_key)
        for kind in KINDS
    ]
    anybody = ada.ask("GET", "foaf.ttl")

    assert [one.status for one in (*told, anybody)] == [200] * 5
    assert all(b"birthday" in one.body for one in told)
    assert b"birthday" not in anybody.body


def test_another_name_counts_when_the_owner_says_so(
    ada: WebAgent, bob: WebAgent, tmp_path: Path
) -> None:
    with serving_plex(tmp_path / "work", "Bob at work") as work:
        key = own_key(work.plex)
        before = ask(ada, "foaf.ttl", key).body
        one_person(ada, bob.plex.me, work.plex.me)
        after = ask(ada, "foaf.ttl", key, cavage).body

    assert b"birthday" not in before
    assert b"birthday" in after


def test_what_was_said_to_a_circle_is_seen_by_its_members_alone(
    ada: WebAgent, bob: WebAgent
) -> None:
    act, item = say(ada, "The beans are up", "circle:garden")
    say(ada, "We open on Friday", "public")
    key, accept = own_key(bob.plex), {"Accept": PROGRAM}

    feed = ask(ada, "feed.json", key).body.decode()
    whole, alone = (ask(ada, one, key, headers=accept) for one in (act, item))
    anybody = [ada.ask("GET", one.removeprefix(ada.url)) for one in (act, item)]

    assert "The beans are up" in feed
    assert "We open on Friday" in feed
    assert b"The beans are up" in whole.body
    assert b"The beans are up" in alone.body
    assert f'"to": ["{bob.plex.me}"]'.encode() in alone.body
    assert b"#Public" not in whole.body
    assert {one.status for one in anybody} == {404}


def test_a_page_and_its_files_are_shown_to_whoever_they_are_for(
    ada: WebAgent, bob: WebAgent, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("sow in March", "utf-8")
    draft = Draft(text="Notes", attachments=(Attach(note),))
    ada.plex.sharing.share(draft, Wanted(("circle:garden",)))
    key = own_key(bob.plex)
    found = ask(ada, "feed.json", key).body.decode().split('"')
    [file], [page, *_] = (
        [one for one in found if part in one] for part in ("/media/", "/posts/")
    )

    told = [ask(ada, one, key) for one in (file, page)]
    anybody = [ada.ask("GET", one.removeprefix(ada.url)) for one in (file, page)]

    assert told[0].body == b"sow in March"
    assert b"Notes" in told[1].body
    assert {one.headers["Cache-Control"] for one in told} == {"private, no-cache"}
    assert {one.status for one in anybody} == {404}


def test_no_cache_mixes_faces_up(ada: WebAgent, bob: WebAgent) -> None:
    for place in PLACES:
        theirs, anybodys = ask(ada, place, own_key(bob.plex)), ada.ask("GET", place)

        assert theirs.headers.get_all("Cache-Control") == ["private, no-cache"]
        assert varies(theirs) >= VARY
        assert varies(anybodys) >= VARY - {"accept"}
        assert theirs.headers["ETag"]


def varies(told: Told) -> set[str]:
    return {one.strip().lower() for one in told.headers["Vary"].split(",")}


def test_who_has_their_face_already_is_not_sent_it_again(
    ada: WebAgent, bob: WebAgent
) -> None:
    key = own_key(bob.plex)
    etag = ask(ada, "foaf.ttl", key).headers["ETag"]

    again = ask(ada, "foaf.ttl", key, cavage, {"If-None-Match": etag})
    anybody = ada.ask("GET", "foaf.ttl", headers={"If-None-Match": etag})

    assert again.status == 304
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert anybody.status == 200


def test_who_is_no_connection_sees_what_anybody_sees(
    ada: WebAgent, bob: WebAgent, tmp_path: Path
) -> None:
    say(ada, "The beans are up", "circle:garden")
    with serving_plex(tmp_path / "eve", "Eve Example") as eve:
        for place in PLACES:
            for kind in KINDS:
                told = ask(ada, place, own_key(eve.plex), kind)
                assert told.status == 200
                assert told.body == ada.ask("GET", place).body


def test_no_key_of_a_host_where_nobody_is_known_is_asked_for(
    ada: WebAgent, tmp_path: Path
) -> None:
    asked: list[str] = []
    ada.plex.public_keys._ask = asked.append
    stranger = SigningKey("http://127.0.0.1:9/#key", ActorKey(None).pem)

    told = [ask(ada, "foaf.ttl", stranger, kind) for kind in KINDS]

    assert [one.status for one in told] == [200, 200]
    assert asked == []


def test_a_signature_of_another_time_is_refused(ada: WebAgent, bob: WebAgent) -> None:
    for kind in KINDS:
        for hours in (-2, 2):
            age = timedelta(hours=hours)
            told = ask(ada, "foaf.ttl", own_key(bob.plex), kind, age=age)

            assert told.status == 401
            assert b"hour" in told.body
            assert "Signature" in told.headers["WWW-Authenticate"]


def test_a_signature_is_taken_once(ada: WebAgent, bob: WebAgent) -> None:
    for kind in KINDS:
        proof = signed(ada, "foaf.ttl", own_key(bob.plex), kind)
        spelt = {
            name: text.replace("sig1=", "other=").replace('",', '" , ')
            for name, text in proof.items()
        }

        told = [ada.ask("GET", "foaf.ttl", headers=p) for p in (proof, proof, spelt)]

        assert [one.status for one in told] == [200, 401, 401]
        assert b"before" in told[1].body


def test_a_forged_signature_is_refused(ada: WebAgent, bob: WebAgent) -> None:
    other = SigningKey(own_key(bob.plex).id, ActorKey(None).pem)
    forged = [
        *(signed(ada, "foaf.ttl", other, kind) for kind in KINDS),
        *(signed(ada, "void", own_key(bob.plex), kind) for kind in KINDS),
        {"Signature": "x", "Signature-Input": "y"},
        {"Signature": "é" * 9000},
    ]

    told = [ada.ask("GET", "foaf.ttl", headers=one) for one in forged]

    assert [one.status for one in told] == [401] * 6


def test_who_is_let_go_of_sees_nothing_more(ada: WebAgent, bob: WebAgent) -> None:
    key = own_key(bob.plex)
    assert b"birthday" in ask(ada, "foaf.ttl", key).body

    ada.plex.connections.disconnect(str(bob.plex.me))

    assert b"birthday" not in ask(ada, "foaf.ttl", key, cavage).body


def test_who_is_put_out_of_a_circle_sees_its_face_no_more(
    ada: WebAgent, bob: WebAgent
) -> None:
    key = own_key(bob.plex)
    set_face(ada.plex.store, "circle:garden", "all")
    set_values(ada.plex.store, "gender", ["female"])
    assert b"gender" in ask(ada, "foaf.ttl", key).body

    set_face(ada.plex.store, "circle:garden", "public")

    assert b"gender" not in ask(ada, "foaf.ttl", key, cavage).body


def test_a_token_that_is_not_taken_here_shows_what_anybody_sees(
    agent: WebAgent,
) -> None:
    token = {"Authorization": "DPoP a.b.c", "DPoP": "a.b.c"}

    answer = agent.ask("GET", "foaf.ttl", headers=token)

    assert answer.status == 200
    assert answer.body == agent.ask("GET", "foaf.ttl").body
