"""Files, put on the owner's own server. XEP-0363."""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final, Literal, Protocol
from xml.etree.ElementTree import Element

from plexus_ld.channels.xmpp.stanzas import Uploaded
from plexus_ld.errors import (
    FetchError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
)
from plexus_ld.model.activity import Attachment
from plexus_ld.model.delivery import Delivery

if TYPE_CHECKING:
    from plexus_ld.net.client import Client

_INFO: Final = "{http://jabber.org/protocol/disco#info}"
_ITEMS: Final = "{http://jabber.org/protocol/disco#items}"
_SLOT: Final = "{urn:xmpp:http:upload:0}"
#: Seconds for one file.
_UPLOAD_S: Final = 150.0
#: Headers that a server may ask for. XEP-0363 §4.
_HEADERS: Final = frozenset({"authorization", "cookie", "expires"})
#: What is looked through for the one that takes files.
_MOST_SERVICES: Final = 20


class Asks(Protocol):
    """A session that can be asked questions."""

    @property
    def domain(self) -> str:
        """The server's name in XMPP."""

    async def ask(
        self, kind: Literal["get", "set"], to: str, payload: Element
    ) -> Element:
        """Ask a question and return the whole answer."""


async def upload(
    session: Asks, http: "Client", file: Attachment, delivery: Delivery
) -> Uploaded:
    """Put a file on the owner's server; what lies on the web already stays there.

    Raises:
        TemporaryDeliveryError: The server cannot take it now.
        PermanentDeliveryError: It takes no such file, or none at all.
    """
    from slixmpp.exceptions import IqError, IqTimeout

    if file.file is None:
        return Uploaded(file.url, file)
    address = str(delivery.point.address)
    try:
        body = await asyncio.to_thread(file.file.read_bytes)
        service = await _service(session)
        if service is None:
            reason = f"{session.domain} takes no files"
            raise PermanentDeliveryError("xmpp", address, reason)
        name = file.name or file.file.name
        put, headers, url = await _slot(session, service, name, len(body), file)
        headers["content-type"] = file.media_type
        answer = await asyncio.to_thread(
            http.request, "PUT", put, body, headers, None, _UPLOAD_S, follow=False
        )
    except OSError as error:
        reason = f"{file.name or 'a file'} cannot be read"
        raise PermanentDeliveryError("xmpp", address, reason) from error
    except IqError as error:
        reason = f"the server does not take {file.name or 'a file'}: {error.condition}"
        kind = _error_for(error.etype == "wait")
        raise kind("xmpp", address, reason) from error
    except (IqTimeout, FetchError) as error:
        why = error.reason if isinstance(error, FetchError) else "no answer"
        reason = f"{file.name or 'a file'} could not be put on the server: {why}"
        raise TemporaryDeliveryError("xmpp", address, reason) from error
    if answer.status >= 300:
        reason = f"the server does not take {file.name or 'a file'}: {answer.status}"
        raise _error_for(answer.status >= 500)("xmpp", address, reason)
    return Uploaded(url, file)


def _error_for(
    is_passing: bool,
) -> type[TemporaryDeliveryError | PermanentDeliveryError]:
    return TemporaryDeliveryError if is_passing else PermanentDeliveryError


async def _service(session: Asks) -> str | None:
    """Find what takes files, on the owner's own server."""
    domain = session.domain
    items = await session.ask("get", domain, Element(f"{_ITEMS}query"))
    candidates = [
        domain,
        *(each.get("jid", "") for each in items.iter(f"{_ITEMS}item")),
    ]
    for jid in candidates[:_MOST_SERVICES]:
        if jid and "urn:xmpp:http:upload:0" in [
            f async for f in _features(session, jid)
        ]:
            return jid
    return None


async def _features(session: Asks, jid: str) -> AsyncIterator[str]:
    from slixmpp.exceptions import IqError, IqTimeout

    try:
        answer = await session.ask("get", jid, Element(f"{_INFO}query"))
    except (IqError, IqTimeout):
        return
    for each in answer.iter(f"{_INFO}feature"):
        yield each.get("var", "")


async def _slot(
    session: Asks, service: str, name: str, size: int, file: Attachment
) -> tuple[str, dict[str, str], str]:
    """Ask where to put a file: there, with which headers, and where it then lies."""
    wanted = {"filename": name, "size": str(size), "content-type": file.media_type}
    answer = await session.ask("get", service, Element(f"{_SLOT}request", wanted))
    put = next(answer.iter(f"{_SLOT}put"), Element("put"))
    get = next(answer.iter(f"{_SLOT}get"), Element("get"))
    headers = {
        each.get("name", ""): (each.text or "").replace("\n", "")
        for each in put
        if each.get("name", "").casefold() in _HEADERS
    }
    return put.get("url", ""), headers, get.get("url", "")
