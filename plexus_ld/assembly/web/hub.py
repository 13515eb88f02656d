"""The hub's door, and where other hubs send to, wired."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from plexus_ld.publish.web.callback import callback_route
from plexus_ld.publish.web.hub import hub_route

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex


def hub_routes(plex: "Plex") -> Iterator[BaseRoute]:
    """Yield where a home's hub is asked, and where other hubs send feeds."""
    yield hub_route(plex.site.path("websub"), lambda *asked: plex.hub.ask(*asked))
    yield callback_route(plex.site.path("websub/callback/"), plex.pushes)
