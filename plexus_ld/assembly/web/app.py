"""All that the agent answers, put together."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.routing import BaseRoute

from plexus_ld.assembly.web.asking import asking_of
from plexus_ld.assembly.web.doors import door_routes
from plexus_ld.assembly.web.graphs import graphs_of
from plexus_ld.assembly.web.hub import hub_routes
from plexus_ld.assembly.web.inbox import inbox_routes
from plexus_ld.assembly.web.mentions import mention_routes
from plexus_ld.assembly.web.micropub import micropub_of
from plexus_ld.assembly.web.owner import owner_routes
from plexus_ld.assembly.web.resources import resources_of
from plexus_ld.assembly.web.sparql import sparql_of
from plexus_ld.errors import PublishError
from plexus_ld.model.site import Site
from plexus_ld.publish.web.app import application
from plexus_ld.publish.web.asking import POST, Asking
from plexus_ld.publish.web.limits import Bounds
from plexus_ld.publish.web.resources.answering import Resources
from plexus_ld.publish.web.serving import Serving
from plexus_ld.settings import USUAL_PORT

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from plexus_ld.assembly.plex import Plex

#: Names of this machine.
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def web_app(plex: "Plex") -> "ASGIApp":
    """Return what answers for a home."""
    settings, asking = plex.settings.web, asking_of(plex)
    bounds = Bounds(
        settings.in_flight,
        settings.waiting,
        settings.patience_s,
        lambda request: _most_bytes(plex, request, asking),
    )
    resources = resources_of(plex)
    # A stream stays open: it would keep its turn for good.
    events = plex.site.path("events")
    return application(
        _routes(plex, resources, asking),
        bounds,
        lambda scope: scope["path"] == events or resources.is_free(scope),
    )


def _routes(plex: "Plex", resources: Resources, asking: Asking) -> Iterator[BaseRoute]:
    """Yield the routes of each room; the first that fits a request answers it."""
    yield from resources.first
    yield sparql_of(plex, asking).route(plex.site.path("sparql"))
    yield from graphs_of(plex, asking).routes(plex.site.path("graphs"))
    yield from owner_routes(plex, asking)
    yield from hub_routes(plex)
    yield from mention_routes(plex)
    yield from micropub_of(plex, asking).routes(plex.site.path("micropub"))
    yield from inbox_routes(plex, asking)
    yield from door_routes(plex)
    # What everybody may read takes any path that no other room knows.
    yield resources.last


def _most_bytes(plex: "Plex", request: "Request", asking: Asking) -> int:
    """Return the largest body: files come from the owner's own programs alone."""
    most = plex.settings.web.max_body_bytes
    is_post = request.url.path.startswith(plex.site.path("micropub"))
    if is_post and POST in asking(request).scopes:
        return max(most, plex.settings.media.max_bytes)
    return most


def serving_of(
    plex: "Plex", host: str | None = None, port: int | None = None
) -> Serving:
    """Return the web server of a home, listening already.

    Args:
        plex: The opened home.
        host: Instead of the setting ``web.host``.
        port: Instead of ``web.port``.

    Raises:
        PublishError: It cannot listen there; a port that nobody asked for gives way to
            any that is free.
    """
    settings = plex.settings.web
    named = _named_port(plex.site, settings.port) if port is None else port
    where = host or settings.host
    try:
        return Serving(web_app(plex), where, named, settings.proxies)
    except PublishError:
        if port is not None or named != USUAL_PORT:
            raise
        # Nobody asked for that port: another agent on this machine may have it.
        return Serving(web_app(plex), where, 0, settings.proxies)


def _named_port(site: Site, port: int) -> int:
    """Return the port to listen on when no command says so.

    An address on this machine, ``http://localhost:8090/``, says which it is; a setting
    that is not the usual one says it louder.
    """
    parts = urlsplit(site.base)
    is_here = parts.scheme == "http" and parts.hostname in _HERE
    return parts.port if is_here and parts.port and port == USUAL_PORT else port
