"""A real receiver of webmentions, in a process of its own."""

import json
import os
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld import Plex
from plexus_ld.channels.webmention import WebmentionChannel
from plexus_ld.errors import TemporaryDeliveryError
from plexus_ld.model.activity import Activity, Object, Privacy, Verb
from plexus_ld.model.change import Change
from plexus_ld.model.connection import Account, ConnectionPoint, Direction
from plexus_ld.model.delivery import Delivery
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings
from plexus_ld.sharer.said import activity_lines
from tests.web import Web
from tests.wire.site import peer, static_host

PEERS = Path(os.environ.get("PEERS", Path(__file__).parents[2] / ".peers"))

pytestmark = pytest.mark.skipif(
    not (PEERS / "webmention" / "VERSION").is_file(),
    reason="webmentions is not installed (make peers)",
)

RECEIVER = """
import sys
from flask import Flask
from webmentions import WebmentionsHandler
from webmentions.server.adapters.flask import bind_webmentions
from webmentions.storage.adapters.db import init_db_storage

app = Flask("receiver")
storage = init_db_storage(engine="sqlite:///" + sys.argv[2])
base = "http://127.0.0.1:" + sys.argv[1]
handler = WebmentionsHandler(storage=storage, base_url=base, ssrf_protection=False)
bind_webmentions(app, handler)

@app.get("/wood")
def wood():
    return "<html><body><p>Of wood and glue.</p></body></html>"

app.run(port=int(sys.argv[1]), threaded=True)
"""


@pytest.fixture
def bob(tmp_path: Path) -> Iterator[str]:
    python = PEERS / "webmention" / "venv" / "bin" / "python"
    with peer(python, RECEIVER, str(tmp_path / "mentions.sqlite")) as url:
        yield url


def mentions(bob: str) -> list[dict[str, str]]:
    words = {"resource": f"{bob}/wood", "direction": "in"}
    url = f"{bob}/webmentions?{urllib.parse.urlencode(words)}"
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310
        found: list[dict[str, str]] = json.load(answer)
    return found


def test_an_answer_stands_beneath_what_it_answers_once_it_is_published(
    bob: str, web: Web, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    web.otherwise = static_host(site)
    site.mkdir()
    (site / ".htaccess").write_text("")
    now = datetime.now(UTC)
    answer = Object(
        URIRef(f"{web.url}/objects/re"),
        text="Glue is underrated.",
        in_reply_to=URIRef(f"{bob}/wood"),
        published=now,
    )
    me = URIRef(f"{web.url}/#me")
    made = URIRef("urn:uuid:00000000-0000-4000-8000-000000000001")
    act = Activity(made, Verb.CREATE, me, answer, now, "Ada", Privacy.PUBLIC)
    point = ConnectionPoint(
        URIRef("urn:uuid:00000000-0000-4000-8000-000000000002"), "webmention",
        URIRef(f"{bob}/"), Direction.OUTGOING, URIRef(f"{bob}/#me"), made,
    )  # fmt: skip
    delivery = Delivery(made, act, point, Account("webmention"))
    settings = NetSettings(allow_hosts=("127.0.0.1",))
    with Client(settings) as http, Plex.open(tmp_path / "home", create=True) as plex:
        plex.init("Ada Example", base=f"{web.url}/")
        plex.store.apply(Change(added=activity_lines(act)))
        channel = WebmentionChannel(http)

        with pytest.raises(TemporaryDeliveryError, match="publish"):
            channel.deliver(delivery)
        plex.publish(str(site))
        receipt = channel.deliver(delivery)
        channel.deliver(delivery)

    (mention,) = mentions(bob)
    assert mention["source"] == f"{web.url}/posts/re.html"
    assert "Glue is underrated." in json.dumps(mention)
    assert receipt.note == "HTTP 200"
