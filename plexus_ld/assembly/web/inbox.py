"""The inbox, wired."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from plexus_ld.assembly.receiving import receive
from plexus_ld.publish.web.inbox import inbox_route

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex


def inbox_routes(plex: "Plex") -> Iterator[BaseRoute]:
    """Yield where others bring what they say, where they know the agent."""
    site = plex.site
    if site.is_known:
        path = site.path("inbox")
        yield inbox_route(path, site.inbox, lambda posted: receive(plex, posted))
