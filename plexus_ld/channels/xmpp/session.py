"""One open XMPP stream: logging in, sending, and being told what comes."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from logging import getLogger
from typing import TYPE_CHECKING, Any, Final, Literal
from xml.etree.ElementTree import Element

from plexus_ld.channels.live import LoopSession
from plexus_ld.channels.xmpp import stanzas
from plexus_ld.channels.xmpp.client import is_jid, new_client
from plexus_ld.channels.xmpp.login import Login, bare
from plexus_ld.channels.xmpp.reading import in_words, is_final
from plexus_ld.channels.xmpp.uploads import upload
from plexus_ld.errors import (
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.activity import Verb
from plexus_ld.model.delivery import Delivery, Receipt

if TYPE_CHECKING:
    from slixmpp import ClientXMPP

    from plexus_ld.net.client import Client

_log = getLogger(__name__)

#: Seconds for one answer of the server's.
ANSWER_S: Final = 20

#: Told every message that is no answer to a delivery that still waits.
OnMessage = Callable[[Element], None]


class XmppSession(LoopSession):
    """A session of one account; see `Session`.

    Args:
        login: Where to, and as whom.
        loop: Where the library lives.
        http: Uploads files.
        on_message: Told what comes; None for sending only.
    """

    def __init__(
        self,
        login: Login,
        loop: asyncio.AbstractEventLoop,
        http: "Client",
        on_message: OnMessage | None,
    ) -> None:
        super().__init__("xmpp", loop)
        self.login = login
        self._http = http
        self._on_message = on_message
        self._client: ClientXMPP | None = None
        self._is_open = False
        self._was_refused = False
        # Ids of messages that were just sent, and why they came back.
        self._sent: dict[str, Element | None] = {}

    @property
    def is_open(self) -> bool:
        """Whether it still stands."""
        return self._is_open

    @property
    def domain(self) -> str:
        """The server's name in XMPP."""
        return self.login.domain

    async def open(self) -> None:
        """Log in, on the loop.

        Raises:
            TemporaryListenError: The server cannot be had now.
            PermanentListenError: It refuses the login, or offers no encryption.
        """
        if not is_jid(self.login.jid):
            reason = f"jid {self.login.jid!r} is no address"
            raise PermanentListenError(self.channel, "", reason)
        client = self._client = new_client(self.login, self._on_stanza)
        outcome: asyncio.Future[str] = self._loop.create_future()

        def tell(word: str) -> Callable[[Any], None]:
            return lambda _: None if outcome.done() else outcome.set_result(word)

        client.add_event_handler("session_start", tell("started"))
        # One way to log in may fail, and the next one do.
        client.add_event_handler("failed_auth", self._refused)
        client.add_event_handler("no_auth", tell("offers no encrypted way to log in"))
        client.add_event_handler(
            "ssl_invalid_chain", tell("has a certificate that is not to be trusted")
        )
        client.add_event_handler("disconnected", self._lost)
        client.add_event_handler("disconnected", tell("disconnected"))
        where = self.login.where
        again = await client.connect(*self._address())
        if again is not None:
            client.cancel_connection_attempt()
            reason = f"{where} cannot be reached"
            raise TemporaryListenError(self.channel, "", reason)
        self._judge(await outcome)

    async def leave(self) -> None:
        """End the stream politely."""
        self._is_open = False
        client = self._client
        if client is None:
            return
        client.cancel_connection_attempt()
        await client.disconnect(wait=1)
        # The library leaves its sending to the garbage collector, which has no loop.
        if client._run_out_filters is not None:
            client._run_out_filters.cancel()

    async def ask(
        self, kind: Literal["get", "set"], to: str, payload: Element
    ) -> Element:
        """Ask a question and return the whole answer.

        Raises:
            XMPPError: The answer is an error, or none came.
        """
        client = self.client
        iq = client.make_iq(itype=kind, ito=to or None)
        iq.xml.append(payload)
        answer = await iq.send(timeout=ANSWER_S)  # type: ignore[no-untyped-call]
        element: Element = answer.xml
        return element

    @property
    def client(self) -> "ClientXMPP":
        """The library's client."""
        if self._client is None or not self._is_open:
            reason = "the connection broke"
            raise TemporaryDeliveryError(self.channel, "", reason, is_hosts=True)
        return self._client

    async def send(self, delivery: Delivery) -> Receipt:
        """Send, and wait until the server has seen all of it."""
        to = bare(str(delivery.point.address))
        if to is None or not is_jid(to):
            raise self._never(delivery, "no XMPP address")
        ways = {
            Verb.CREATE: self._create,
            Verb.UPDATE: self._update,
            Verb.DELETE: self._delete,
            Verb.LIKE: self._like,
        }
        way = ways.get(delivery.activity.verb)
        if way is None:
            raise self._never(delivery, f"cannot {delivery.activity.verb.value}")
        return await way(delivery, to)

    async def _create(self, delivery: Delivery, to: str) -> Receipt:
        files = [
            await upload(self, self._http, each, delivery)
            for each in delivery.attachments
        ]
        first = stanzas.id_of(delivery.activity, len(files))
        text = "\n\n".join(filter(None, delivery.texts))
        added = [stanzas.said(delivery, tuple(files))]
        if delivery.reply_to:
            added.append(Element(stanzas.REPLY, {"to": to, "id": delivery.reply_to}))
        sent = []
        if text or not files:
            sent.append(self._put(to, first, text, added))
        for number, file in enumerate(files, 1):
            about = stanzas.said_of(first) if sent else added[0]
            name = stanzas.part(first, number)
            sent.append(self._put(to, name, file.url, [about, stanzas.link(file)]))
        return await self._taken(delivery, first, sent)

    async def _update(self, delivery: Delivery, to: str) -> Receipt:
        if not delivery.remote_id:
            raise self._never(delivery, "what is to be changed was never sent there")
        text = "\n\n".join(filter(None, delivery.texts))
        added = [
            Element(stanzas.REPLACE, {"id": delivery.remote_id}),
            stanzas.said(delivery),
        ]
        name = stanzas.id_of(delivery.activity, 0)
        sent = [self._put(to, name, text, added)]
        return await self._taken(delivery, delivery.remote_id, sent)

    async def _delete(self, delivery: Delivery, to: str) -> Receipt:
        if not delivery.remote_id:
            raise self._never(delivery, "what is to be deleted was never sent there")
        first = stanzas.id_of(delivery.activity, 0)
        sent = []
        for number, gone in enumerate(stanzas.parts(delivery.remote_id)):
            added = [Element(stanzas.RETRACT, {"id": gone}), Element(stanzas.STORE)]
            if number == 0:
                added.append(stanzas.said(delivery))
            name = stanzas.part(first, number) if number else first
            sent.append(self._put(to, name, "", added))
        return await self._taken(delivery, delivery.remote_id, sent)

    async def _like(self, delivery: Delivery, to: str) -> Receipt:
        if not delivery.reply_to:
            raise self._never(delivery, "what is liked never came from there")
        name = stanzas.id_of(delivery.activity, 0)
        added = [
            stanzas.reaction(delivery.reply_to),
            Element(stanzas.STORE),
            stanzas.said(delivery),
        ]
        return await self._taken(delivery, name, [self._put(to, name, "", added)])

    def _put(self, to: str, name: str, text: str, added: list[Element]) -> str:
        message = self.client.make_message(mto=to, mtype="chat", mbody=text or None)
        message["id"] = name
        origin = Element(f"{stanzas.SID}origin-id", {"id": name})
        for element in (origin, *added):
            message.xml.append(element)
        self._sent[name] = None
        message.send()
        return name

    async def _taken(self, delivery: Delivery, name: str, sent: list[str]) -> Receipt:
        """Wait for the answer to a ping: what comes back, comes before it.

        Source: RFC 6120 §10.1, a server handles the stanzas of a stream in order.
        """
        try:
            await self._ping()
        finally:
            errors = [self._sent.pop(each, None) for each in sent]
        for message in errors:
            if message is None:
                continue
            error = stanzas.error_of(message)
            reason = f"the server says: {in_words(error)}"
            if is_final(error):
                raise self._never(delivery, reason)
            raise TemporaryDeliveryError(
                self.channel, str(delivery.point.address), reason
            )
        return Receipt(name, f"taken by {self.domain}")

    async def _ping(self) -> None:
        from slixmpp.exceptions import IqError, IqTimeout

        try:
            await self.ask("get", self.domain, Element("{urn:xmpp:ping}ping"))
        except IqError:
            return  # it knows no pings, and yet it answered
        except IqTimeout as error:
            self._is_open = False
            reason = "the server does not answer any more"
            raise TemporaryDeliveryError(
                self.channel, "", reason, is_hosts=True
            ) from error

    def _never(self, delivery: Delivery, reason: str) -> PermanentDeliveryError:
        address = str(delivery.point.address)
        return PermanentDeliveryError(self.channel, address, reason)

    def _address(self) -> tuple[str, int] | tuple[()]:
        return (self.login.host, self.login.port) if self.login.host else ()

    def _judge(self, word: str) -> None:
        """Make an error of what became of the login, unless it is done."""
        where = self.login.where
        if word == "disconnected" and self._was_refused:
            reason = (
                f"{where} refuses the login of {self.login.jid}; "
                "set jid and password with `plexus channel set xmpp …`"
            )
            raise PermanentListenError(self.channel, "", reason)
        if word in {
            "offers no encrypted way to log in",
            "has a certificate that is not to be trusted",
        }:
            raise PermanentListenError(self.channel, "", f"{where} {word}")
        if word != "started":
            raise TemporaryListenError(self.channel, "", f"{where} ended the login")
        self._is_open = True

    def _refused(self, _: object) -> None:
        self._was_refused = True

    def _lost(self, _: object) -> None:
        self._is_open = False

    def _on_stanza(self, stanza: Any) -> None:
        message: Element = stanza.xml
        name = message.get("id", "")
        if message.get("type") == "error" and name in self._sent:
            self._sent[name] = message
        elif self._on_message is not None:
            with suppress(ValueError):
                self._on_message(message)
