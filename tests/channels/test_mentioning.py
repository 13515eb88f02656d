"""A page that is answered is told, whatever the order: reply, publish, copy."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from rdflib import Literal

from plexus_ld.assembly import Plex
from plexus_ld.model.change import Change
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.rdf.lines import text_of
from plexus_ld.settings import NetSettings, Settings
from plexus_ld.sharer.composing import Draft
from plexus_ld.sharer.outbox import records_of
from plexus_ld.sharer.routing import Wanted
from tests.unit.sharer.circle import Clock, connect, person, point
from tests.web import Page, Web
from tests.wire.site import static_host

ITEM = "urn:uuid:00000000-0000-5000-8000-000000000001"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ada(web: Web, tmp_path: Path, clock: Clock) -> Iterator[Plex]:
    """Ada, who hears Bob by feed, and could reach him by folder and by webmention."""
    link = b'<link rel="webmention" href="/take">'
    web.pages["/bob/wood"] = Page(link, "text/html")
    web.pages["/take"] = Page(status=202)
    web.otherwise = static_host(tmp_path / "site")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / ".htaccess").touch()
    (tmp_path / "bob").mkdir()
    settings = Settings(net=NetSettings(allow_hosts=(web.host,)))
    with Plex(tmp_path / "home", settings, clock) as plex:
        plex.init("Ada", base=f"{web.url}/")
        folder = ("file", (tmp_path / "bob").as_uri())
        connect(plex, "bob", folder, ("webmention", f"{web.url}/bob/"))
        hear(plex, f"{web.url}/bob/wood")
        yield plex


def hear(plex: Plex, page: str) -> None:
    """Keep an article of Bob's as the listener keeps it."""
    graph, act = "<urn:x-plexus:heard>", "https://www.w3.org/ns/activitystreams#"
    plx = "https://w3id.org/plexus#"
    time = '"2026-03-14T08:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    said = (
        f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{act}Article>",
        f"<{act}attributedTo> <{person('bob')}>",
        f"<{act}content> {text_of(Literal('Of wood and glue'))}",
        f"<{act}url> <{page}>",
        f"<{plx}heardAt> {time}",
    )
    plex.store.apply(Change(added=tuple(f"<{ITEM}> {one} {graph} ." for one in said)))


def told(web: Web) -> list[tuple[str, str]]:
    forms = [parse_qs(body.decode()) for body in web.bodies]
    return [(form["source"][0], form["target"][0]) for form in forms]


def test_an_answer_is_told_to_the_page_once_it_is_on_the_web(
    ada: Plex, web: Web, tmp_path: Path, clock: Clock
) -> None:
    reply = ada.sharing.reply(ITEM, "Glue is underrated.")
    ada.deliverer.deliver_due()
    (waiting,) = records_of(ada.store, reply.activity.iri)

    ada.publish(str(tmp_path / "site"))
    clock.at += timedelta(days=1)
    ada.deliverer.deliver_due()

    (taken,) = records_of(ada.store, reply.activity.iri)
    name = str(reply.activity.object.iri).rpartition("/")[2]
    assert waiting.point == point("bob", 2)
    assert waiting.state is DeliveryState.WAITING
    assert "plexus publish" in str(waiting.last_error)
    assert taken.state is DeliveryState.TAKEN
    assert told(web) == [(f"{web.url}/posts/{name}.html", f"{web.url}/bob/wood")]


def test_an_edit_is_told_to_the_same_page(
    ada: Plex, web: Web, tmp_path: Path, clock: Clock
) -> None:
    reply = ada.sharing.reply(ITEM, "Glue is underrated.")
    ada.publish(str(tmp_path / "site"))
    ada.deliverer.deliver_due()

    ada.sharing.edit(str(reply.activity.object.iri), "Glue is overrated.")
    ada.publish(str(tmp_path / "site"))
    clock.at += timedelta(days=1)
    ada.deliverer.deliver_due()

    first, second = told(web)
    assert first == second


def test_what_is_said_later_stands_in_no_feed_before(
    ada: Plex, tmp_path: Path, clock: Clock
) -> None:
    feed = tmp_path / "site" / "feed.atom"
    later = clock.at + timedelta(hours=3)
    ada.sharing.share(Draft("Surprise!"), Wanted(("public",)), at=later)

    ada.publish(str(tmp_path / "site"))
    before = feed.read_text("utf-8")
    clock.at = later
    ada.publish(str(tmp_path / "site"))

    assert "Surprise!" not in before
    assert "Surprise!" in feed.read_text("utf-8")
