"""The owner's key and relays, and other people's keys."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from plexus_ld.channels.live import is_loopback, setting
from plexus_ld.errors import PermanentListenError
from plexus_ld.model.connection import Account

if TYPE_CHECKING:
    from nostr_sdk import Keys, PublicKey

#: Relays of one account; each gets every event.
_MOST_RELAYS: Final = 20


@dataclass(frozen=True, slots=True)
class Login:
    """What is needed to take part.

    Attributes:
        keys: The owner's.
        relays: URLs that the owner named.
    """

    keys: "Keys" = field(repr=False)
    relays: tuple[str, ...] = ()

    @property
    def me(self) -> str:
        """The owner's public key, in hexadecimal."""
        return str(self.keys.public_key().to_hex())


def login_of(account: Account) -> Login:
    """Read an account.

    Raises:
        PermanentListenError: A setting lacks, or is none.
    """
    from nostr_sdk import Keys, NostrSdkError

    relays = tuple(setting(account, "relays").replace(",", " ").split())
    for relay in relays:
        if not _is_relay(relay):
            reason = f"{relay!r} is no relay like wss://relay.example.org"
            raise PermanentListenError(account.channel, "", reason)
    try:
        keys = Keys.parse(setting(account, "key").strip())
    except NostrSdkError:
        reason = "key is no private key; set it with `plexus channel set nostr key=…`"
        # Its cause could quote the key.
        raise PermanentListenError(account.channel, "", reason) from None
    return Login(keys, relays[:_MOST_RELAYS])


def key_of(address: str) -> "PublicKey | None":
    """Return the public key in ``nostr:npub1…``, or in hexadecimal; None if none."""
    from nostr_sdk import NostrSdkError, PublicKey

    try:
        return PublicKey.parse(address.strip().removeprefix("nostr:"))
    except NostrSdkError:
        return None


def _is_relay(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_safe = parts.scheme == "wss" or (parts.scheme == "ws" and is_loopback(host))
    return bool(host) and is_port and is_safe
