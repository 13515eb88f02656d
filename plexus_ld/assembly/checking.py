"""Trying an account for real: ``plexus channel test``."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plexus_ld.channels.base import Checkable, Listener, Live
from plexus_ld.errors import ChannelError, PlexusError
from plexus_ld.model.capability import Scope
from plexus_ld.plex.connections.points import open_points

if TYPE_CHECKING:
    from plexus_ld.assembly.rooms import Rooms
    from plexus_ld.channels.base import Channel
    from plexus_ld.model.connection import Account, ConnectionPoint


@dataclass(frozen=True, slots=True)
class Checked:
    """How trying an account went.

    Attributes:
        channel: The channel's name.
        account: The account's.
        ok: Whether it works, as far as could be tried.
        sentence: What was found.
    """

    channel: str
    account: str
    ok: bool
    sentence: str


def check_account(rooms: "Rooms", channel: str, name: str) -> Checked:
    """Try an account: connect, ask for news without keeping any, or say what is there.

    Raises:
        NoSuchChannelError: There is no such channel.
    """
    _ = rooms.channels[channel]  # a wrong name is an error, not a finding
    try:
        opened = rooms.channels.usable(channel)
        account = rooms.accounts.of(channel, name)
        points = tuple(
            point
            for point in open_points(rooms.store, rooms.clock())
            if (point.channel, point.account) == (channel, name)
            and point.direction.listens
        )
        found = _tried(opened, account, points)
    except ChannelError as error:
        return Checked(channel, name, ok=False, sentence=error.reason)
    except PlexusError as error:
        return Checked(channel, name, ok=False, sentence=str(error))
    return Checked(channel, name, ok=True, sentence=found)


def _tried(
    opened: "Channel", account: "Account", points: "tuple[ConnectionPoint, ...]"
) -> str:
    if isinstance(opened, Checkable):
        return opened.check(account)
    if isinstance(opened, Live):
        opened.connect(account, (), "", None).close()
        return "logged in, and out again"
    if isinstance(opened, Listener) and opened.card.scope is Scope.ACCOUNT:
        polled = opened.poll(account, points, "")
        return f"asked for news: {len(polled.raws)} came, and were not kept"
    if not opened.card.account_settings:
        return "it needs no account; each point is tried when it is used"
    return "what it needs is set; it is tried when something is sent or asked for"
