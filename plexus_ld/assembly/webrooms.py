"""The rooms of an opened home that have to do with the web: who asks, who is told."""

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from plexus_ld.assembly.rooms import Rooms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plexus_ld.channels.base import Tools
    from plexus_ld.listener.mentions.mentions import Mentions
    from plexus_ld.listener.received.inbox import Inbox
    from plexus_ld.listener.stream.arrivals import Arrivals
    from plexus_ld.model.site import Site
    from plexus_ld.net.signing.client import SignedClient
    from plexus_ld.net.signing.finding import FoundKeys
    from plexus_ld.plex.doors.links import Links
    from plexus_ld.plex.doors.tokens import Tokens
    from plexus_ld.plex.following.following import Following
    from plexus_ld.plex.negotiating.negotiating import Negotiating
    from plexus_ld.plex.profile.key import ActorKey, OwnerKey
    from plexus_ld.plex.requests.requests import Requests
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

    @property
    def tools(self) -> "Tools":
        """What channels work with; they speak in your name."""
        return replace(
            super().tools,
            signed=lambda: self.signed,
            as_owner=lambda: self.signed_as_me,
            seal=self._sealed,
            site=lambda: self.site,
        )

    def _sealed(self, document: "Mapping[str, object]") -> "Mapping[str, object]":
        from plexus_ld.assembly.keys import sealed_by_owner

        return sealed_by_owner(self, document)

    @cached_property
    def signed(self) -> "SignedClient":
        """The door to the network, in the name of your account for ActivityPub."""
        from plexus_ld.net.signing.client import SignedClient
        from plexus_ld.net.signing.values import SigningKey

        def key() -> SigningKey:
            return SigningKey(f"{self.site.actor}#main-key", self.actor_key.pem)

        return SignedClient(self.client, key, self.clock, older_first=True)

    @cached_property
    def signed_as_me(self) -> "SignedClient":
        """The door to the network, in your own name."""
        from plexus_ld.assembly.keys import own_key
        from plexus_ld.net.signing.client import SignedClient

        return SignedClient(self.client, lambda: own_key(self), self.clock)

    @cached_property
    def owner_key(self) -> "OwnerKey":
        """Your own key."""
        from plexus_ld.plex.profile.key import OwnerKey

        return OwnerKey(self.home.keys if self.home else None)

    @cached_property
    def public_keys(self) -> "FoundKeys":
        """The keys of others, as their own documents have them."""
        from plexus_ld.assembly.keys import public_keys_of

        return public_keys_of(self)

    @cached_property
    def actor_key(self) -> "ActorKey":
        """The key of your account for ActivityPub."""
        from plexus_ld.plex.profile.key import ActorKey

        return ActorKey(self.home.keys if self.home else None)

    @cached_property
    def tokens(self) -> "Tokens":
        """What programs show to act for you."""
        from plexus_ld.plex.doors.tokens import Tokens

        file = self.home.keys / "tokens.json" if self.home else None
        return Tokens(file, self.clock)

    @cached_property
    def links(self) -> "Links":
        """Addresses that show a face to whoever has them."""
        from plexus_ld.plex.doors.links import Links

        file = self.home.keys / "links.json" if self.home else None
        return Links(file, self.store, self.clock)

    @cached_property
    def requests(self) -> "Requests":
        """What others ask of you, and you of them."""
        from plexus_ld.plex.requests.requests import Requests

        return Requests(self.store)

    @cached_property
    def negotiating(self) -> "Negotiating":
        """What you agree on with others, and they with you."""
        from plexus_ld.assembly.negotiating import negotiating_of

        return negotiating_of(self)

    @cached_property
    def following(self) -> "Following":
        """Who follows you by ActivityPub, and whom you follow."""
        from plexus_ld.assembly.following import following_of

        return following_of(self)

    @cached_property
    def inbox(self) -> "Inbox":
        """What strangers brought, and nobody signed."""
        from plexus_ld.listener.received.inbox import Inbox

        return Inbox(self.store, self.workers, self.clock, self.settings.web)

    @cached_property
    def mentions(self) -> "Mentions":
        """Pages that mention what you said."""
        from plexus_ld.assembly.mentions import mentions_of

        return mentions_of(self)

    @cached_property
    def hub(self) -> "Hub":
        """The hub of your own feeds: whoever subscribed is sent what is new."""
        from plexus_ld.assembly.hub import hub_of

        return hub_of(self)
