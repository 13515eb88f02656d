"""Errors of channels: what could not be sent, or heard."""

from datetime import timedelta

from plexus_ld.errors.base import PlexusError


class ChannelError(PlexusError):
    """Something that a channel could not do.

    Args:
        channel: The channel's name.
        reason: Why, in a few words. Never a secret.
    """

    def __init__(self, channel: str, reason: str) -> None:
        super().__init__(f"{channel}: {reason}")
        self.channel = channel
        self.reason = reason


class NoSuchChannelError(ChannelError):
    """No channel is called so, or its package does not load.

    Args:
        channel: The channel's name.
        fault: Why its package does not load; "" when there is none.
    """

    def __init__(self, channel: str, fault: str = "") -> None:
        reason = f"its package does not load ({fault})" if fault else "no such channel"
        super().__init__(channel, f"{reason}; `plexus channels` lists what there is")


class AccountError(ChannelError):
    """An account lacks a setting, has one that is none, or cannot be kept."""


class MissingLibraryError(ChannelError):
    """The channel's library is not installed.

    Args:
        channel: The channel's name.
        extra: The extra that brings it.
    """

    def __init__(self, channel: str, extra: str) -> None:
        reason = f"its library is missing; pip install 'plexus-ld[{extra}]'"
        super().__init__(channel, reason)
        self.extra = extra


class ListenError(ChannelError):
    """A point, or an account, could not be asked for news.

    Args:
        channel: The channel's name.
        address: Which address was asked.
        reason: Why it could not be, in a few words. Never a secret.
        retry_after: The wait that the server asked for, if it did.
    """

    def __init__(
        self,
        channel: str,
        address: str,
        reason: str,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(channel, f"{address}: {reason}" if address else reason)
        self.address = address
        self.reason = reason
        self.retry_after = retry_after


class TemporaryListenError(ListenError):
    """The same poll may succeed later."""


class PermanentListenError(ListenError):
    """It will not succeed until the owner does something."""


class DeliveryError(ChannelError):
    """An activity was not taken.

    Args:
        channel: The channel's name.
        address: Where it was to go.
        reason: Why it was not taken, in a few words. Never a secret.
        retry_after: The wait that the receiver asked for, if it did.
        is_hosts: Whether the fault is the host's and not this one receiver's: then
            others on the same host wait too.
    """

    def __init__(
        self,
        channel: str,
        address: str,
        reason: str,
        retry_after: timedelta | None = None,
        *,
        is_hosts: bool = False,
    ) -> None:
        super().__init__(channel, f"{address}: {reason}" if address else reason)
        self.address = address
        self.reason = reason
        self.retry_after = retry_after
        self.is_hosts = is_hosts


class TemporaryDeliveryError(DeliveryError):
    """The same delivery may succeed later."""


class PermanentDeliveryError(DeliveryError):
    """It never will."""


class GoneDeliveryError(PermanentDeliveryError):
    """It never will: whoever it was for is gone, and comes back to nobody."""
