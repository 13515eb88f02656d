"""The owner's page and the stream of arrivals, wired."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.routing import BaseRoute

from plexus_ld.plex.profile.faces import whole_profile
from plexus_ld.plex.profile.owner import find_owner
from plexus_ld.publish.portrait import portrait_of
from plexus_ld.publish.web.asking import READ, Asking, require
from plexus_ld.sharer.composing import Draft
from plexus_ld.sharer.routing import Wanted
from plexus_ld.ui import events, owner

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex
    from plexus_ld.listener.stream.values import Entry


def owner_routes(plex: "Plex", asking: Asking) -> Iterator[BaseRoute]:
    """Yield the routes of the owner's page, and of ``events``."""
    page = owner.OwnerPage(_means(plex))

    def check(request: Request) -> None:
        if not page.is_owner(request):
            require(asking(request), READ)

    streams = events.Means(check, plex.arrivals, plex.stream.entries)
    yield events.Events(streams).route(plex.site.path("events"))
    yield from page.routes()


def _means(plex: "Plex") -> owner.Means:
    marks = {"save": plex.stream.save, "ignore": plex.stream.ignore}

    def timeline(limit: int) -> "tuple[Entry, ...]":
        heard = plex.stream.timeline(limit=2 * limit)
        return tuple(one for one in heard if "ignore" not in one.marks)[:limit]

    def share(said: owner.Said) -> int:
        draft = Draft(text=said.text, title=said.title, link=said.link)
        proposal = plex.sharing.share(draft, Wanted(said.to))
        return len(proposal.plan.planned)

    return owner.Means(
        root=plex.site.root,
        host=plex.site.host,
        logins=plex.logins,
        name=lambda: _name(plex),
        timeline=timeline,
        entry=lambda id_: plex.stream.entries([plex.stream.find(id_)])[0],
        mark=lambda id_, mark: marks[mark](id_),
        share=share,
    )


def _name(plex: "Plex") -> str:
    if find_owner(plex.store) is None:
        return "Nobody"
    return portrait_of(whole_profile(plex.store)).title
