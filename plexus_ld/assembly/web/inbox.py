"""The inbox, wired."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from plexus_ld.assembly.receiving import receive
from plexus_ld.publish.web.asking import Asking
from plexus_ld.publish.web.inbox import Inbox, Received

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex


def inbox_routes(plex: "Plex", asking: Asking) -> Iterator[BaseRoute]:
    """Yield where others bring what they say, where they know the agent."""
    site = plex.site
    if not site.is_known:
        return

    def item(name: str) -> tuple[bytes, str] | None:
        found = plex.inbox.item(name)
        return (found.body, found.media_type) if found else None

    received = Received(
        lambda posted: receive(plex, posted), lambda: plex.inbox.names(), item
    )
    yield from Inbox(site.path("inbox"), site.inbox, received, asking).routes()
