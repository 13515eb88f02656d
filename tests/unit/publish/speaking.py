"""An owner who says things, and publishes; for tests."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rdflib import URIRef

from plexus_ld import Plex
from plexus_ld.channels.feed import read
from plexus_ld.model.activity import Activity, Object, Privacy, Verb
from plexus_ld.model.arrival import Arrival, Raw
from plexus_ld.model.change import Change
from plexus_ld.publish.folder import Published
from plexus_ld.settings import Settings
from plexus_ld.sharer.said import activity_lines
from plexus_ld.vocab.graphs import HEARD, SAID

BASE = "https://ada.example/"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


class Ada:
    """An owner who says things, and publishes."""

    def __init__(self, plex: Plex, site: Path) -> None:
        self.plex = plex
        self.site = site
        self._said = 0

    def say(
        self,
        item: Object,
        verb: Verb = Verb.CREATE,
        privacy: Privacy = Privacy.PUBLIC,
    ) -> None:
        self._said += 1
        when = NOON + timedelta(hours=self._said)
        iri = URIRef(f"{BASE}activities/{self._said}")
        act = Activity(iri, verb, self.plex.me, item, when, "", privacy)
        old = self.plex.store.matching(f"<{item.iri}>", None, None, None)
        gone = tuple(" ".join((*quad, ".")) for quad in old)
        self.plex.store.apply(Change(added=activity_lines(act), removed=gone))

    def hears(self, item: Object) -> None:
        """Have something lie there as somebody else said it."""
        act = Activity(URIRef("urn:uuid:0"), Verb.CREATE, self.plex.me, item, NOON)
        about = [one for one in activity_lines(act) if one.startswith(f"<{item.iri}>")]
        heard = tuple(one.replace(f"<{SAID}>", f"<{HEARD}>") for one in about)
        self.plex.store.apply(Change(added=heard))

    def keep(self, body: bytes) -> str:
        return self.plex.media.keep(body)

    def publish(self) -> Published:
        return self.plex.publish(str(self.site))

    def heard(self, name: str = "feed.atom") -> dict[str, Arrival]:
        raw = Raw("feed", (self.site / name).read_bytes(), f"{BASE}{name}")
        return {one.id: one for one in read(raw).arrivals}

    def everything(self) -> bytes:
        files = (file for file in self.site.rglob("*") if file.is_file())
        return b"".join(file.read_bytes() for file in files)


def note(name: str, text: str, **more: Any) -> Object:
    return Object(URIRef(f"{BASE}objects/{name}"), text=text, published=NOON, **more)


def owner(tmp_path: Path, settings: Settings | None = None) -> Ada:
    plex = Plex.in_memory(settings)
    plex.clock = lambda: NOON + timedelta(days=30)
    plex.init("Ada Example", base=BASE)
    return Ada(plex, tmp_path / "site")
