"""Nothing that a stranger wrote leads a home to this machine: every door that fetches.

Each door is opened upon a stranger's server, which leads on to a trap on this machine:
by a redirect, a header, a link, a picture. The same again with the trap allowed shows
that the door does fetch, and so that the trap would have caught it.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

import pytest
from rdflib import URIRef

from plexus_ld.assembly import Plex
from plexus_ld.channels.base import Listener, Sharer
from plexus_ld.errors import PlexusError
from plexus_ld.model.activity import Object
from plexus_ld.model.arrival import Raw
from plexus_ld.model.connection import Account
from plexus_ld.settings import NetSettings, Settings
from plexus_ld.sharer.composing.draft import Draft
from tests.channels.contract import At, delivery_of, point_of
from tests.channels.letters import letter
from tests.channels.subjects.mastodon import STATUS
from tests.unit.net.test_guard import Trap
from tests.unit.sharer.post import connect
from tests.web import Behave, Page, Web

LDP = "http://www.w3.org/ns/ldp#"

#: Does what a stranger caused, at a server that leads to an address.
Door = Callable[[Plex, Web, str], object]


@pytest.fixture
def trap() -> Iterator[Trap]:
    made = Trap()
    yield made
    made.close()


def html(head: str) -> Page:
    return Page(f"<html><head>{head}</head>x</html>".encode(), "text/html")


def to(there: str) -> Page:
    return Page(b"", "text/plain", 302, {"Location": there})


def rss(inside: str) -> Page:
    text = (
        f"<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel>{inside}"
    )
    return Page(f"{text}</channel></rss>".encode(), "application/rss+xml")


def profile(page: Page) -> Behave:
    """A document that nothing can be posted to: its inbox lies elsewhere."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(405 if handler.command == "POST" else page.status)
        handler.send_header("Content-Type", page.media_type)
        handler.send_header("Content-Length", str(len(page.body)))
        for name, value in page.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(page.body)

    return answer


def poll(plex: Plex, channel: str, address: str) -> None:
    """Ask a point, and keep what comes, as the listener does."""
    found = plex.connections
    ways = found.ways([], [f"{channel}:{address}"])
    found.connect(found.look("https://bob.example/#me", fetch=False), ways, "")
    heard = plex.listening.poll_due(plex.clock())
    assert heard.polled == 1


def deliver(plex: Plex, channel: str, address: str, at: str) -> None:
    card = plex.channels[channel].card
    sharer = plex.channels[channel]
    assert isinstance(sharer, Sharer)
    item = Object(URIRef(f"{at}/objects/re"), text="Tea?")
    sharer.deliver(delivery_of(card, At(address), item))


def link_redirect(plex: Plex, web: Web, there: str) -> None:
    web.pages["/page"] = to(there)
    connect(plex, {"bob": f"{web.url}/hook"})
    plex.sharing.preview(Draft(link=f"{web.url}/page"))


def link_picture(plex: Plex, web: Web, there: str) -> None:
    web.pages["/page"] = html(f'<meta property="og:image" content="{there}">')
    connect(plex, {"bob": f"{web.url}/hook"})
    plex.sharing.share(Draft(link=f"{web.url}/page"))
    plex.deliverer.deliver_due()


def feed_redirect(plex: Plex, web: Web, there: str) -> None:
    web.pages["/feed"] = to(there)
    poll(plex, "feed", f"{web.url}/feed")


def feed_discovery(plex: Plex, web: Web, there: str) -> None:
    web.pages["/page"] = html(
        f'<link rel=alternate type="application/rss+xml" href="{there}">'
    )
    poll(plex, "feed", f"{web.url}/page")


def feed_proposal(plex: Plex, web: Web, there: str) -> None:
    web.pages["/page"] = to(there)
    plex.connections.look(f"{web.url}/page")


def feed_hub(plex: Plex, web: Web, there: str) -> None:
    hub = f'<atom:link rel="hub" href="{there}"/><item><title>x</title></item>'
    web.pages["/feed"] = rss(hub)
    poll(plex, "feed", f"{web.url}/feed")


def feed_entities(plex: Plex, web: Web, there: str) -> None:
    body = (
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{there}">]><rss><channel><title>&x;</title>'
    )
    item = f"<item><title>&x;</title><enclosure url='{there}'/></item></channel></rss>"
    web.pages["/feed"] = Page(f"{body}{item}".encode(), "application/rss+xml")
    poll(plex, "feed", f"{web.url}/feed")


def feed_pictures(plex: Plex, web: Web, there: str) -> None:
    shown = f"&lt;img src='{there}'>&lt;iframe src='{there}'>"
    web.pages["/feed"] = rss(f"<item><description>{shown}</description></item>")
    poll(plex, "feed", f"{web.url}/feed")
    plex.stream.timeline()


def mention_header(plex: Plex, web: Web, there: str) -> None:
    _post(web)
    web.pages["/wood"] = Page(
        b"x", "text/html", 200, {"Link": f"<{there}>; rel=webmention"}
    )
    deliver(plex, "webmention", f"{web.url}/wood", web.url)


def mention_page(plex: Plex, web: Web, there: str) -> None:
    _post(web)
    web.pages["/wood"] = html(f'<link rel="webmention" href="{there}">')
    deliver(plex, "webmention", f"{web.url}/wood", web.url)


def mention_redirect(plex: Plex, web: Web, there: str) -> None:
    _post(web)
    web.pages["/wood"] = to(there)
    deliver(plex, "webmention", f"{web.url}/wood", web.url)


def _post(web: Web) -> None:
    link = f'<a class="u-in-reply-to" href="{web.url}/wood">wood</a>'.encode()
    web.pages["/posts/re.html"] = Page(link, "text/html")


def inbox_header(plex: Plex, web: Web, there: str) -> None:
    link = f'<{there}>; rel="{LDP}inbox"'
    page = Page(b"<#me> a <#x> .", "text/turtle", 200, {"Link": link})
    web.pages["/card"] = profile(page)
    deliver(plex, "ldn", f"{web.url}/card", web.url)


def inbox_body(plex: Plex, web: Web, there: str) -> None:
    body = f"<> <{LDP}inbox> <{there}> ."
    web.pages["/card"] = profile(Page(body.encode(), "text/turtle"))
    deliver(plex, "ldn", f"{web.url}/card", web.url)


def inbox_redirect(plex: Plex, web: Web, there: str) -> None:
    web.pages["/card"] = to(there)
    deliver(plex, "ldn", f"{web.url}/card", web.url)


def inbox_listing(plex: Plex, web: Web, there: str) -> None:
    body = f"<> a <{LDP}Container> ; <{LDP}contains> <{there}> ."
    web.pages["/inbox/"] = Page(body.encode(), "text/turtle")
    poll(plex, "ldn", f"{web.url}/inbox/")


def inbox_notification(plex: Plex, web: Web, there: str) -> None:
    listed = {"@id": "", f"{LDP}contains": [{"@id": "/inbox/1"}]}
    web.pages["/inbox/"] = Page(json.dumps(listed).encode(), "application/ld+json")
    web.pages["/inbox/1"] = to(there)
    poll(plex, "ldn", f"{web.url}/inbox/")


def inbox_context(plex: Plex, web: Web, there: str) -> None:
    note = {"@context": there, "type": "Create", "actor": there, "object": there}
    listed = {"@id": "", f"{LDP}contains": [{"@id": "/inbox/1"}]}
    web.pages["/inbox/"] = Page(json.dumps(listed).encode(), "application/ld+json")
    web.pages["/inbox/1"] = Page(json.dumps(note).encode(), "application/ld+json")
    poll(plex, "ldn", f"{web.url}/inbox/")


def hook_redirect(plex: Plex, web: Web, there: str) -> None:
    web.pages["/hook"] = Page(b"", "text/plain", 307, {"Location": there})
    deliver(plex, "webhook", f"{web.url}/hook", web.url)


def mail_pictures(plex: Plex, web: Web, there: str) -> None:
    body = letter(f'<img src="{there}"><link href="{there}">', Content_Type="text/html")
    _read(plex, "email", body.encode())


def mastodon_media(plex: Plex, web: Web, there: str) -> None:
    media = {"id": "5", "type": "image", "url": there, "preview_url": there}
    status = {**STATUS, "url": there, "uri": there, "media_attachments": [media]}
    _read(plex, "mastodon", json.dumps([status]).encode())


def mastodon_redirect(plex: Plex, web: Web, there: str) -> None:
    web.otherwise = to(there)
    account = Account("mastodon", settings={"server": web.url}, secrets={"token": "x"})
    channel = plex.channels["mastodon"]
    assert isinstance(channel, Listener)
    point = point_of(channel.card, At("acct:bob@b.example"))
    channel.poll(account, (point,), "")


def _read(plex: Plex, channel: str, body: bytes) -> None:
    listener = plex.channels[channel]
    assert isinstance(listener, Listener)
    plex.workers.call(listener.read, Raw(channel, body))


#: Doors through which what a stranger wrote is fetched, on the public network.
FETCHING: tuple[Door, ...] = (
    link_redirect, feed_redirect, feed_discovery, feed_proposal,
    mention_header, mention_page, mention_redirect, inbox_header, inbox_body,
    inbox_notification,
)  # fmt: skip
#: Doors through which it is never fetched, wherever it lies.
NEVER: tuple[Door, ...] = (
    link_picture, feed_hub, feed_entities, feed_pictures, inbox_listing, inbox_redirect,
    inbox_context, hook_redirect, mail_pictures, mastodon_media, mastodon_redirect,
)  # fmt: skip


def opened(door: Door, web: Web, there: str, *allowed: str) -> None:
    """Open a door of a home whose owner allows some hosts of this machine."""
    net = NetSettings(allow_hosts=(web.host, *allowed), timeout_s=5)
    with Plex(None, Settings(net=net)) as plex:
        plex.init(name="Ada", webid="https://ada.example/card#me")
        with suppress(PlexusError):
            door(plex, web, there)


@pytest.mark.parametrize("door", [*FETCHING, *NEVER], ids=lambda door: door.__name__)
def test_no_door_leads_to_this_machine(door: Door, web: Web, trap: Trap) -> None:
    """How this machine may be spelled is tried in tests/unit/net/test_guard.py."""
    opened(door, web, f"http://127.0.0.1:{trap.port}/x")

    assert trap.connects == 0


@pytest.mark.parametrize("door", FETCHING, ids=lambda door: door.__name__)
def test_the_trap_would_catch_who_came_by_a_door(
    door: Door, web: Web, trap: Trap
) -> None:
    opened(door, web, f"http://127.0.0.1:{trap.port}/x", f"127.0.0.1:{trap.port}")

    assert trap.connects > 0


@pytest.mark.parametrize("door", NEVER, ids=lambda door: door.__name__)
def test_some_doors_never_fetch_what_a_stranger_names(
    door: Door, web: Web, trap: Trap
) -> None:
    opened(door, web, f"http://127.0.0.1:{trap.port}/x", f"127.0.0.1:{trap.port}")

    assert trap.connects == 0
