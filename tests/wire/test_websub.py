"""A real WebSub hub: it is told of news, fetches the feed, and hands it on."""

import os
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld import Plex
from plexus_ld.channels.feed import read
from plexus_ld.model.activity import Activity, Object, Privacy, Verb
from plexus_ld.model.arrival import Raw
from plexus_ld.model.change import Change
from plexus_ld.settings import NetSettings, PublishSettings, Settings
from plexus_ld.sharer.said import activity_lines
from tests.web import Web
from tests.wire.site import peer, static_host

PEERS = Path(os.environ.get("PEERS", Path(__file__).parents[2] / ".peers"))

pytestmark = pytest.mark.skipif(
    not (PEERS / "websub" / "VERSION").is_file(),
    reason="flask-websub is not installed (make peers)",
)

HUB = """
import sys
from celery import Celery
from flask import Flask
from flask_websub.hub import Hub, SQLite3HubStorage

app = Flask("hub")
app.config["PUBLISH_SUPPORTED"] = True
celery = Celery("hub")
celery.conf.update(task_always_eager=True)
hub = Hub(SQLite3HubStorage(sys.argv[2]), celery, **app.config)
app.register_blueprint(hub.build_blueprint(url_prefix="/hub"))
app.run(port=int(sys.argv[1]), threaded=True)
"""


class Subscriber:
    """Says yes to the hub, and keeps what it is sent."""

    def __init__(self, web: Web) -> None:
        self.got: list[bytes] = []
        self._web = web

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(handler.path).query)
        if handler.command == "POST":
            self.got.append(self._web.bodies[-1])
        body = query.get("hub.challenge", [""])[0].encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body)

    def subscribe(self, hub: str, topic: str, callback: str) -> None:
        asked = {"mode": "subscribe", "topic": topic, "callback": callback}
        form = {f"hub.{name}": value for name, value in asked.items()}
        body = urllib.parse.urlencode(form).encode()
        urllib.request.urlopen(hub, body, timeout=30).close()  # noqa: S310


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[str]:
    python = PEERS / "websub" / "venv" / "bin" / "python"
    with peer(python, HUB, str(tmp_path / "hub.sqlite")) as url:
        yield f"{url}/hub"


def test_who_subscribed_gets_what_is_published(
    hub: str, web: Web, tmp_path: Path
) -> None:
    site, subscriber = tmp_path / "site", Subscriber(web)
    host = static_host(site)
    web.otherwise = lambda handler: (
        subscriber(handler) if handler.path.startswith("/callback") else host(handler)
    )
    settings = Settings(
        net=NetSettings(allow_hosts=("127.0.0.1",)), publish=PublishSettings(hub=hub)
    )
    with Plex.open(tmp_path / "home", create=True, settings=settings) as plex:
        plex.init("Ada Example", base=f"{web.url}/")
        first = plex.publish(str(site))
        subscriber.subscribe(hub, f"{web.url}/feed.atom", f"{web.url}/callback")
        say(plex, f"{web.url}/objects/tea", "Tea at four?")

        done = plex.publish(str(site))

    assert first.problems == done.problems == ()
    (body,) = subscriber.got
    (arrival,) = read(Raw("feed", body, f"{web.url}/feed.atom")).arrivals
    assert arrival.html == "<p>Tea at four?</p>"


def say(plex: Plex, iri: str, text: str) -> None:
    now = datetime.now(UTC)
    item = Object(URIRef(iri), text=text, published=now)
    made = URIRef("urn:uuid:00000000-0000-4000-8000-000000000001")
    act = Activity(made, Verb.CREATE, plex.me, item, now, "", Privacy.PUBLIC)
    plex.store.apply(Change(added=activity_lines(act)))
