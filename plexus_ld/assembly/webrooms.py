"""The rooms of an opened home that have to do with the web: who asks, who is told."""

from typing import TYPE_CHECKING

from plexus_ld.assembly.rooms import Rooms

if TYPE_CHECKING:
    from plexus_ld.model.site import Site


class WebRooms(Rooms):
    """`Rooms`, and where the agent meets others."""

    @property
    def site(self) -> "Site":
        """The agent's own address."""
        from plexus_ld.assembly.siting import site_of

        return site_of(self)
