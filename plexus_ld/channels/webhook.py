"""Webhook: one signed JSON document to an HTTP address, for each activity.

Wire: one POST of JSON. Three headers, after Standard Webhooks: ``webhook-id`` (the
same for each try of a delivery), ``webhook-timestamp`` (seconds since 1970) and
``webhook-signature`` (``v1,`` and the base64 of an HMAC-SHA256 over
``id.timestamp.body``). 2xx is "taken".
Roles: sharer.
Limits: an attachment of 4 MiB goes along as a data: URL where it lies nowhere on the
web. A redirect is never followed: what is private goes where the owner said.
Specification: https://github.com/standard-webhooks/standard-webhooks, RFC 9110
"""

import json
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from hashlib import sha256
from hmac import new as hmac
from typing import TYPE_CHECKING, Final

from plexus_ld.channels.activityjson import to_json
from plexus_ld.channels.base import Tools
from plexus_ld.clock import Clock
from plexus_ld.errors import (
    FetchError,
    ForbiddenAddressError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
)
from plexus_ld.model.activity import POST_VERBS, Attachment, Privacy
from plexus_ld.model.capability import AccountSetting, CapabilityCard, Role
from plexus_ld.model.connection import Account
from plexus_ld.model.delivery import Delivery, Receipt
from plexus_ld.net.patience import is_temporary, retry_after, time_for, words_of

if TYPE_CHECKING:
    from plexus_ld.net.client import Answer, Client

#: Largest attachment that goes along, in bytes; most receivers take few megabytes.
MAX_ATTACHMENT_BYTES: Final = 4 * 1024 * 1024

CARD: Final = CapabilityCard(
    name="webhook",
    title="Webhook",
    summary="An HTTP address that takes a signed JSON document for each activity.",
    roles=frozenset({Role.SHARER}),
    schemes=("https", "http"),
    address_example="https://example.org/hooks/plexus",
    verbs=POST_VERBS,
    has_fields=True,
    carries_html=True,
    media_types=("*/*",),
    max_attachment_bytes=MAX_ATTACHMENT_BYTES,
    max_attachments=4,
    privacy=frozenset({Privacy.PUBLIC, Privacy.ADDRESSED}),
    keeps_threads=True,
    tells_apart=True,
    account_settings=(
        AccountSetting(
            "secret",
            "what each document is signed with; whsec_ and base64, or any text",
            is_secret=True,
        ),
    ),
    note="Without a secret the documents are not signed. Who may read what the "
    "receiver does with them, the receiver says.",
)

#: Characters of a remote id that are kept.
_LONGEST_ID: Final = 500


class WebhookChannel:
    """Posts activities to an address."""

    card = CARD

    def __init__(self, http: "Client", now: Clock) -> None:
        self._http = http
        self._now = now

    def deliver(self, delivery: Delivery) -> Receipt:
        """Post one activity. See `Sharer.deliver`."""
        address = str(delivery.point.address)
        body = _body(delivery, address)
        headers = {
            "Content-Type": "application/json",
            **signed(str(delivery.iri), int(self._now().timestamp()), body, delivery),
        }
        try:
            answer = self._http.request(
                "POST", address, body, headers, None, time_for(body), follow=False
            )
        except ForbiddenAddressError as error:
            raise PermanentDeliveryError(CARD.name, address, error.reason) from error
        except FetchError as error:
            raise TemporaryDeliveryError(
                CARD.name, address, error.reason, is_hosts=True
            ) from error
        return _receipt(answer, address, delivery)

    def check(self, account: Account) -> str:
        """Look at the key; nothing is sent. See `Checkable.check`."""
        if _secret(account, ""):
            return "documents are signed; nothing was sent"
        return "documents are not signed, as there is no secret; nothing was sent"


def signed(
    message_id: str, timestamp: int, body: bytes, delivery: Delivery
) -> Mapping[str, str]:
    """Return the headers that say which message this is, when, and from whom."""
    headers = {"webhook-id": message_id, "webhook-timestamp": str(timestamp)}
    secret = _secret(delivery.account, str(delivery.point.address))
    if secret:
        content = f"{message_id}.{timestamp}.".encode() + body
        digest = b64encode(hmac(secret, content, sha256).digest()).decode()
        headers["webhook-signature"] = f"v1,{digest}"
    return headers


def _secret(account: Account, address: str) -> bytes:
    """Return the key: what follows ``whsec_`` is base64, anything else is the key."""
    secret = account.secrets.get("secret", "")
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return b64decode(secret.removeprefix("whsec_"), validate=True)
    except (Base64Error, ValueError) as error:
        reason = "its secret begins with whsec_, and is not base64 after that"
        raise PermanentDeliveryError(CARD.name, address, reason) from error


def _body(delivery: Delivery, address: str) -> bytes:
    try:
        value = to_json(delivery, _data_url)
    except OSError as error:
        reason = "an attachment is gone"
        raise PermanentDeliveryError(CARD.name, address, reason) from error
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _data_url(attachment: Attachment) -> str:
    """Return where an attachment lies on the web, or all of it as a URL (RFC 2397)."""
    if attachment.url or attachment.file is None:
        return attachment.url
    content = b64encode(attachment.file.read_bytes()).decode()
    return f"data:{attachment.media_type};base64,{content}"


def _receipt(answer: "Answer", address: str, delivery: Delivery) -> Receipt:
    status = answer.status
    if 200 <= status < 300:
        return Receipt(_id_given(answer) or str(delivery.iri), f"HTTP {status}")
    if is_temporary(status):
        raise TemporaryDeliveryError(
            CARD.name,
            address,
            words_of(status),
            retry_after(answer.headers),
            is_hosts=status in (429, 503),
        )
    reason = words_of(status)
    if 300 <= status < 400:
        reason = f"it redirects, and a webhook goes nowhere else (HTTP {status})"
    raise PermanentDeliveryError(CARD.name, address, reason)


def _id_given(answer: "Answer") -> str:
    """Return what the receiver calls it: a Location, if it gave one."""
    location = answer.headers.get("location", "")
    return location if len(location) <= _LONGEST_ID and location.isprintable() else ""


def open_channel(tools: Tools) -> WebhookChannel:
    """Open the channel."""
    return WebhookChannel(tools.http, tools.now)
