"""Apprise: everything else, outgoing: some 180 services behind one library.

Wire: whatever the service speaks; the account's ``url`` says which and with what key.
Roles: sharer.
Limits: no service tells what it calls the post, so there is no edit and no deletion;
and the library answers with yes or no alone: no is always "try again". A text that is
too long for a service is split.
Specification: https://appriseit.com/services/
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from plexus_ld.channels.base import Tools
from plexus_ld.errors import PermanentDeliveryError, TemporaryDeliveryError
from plexus_ld.model.activity import Attachment, Kind, Object, Privacy, Verb
from plexus_ld.model.capability import AccountSetting, CapabilityCard, Role
from plexus_ld.model.connection import Account
from plexus_ld.model.delivery import Delivery, Receipt

CARD: Final = CapabilityCard(
    name="apprise",
    title="Apprise",
    summary="Everything else: some 180 services by one library.",
    roles=frozenset({Role.SHARER}),
    schemes=("apprise",),
    address_example="apprise:default",
    names_account=True,
    has_fields=True,
    verbs=frozenset({Verb.CREATE, Verb.ANNOUNCE}),
    media_types=("*/*",),
    privacy=frozenset({Privacy.PUBLIC}),
    per_host=1,
    account_settings=(
        AccountSetting(
            "url",
            "the service and its key, as Apprise writes them: discord://ID/TOKEN",
            is_required=True,
            is_secret=True,
        ),
    ),
    extra="apprise",
    library="apprise",
    note="The address names the account that holds the URL: apprise:NAME. No service"
    " says how private it is, so it counts as public; none can edit or delete.",
)

#: What only the owner can mend is not tried again before this.
_OWNERS_TURN: Final = timedelta(minutes=15)
#: Loggers of the library, and of what it sends by: their lines hold the service's key.
_LOGGERS: Final = (
    "apprise", "urllib3", "urllib3.connectionpool", "requests", "oauthlib",
    "requests_oauthlib", "requests_oauthlib.oauth1_session",
    "oauthlib.oauth1.rfc5849", "oauthlib.oauth1.rfc5849.request", "paho",
)  # fmt: skip
_MAX_WORDS: Final = 200
#: Parts of a URL that could be a key, or be taken for one.
_KEYS: Final = re.compile(r"[^\s:/@?&=#,;+|!]{4,}")


class AppriseChannel:
    """Hands activities to the library."""

    card = CARD

    def deliver(self, delivery: Delivery) -> Receipt:
        """Send one activity by the service of the account. See `Sharer.deliver`."""
        address = str(delivery.point.address)
        url = _url(delivery.account, address)
        with _listening() as lines:
            service = _service(url, address)
            files = _files(delivery, service)
            done = _notify(service, delivery, files)
        if done:
            return Receipt(note=f"taken by {service.service_name}")
        reason = f"{service.service_name} did not take it"
        if words := _without_keys(" ".join(lines[-1:]), url):
            reason = f"{reason}: {words}"
        raise TemporaryDeliveryError(CARD.name, address, reason)

    def check(self, account: Account) -> str:
        """Look at the URL; nothing is sent. See `Checkable.check`."""
        address = f"apprise:{quote(account.name)}"
        with _listening():
            service = _service(_url(account, address), address)
        return f"the url is one of {service.service_name}; nothing was sent"


def open_channel(tools: Tools) -> AppriseChannel:
    """Return the channel; the entry point ``plexus_ld.channels``."""
    return AppriseChannel()


def _url(account: Account, address: str) -> str:
    scheme, _, name = address.partition(":")
    if scheme != "apprise" or unquote(name) != account.name:
        reason = f"the address must name its account: apprise:{account.name}"
        raise PermanentDeliveryError(CARD.name, address, reason)
    url = account.secrets.get("url", "").strip()
    if not url:
        reason = f"plexus channel set apprise:{account.name} url=… is missing"
        raise TemporaryDeliveryError(
            CARD.name, address, reason, _OWNERS_TURN, is_hosts=True
        )
    return url


def _service(url: str, address: str) -> Any:
    """Return the library's service of a URL."""
    from apprise import Apprise, AppriseAsset, OverflowMode

    # One service, in this thread; and nothing of it kept on the disk.
    asset = AppriseAsset(async_mode=False, storage_mode="memory")
    service = Apprise.instantiate(url, asset=asset)
    if service is None:
        reason = "the account's url is none that Apprise knows"
        raise TemporaryDeliveryError(
            CARD.name, address, reason, _OWNERS_TURN, is_hosts=True
        )
    if "overflow=" not in urlsplit(url).query:
        service.overflow_mode = OverflowMode.SPLIT
    return service


def _files(delivery: Delivery, service: Any) -> list[Attachment]:
    """Return the attachments that go as files: all, if the service takes any."""
    files = [each for each in delivery.attachments if each.file is not None]
    for each in files:
        if each.file is not None and not each.file.is_file():
            reason = f"the attachment {each.name or each.file.name} is gone"
            address = str(delivery.point.address)
            raise PermanentDeliveryError(CARD.name, address, reason)
    return files if service.attachment_support else []


def _notify(service: Any, delivery: Delivery, files: list[Attachment]) -> bool:
    from apprise import Apprise, AppriseAttachment
    from apprise.attachment.file import AttachFile

    attached = AppriseAttachment()
    for each in files:
        # Made by hand: a path that looks like a URL would be fetched.
        file: Any = AttachFile
        attached.add(file(str(each.file), name=each.name or None))
    sender = Apprise()
    sender.add(service)
    return bool(
        sender.notify(
            body=_body(delivery, files),
            title=delivery.activity.object.title,
            body_format="text",
            attach=attached if files else None,
        )
    )


def _body(delivery: Delivery, files: list[Attachment]) -> str:
    about = delivery.activity.object
    parts = [each for each in (about.summary, *delivery.texts) if each]
    if delivery.activity.verb is Verb.ANNOUNCE:
        parts.insert(0, f"{delivery.activity.actor_name or 'I'} passes this on:")
    parts.extend(_link(about))
    parts.extend(
        " ".join(part for part in (each.alt or each.name, each.url) if part)
        for each in delivery.attachments
        if each not in files or each.alt
    )
    whole = "\n\n".join(part for part in parts if part)
    # Services refuse an empty text.
    return whole or about.title or "…"


def _link(about: Object) -> list[str]:
    shown, said = about.preview, about.text
    url = about.url or (shown.url if shown else "")
    if not url or url in said or not (shown or about.kind is Kind.PAGE):
        return []
    return [shown.title if shown else "", url]


def _without_keys(words: str, url: str) -> str:
    """Return the library's words without anything that stands in the URL."""
    for key in sorted(set(_KEYS.findall(unquote(url))), key=len, reverse=True):
        words = words.replace(key, "…")
    return " ".join(words.split())[:_MAX_WORDS]


#: The lines of a sending, where one is under way; the library hands it to its threads.
_lines: Final[ContextVar[list[str] | None]] = ContextVar("apprise lines", default=None)


def _is_ours(record: logging.LogRecord) -> bool:
    """Take a line out of the log, and keep it, if it is of a sending."""
    lines = _lines.get()
    if lines is None:
        return True
    if record.name == "apprise" and record.levelno >= logging.WARNING:
        lines.append(record.getMessage())
    return False


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Give the warnings that the library writes meanwhile, and keep them here.

    They hold what the service was asked for, its key among it.
    """
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_is_ours)  # once: it is the same one
    lines: list[str] = []
    token = _lines.set(lines)
    try:
        yield lines
    finally:
        _lines.reset(token)
