"""A delivery as a mail: its bytes as they go out."""

import re
from datetime import datetime
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any, Final

from plexus_ld.channels.email.addresses import from_mid, to_mid
from plexus_ld.channels.email.card import CARD, MAX_ATTACHMENT_BYTES
from plexus_ld.channels.email.headers import (
    header_line,
    no_encoded_words,
    one_line,
    raw_line,
)
from plexus_ld.channels.email.wording import Wording, described, wording_of
from plexus_ld.errors import PermanentDeliveryError
from plexus_ld.model.activity import Attachment, Verb
from plexus_ld.model.delivery import Delivery

_UUID: Final = re.compile(r"urn:uuid:([0-9a-f-]{36})", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_TYPE: Final = re.compile(r"([\w.+-]{1,100})/([\w.+-]{1,100})")
#: How a picture in the HTML is shown: never wider than the page.
_PICTURE: Final = "max-width:100%;height:auto"
#: Of all attachments together; hardly a server takes mails of more.
_MAX_BYTES: Final = 40_000_000


def message_id(activity: str, sender: str) -> str:
    """Return the message id of an activity, in its brackets.

    The same for all receivers and for every try: by it a receiver tells that two mails
    are one, and a reply or a bounce names the activity again.
    """
    found = _UUID.fullmatch(activity)
    local = (
        found[1].lower()
        if found
        else sha256(activity.encode("utf-8", "replace")).hexdigest()[:32]
    )
    return f"<{local}.plexus@{sender_domain(sender)}>"


def sender_domain(address: str) -> str:
    """Return the domain of an address, as ASCII."""
    domain = address.rpartition("@")[2]
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return "plexus.invalid"


def to_mail(delivery: Delivery, sender: str, receiver: str, now: datetime) -> bytes:
    """Return the mail of a delivery.

    Args:
        delivery: What is sent.
        sender: The owner's address.
        receiver: The one address that it goes to; nobody else's stands in it.
        now: Its Date.

    Raises:
        PermanentDeliveryError: An attachment is gone, or all are too large together.
    """
    said = wording_of(delivery)
    body = _body(delivery, said).as_bytes(policy=SMTP)
    return _headers(delivery, said, sender, receiver, now) + body


def _headers(
    delivery: Delivery, said: Wording, sender: str, receiver: str, now: datetime
) -> bytes:
    activity = delivery.activity
    name = one_line(
        delivery.account.settings.get("name", "") or activity.actor_name, 100
    )
    before = _answered(delivery)
    lines = [
        raw_line("From", formataddr((no_encoded_words(name), _ascii(sender)))),
        raw_line("To", _ascii(receiver)),
        header_line("Subject", said.subject),
        raw_line("Date", format_datetime(now)),
        raw_line("Message-ID", message_id(str(activity.iri), sender)),
        raw_line("In-Reply-To", before),
        raw_line("References", before),
        raw_line("Auto-Submitted", "no"),
        raw_line("Content-Language", _language(activity.object.language)),
        raw_line("X-Plexus-Verb", activity.verb),
        raw_line("X-Plexus-Kind", activity.object.kind),
        raw_line("X-Plexus-Activity", _iri(activity.iri)),
        raw_line("X-Plexus-Object", _iri(activity.object.iri)),
        raw_line("X-Plexus-Title", "yes" if activity.object.title else ""),
        header_line("X-Plexus-Summary", activity.object.summary),
        raw_line("X-Plexus-Text", "{} {}".format(*said.own)),
        raw_line("X-Plexus-Link", _iri(activity.object.url)),
    ]
    return b"".join(line for line in lines if not line.endswith(b": \r\n"))


def _answered(delivery: Delivery) -> str:
    if delivery.activity.verb in (Verb.UPDATE, Verb.DELETE):
        return from_mid(delivery.remote_id)
    return from_mid(delivery.reply_to)


def _ascii(address: str) -> str:
    """Return an address whose domain every server understands."""
    return f"{address.rpartition('@')[0]}@{sender_domain(address)}"


def _language(tag: str) -> str:
    return tag if _LANGUAGE.fullmatch(tag) else ""


def _iri(iri: str) -> str:
    """Return an IRI that stands in a header; "" when it cannot."""
    text = str(iri)  # a URIRef equals no str
    good = text.isascii() and len(text) <= 800 and one_line(text) == text
    return text if good and " " not in text else ""


def _body(delivery: Delivery, said: Wording) -> EmailMessage:
    shown, others, html = _parted(delivery), [], said.html
    files: list[tuple[Attachment, bytes, str]] = []
    size = 0
    for number, attachment in enumerate(shown):
        content = _bytes_of(attachment, delivery)
        size += len(content)
        if size > _MAX_BYTES:
            reason = f"attachments of more than {_MAX_BYTES:,} bytes in one mail"
            raise PermanentDeliveryError(CARD.name, str(delivery.point.address), reason)
        name = f"{number}.{sha256(content).hexdigest()[:16]}@plexus.invalid"
        if attachment.media_type.startswith("image/"):
            html += _figure(attachment, name)
            files.append((attachment, content, name))
        else:
            html += f"\n<p>{escape(described(attachment))}</p>"
            others.append((attachment, content))
    mail = EmailMessage(policy=SMTP)
    mail.set_content(f"{said.text}\n", cte="quoted-printable")
    mail.add_alternative(_page(delivery, said, html), "html", cte="quoted-printable")
    page = mail.get_body(("html",))
    assert page is not None  # noqa: S101 - added in the line before
    for attachment, content, name in files:
        page.add_related(content, cid=f"<{name}>", **_named(attachment, "inline"))
        _describe(list(page.iter_parts())[-1], attachment)
    for attachment, content in others:
        mail.add_attachment(content, **_named(attachment, "attachment"))
        _describe(list(mail.iter_parts())[-1], attachment)
    return mail


def _parted(delivery: Delivery) -> list[Attachment]:
    return [each for each in delivery.attachments if each.file is not None]


def _page(delivery: Delivery, said: Wording, html: str) -> str:
    language = _language(delivery.activity.object.language)
    lang = f' lang="{language}"' if language else ""
    return (
        f'<!DOCTYPE html>\n<html{lang}>\n<head><meta charset="utf-8">'
        f"<title>{escape(said.subject)}</title></head>\n<body>\n{html}\n</body>\n</html>\n"
    )


def _figure(attachment: Attachment, name: str) -> str:
    alt = escape(one_line(attachment.alt))
    return f'\n<p><img src="cid:{name}" alt="{alt}" style="{_PICTURE}"></p>'


def _named(attachment: Attachment, disposition: str) -> dict[str, Any]:
    found = _TYPE.fullmatch(attachment.media_type)
    kind = (found[1], found[2]) if found else ("application", "octet-stream")
    if kind[0] in ("multipart", "message"):  # a mail within a mail is a file to us
        kind = ("application", "octet-stream")
    name = no_encoded_words(one_line(attachment.name, 100)).replace("/", "_")
    return {
        "maintype": kind[0], "subtype": kind[1],
        "disposition": disposition, "filename": name or "file",
    }  # fmt: skip


def _describe(part: Message, attachment: Attachment) -> None:
    if alt := no_encoded_words(one_line(attachment.alt)):
        part["Content-Description"] = alt


def _bytes_of(attachment: Attachment, delivery: Delivery) -> bytes:
    address, name = str(delivery.point.address), one_line(attachment.name, 100)
    assert isinstance(attachment.file, Path)  # noqa: S101 - asked for before
    try:
        content = attachment.file.read_bytes()
    except OSError as error:
        reason = f"the attachment {name} is gone: {error.strerror}"
        raise PermanentDeliveryError(CARD.name, address, reason) from error
    if len(content) > MAX_ATTACHMENT_BYTES:
        reason = f"the attachment {name} of {len(content):,} bytes is too large"
        raise PermanentDeliveryError(CARD.name, address, reason)
    return content


def remote_id(delivery: Delivery, sender: str) -> str:
    """Return what a receipt calls the mail: its message id, as an IRI."""
    return to_mid(message_id(str(delivery.activity.iri), sender))
