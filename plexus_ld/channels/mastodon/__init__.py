"""Mastodon: the owner's account on a server that speaks Mastodon's client API.

Wire: the client API, version 1 (and 2 for media and search), with a bearer token; by
Mastodon.py over a session that goes through the one door.
Roles: sharer; listener, a point for each account that is heard.
Limits: 460 characters a status, more is a thread; four attachments of 16 MiB; 40
statuses and 40 notifications a poll. What was deleted there is not heard of, and an
edit only if the status is among the new ones: the API tells neither by polling.
Specification: https://docs.joinmastodon.org/client/intro/
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from plexus_ld.channels.base import Tools
from plexus_ld.channels.mastodon.asking import MAX_BODY_BYTES, Asker
from plexus_ld.channels.mastodon.card import CARD
from plexus_ld.channels.mastodon.failing import as_delivery_error
from plexus_ld.channels.mastodon.reading import read
from plexus_ld.channels.mastodon.sending import Sending
from plexus_ld.clock import Clock
from plexus_ld.errors import (
    DeliveryError,
    PermanentListenError,
    TemporaryListenError,
)
from plexus_ld.model.arrival import Polled, Raw, Reading
from plexus_ld.model.connection import Account, ConnectionPoint
from plexus_ld.model.delivery import Delivery, Receipt

if TYPE_CHECKING:
    from plexus_ld.net.client import Client


class MastodonChannel:
    """Posts statuses, and asks for those of others."""

    card = CARD

    def __init__(self, http: "Client", now: Clock) -> None:
        self._http = http
        self._now = now

    @property
    def read(self) -> Callable[[Raw], Reading]:
        """The pure function from bytes to arrivals."""
        return read

    def deliver(self, delivery: Delivery) -> Receipt:
        """Post, change, delete, like or reshare a status. See `Sharer.deliver`."""
        from mastodon import Mastodon, MastodonError

        from plexus_ld.net.session import session

        address = str(delivery.point.address)
        client = None
        try:
            asker = Asker(self._http, self._now, delivery.account, address)
            client = Mastodon(
                access_token=delivery.account.secrets["access_token"],
                api_base_url=asker.server,
                ratelimit_method="throw",
                version_check_mode="none",
                session=session(self._http, MAX_BODY_BYTES),
                user_agent="",
            )
            return Sending(client, asker, delivery).done()
        except DeliveryError:
            raise
        except (TemporaryListenError, PermanentListenError, MastodonError) as error:
            reset = getattr(client, "ratelimit_reset", None)
            raise as_delivery_error(error, address, reset, self._now()) from error
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise as_delivery_error(error, address, None, self._now()) from error

    def check(self, account: Account) -> str:
        """Ask the server whose token it is. See `Checkable.check`."""
        return f"logged in as @{Asker(self._http, self._now, account, '').me()}"

    def poll(
        self, account: Account, points: tuple[ConnectionPoint, ...], cursor: str
    ) -> Polled:
        """Ask for what one account said, and did. See `Listener.poll`."""
        point = points[0]
        asker = Asker(self._http, self._now, account, str(point.address))
        return asker.poll(point, cursor)


def open_channel(tools: Tools) -> MastodonChannel:
    """Open the channel."""
    return MastodonChannel(tools.http, tools.now)
