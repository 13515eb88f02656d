"""The profile on a real Community Solid Server, with its login."""

import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import FOAF, RDF, Graph, Literal, URIRef

from plexus_ld import Plex
from plexus_ld.errors import PublishError
from plexus_ld.net.client import Client
from plexus_ld.net.login.credentials import Credentials
from plexus_ld.plex.profile.editing import add_values
from plexus_ld.plex.profile.representation import Representation, representation
from plexus_ld.publish.login import Door
from plexus_ld.publish.remote import publish_to
from plexus_ld.settings import NetSettings
from tests.wire.pod import Pod, new_pod, solid_server

PEERS = Path(os.environ.get("PEERS", Path(__file__).parents[2] / ".peers"))

pytestmark = pytest.mark.skipif(
    not (PEERS / "solid" / "VERSION").is_file(),
    reason="Community Solid Server is not installed (make peers)",
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with solid_server(PEERS) as base:
        yield base


@pytest.fixture(scope="module")
def pod(server: str) -> Pod:
    return new_pod(server, "alice")


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(NetSettings(allow_hosts=("localhost",))) as client:
        yield client


def profile_of(webid: str, *more: str) -> Representation:
    me = f"<{webid}>"
    lines = [
        f"{me} <{RDF.type}> <{FOAF.Person}> .",
        f'{me} <{FOAF.name}> "Alice Waratah" .',
        *(f"{me} {words} ." for words in more),
    ]
    return representation(URIRef(webid), lines)


def test_the_profile_lies_in_the_pod_after_a_login(pod: Pod, client: Client) -> None:
    url = f"{pod.base}foaf/me.ttl"
    shown = profile_of(pod.webid)

    done = publish_to(shown, url, client, credentials=pod.credentials)

    kept = Door(client, pod.credentials).request("GET", url)
    assert done.written == (url,)
    graph = Graph().parse(data=kept.body, format="turtle")
    assert graph.value(URIRef(pod.webid), FOAF.name) == Literal("Alice Waratah")


def test_publishing_the_same_again_writes_nothing(pod: Pod, client: Client) -> None:
    url, shown = f"{pod.base}same.ttl", profile_of(pod.webid)
    publish_to(shown, url, client, credentials=pod.credentials)

    again = publish_to(shown, url, client, credentials=pod.credentials)

    assert again.written == ()
    assert again.unchanged == (url,)


def test_a_changed_profile_replaces_what_was_written_from_here(
    pod: Pod, client: Client
) -> None:
    url = f"{pod.base}mine.ttl"
    first = publish_to(profile_of(pod.webid), url, client, credentials=pod.credentials)

    second = publish_to(
        profile_of(pod.webid, f'<{FOAF.nick}> "allie"'),
        url,
        client,
        credentials=pod.credentials,
        known=first.etags,
    )

    assert second.written == (url,)
    assert b"allie" in Door(client, pod.credentials).request("GET", url).body


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(
    pod: Pod, client: Client
) -> None:
    url = f"{pod.base}shared.ttl"
    first = publish_to(profile_of(pod.webid), url, client, credentials=pod.credentials)
    theirs = b"<#me> <http://xmlns.com/foaf/0.1/nick> 'theirs' ."
    door = Door(client, pod.credentials)
    # A server tells versions apart by the second of their date.
    while door.request("HEAD", url).headers["etag"] == first.etags[url]:
        door.request("PUT", url, theirs, {"Content-Type": "text/turtle"})

    with pytest.raises(PublishError, match="changed since") as caught:
        publish_to(
            profile_of(pod.webid, f'<{FOAF.nick}> "mine"'),
            url,
            client,
            credentials=pod.credentials,
            known=first.etags,
        )

    assert caught.value.status == 412
    assert b"theirs" in door.request("GET", url).body


def test_the_owner_may_replace_it_all_the_same(pod: Pod, client: Client) -> None:
    url = f"{pod.base}replaced.ttl"
    door = Door(client, pod.credentials)
    door.request("PUT", url, b"<> a <#Old> .", {"Content-Type": "text/turtle"})

    done = publish_to(
        profile_of(pod.webid), url, client, credentials=pod.credentials, replace=True
    )

    assert done.written == (url,)


def test_the_card_that_one_logs_in_with_keeps_its_login_server(
    pod: Pod, client: Client
) -> None:
    card = pod.webid.partition("#")[0]

    with pytest.raises(PublishError, match="oidcIssuer"):
        publish_to(
            profile_of(pod.webid),
            card,
            client,
            credentials=pod.credentials,
            replace=True,
        )


def test_the_card_is_replaced_by_a_profile_that_names_the_login_server(
    server: str, client: Client
) -> None:
    carla = new_pod(server, "carla")
    issuer = f"<http://www.w3.org/ns/solid/terms#oidcIssuer> <{server}>"
    card = carla.webid.partition("#")[0]

    publish_to(
        profile_of(carla.webid, issuer),
        card,
        client,
        credentials=carla.credentials,
        replace=True,
    )

    # The card is public, and the login works as before.
    with urllib.request.urlopen(card, timeout=30) as answer:  # noqa: S310
        assert b"Alice Waratah" in answer.read()
    answered = Door(client, carla.credentials, (server,)).request(
        "PUT", f"{carla.base}x.ttl", b"<> a <#X> .", {"Content-Type": "text/turtle"}
    )
    assert answered.status == 201


def test_a_home_remembers_what_it_published(
    pod: Pod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEXUS_NET_ALLOW_HOSTS", "localhost")
    monkeypatch.setenv("PLEXUS_PUBLISH_USER", pod.credentials.user)
    monkeypatch.setenv("PLEXUS_PUBLISH_SECRET", pod.credentials.secret)
    url = f"{pod.base}home/foaf.ttl"

    with Plex.open(tmp_path / "home", create=True) as plex:
        plex.init("Alice Waratah", webid=pod.webid)
        plex.publish(url)
    with Plex.open(tmp_path / "home") as plex:
        same = plex.publish(url)
        add_values(plex.store, "nick", ["allie"])
        changed = plex.publish(url)

    assert (same.written, same.unchanged) == ((), (url,))
    assert changed.written == (url,)


def test_a_folder_gets_the_page_and_every_form(pod: Pod, client: Client) -> None:
    done = publish_to(
        profile_of(pod.webid), f"{pod.base}all/", client, credentials=pod.credentials
    )

    names = {url.rpartition("/")[2] for url in done.written}
    assert names == {"index.html", "foaf.ttl", "foaf.rdf", "foaf.jsonld"}


def test_without_credentials_the_error_says_what_to_set(
    pod: Pod, client: Client
) -> None:
    with pytest.raises(PublishError, match=r"publish\.secret_file") as caught:
        publish_to(profile_of(pod.webid), f"{pod.base}closed.ttl", client)

    assert caught.value.status == 401


def test_wrong_credentials_are_refused_and_never_told(pod: Pod, client: Client) -> None:
    wrong = Credentials(pod.credentials.user, "canary-secret")

    with pytest.raises(PublishError) as caught:
        publish_to(
            profile_of(pod.webid), f"{pod.base}closed.ttl", client, credentials=wrong
        )

    assert caught.value.status == 401
    assert "canary-secret" not in repr(caught.value) + str(caught.value)
    assert "canary-secret" not in repr(Credentials("alice", "canary-secret"))


def test_somebody_elses_pod_stays_closed(server: str, pod: Pod, client: Client) -> None:
    bashir = new_pod(server, "bashir")

    with pytest.raises(PublishError, match="does not let you write") as caught:
        publish_to(
            profile_of(pod.webid),
            f"{bashir.base}foaf.ttl",
            client,
            credentials=pod.credentials,
        )

    assert caught.value.status == 403
