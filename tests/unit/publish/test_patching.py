from collections.abc import Iterator

import pytest
from rdflib import FOAF, OWL, Literal, URIRef
from rdflib.term import Node

from plexus_ld.errors import PublishError
from plexus_ld.net.client import Client
from plexus_ld.plex.profile.representation import Representation
from plexus_ld.publish.folder import Published
from plexus_ld.publish.remote import publish_to
from plexus_ld.rdf.lines import line, text_of
from plexus_ld.settings import NetSettings
from plexus_ld.vocab.ldp import LDP
from tests.fake_pod import ALICE, FakePod
from tests.unit.publish.profiles import ME, seen
from tests.web import Web

THEIRS = '<https://alice.example/card#me> <http://xmlns.com/foaf/0.1/nick> "theirs" .'


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(NetSettings(allow_hosts=("127.0.0.1",))) as client:
        yield client


@pytest.fixture
def pod(web: Web) -> FakePod:
    """Return a pod with a card that others wrote, and everybody may read."""
    pod = FakePod(web, f"{web.url}/card#me")
    pod.takes_patches = True
    pod.documents = {
        "/card": THEIRS.encode(),
        "/card.acl": b"acl:mode acl:Read.\n",
    }
    return pod


def says(property_: URIRef, value: Node) -> str:
    return line(text_of(ME), text_of(property_), text_of(value))


def profile(web: Web, *names: str) -> Representation:
    return seen(
        *((ME, FOAF.nick, Literal(name)) for name in names),
        (ME, LDP.inbox, URIRef(f"{web.url}/inbox/")),
    )


def put(
    web: Web,
    client: Client,
    *names: str,
    ours: tuple[str, ...] = (),
    replace: bool = False,
) -> Published:
    shown = profile(web, *names)
    return publish_to(
        shown,
        f"{web.url}/card",
        client,
        credentials=ALICE,
        ours=ours,
        replace=replace,
    )


def lines(pod: FakePod) -> set[str]:
    return set(pod.documents["/card"].decode().splitlines())


def nick(name: str) -> str:
    return says(FOAF.nick, Literal(name))


def test_what_others_wrote_stays_beside_ours(
    pod: FakePod, web: Web, client: Client
) -> None:
    done = put(web, client, "allie")

    assert done.written == (f"{web.url}/card",)
    assert lines(pod) >= {THEIRS, nick("allie")}


def test_only_what_changed_is_sent(pod: FakePod, web: Web, client: Client) -> None:
    put(web, client, "allie")
    web.bodies.clear()

    put(web, client, "ally", ours=profile(web, "allie").lines)

    changes = [body.decode() for body in web.bodies if b"InsertDelete" in body]
    assert changes[0].count(" .") == 2
    assert nick("allie") in changes[0].partition("solid:inserts")[0]
    assert nick("ally") in changes[0].partition("solid:inserts")[2]
    assert lines(pod) >= {THEIRS, nick("ally")}
    assert nick("allie") not in lines(pod)


def test_the_same_again_sends_nothing(pod: FakePod, web: Web, client: Client) -> None:
    put(web, client, "allie")
    web.asked.clear()

    again = put(web, client, "allie", ours=profile(web, "allie").lines)

    assert again.unchanged == (f"{web.url}/card",)
    assert not [one for one in web.asked if one.startswith(("PUT", "PATCH"))]


def test_what_somebody_took_out_holds_nothing_up(
    pod: FakePod, web: Web, client: Client
) -> None:
    put(web, client, "one", "two")
    ours = profile(web, "one", "two").lines
    pod.documents["/card"] = "\n".join(lines(pod) - {nick("one")}).encode()

    done = put(web, client, "three", ours=ours)

    assert done.written == (f"{web.url}/card",)
    assert lines(pod).isdisjoint({nick("one"), nick("two")})
    assert lines(pod) >= {THEIRS, nick("three")}


def test_all_of_ours_may_have_been_taken_out(
    pod: FakePod, web: Web, client: Client
) -> None:
    put(web, client, "one", "two")
    ours = profile(web, "one", "two").lines
    pod.documents["/card"] = THEIRS.encode()

    done = put(web, client, "two", ours=ours)

    assert done.written == (f"{web.url}/card",)
    assert nick("one") not in lines(pod)


def test_the_pods_own_card_says_who_it_is_and_where_to_write(
    pod: FakePod, web: Web, client: Client
) -> None:
    put(web, client, "allie")

    card = f"<{web.url}/card#me>"
    assert line(card, text_of(OWL.sameAs), text_of(ME)) in lines(pod)
    assert line(card, text_of(LDP.inbox), f"<{web.url}/inbox/>") in lines(pod)


def test_the_owners_word_replaces_all_of_it(
    pod: FakePod, web: Web, client: Client
) -> None:
    put(web, client, "allie", replace=True)

    assert b"theirs" not in pod.documents["/card"]


def test_a_server_that_takes_no_changes_keeps_what_others_wrote(
    pod: FakePod, web: Web, client: Client
) -> None:
    pod.takes_patches = False

    with pytest.raises(PublishError, match="--replace"):
        put(web, client, "allie")

    assert lines(pod) == {THEIRS}


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "does not let you"),
        (423, "locked"),
        (409, "take the change"),
        (500, "the change"),
    ],
)
def test_a_change_that_is_refused_is_told_with_its_status(
    pod: FakePod, web: Web, client: Client, status: int, words: str
) -> None:
    pod.refuses["PATCH /card"] = status

    with pytest.raises(PublishError, match=words) as caught:
        put(web, client, "allie")

    assert caught.value.status == status
    assert lines(pod) == {THEIRS}
