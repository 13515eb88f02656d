"""A pod on a real Solid server as the home of a profile, and of an inbox."""

import json
import os
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rdflib import FOAF, OWL, Graph, Literal, URIRef

from plexus_ld import Plex
from plexus_ld.assembly.agent import Agent
from plexus_ld.listener.pod.subscribing import Subscriber, services
from plexus_ld.net.login.door import Door
from plexus_ld.net.websocket import websocket
from plexus_ld.plex.profile.editing import add_values, set_values
from plexus_ld.settings import NetSettings, PublishSettings, Settings
from plexus_ld.vocab.ldp import LDP
from plexus_ld.vocab.solid import SOLID
from tests.wire.pod import Pod, new_pod, solid_server

PEERS = Path(os.environ.get("PEERS", Path(__file__).parents[2] / ".peers"))

pytestmark = pytest.mark.skipif(
    not (PEERS / "solid" / "VERSION").is_file(),
    reason="Community Solid Server is not installed (make peers)",
)

#: Seconds for what the agent does by itself, on a busy machine.
_PATIENCE_S = 30


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with solid_server(PEERS) as base:
        yield base


@pytest.fixture(scope="module")
def pod(server: str) -> Pod:
    return new_pod(server, "alice")


@pytest.fixture
def plex(pod: Pod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plex]:
    """A home whose settings name a place, and an inbox, in the pod."""
    monkeypatch.setenv("PLEXUS_PUBLISH_SECRET", pod.credentials.secret)
    name = tmp_path.name
    settings = Settings(
        net=NetSettings(allow_hosts=("localhost",)),
        publish=PublishSettings(
            user=pod.credentials.user,
            to=f"{pod.base}{name}/me.ttl",
            inbox=f"{pod.base}{name}/inbox/",
        ),
    )
    with Plex.open(tmp_path / "home", create=True, settings=settings) as plex:
        plex.init("Alice Waratah", webid=f"{pod.base}{name}/me.ttl#me")
        yield plex


@contextmanager
def running(plex: Plex) -> Iterator[None]:
    stop, ready = threading.Event(), threading.Event()
    thread = threading.Thread(
        target=Agent(plex, "127.0.0.1", 0).run, args=(stop, lambda _: ready.set())
    )
    thread.start()
    try:
        assert ready.wait(_PATIENCE_S)
        yield
    finally:
        stop.set()
        thread.join(_PATIENCE_S)


def by_and_by(happens: Callable[[], bool]) -> bool:
    waiting = threading.Event()
    return any(happens() or waiting.wait(0.1) for _ in range(10 * _PATIENCE_S))


def anybody(
    url: str, body: bytes | None = None, media_type: str = "application/ld+json"
) -> tuple[int, bytes]:
    """Ask, or post, as somebody whom the server does not know."""
    headers = {"Accept": "text/turtle", "Content-Type": media_type}
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - our own
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def said(words: str) -> bytes:
    activity = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "type": "Announce",
        "actor": "https://bob.example/#me",
        "object": "https://bob.example/tea",
        "summary": words,
    }
    return json.dumps(activity).encode()


def kept(plex: Plex) -> list[bytes]:
    found = [plex.inbox.item(name) for name in plex.inbox.names()]
    return [item.body for item in found if item is not None]


def test_the_face_in_the_pod_follows_the_profile_and_names_the_inbox(
    plex: Plex,
) -> None:
    url, inbox = plex.settings.publish.to, plex.settings.publish.inbox

    def has_nick() -> bool:
        return b"allie" in anybody(url)[1]

    with running(plex):
        was_put = by_and_by(lambda: anybody(url)[0] == 200)
        add_values(plex.store, "nick", ["allie"])
        follows = by_and_by(has_nick)

    status, body = anybody(url)
    graph = Graph().parse(data=body, format="turtle", publicID=url)
    assert (was_put, follows, status) == (True, True, 200)
    assert graph.value(plex.me, FOAF.name) == Literal("Alice Waratah")
    assert graph.value(plex.me, LDP.inbox) == URIRef(inbox)


def test_what_others_write_into_the_pods_card_stays(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pod = new_pod(server, "carla")
    monkeypatch.setenv("PLEXUS_PUBLISH_SECRET", pod.credentials.secret)
    card, me = pod.webid.partition("#")[0], "https://carla.example/#me"
    settings = Settings(
        net=NetSettings(allow_hosts=("localhost",)),
        publish=PublishSettings(
            user=pod.credentials.user, to=card, inbox=f"{pod.base}inbox/"
        ),
    )
    theirs = f'INSERT DATA {{ <{pod.webid}> <{FOAF.nick}> "theirs" }}'.encode()
    update = {"Content-Type": "application/sparql-update"}

    with Plex.open(tmp_path / "home", create=True, settings=settings) as plex:
        plex.init(name := 'Zoë } "W\\" <b> {;\n.', webid=me)
        add_values(plex.store, "nick", ["carlita"])
        plex.publish(card)
        Door(plex.client, pod.credentials).request("PATCH", card, theirs, update)
        set_values(plex.store, "nick", ["carlotta"])
        done = plex.publish(card)
        again = plex.publish(card)

    graph = Graph().parse(data=anybody(card)[1], format="turtle", publicID=card)
    owner, webid = URIRef(me), URIRef(pod.webid)
    assert (done.written, again.written) == ((card,), ())
    assert set(graph.objects(owner, FOAF.nick)) == {Literal("carlotta")}
    assert graph.value(owner, FOAF.name) == Literal(name)
    assert graph.value(webid, FOAF.nick) == Literal("theirs")
    assert graph.value(webid, SOLID.oidcIssuer) == URIRef(server)
    assert graph.value(webid, OWL.sameAs) == owner
    assert graph.value(webid, LDP.inbox) == graph.value(owner, LDP.inbox)


def test_what_anybody_posts_into_the_pods_inbox_is_kept_for_the_owner(
    plex: Plex,
) -> None:
    inbox = plex.settings.publish.inbox
    plex.publish(plex.settings.publish.to)
    before, after = said("before the agent runs"), said("while it runs")
    posted = [anybody(inbox, before)[0]]

    with running(plex):
        was_there = by_and_by(lambda: kept(plex) == [before])
        posted.append(anybody(inbox, after)[0])
        came = by_and_by(lambda: sorted(kept(plex)) == sorted([before, after]))

    assert posted == [201, 201]
    assert (was_there, came) == (True, True)
    assert list(plex.stream.timeline()) == []


def test_nobody_else_reads_what_lies_in_the_inbox(plex: Plex) -> None:
    inbox = plex.settings.publish.inbox

    plex.publish(plex.settings.publish.to)

    assert anybody(inbox)[0] == 401


def test_the_pod_tells_by_a_websocket_when_something_comes(
    plex: Plex, pod: Pod
) -> None:
    inbox = plex.settings.publish.inbox
    plex.publish(plex.settings.publish.to)
    subscriber = Subscriber(Door(plex.client, pod.credentials), services)

    with websocket(plex.client, subscriber.subscribe(inbox), _PATIENCE_S) as told:
        silent = told.receive(0)
        anybody(inbox, said("look"))
        message = told.receive(_PATIENCE_S)

    assert silent is None
    assert message is not None
    assert inbox in message.decode()
