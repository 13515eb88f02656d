from collections.abc import Iterator
from dataclasses import replace

import pytest
from rdflib import Graph, URIRef

from plexus_ld.errors import PublishError
from plexus_ld.net.client import Client
from plexus_ld.publish.login import Door
from plexus_ld.publish.pod import ready_inbox, with_inbox
from plexus_ld.publish.remote import publish_to
from plexus_ld.settings import NetSettings
from plexus_ld.vocab.acl import ACL
from plexus_ld.vocab.ldp import LDP
from tests.fake_pod import ALICE, WEBID, FakePod
from tests.unit.publish.profiles import ME, alice
from tests.web import Page, Web

PUBLIC = URIRef("http://xmlns.com/foaf/0.1/Agent")


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(NetSettings(allow_hosts=("127.0.0.1",))) as client:
        yield client


@pytest.fixture
def pod(web: Web) -> FakePod:
    return FakePod(web)


def rules_of(pod: FakePod, path: str) -> Graph:
    return Graph().parse(data=pod.documents[f"{path}.acl"], format="turtle")


def test_what_is_published_may_be_read_by_everybody(
    pod: FakePod, web: Web, client: Client
) -> None:
    url = f"{web.url}/foaf.ttl"

    done = publish_to(alice(), url, client, credentials=ALICE)

    rules = rules_of(pod, "/foaf.ttl")
    public = rules.value(predicate=ACL.agentClass, object=PUBLIC)
    owner = rules.value(predicate=ACL.agent, object=URIRef(WEBID))
    assert done.problems == ()
    assert set(rules.objects(public, ACL.mode)) == {ACL.Read}
    assert set(rules.objects(owner, ACL.mode)) == {ACL.Read, ACL.Write, ACL.Control}
    assert set(rules.objects(None, ACL.accessTo)) == {URIRef(url)}


def test_rules_are_put_once(pod: FakePod, web: Web, client: Client) -> None:
    url = f"{web.url}/foaf.ttl"

    first = publish_to(alice(), url, client, credentials=ALICE)
    again = publish_to(alice(), url, client, credentials=ALICE, known=first.etags)

    assert pod.written == ["/foaf.ttl", "/foaf.ttl.acl"]
    assert again.unchanged == (url,)


def test_a_server_of_policies_is_told_in_policies(
    pod: FakePod, web: Web, client: Client
) -> None:
    pod.has_policies = True

    publish_to(alice(), f"{web.url}/foaf.ttl", client, credentials=ALICE)

    rules = rules_of(pod, "/foaf.ttl")
    acp = "http://www.w3.org/ns/solid/acp#"
    matchers = set(rules.objects(None, URIRef(f"{acp}agent")))
    assert matchers == {URIRef(WEBID), URIRef(f"{acp}PublicAgent")}
    resources = set(rules.objects(None, URIRef(f"{acp}resource")))
    assert resources == {URIRef(f"{web.url}/foaf.ttl")}


def test_rules_that_somebody_made_are_left_alone_and_the_owner_is_told(
    pod: FakePod, web: Web, client: Client
) -> None:
    pod.documents["/foaf.ttl.acl"] = b"# mine"

    done = publish_to(alice(), f"{web.url}/foaf.ttl", client, credentials=ALICE)

    assert pod.documents["/foaf.ttl.acl"] == b"# mine"
    assert "do not let everybody read it" in done.problems[0]


def test_of_a_server_that_does_not_say_what_its_rules_come_to_nothing_is_told(
    pod: FakePod, web: Web, client: Client
) -> None:
    pod.documents |= {"/foaf.ttl.acl": b"# mine"}
    pod.tells_modes = False

    done = publish_to(alice(), f"{web.url}/foaf.ttl", client, credentials=ALICE)

    assert done.problems == ()


def test_a_face_that_is_not_for_all_is_not_opened(
    pod: FakePod, web: Web, client: Client
) -> None:
    shown = replace(alice(), audience="connections")

    publish_to(shown, f"{web.url}/friends.ttl", client, credentials=ALICE)

    assert pod.written == ["/friends.ttl"]


@pytest.mark.parametrize("refused", ["HEAD /foaf.ttl.acl", "PUT /foaf.ttl.acl"])
def test_a_server_that_lets_no_rules_be_made_is_told_of(
    pod: FakePod, web: Web, client: Client, refused: str
) -> None:
    pod.refuses[refused] = 403

    done = publish_to(alice(), f"{web.url}/foaf.ttl", client, credentials=ALICE)

    assert "/foaf.ttl" in pod.documents
    assert "does not let us say" in done.problems[0]


@pytest.mark.parametrize("webid", ["", "javascript:x", "https://x/> . <y", "ftp://x/"])
def test_a_login_without_a_webid_lets_nobody_in(
    web: Web, client: Client, webid: str
) -> None:
    pod = FakePod(web, webid)

    done = publish_to(alice(), f"{web.url}/foaf.ttl", client, credentials=ALICE)

    assert pod.written == ["/foaf.ttl"]
    assert "names no WebID" in done.problems[0]


def test_rules_on_another_host_are_not_touched(web: Web, client: Client) -> None:
    web.pages["/foaf.ttl"] = Page(
        b"<a> <b> <c> .", headers={"Link": '<http://127.0.0.1:9/rules>; rel="acl"'}
    )
    door = Door(client, None)

    problems = ready_inbox(door, f"{web.url}/foaf.ttl")

    assert problems == ()
    assert web.asked == ["HEAD /foaf.ttl"]


def test_an_inbox_is_made_where_anybody_posts_and_the_owner_reads(
    pod: FakePod, web: Web, client: Client
) -> None:
    problems = ready_inbox(Door(client, ALICE), f"{web.url}/inbox/")

    rules = rules_of(pod, "/inbox/")
    public = rules.value(predicate=ACL.agentClass, object=PUBLIC)
    owner = rules.value(predicate=ACL.agent, object=URIRef(WEBID))
    assert problems == ()
    assert set(rules.objects(public, ACL.mode)) == {ACL.Append}
    assert list(rules.objects(public, ACL.default)) == []
    assert rules.value(owner, ACL.default) == URIRef(f"{web.url}/inbox/")


def test_an_inbox_that_everybody_may_read_is_told_of(
    pod: FakePod, web: Web, client: Client
) -> None:
    pod.documents |= {
        "/inbox/": b"",
        "/inbox/.acl": b"acl:mode acl:Read;\nacl:mode acl:Append.\n",
    }

    problems = ready_inbox(Door(client, ALICE), f"{web.url}/inbox/")

    assert problems == (f"everybody may read what lies in your inbox {web.url}/inbox/",)


@pytest.mark.parametrize(
    ("path", "refused", "words"),
    [
        ("/inbox", "", "ends in a slash"),
        ("/inbox/", "PUT /inbox/", "does not let us make"),
        ("/inbox/", "HEAD /inbox/", "cannot be looked at"),
    ],
)
def test_an_inbox_that_cannot_be_made_is_a_clear_error(
    pod: FakePod, web: Web, client: Client, path: str, refused: str, words: str
) -> None:
    pod.refuses[refused] = 403

    with pytest.raises(PublishError, match=words):
        ready_inbox(Door(client, ALICE), f"{web.url}{path}")

    assert pod.documents == {}


def test_a_profile_that_names_an_inbox_keeps_its_own() -> None:
    own = alice((ME, LDP.inbox, URIRef("https://own.example/inbox")))

    assert with_inbox(own, "https://pod.example/inbox/") == own
    assert with_inbox(alice(), "") == alice()
    named = with_inbox(alice(), "https://pod.example/inbox/")
    assert (ME, LDP.inbox, URIRef("https://pod.example/inbox/")) in named.triples()
