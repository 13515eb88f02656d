"""Where mentions are told, wired."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from plexus_ld.publish.web.webmention import webmention_route

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex


def mention_routes(plex: "Plex") -> Iterator[BaseRoute]:
    """Yield where a home is told of mentions."""
    path = plex.site.path("webmention")
    yield webmention_route(path, lambda *told: plex.mentions.take(*told))
