"""What the agent tells of itself beside its profile: where it is spoken to."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from plexus_ld.assembly.hub import hub_url

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex


def links(plex: "Plex") -> tuple[tuple[str, str], ...]:
    """Return relation and URL of what the profile is sent with as Link headers."""
    return tuple(_links(plex))


def _links(plex: "Plex") -> Iterator[tuple[str, str]]:
    hub = hub_url(plex)
    if hub:
        yield "hub", hub
    if plex.site.is_known:
        yield "http://www.w3.org/ns/ldp#inbox", plex.site.inbox
        yield "webmention", plex.site.url("webmention")
        yield "micropub", plex.site.url("micropub")


def fingers(plex: "Plex") -> tuple[Mapping[str, str], ...]:
    """Return what WebFinger says besides the profile: ``rel``, ``type``, ``href``.

    One whose relation is ``self`` is the owner's account for ActivityPub: who asks for
    the profile in its types is led there.
    """
    return tuple(_fingers(plex))


def _fingers(plex: "Plex") -> Iterator[Mapping[str, str]]:
    if plex.site.is_known:
        account = {"rel": "self", "type": "application/activity+json"}
        yield {**account, "href": plex.site.actor}
