"""People who are reached by folders, and what was heard of them."""

import json
from pathlib import Path
from typing import Any

from rdflib import Literal, URIRef

from plexus_ld.assembly import Plex
from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import text_of
from tests.unit.sharer.circle import connect, person, point


class Folders:
    """People who are reached by a folder each."""

    def __init__(self, plex: Plex, place: Path) -> None:
        self._plex = plex
        self._place = place

    def connect(self, *names: str, **more: Any) -> list[URIRef]:
        for name in names:
            (self._place / name).mkdir()
        return [
            connect(self._plex, name, ("file", (self._place / name).as_uri()), **more)
            for name in names
        ]

    def got(self, name: str) -> list[dict[str, Any]]:
        """What was delivered to somebody, the oldest first."""
        file = self._place / name / "outbox.jsonl"
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        return [json.loads(line) for line in lines]

    def verbs(self, name: str) -> list[str]:
        return [one["type"] for one in self.got(name)]


def heard(plex: Plex, name: str, text: str, *, is_private: bool = False) -> str:
    """Keep something that somebody said, as the listener keeps it."""
    item = f"urn:uuid:00000000-0000-5000-8000-{len(text):012d}"
    graph, act = "<urn:x-plexus:heard>", "https://www.w3.org/ns/activitystreams#"
    plx = "https://w3id.org/plexus#"
    time = '"2026-03-14T08:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    said = [
        f"<{item}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{act}Note>",
        f"<{item}> <{act}attributedTo> <{person(name)}>",
        f"<{item}> <{act}content> {text_of(Literal(text))}",
        f"<{item}> <{plx}heardAt> {time}",
        f"<{item}> <{plx}rendition> <{item}#1>",
        f"<{item}#1> <{plx}point> <{point(name)}>",
        f'<{item}#1> <{plx}remoteId> "mid:{name}-1"',
        f'<{item}#1> <{plx}remoteId> "https://{name}.example/1"',
    ]
    if is_private:
        said.append(f"<{item}> <{plx}privacy> <{plx}addressed>")
    plex.store.apply(Change(added=tuple(f"{one} {graph} ." for one in said)))
    return item


def edited(plex: Plex, item: str, before: str, after: str) -> str:
    """Have somebody say something anew, as the listener follows it."""
    content = "<https://www.w3.org/ns/activitystreams#content>"
    old, new = (
        f"<{item}> {content} {text_of(Literal(text))} <urn:x-plexus:heard> ."
        for text in (before, after)
    )
    plex.store.apply(Change((new,), (old,)))
    return item
