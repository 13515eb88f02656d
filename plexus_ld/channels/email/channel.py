"""The channel itself: a mail for each delivery, and what is new in the mailbox."""

from collections.abc import Callable
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from plexus_ld.channels.base import OnArrival, Session, Tools
from plexus_ld.channels.email.accounts import Server, imap_of, setting, smtp_of
from plexus_ld.channels.email.addresses import address_of
from plexus_ld.channels.email.asking import Cursor, Folder, Mail
from plexus_ld.channels.email.card import CARD
from plexus_ld.channels.email.idling import MailSession
from plexus_ld.channels.email.keeping import keep_copy
from plexus_ld.channels.email.mailbox import closed, opened, telling
from plexus_ld.channels.email.reading import read
from plexus_ld.channels.email.replies import OWNERS_TURN
from plexus_ld.channels.email.sending import Postbox
from plexus_ld.channels.email.writing import remote_id, to_mail
from plexus_ld.clock import Clock
from plexus_ld.errors import (
    AccountError,
    DeliveryError,
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.arrival import Polled, Raw, Reading
from plexus_ld.model.connection import Account, ConnectionPoint
from plexus_ld.model.delivery import Delivery, Receipt

#: How far back the first look goes: what is older, the owner has seen.
_FIRST_LOOK: Final = timedelta(days=30)
#: Mails, and bytes of them, that one poll takes; the next goes on from there.
_MAX_MAILS: Final = 100
_MAX_BYTES: Final = 32 * 1024 * 1024


class EmailChannel:
    """Sends mails, and hears them.

    Args:
        now: The time.
    """

    card = CARD

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._postbox = Postbox()

    @property
    def read(self) -> Callable[[Raw], Reading]:
        """The pure function from a mail to arrivals."""
        return read

    def deliver(self, delivery: Delivery) -> Receipt:
        """Send one activity as a mail to one address. See `Sharer.deliver`."""
        address = str(delivery.point.address)
        receiver = address_of(address)
        if not receiver:
            reason = "this is no address that a mail can go to"
            raise PermanentDeliveryError(CARD.name, address, reason)
        try:
            server = smtp_of(delivery.account)
        except AccountError as error:
            raise TemporaryDeliveryError(
                CARD.name, address, error.reason, OWNERS_TURN, is_hosts=True
            ) from error
        mail = to_mail(delivery, server.address, receiver, self._now())
        answer = self._postbox.send(server, receiver, mail)
        answer += keep_copy(delivery.account, mail)
        return Receipt(remote_id(delivery, server.address), answer)

    def check(self, account: Account) -> str:
        """Log in where mail is sent and where it lies. See `Checkable.check`."""
        self._try_out(account)
        if not setting(account, "imap_host"):
            return "logged in to send; imap_host is not set, so nothing is heard"
        _, folder = self._opened(account, "")
        closed(folder.box)
        return f"logged in to send, and to read {setting(account, 'folder')}"

    def poll(
        self, account: Account, points: tuple[ConnectionPoint, ...], cursor: str
    ) -> Polled:
        """Ask once for what is new from these points. See `Listener.poll`.

        Raises:
            ListenError: The mailbox cannot be had.
        """
        server, folder = self._opened(account, cursor)
        raws: list[Raw] = []
        size = 0
        try:
            with telling(server):
                for mail in folder.news(_senders(points), _MAX_MAILS):
                    raws.append(self._raw(account, mail))
                    size += len(mail.body)
                    if size > _MAX_BYTES:
                        break
        finally:
            closed(folder.box)
        return Polled(tuple(raws), str(folder.cursor))

    def connect(
        self,
        account: Account,
        points: tuple[ConnectionPoint, ...],
        cursor: str,
        on_arrival: OnArrival | None,
    ) -> Session:
        """Hold the mailbox open. See `Live.connect`."""
        folder = None
        if on_arrival is None:
            self._try_out(account)
        else:
            _, folder = self._opened(account, cursor)

        def to_raw(mail: Mail) -> Raw:
            return self._raw(account, mail)

        return MailSession(self.deliver, folder, _senders(points), to_raw, on_arrival)

    def _try_out(self, account: Account) -> None:
        where = setting(account, "from")
        try:
            self._postbox.try_out(smtp_of(account))
        except AccountError as error:
            raise PermanentListenError(CARD.name, where, error.reason) from error
        except DeliveryError as error:
            # What only the owner can mend carries a wait: `replies`.
            is_owners = error.retry_after == OWNERS_TURN
            kind = PermanentListenError if is_owners else TemporaryListenError
            raise kind(CARD.name, where, error.reason, error.retry_after) from error

    def _opened(self, account: Account, cursor: str) -> tuple[Server, Folder]:
        try:
            server = imap_of(account)
        except AccountError as error:
            where = setting(account, "from")
            raise PermanentListenError(CARD.name, where, error.reason) from error
        box = opened(server, setting(account, "folder"))
        since = (self._now() - _FIRST_LOOK).date()
        return server, Folder(box, Cursor.of(cursor), since)

    def _raw(self, account: Account, mail: Mail) -> Raw:
        facts = {"uid": str(mail.uid), "size": str(mail.size)}
        if trusted := setting(account, "trust_auth_results"):
            facts["authserv"] = trusted
        return Raw(
            channel=CARD.name,
            body=mail.body,
            media_type="message/rfc822",
            account=account.iri,
            heard_at=self._now(),
            facts=MappingProxyType(facts),
        )


def open_channel(tools: Tools) -> EmailChannel:
    """Return the channel; the entry point ``plexus_ld.channels``."""
    return EmailChannel(tools.now)


def _senders(points: tuple[ConnectionPoint, ...]) -> frozenset[str]:
    found = (address_of(str(point.address)).lower() for point in points)
    return frozenset(address for address in found if address)
