"""The profile as it goes out: what an audience sees, and the key that proves it."""

from typing import TYPE_CHECKING, Protocol

from rdflib import URIRef

from plexus_ld.plex.profile.faces import seen_as, seen_by
from plexus_ld.plex.profile.publickey import with_key
from plexus_ld.plex.profile.representation import Representation

if TYPE_CHECKING:
    from plexus_ld.plex.profile.key import OwnerKey
    from plexus_ld.store import Store


class Showing(Protocol):
    """What of an opened home showing takes."""

    @property
    def store(self) -> "Store":
        """The quads."""

    @property
    def owner_key(self) -> "OwnerKey":
        """What the owner signs with."""


def shown_by(plex: Showing, audience: str) -> Representation:
    """Return the profile as an audience sees it; raises as `seen_by` does."""
    return with_key(seen_by(plex.store, audience), plex.owner_key.public_bytes)


def shown_as(plex: Showing, agent: URIRef) -> Representation:
    """Return the profile as somebody sees it; raises as `seen_as` does."""
    return with_key(seen_as(plex.store, agent), plex.owner_key.public_bytes)
