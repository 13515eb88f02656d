"""The owner's account for ActivityPub, wired: who follows it, and whom it follows."""

from typing import TYPE_CHECKING, Final

from plexus_ld.plex.connections.points import open_points
from plexus_ld.publish.web.actor import Followed

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex

_CHANNEL: Final = "activitypub"


def followed(plex: "Plex") -> Followed:
    """Return how many follow the owner, and how many the owner follows."""
    held = [p for p in open_points(plex.store, plex.clock()) if p.channel == _CHANNEL]
    return Followed(
        followers=sum(point.direction.speaks for point in held),
        following=sum(point.direction.listens for point in held),
        asks=plex.settings.web.followers != "anyone",
        key=lambda: plex.actor_key.public_pem,
    )
