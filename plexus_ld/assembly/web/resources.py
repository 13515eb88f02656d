"""What everybody may read, wired: from the Plex onto the shelf."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from plexus_ld.assembly.shown import concerns_all, shown_by
from plexus_ld.assembly.web.activitypub import followed
from plexus_ld.assembly.web.faces import faces_of
from plexus_ld.assembly.web.links import fingers, links
from plexus_ld.errors import PlexusError
from plexus_ld.plex.profile.owner import find_owner
from plexus_ld.plex.profile.representation import Representation
from plexus_ld.publish.portrait import portrait_of
from plexus_ld.publish.posts.writing import Posts, posts_of
from plexus_ld.publish.web.actor import account_of
from plexus_ld.publish.web.problems import HttpProblem
from plexus_ld.publish.web.resources.about import about
from plexus_ld.publish.web.resources.answering import Resources
from plexus_ld.publish.web.resources.faced import NAMING
from plexus_ld.publish.web.resources.keeping import Asks, Kept
from plexus_ld.publish.web.resources.making import Seen, contents_of
from plexus_ld.publish.web.resources.shelf import Contents
from plexus_ld.publish.web.resources.spoken import spoken
from plexus_ld.sharer.publicly import Publicly, said_publicly

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex

_LOG = logging.getLogger(__name__)


def resources_of(plex: "Plex") -> Resources:
    """Return what answers for whatever everybody may read."""
    asks = Asks(
        sequence=lambda: plex.store.sequence,
        changed=lambda before, after: concerns_all(plex.store, before, after),
        contents=lambda: _contents(plex),
        now=lambda: plex.clock(),
    )
    return Resources(Kept(asks), faces_of(plex))


def posts_to(plex: "Plex", said: Publicly, shown: Representation) -> Posts:
    """Return posts as they are served.

    Args:
        plex: The opened home.
        said: What was said.
        shown: The profile of whoever said it.
    """
    hubs = (url for rel, url in links(plex) if rel == "hub")
    return posts_of(
        said,
        owner=str(shown.owner),
        name=portrait_of(shown).title,
        base=plex.site.base,
        hub=next(hubs, ""),
    )


def _contents(plex: "Plex") -> tuple[Contents, datetime | None]:
    if find_owner(plex.store) is None:
        return Contents(), None
    try:
        shown = shown_by(plex, "public")
        said = said_publicly(plex.store, plex.media, plex.clock())
        posts = posts_to(plex, said, shown)
    except PlexusError as error:
        _LOG.warning("the public face cannot be made: %s", error)
        message = "the profile cannot be shown now; the agent's log says why"
        raise HttpProblem(503, message, {"Retry-After": "60"}) from error
    seen = Seen(plex.site, shown, posts, links(plex), fingers(plex), vary=NAMING)
    ready, late = about(seen)
    account, pages = account_of(seen, said, followed(plex))
    late = {**late, **pages, **spoken(seen, said)}
    return contents_of(seen, {**ready, **account}, late), said.until
