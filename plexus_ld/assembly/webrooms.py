"""The rooms of an opened home that have to do with the web: who asks, who is told."""

from functools import cached_property
from typing import TYPE_CHECKING

from plexus_ld.assembly.rooms import Rooms

if TYPE_CHECKING:
    from plexus_ld.model.site import Site
    from plexus_ld.sharer.hub.hub import Hub


class WebRooms(Rooms):
    """`Rooms`, and where the agent meets others."""

    @property
    def site(self) -> "Site":
        """The agent's own address."""
        from plexus_ld.assembly.siting import site_of

        return site_of(self)

    @cached_property
    def hub(self) -> "Hub":
        """The hub of your own feeds: whoever subscribed is sent what is new."""
        from plexus_ld.assembly.hub import hub_of

        return hub_of(self)
