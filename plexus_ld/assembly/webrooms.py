"""The rooms of an opened home that have to do with the web: who asks, who is told."""

from functools import cached_property
from typing import TYPE_CHECKING

from plexus_ld.assembly.rooms import Rooms

if TYPE_CHECKING:
    from plexus_ld.listener.stream.arrivals import Arrivals
    from plexus_ld.model.site import Site
    from plexus_ld.plex.profile.key import ActorKey
    from plexus_ld.sharer.hub.hub import Hub
    from plexus_ld.ui.logins import Logins


class WebRooms(Rooms):
    """`Rooms`, and where the agent meets others."""

    @cached_property
    def arrivals(self) -> "Arrivals":
        """What is newly heard, told to whoever looks."""
        from plexus_ld.listener.stream.arrivals import Arrivals

        return Arrivals(self.store)

    @cached_property
    def logins(self) -> "Logins":
        """Who is logged in to the owner's page."""
        from plexus_ld.ui.logins import Logins

        return Logins(lambda: self.clock())

    @property
    def site(self) -> "Site":
        """The agent's own address."""
        from plexus_ld.assembly.siting import site_of

        return site_of(self)

    @cached_property
    def actor_key(self) -> "ActorKey":
        """The key of your account for ActivityPub."""
        from plexus_ld.plex.profile.key import ActorKey

        return ActorKey(self.home.keys if self.home else None)

    @cached_property
    def hub(self) -> "Hub":
        """The hub of your own feeds: whoever subscribed is sent what is new."""
        from plexus_ld.assembly.hub import hub_of

        return hub_of(self)
