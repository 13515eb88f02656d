"""Pages that are said to mention the owner's: had through the one door, and read."""

import logging
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from plexus_ld.channels.hentry import Mentioning, mention_of
from plexus_ld.clock import Clock
from plexus_ld.errors import FetchError, PlexusError
from plexus_ld.listener.cleaning import iri
from plexus_ld.listener.mentions.records import Mention
from plexus_ld.model.arrival import Raw
from plexus_ld.workers import Limits, Workers

if TYPE_CHECKING:
    from plexus_ld.net.client import Client

_LOG = logging.getLogger(__name__)

_LONGEST_URL: Final = 2_000
_PATIENCE_S: Final = 15.0
_ACCEPT: Final = {"Accept": "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"}
#: What the reading of one page may cost.
_LIMITS: Final = Limits(wall_s=10.0, cpu_s=5.0, memory_bytes=512 * 1024**2)


class Pages:
    """Fetches and reads them; for several threads at once.

    Args:
        workers: Where they are read.
        client: The door to the network.
        clock: Tells the time.
    """

    def __init__(self, workers: Workers, client: "Client", clock: Clock) -> None:
        self._workers = workers
        self._client = client
        self._clock = clock

    def read(self, raw: Raw) -> Mentioning | None:
        """Return what a page says; None when it does not mention the owner's."""
        if "gone" in raw.facts:
            return None
        try:
            return self._workers.call(mention_of, raw, limits=_LIMITS)
        except PlexusError as error:
            _LOG.info("a page that mentions cannot be read: %s", error)
            return None

    def fetch(self, one: Mention) -> Raw | str:
        """Return a page; why it cannot be had now, if that may change."""
        facts = {"target": one.target, "object": str(one.about or "")}
        try:
            answer = self._client.get(one.source, _ACCEPT, timeout_s=_PATIENCE_S)
        except FetchError as error:
            return error.reason
        if answer.status in (404, 410):
            facts["gone"] = "1"
        elif not 200 <= answer.status < 300:
            return f"HTTP {answer.status}"
        media_type = answer.headers.get("content-type", "text/html")
        at = self._clock()
        return Raw(
            "webmention", answer.body, one.source, media_type, None, None, at, facts
        )


def host_of(url: str) -> str:
    """Return the host of a page; "" of what is none."""
    if len(url) > _LONGEST_URL or not url.isprintable() or " " in url:
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    is_plain = parts.scheme in ("http", "https") and "@" not in parts.netloc
    return host if is_plain and iri(url) else ""


def front_of(url: str) -> str:
    """Return the front page of a host: who speaks, when a page says nobody does."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
