"""Nostr: notes for everybody, and encrypted messages to one, by the owner's relays.

Wire: a public activity is one signed event, the same for all (kind 1; 5 deletes, 7
likes); any other is gift-wrapped for each receiver (kind 14 in 1059). Taken when one
relay said OK.
Roles: live.
Limits: texts of 8,000 characters; events above 256 KiB are not heard; there is no
edit; only relays that the owner named are used, never those that a profile names.
Specification: NIP-01, NIP-09 (deletions), NIP-10 (replies), NIP-17 and NIP-59 (private
messages), NIP-25 (likes), NIP-42 (relays with a login)
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from plexus_ld.channels.base import OnArrival, Tools
from plexus_ld.channels.live import CONNECT_S, opening, wait_for
from plexus_ld.channels.nostr.reading import read
from plexus_ld.model.activity import Privacy, Verb
from plexus_ld.model.arrival import Raw, Reading
from plexus_ld.model.capability import AccountSetting, CapabilityCard, Role, Scope
from plexus_ld.model.connection import Account, ConnectionPoint

if TYPE_CHECKING:
    from plexus_ld.channels.nostr.session import NostrSession

CARD: Final = CapabilityCard(
    name="nostr",
    title="Nostr",
    summary="Notes and encrypted messages by relays, and what your people say there.",
    roles=frozenset({Role.LIVE}),
    schemes=("nostr",),
    address_example="nostr:npub1…",
    scope=Scope.ACCOUNT,
    verbs=frozenset({Verb.CREATE, Verb.DELETE, Verb.LIKE}),
    longest_text=8_000,
    privacy=frozenset({Privacy.PUBLIC, Privacy.ENCRYPTED}),
    keeps_threads=True,
    tells_apart=True,
    account_settings=(
        AccountSetting(
            "relays", "wss://relay.example.org, several with spaces", is_required=True
        ),
        AccountSetting(
            "key", "your private key: nsec1…", is_required=True, is_secret=True
        ),
    ),
    extra="nostr",
    library="nostr_sdk",
    note=(
        "You and your people need a relay in common. What is public stays public: a "
        "deletion is a request. Private messages tell relays the receiver, not the "
        "sender. Files are carried as links only, and nothing can be edited."
    ),
)


class NostrChannel:
    """Sends and hears by one key."""

    card = CARD

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @property
    def read(self) -> Callable[[Raw], Reading]:
        """The pure function from bytes to arrivals."""
        return read

    def connect(
        self,
        account: Account,
        points: tuple[ConnectionPoint, ...],
        cursor: str,
        on_arrival: OnArrival | None,
    ) -> "NostrSession":
        """Connect to the relays, and wait until that is done. See `Live.connect`."""
        from plexus_ld.channels.nostr.hearing import Ear
        from plexus_ld.channels.nostr.login import login_of
        from plexus_ld.channels.nostr.session import NostrSession

        login = login_of(account)
        ear = None
        if on_arrival is not None:
            ear = Ear(login, account, points, cursor, on_arrival, self._tools.now)
        loop = self._tools.loop()
        session = NostrSession(login, loop)
        with opening(session, CARD.name, "no relay answers"):
            wait_for(loop, session.open(), CONNECT_S)
            if ear is not None:
                wait_for(loop, session.listen(ear), CONNECT_S)
        return session


def open_channel(tools: Tools) -> NostrChannel:
    """Return the channel."""
    return NostrChannel(tools)
