"""Links that the owner gave out, wired: each shows a face, and what was said to it."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute, Mount
from starlette.types import Receive, Scope, Send

from plexus_ld.assembly.shown import shown_as, shown_by
from plexus_ld.assembly.web.links import links
from plexus_ld.model.site import Site
from plexus_ld.plex.doors.links import Link
from plexus_ld.plex.profile.faces import audience_node
from plexus_ld.plex.profile.representation import Representation
from plexus_ld.publish.portrait import portrait_of
from plexus_ld.publish.posts.writing import posts_of
from plexus_ld.publish.web.problems import HttpProblem
from plexus_ld.publish.web.resources.answering import Resources
from plexus_ld.publish.web.resources.faced import with_headers
from plexus_ld.publish.web.resources.keeping import Asks, Kept
from plexus_ld.publish.web.resources.making import Seen, contents_of
from plexus_ld.publish.web.resources.shelf import Contents
from plexus_ld.sharer.publicly import said_to

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex

#: Faces that are kept ready at once.
_MOST: Final = 16
_LONGEST: Final = 100
#: For whoever has the address, and nobody on the way.
_PRIVATE: Final = {
    b"cache-control": b"private, no-store",
    b"referrer-policy": b"no-referrer",
    b"x-robots-tag": b"noindex, nofollow",
}


def door_routes(plex: "Plex") -> Iterator[BaseRoute]:
    """Yield what answers below ``with/``, where the agent has an address."""
    if plex.site.is_known:
        yield Mount(plex.site.path("with"), app=_Doors(plex))


class _Doors:
    """An ASGI application: a secret, and what lies behind it."""

    def __init__(self, plex: "Plex") -> None:
        self._plex = plex
        self._open: OrderedDict[str, Resources] = OrderedDict()
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say that there is nothing."""
        below = scope["path"].removeprefix(self._plex.site.path("with/"))
        secret, slash, _ = below.partition("/")
        link = None
        if slash and len(secret) <= _LONGEST:
            link = await run_in_threadpool(self._plex.links.find, secret)
        if link is None:
            # Of a link that was none, ended or was taken back nobody learns which.
            raise HttpProblem(404, "there is nothing here")
        resources = self._resources(secret, link)

        privately = with_headers(send, _PRIVATE)
        await resources({**scope, "root_path": ""}, receive, privately)

    def _resources(self, secret: str, link: Link) -> Resources:
        with self._lock:
            found = self._open.get(secret)
            if found is None:
                found = self._open[secret] = _behind(self._plex, secret, link)
                if len(self._open) > _MOST:
                    self._open.popitem(last=False)
            self._open.move_to_end(secret)
            return found


def _behind(plex: "Plex", secret: str, link: Link) -> Resources:
    site = Site(plex.site.url(f"with/{secret}/"))
    asks = Asks(
        sequence=lambda: plex.store.sequence,
        # Who is in a circle, what is said, what a face shows: any change may count.
        changed=lambda _before, _after: True,
        contents=lambda: _contents(plex, site, link),
        now=lambda: plex.clock(),
    )
    return Resources(Kept(asks))


def _contents(plex: "Plex", site: Site, link: Link) -> tuple[Contents, datetime | None]:
    shown = _face(plex, link)
    reader = link.person or audience_node(plex.store, link.audience)
    said = said_to(plex.store, plex.media, plex.clock(), reader)
    posts = posts_of(
        said,
        owner=str(shown.owner),
        name=portrait_of(shown).title,
        base=site.base,
        hub="",
    )
    # Their folder is no home of the WebID's: it leads to what everybody may see.
    seen = Seen(site, replace(shown, moved_from=()), posts, links(plex))
    return contents_of(seen), said.until


def _face(plex: "Plex", link: Link) -> Representation:
    if link.person is not None:
        return shown_as(plex, link.person)
    return shown_by(plex, link.audience)
