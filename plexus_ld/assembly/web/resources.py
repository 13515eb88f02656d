"""What everybody may read, wired: from the Plex onto the shelf."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Final

from plexus_ld.assembly.shown import shown_by
from plexus_ld.assembly.web.activitypub import followed
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
from plexus_ld.publish.web.resources.keeping import Asks, Kept
from plexus_ld.publish.web.resources.making import Seen, contents_of
from plexus_ld.publish.web.resources.shelf import Contents
from plexus_ld.publish.web.resources.spoken import spoken
from plexus_ld.rdf.lines import text_of
from plexus_ld.sharer.publicly import Publicly, said_publicly
from plexus_ld.vocab.graphs import PLEX, PROFILE, SAID
from plexus_ld.vocab.plx import PLX

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex
    from plexus_ld.model.change import ChangeRecord

_LOG = logging.getLogger(__name__)
#: Changes that are looked through; after more of them all is made anew.
_MOST_CHANGES: Final = 200
#: Graphs that the public face and the posts are made of.
_SHOWN: Final = (f" {text_of(PROFILE)} .", f" {text_of(SAID)} .")
#: What of the Plex is a face, or says whose it is, or how many follow.
_FACE: Final = tuple(
    f" {text_of(one)} "
    for one in (PLX.audience, PLX.construct, PLX.owner, PLX.channel, PLX.state)
)
_PLEX: Final = f" {text_of(PLEX)} ."


def resources_of(plex: "Plex") -> Resources:
    """Return what answers for whatever everybody may read."""
    asks = Asks(
        sequence=lambda: plex.store.sequence,
        changed=lambda before, after: _is_shown(plex, before, after),
        contents=lambda: _contents(plex),
        now=lambda: plex.clock(),
    )
    return Resources(Kept(asks))


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
    seen = Seen(plex.site, shown, posts, links(plex), fingers(plex))
    ready, late = about(seen)
    account, pages = account_of(seen, said, followed(plex))
    late = {**late, **pages, **spoken(seen, said)}
    return contents_of(seen, {**ready, **account}, late), said.until


def _is_shown(plex: "Plex", before: int, after: int) -> bool:
    """Tell whether a change between two concerns what everybody may read."""
    if not 0 <= before <= after <= before + _MOST_CHANGES:
        return True
    changes = plex.store.follow(before, wait_s=0.0)
    return any(_concerns(one) for one in changes if one.sequence <= after)


def _concerns(record: "ChangeRecord") -> bool:
    lines = (*record.change.added, *record.change.removed)
    return any(
        line.endswith(_SHOWN)
        or (line.endswith(_PLEX) and any(term in line for term in _FACE))
        for line in lines
    )
