"""Posting one activity to an inbox, which is looked for where the address is none."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urljoin

from plexus_ld.channels.activityjson import to_json
from plexus_ld.channels.ldn.caller import Caller
from plexus_ld.channels.ldn.card import MAX_BYTES, NAME
from plexus_ld.channels.ldn.listing import ACCEPT, targets
from plexus_ld.errors import (
    DeliveryError,
    FetchError,
    ForbiddenAddressError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
)
from plexus_ld.model.activity import Attachment
from plexus_ld.model.delivery import Delivery, Receipt
from plexus_ld.net.patience import is_temporary, retry_after, words_of
from plexus_ld.net.signing.proofs import CONTEXT as PROOFS
from plexus_ld.net.weblinks import links_of_header

if TYPE_CHECKING:
    from plexus_ld.net.client import Answer

_TYPE: Final = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
_INBOX: Final = "http://www.w3.org/ns/ldp#inbox"
#: Signs a document.
Seal = Callable[[Mapping[str, object]], Mapping[str, object]]
#: Answers of a document to whom something is posted as if it were an inbox.
_NO_INBOX: Final = frozenset({404, 405, 501})
#: Longest remote id that is kept, in characters.
_LONGEST_ID: Final = 500


def post(caller: Caller, delivery: Delivery, seal: Seal) -> Receipt:
    """Post one activity, sealed. See `Sharer.deliver`.

    An inbox in a pod keeps the document alone, and not the signature of a request.
    """
    address = str(delivery.point.address)
    return bring(caller, address, _body(delivery, address, seal))


def bring(caller: Caller, address: str, body: bytes) -> Receipt:
    """Post bytes to an inbox, or to the one that a document names for somebody.

    Raises:
        DeliveryError: They were not taken.
    """
    is_thing = "#" in address  # a WebID, say: an inbox has no fragment
    inbox = _found(caller, address) if is_thing else address
    answer = _sent(caller, address, inbox, body)
    if answer.status in _NO_INBOX and not is_thing:
        found = _found(caller, address, answer)
        answer = _sent(caller, address, found, body)
    return _receipt(answer, address)


def _body(delivery: Delivery, address: str, seal: Seal) -> bytes:
    try:
        said = to_json(delivery, _data_url)
    except OSError as error:
        reason = "an attachment is gone"
        raise PermanentDeliveryError(NAME, address, reason) from error
    sealed = seal({**said, "@context": [said["@context"], PROOFS]})
    value = sealed if "proof" in sealed else said
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    body = text.encode("utf-8", "replace")
    if len(body) > MAX_BYTES:
        reason = f"{len(body)} bytes are more than a notification holds"
        raise PermanentDeliveryError(NAME, address, reason)
    return body


def _data_url(attachment: Attachment) -> str:
    """Return where an attachment lies on the web, or all of it as a URL (RFC 2397)."""
    if attachment.url or attachment.file is None:
        return attachment.url
    content = b64encode(attachment.file.read_bytes()).decode()
    return f"data:{attachment.media_type};base64,{content}"


def _sent(caller: Caller, address: str, url: str, body: bytes) -> "Answer":
    return _ask(caller, "POST", url, address, {"Content-Type": _TYPE}, body)


def _found(caller: Caller, address: str, refused: "Answer | None" = None) -> str:
    """Return the inbox that a document names for what the address is.

    Source: LDN §3.1: a Link header, or a statement.

    Raises:
        DeliveryError: It names none; or what it said when it was posted to.
    """
    document = urldefrag(address).url
    answer = _ask(caller, "GET", document, address, {"Accept": ACCEPT})
    is_there = 200 <= answer.status < 300
    for url in _named(answer, address) if is_there else ():
        return url
    if not is_there:
        raise _refusal(refused or answer, address)
    raise PermanentDeliveryError(NAME, address, "it is no inbox, and names none")


def _named(answer: "Answer", address: str) -> Iterator[str]:
    for link in links_of_header(answer.headers.get("link", ""), answer.url):
        if _INBOX in link.relations:
            yield link.url
    text = answer.body.decode(errors="replace")
    for subject in (address, ""):
        for url in targets(text, "inbox", answer.url, subject):
            if url.startswith(("https://", "http://")) and url != address:
                yield url


def _ask(
    caller: Caller,
    method: str,
    url: str,
    address: str,
    headers: dict[str, str],
    body: bytes | None = None,
) -> "Answer":
    try:
        return caller.request(method, url, body, headers)
    except ForbiddenAddressError as error:
        raise PermanentDeliveryError(NAME, address, error.reason) from error
    except FetchError as error:
        if error.status == 401:  # the login is not in order
            raise PermanentDeliveryError(NAME, address, error.reason) from error
        raise TemporaryDeliveryError(
            NAME, address, error.reason, is_hosts=True
        ) from error


def _receipt(answer: "Answer", address: str) -> Receipt:
    if not 200 <= answer.status < 300:
        raise _refusal(answer, address)
    try:
        location = urljoin(answer.url, answer.headers.get("location", ""))
    except ValueError:
        location = ""
    fits = len(location) <= _LONGEST_ID and location.isprintable()
    is_said = "location" in answer.headers
    return Receipt(location if fits and is_said else "", f"HTTP {answer.status}")


def _refusal(answer: "Answer", address: str) -> DeliveryError:
    status = answer.status
    if 300 <= status < 400:
        target = answer.headers.get("location", "elsewhere")[:200]
        reason = f"the inbox has moved to {target} (HTTP {status})"
        return PermanentDeliveryError(NAME, address, reason)
    reason = words_of(status)
    if is_temporary(status):
        wait = retry_after(answer.headers)
        return TemporaryDeliveryError(
            NAME, address, reason, wait, is_hosts=status in (429, 503)
        )
    return PermanentDeliveryError(NAME, address, reason)
