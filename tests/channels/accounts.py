"""Accounts of ActivityPub on a server of this machine, and our channel."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest

from plexus_ld.channels.activitypub import CARD, ActivityPubChannel
from plexus_ld.channels.base import Tools
from plexus_ld.model.activity import Object, Privacy, Verb
from plexus_ld.model.delivery import Delivery
from plexus_ld.model.site import Site
from plexus_ld.net.client import Answer, Client
from plexus_ld.settings import NetSettings
from tests.channels.contract import NOW, At, delivery_of, note_of
from tests.web import Page, Web

PROGRAM = "application/activity+json"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
FOLLOWERS = "https://ada.example/followers"


class Marked:
    """Asks and posts as the account does, with a mark for its signature."""

    def __init__(self, http: Client) -> None:
        self._http = http

    def get(self, url: str, accept: str) -> Answer:
        return self._http.get(url, {"Accept": accept, "Signature": "Ada"})

    def post(self, url: str, body: bytes, media_type: str) -> Answer:
        headers = {"Content-Type": media_type, "Signature": "Ada"}
        return self._http.request("POST", url, body, headers)


@dataclass
class World:
    """A server, with accounts that share an inbox, and our channel."""

    web: Web
    channel: ActivityPubChannel
    now: datetime = NOW

    def account(self, name: str, *, is_shared: bool = True, **more: object) -> str:
        """Add an account, and return its IRI."""
        url = self.web.url
        actor: dict[str, object] = {
            "id": f"{url}/{name}", "type": "Person", "preferredUsername": name,
            "inbox": f"{url}/{name}/inbox", **more,
        }  # fmt: skip
        if is_shared:
            actor["endpoints"] = {"sharedInbox": f"{url}/inbox"}
        self.web.pages[f"/{name}"] = Page(json.dumps(actor).encode(), PROGRAM)
        for path in (f"/{name}/inbox", "/inbox"):
            self.web.pages.setdefault(path, Page(b"", status=202))
        return f"{url}/{name}"

    def delivery(
        self,
        address: str,
        item: Object | None = None,
        verb: Verb = Verb.CREATE,
        *,
        is_public: bool = True,
        **more: Any,
    ) -> Delivery:
        made = delivery_of(CARD, At(address), item or note_of(), verb, **more)
        privacy = Privacy.PUBLIC if is_public else Privacy.ADDRESSED
        return replace(made, activity=replace(made.activity, privacy=privacy))

    def sent(self) -> Any:
        """What was posted last."""
        return json.loads(self.web.bodies[-1])

    def posts(self) -> list[str]:
        return [one for one in self.web.asked if one.startswith("POST")]


@contextmanager
def fediverse(web: Web) -> Iterator[World]:
    """Give a world of which the server is this one."""
    with Client(NetSettings(allow_hosts=("127.0.0.1",), timeout_s=5)) as http:
        made: list[World] = []
        tools = Tools(
            http,
            lambda: made[0].now,
            lambda: pytest.fail("no loop"),
            lambda: Marked(http),
            lambda: Site("https://ada.example/"),
        )
        made.append(World(web, ActivityPubChannel(tools)))
        yield made[0]
