"""The ldn channel: a host, notifications in each form, and an inbox of its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from plexus_ld.channels.base import Channel, Listener, Tools
from plexus_ld.channels.ldn import CARD
from plexus_ld.model.arrival import Raw
from tests.channels.contract import At, Subject, World, account_of, point_of
from tests.web import Page, serving

COMPACT = json.dumps(
    {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "https://bob.example/acts/1",
        "type": "Create",
        "actor": {"id": "https://bob.example/card#me", "name": "Bob"},
        "object": {
            "id": "https://bob.example/notes/1",
            "type": "Note",
            "content": "<p>Four it is.</p>",
            "inReplyTo": "https://ada.example/said/1",
        },
    }
).encode()

TURTLE = b"""@prefix as: <https://www.w3.org/ns/activitystreams#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<#act> a as:Create ; as:actor <https://bob.example/card#me> ; as:object <#note> ;
  as:published "2026-03-01T10:00:00Z"^^xsd:dateTime .
<#note> a as:Note ; as:content "Four it is." ;
  as:inReplyTo <https://ada.example/said/1> ."""

OTHER = b"""<> a <http://rdfs.org/sioc/ns#Post> ;
  <http://rdfs.org/sioc/ns#content> "Four it is." ."""


@contextmanager
def world(folder: Path, tools: Tools) -> Iterator[World]:
    """An inbox on this machine, that keeps what is posted to it."""
    with serving() as web:
        kept: list[str] = []

        def inbox(handler: BaseHTTPRequestHandler) -> None:
            if handler.command == "POST":
                name = f"/inbox/{len(kept) + 1}"
                kept.append(name)
                web.pages[name] = Page(web.bodies[-1], "application/ld+json")
                handler.send_response(201)
                handler.send_header("Location", name)
                body = b""
            else:
                listed = [{"@id": name} for name in kept]
                body = json.dumps({"@id": "", "ldp:contains": listed}).encode()
                handler.send_response(200)
                handler.send_header("Content-Type", "application/ld+json")
            handler.send_header("Content-Length", str(len(body)))
            handler.send_header("Connection", "close")
            handler.end_headers()
            handler.wfile.write(body)

        web.pages["/inbox/"] = inbox
        at = At(f"{web.url}/inbox/")

        def heard(channel: Channel) -> tuple[Raw, ...]:
            assert isinstance(channel, Listener)
            account = account_of(CARD, at)
            return channel.poll(account, (point_of(CARD, at),), "").raws

        yield World(at, heard)


SUBJECT = Subject(
    at=lambda host, port: At(f"http://{host}:{port}/inbox/"),
    samples=(COMPACT, TURTLE, OTHER),
    world=world,
)
