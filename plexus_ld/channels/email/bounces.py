"""Bounces: what a server on the way says did not arrive.

Source: RFC 3464 (delivery status notifications), RFC 3461 §6.
"""

import re
from email.message import Message
from typing import Final

from plexus_ld.channels.email.addresses import is_address, mids_in, to_mid
from plexus_ld.channels.email.headers import decoded, value_of
from plexus_ld.channels.email.parsing import parsed, sane
from plexus_ld.errors import ParseError
from plexus_ld.model.delivery import ReportedFailure

#: Receivers of one report that are read; we send to one at a time.
_MAX_RECEIVERS: Final = 20
_MAX_REASON: Final = 300
#: Where the words of a mail server stand, best first.
_WORDS: Final = ("diagnostic-code", "status")
_ORIGINAL: Final = ("message/rfc822", "text/rfc822-headers", "message/global",
                    "message/global-headers", "message/rfc822-headers")  # fmt: skip
#: What kind of words a diagnostic is: ``smtp;``, ``x-unix;``.
_TYPED: Final = re.compile(r"^[\w-]{1,30};\s*")
_ID: Final = re.compile(r"^message-id:\s*(<[^\s<>]{3,400}>)", re.I | re.M)


def is_report(mail: Message) -> bool:
    """Tell whether a mail reports what became of another."""
    if sane(mail.get_content_type, "") != "multipart/report":
        return False
    return str(sane(lambda: mail.get_param("report-type"), "")).lower() in (
        "delivery-status", "global-delivery-status",
    )  # fmt: skip


def failures_in(mail: Message) -> tuple[ReportedFailure, ...]:
    """Return what a report says did not arrive, or not yet."""
    original = _original_id(mail)
    if not original:
        return ()
    return tuple(
        failure
        for group in _groups(mail)[:_MAX_RECEIVERS]
        if (failure := _failure(group, original)) is not None
    )


def _failure(group: Message, original: str) -> ReportedFailure | None:
    action = decoded(value_of(group, "action"), 40).lower()
    if action not in ("failed", "delayed"):
        return None
    receiver = value_of(group, "original-recipient") or value_of(
        group, "final-recipient"
    )
    address = decoded(receiver.rpartition(";")[2], 320).strip("<> ")
    words = next((found for name in _WORDS if (found := value_of(group, name))), "")
    reason = decoded(_TYPED.sub("", words), _MAX_REASON)
    return ReportedFailure(
        remote_id=original,
        address=f"mailto:{address.lower()}" if is_address(address) else "",
        reason=reason or f"reported as {action}",
        is_permanent=action == "failed",
    )


def _groups(mail: Message) -> list[Message]:
    """Return the report's groups of fields, one a receiver."""
    for part in _children(mail):
        kind = sane(part.get_content_type, "")
        if kind in ("message/delivery-status", "message/global-delivery-status"):
            groups = _children(part)
            if len(groups) == 1:  # a reader that does not know the type: it is a text
                return _split(str(groups[0]))
            # The first is of the whole report.
            return groups[1:]
    return []


def _split(text: str) -> list[Message]:
    groups = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))[:_MAX_RECEIVERS]
    found = []
    for group in groups:
        try:
            # A group of fields is no mail of its own; with a date it passes as one.
            found.append(parsed(f"Date: none\n{group.strip()}\n\n".encode()))
        except ParseError:
            continue
    return found


def _original_id(mail: Message) -> str:
    """Return the id of the mail that the report is about, as an IRI."""
    for part in _children(mail):
        if sane(part.get_content_type, "") not in _ORIGINAL:
            continue
        inner = _children(part)
        text = "" if inner else str(sane(part.get_payload, ""))[:100_000]
        found = value_of(inner[0], "message-id") if inner else ""
        if not found and (match := _ID.search(text)):
            found = match[1]
        if mid := to_mid(found):
            return mid
    answered = mids_in(value_of(mail, "in-reply-to") or value_of(mail, "references"))
    return answered[0] if answered else ""


def _children(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [each for each in inner if isinstance(each, Message)] if isinstance(
        inner, list
    ) else []  # fmt: skip
