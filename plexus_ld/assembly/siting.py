"""Where the agent is found: where its owner's WebID lies, or where a setting says."""

from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from rdflib import URIRef

from plexus_ld.errors import HomeError
from plexus_ld.model.site import Site
from plexus_ld.plex.profile.owner import address
from plexus_ld.sharer.said.minting import Minting

if TYPE_CHECKING:
    from plexus_ld.settings import Settings


class Owned(Protocol):
    """What of an opened home says where the agent is."""

    settings: "Settings"

    @property
    def me(self) -> URIRef:
        """The owner's IRI."""


def site_of(rooms: Owned) -> Site:
    """Return the agent's address; one without a base when it has none.

    Raises:
        ProfileError: The setting ``web.address`` is no address.
    """
    named = rooms.settings.web.address
    if named:
        return Site(str(address(named)))
    with suppress(HomeError):
        return Site(Minting.of(rooms.me).base)
    return Site()
