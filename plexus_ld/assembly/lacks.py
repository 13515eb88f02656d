"""What a channel lacks to be used: its library, or something of its account."""

from typing import TYPE_CHECKING

from plexus_ld.errors import ChannelError
from plexus_ld.plex.accounts.naming import DEFAULT

if TYPE_CHECKING:
    from plexus_ld.channels.registry import Channels
    from plexus_ld.plex.accounts.accounts import Accounts


def lacking(
    channels: "Channels", accounts: "Accounts", channel: str, account: str = DEFAULT
) -> str:
    """Return what a channel lacks to be used, in a sentence; "" if nothing."""
    try:
        channels.usable(channel)
        accounts.of(channel, account)
    except ChannelError as error:
        return error.reason
    return ""
