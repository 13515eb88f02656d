"""Notice board: a few words, pinned to a page of somebody's web server.

Wire: one POST of plain text; the Location of the answer is where it hangs.
Roles: sharer.
Limits: 200 characters, no files.
"""

from datetime import timedelta
from typing import Final

from plexus_ld.channels.base import Tools
from plexus_ld.errors import FetchError, PermanentDeliveryError, TemporaryDeliveryError
from plexus_ld.model.activity import Privacy
from plexus_ld.model.capability import AccountSetting, CapabilityCard, Role
from plexus_ld.model.delivery import Delivery, Receipt
from plexus_ld.net.client import Client

CARD: Final = CapabilityCard(
    name="noticeboard",
    title="Notice board",
    summary="A page of a web server that takes a few words from anybody.",
    roles=frozenset({Role.SHARER}),
    schemes=("https", "http"),
    address_example="https://town.example/board",
    longest_text=200,
    privacy=frozenset({Privacy.PUBLIC}),
    account_settings=(AccountSetting("sign", "what stands under each notice"),),
)


class NoticeBoard:
    """Pins notices."""

    card = CARD

    def __init__(self, http: Client) -> None:
        self._http = http

    def deliver(self, delivery: Delivery) -> Receipt:
        """Pin one notice. See `plexus_ld.channels.base.Sharer`."""
        address = str(delivery.point.address)
        text = f"{delivery.texts[0]}\n{delivery.account.settings.get('sign', '')}"
        try:
            answer = self._http.request("POST", address, text.strip().encode())
        except FetchError as error:
            raise TemporaryDeliveryError(CARD.name, address, error.reason) from error
        if answer.status in (429, 503):
            wait = timedelta(minutes=5)
            raise TemporaryDeliveryError(CARD.name, address, "it is full", wait)
        if answer.status >= 300:
            reason = f"refused (HTTP {answer.status})"
            raise PermanentDeliveryError(CARD.name, address, reason)
        return Receipt(answer.headers.get("location", ""), f"HTTP {answer.status}")


def open_channel(tools: Tools) -> NoticeBoard:
    """Open the channel."""
    return NoticeBoard(tools.http)
