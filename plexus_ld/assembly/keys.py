"""Keys of others, wired: an account's document is asked first, a profile then."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urldefrag

from rdflib import URIRef

from plexus_ld.assembly.following import channel_of
from plexus_ld.assembly.shown import kept_at
from plexus_ld.channels.activitypub.keys import key_of_account
from plexus_ld.errors import (
    GoneDeliveryError,
    NoSuchChannelError,
    PermanentDeliveryError,
    PlexusError,
    RefusedError,
    TemporaryDeliveryError,
)
from plexus_ld.net.signing.finding import FoundKeys
from plexus_ld.net.signing.proofs import sealed
from plexus_ld.net.signing.values import PublicKey, SigningKey
from plexus_ld.plex.profile.publickey import key_id, key_of_profile
from plexus_ld.plex.profile.representation import document_of
from plexus_ld.plex.sources.taking import read_url

if TYPE_CHECKING:
    from plexus_ld.channels.registry import Channels
    from plexus_ld.clock import Clock
    from plexus_ld.model.site import Site
    from plexus_ld.net.client import Client
    from plexus_ld.plex.profile.key import OwnerKey
    from plexus_ld.settings import Settings
    from plexus_ld.workers import Workers


class Asking(Protocol):
    """What of an opened home looking for keys takes."""

    settings: "Settings"
    clock: "Clock"
    workers: "Workers"

    @property
    def channels(self) -> "Channels":
        """The channels that are installed."""

    @property
    def client(self) -> "Client":
        """The door to the network."""


class Owned(Protocol):
    """What of an opened home holds the owner's key."""

    @property
    def me(self) -> URIRef:
        """The owner's IRI."""

    @property
    def owner_key(self) -> "OwnerKey":
        """Their key."""


class Speaking(Owned, Protocol):
    """What of an opened home signs documents."""

    settings: "Settings"
    clock: "Clock"

    @property
    def site(self) -> "Site":
        """Where the agent is found."""


def own_key(plex: Owned) -> SigningKey:
    """Return what signs as the owner, called as their profile calls it.

    Raises:
        RefusedError: Their WebID leads to no document, so nobody could verify it.
    """
    document = document_of(plex.me)
    if document is None:
        message = (
            "your WebID has no address on the web: nobody could verify what you sign"
        )
        raise RefusedError(message)
    return SigningKey(str(key_id(document)), plex.owner_key.pem)


def sealed_by_owner(
    plex: Speaking, document: Mapping[str, object]
) -> Mapping[str, object]:
    """Return a document with a proof of the owner's.

    Where their profile lies nowhere nobody could look the key up: then as it is.
    """
    is_in_pod = str(document_of(plex.me) or "-") == kept_at(plex.settings)
    if not (plex.site.is_known or is_in_pod):
        return document
    with suppress(RefusedError):  # it has no form that could be signed
        return sealed(document, own_key(plex), plex.clock())
    return document


def public_keys_of(plex: Asking) -> FoundKeys:
    """Return what finds the keys of accounts and of people."""

    def ask(key_id: str) -> PublicKey | None:
        try:
            found = key_of_account(channel_of(plex.channels).actors, key_id)
        except (GoneDeliveryError, TemporaryDeliveryError):
            return None  # of a host that does not answer nothing more is asked
        except (PermanentDeliveryError, NoSuchChannelError):
            found = None
        return found or _of_profile(plex, key_id)

    return FoundKeys(ask, lambda: plex.clock())


def _of_profile(plex: Asking, key_id: str) -> PublicKey | None:
    url = urldefrag(key_id).url
    try:
        read = read_url(url, plex.workers, plex.client, plex.settings, plex.clock)
        return key_of_profile(read.lines, key_id)
    except PlexusError:
        return None
