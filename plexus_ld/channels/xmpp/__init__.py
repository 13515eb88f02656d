"""XMPP: messages to people's addresses, through the owner's own server.

Wire: one message stanza for the text and one for each file, whose bytes are uploaded
to the owner's server (XEP-0363). Taken when the server has answered a ping sent after
them. What came while nobody listened is fetched from its archive (XEP-0313).
Roles: live.
Limits: texts of 20,000 characters; messages above 256 KiB are not heard.
Specification: RFC 6120, RFC 6121; XEP-0308 (edits), XEP-0424 (deletions), XEP-0444
(likes), XEP-0461 (replies), XEP-0066 (links to files), XEP-0359 (ids), XEP-0280.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from rdflib.namespace import FOAF

from plexus_ld.channels.base import OnArrival, Tools
from plexus_ld.channels.live import CONNECT_S, opening, wait_for
from plexus_ld.channels.xmpp.login import login_of
from plexus_ld.channels.xmpp.reading import read
from plexus_ld.model.activity import Privacy, Verb
from plexus_ld.model.arrival import Raw, Reading
from plexus_ld.model.capability import AccountSetting, CapabilityCard, Role, Scope
from plexus_ld.model.connection import Account, ConnectionPoint

if TYPE_CHECKING:
    from plexus_ld.channels.xmpp.session import XmppSession

#: Seconds for what the archive kept meanwhile.
CATCH_UP_S: Final = 120.0

CARD: Final = CapabilityCard(
    name="xmpp",
    title="XMPP (Jabber)",
    summary="Messages to an XMPP address, and what is written from there.",
    roles=frozenset({Role.LIVE}),
    schemes=("xmpp",),
    address_example="xmpp:bob@example.org",
    found_by=(FOAF.jabberID,),
    scope=Scope.ACCOUNT,
    verbs=frozenset({Verb.CREATE, Verb.UPDATE, Verb.DELETE, Verb.LIKE}),
    longest_text=20_000,
    media_types=("*/*",),
    max_attachment_bytes=100 * 1024 * 1024,
    privacy=frozenset({Privacy.ADDRESSED}),
    keeps_threads=True,
    tells_apart=True,
    account_settings=(
        AccountSetting("jid", "your own address: alice@example.org", is_required=True),
        AccountSetting("password", "its password", is_required=True, is_secret=True),
        AccountSetting("server", "HOST or HOST:PORT, where DNS does not tell"),
    ),
    extra="xmpp",
    library="slixmpp",
    note=(
        "Encrypted on the way to each server; the servers can read it. An edit or a "
        "deletion is a request that the other program may ignore."
    ),
)


class XmppChannel:
    """Sends and hears by one XMPP account."""

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
    ) -> "XmppSession":
        """Log in, and wait until that is done. See `Live.connect`."""
        from plexus_ld.channels.xmpp.hearing import Ear, listen
        from plexus_ld.channels.xmpp.session import XmppSession

        login = login_of(account)
        ear = None
        if on_arrival is not None:
            now = self._tools.now
            ear = Ear(account, points, cursor, on_arrival, now, login.jid)
        loop = self._tools.loop()
        on_message = ear.take if ear else None
        session = XmppSession(login, loop, self._tools.http, on_message)
        with opening(session, CARD.name, f"{login.where} does not answer"):
            wait_for(loop, session.open(), CONNECT_S)
            if ear is not None:
                wait_for(loop, listen(session, ear), CATCH_UP_S)
        return session


def open_channel(tools: Tools) -> XmppChannel:
    """Return the channel."""
    return XmppChannel(tools)
