"""The owner's mailbox over IMAP: what is new there, from those who are listened to.

Nothing is changed in it: the folder is opened read-only, and what is read stays unread.
"""

import imaplib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import Any, Final, Self

from imap_tools import (
    BaseMailBox,
    ImapToolsError,
    MailboxUidsError,
)

from plexus_ld.channels.email.addresses import sender_in
from plexus_ld.channels.email.headers import decoded, value_of, values_of

#: What is read of one mail: text comes first, what is attached is only listed.
MAX_MAIL_BYTES: Final = 4 * 1024 * 1024
#: Of the headers by which it is decided whether a mail is read at all.
_MAX_HEAD_BYTES: Final = 8 * 1024
#: Addresses that a server is asked for by name; with more, it lists all that is new.
_MAX_ASKED: Final = 40
_HEADS_AT_ONCE: Final = 200
_UID: Final = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d{1,12})\b")
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
#: What a server cannot search for: then it lists all that is new.
_QUOTABLE: Final = re.compile(r"[!#-\[\]-~]{3,254}")
#: What an open mailbox may raise.
FAULTS: Final = (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where a folder was read.

    Source: RFC 3501 §2.3.1.1: a UID says nothing once the UIDVALIDITY has changed.

    Attributes:
        validity: The folder's UIDVALIDITY; 0 when it was never read.
        uid: The last UID that was looked at.
    """

    validity: int = 0
    uid: int = 0

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the cursor that was kept as a text; a new one for any other text."""
        found = re.fullmatch(r"(\d{1,10})\.(\d{1,10})", text, re.ASCII)
        return cls(int(found[1]), int(found[2])) if found else cls()

    def __str__(self) -> str:
        """Return it as a text to keep."""
        return f"{self.validity}.{self.uid}"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail out of the folder.

    Attributes:
        uid: Its number there.
        size: In bytes, all of it.
        body: The bytes, at most `MAX_MAIL_BYTES`.
    """

    uid: int
    size: int
    body: bytes


class Folder:
    """An open folder.

    Args:
        box: The mailbox, in which the folder was just opened.
        cursor: Up to where it was read.
        since: How far back to look when it was never read, or was made anew.
    """

    def __init__(self, box: BaseMailBox, cursor: Cursor, since: date) -> None:
        self.box = box
        self._since = since
        validity = _number(box.client.response("UIDVALIDITY"))
        #: What will come has this UID or a higher one.
        self._next = _number(box.client.response("UIDNEXT"))
        same = cursor.validity == validity
        self.cursor = cursor if same else Cursor(validity)

    def news(self, senders: frozenset[str], most: int) -> Iterator[Mail]:
        """Yield what is new from these senders, and bounces, oldest first.

        The cursor moves with each mail, and to the end when there is no more.

        Raises:
            OSError, IMAP4.error, ImapToolsError: The server broke off.
        """
        self.has_stirred()  # up to here the search will find it
        found = self._found(senders)
        taken = 0
        for uid, size in self._wanted(found, senders):
            if taken == most:
                return
            mail = self._fetched(uid, size)
            self._move(uid)
            if mail is not None:
                taken += 1
                yield mail
        self._move(max([*found, self._next - 1]))

    def has_stirred(self) -> bool:
        """Tell whether the server spoke of mails while it answered something else.

        It does not say it again: who waits now would wait for the mail after.
        """
        return self.box.client.response("EXISTS")[1] != [None]

    def _move(self, uid: int) -> None:
        if uid > self.cursor.uid:
            self.cursor = Cursor(self.cursor.validity, uid)

    def _found(self, senders: frozenset[str]) -> list[int]:
        # "7:*" finds the last mail too, whatever its number: RFC 3501 §6.4.8.
        if self.cursor.uid:
            new = f"UID {self.cursor.uid + 1}:*"
        else:
            new = f"SINCE {self._since.day}-{_MONTHS[self._since.month - 1]}"
            new = f"{new}-{self._since.year}"
        try:
            uids = self.box.uids(new + _from_any(senders), charset=None)
        except MailboxUidsError:
            uids = self.box.uids(new, charset=None)
        return sorted(int(uid) for uid in uids if int(uid) > self.cursor.uid)

    def _wanted(
        self, uids: Sequence[int], senders: frozenset[str]
    ) -> Iterator[tuple[int, int]]:
        for start in range(0, len(uids), _HEADS_AT_ONCE):
            chunk = uids[start : start + _HEADS_AT_ONCE]
            heads = f"BODY.PEEK[HEADER.FIELDS (FROM CONTENT-TYPE)]<0.{_MAX_HEAD_BYTES}>"
            answer = self._uid_fetch(
                ",".join(map(str, chunk)), f"(UID RFC822.SIZE {heads})"
            )
            found = {
                _number_in(_UID, meta): (_number_in(_SIZE, meta), head)
                for meta, head in answer
            }
            for uid in chunk:
                size, head = found.get(uid, (0, b""))
                if is_wanted(head, senders):
                    yield uid, size

    def _fetched(self, uid: int, size: int) -> Mail | None:
        """Return a mail; None when it was deleted meanwhile."""
        part = f"BODY.PEEK[]<0.{MAX_MAIL_BYTES}>"
        for _, body in self._uid_fetch(str(uid), f"(UID {part})"):
            return Mail(uid, max(size, len(body)), body[:MAX_MAIL_BYTES])
        return None

    def _uid_fetch(self, uids: str, parts: str) -> Iterator[tuple[bytes, bytes]]:
        status, data = self.box.client.uid("FETCH", uids, parts)
        if status != "OK":
            message = f"FETCH: {status}"
            raise imaplib.IMAP4.error(message)
        for number, item in enumerate(data):
            if isinstance(item, tuple):
                after = data[number + 1] if number + 1 < len(data) else b""
                # Some servers say the UID behind the literal.
                meta = item[0] + b" " + (after if isinstance(after, bytes) else b"")
                yield meta, item[1]


def is_wanted(head: bytes, senders: frozenset[str]) -> bool:
    """Tell by its From and Content-Type whether a mail is read at all."""
    mail = BytesHeaderParser(policy=compat32).parsebytes(head[:_MAX_HEAD_BYTES])
    kind = decoded(value_of(mail, "content-type")).lower()
    if kind.startswith("multipart/report") and "delivery-status" in kind:
        return True
    names = list(values_of(mail, "from"))
    return len(names) == 1 and sender_in(names[0])[0] in senders


def _from_any(senders: frozenset[str]) -> str:
    """Return the search for mails from any of these, or for bounces."""
    if len(senders) > _MAX_ASKED or not all(map(_QUOTABLE.fullmatch, senders)):
        return ""
    terms = [f'FROM "{sender}"' for sender in sorted(senders)]
    terms += [
        'FROM "mailer-daemon"', 'FROM "postmaster"',
        'HEADER Content-Type "multipart/report"',
    ]  # fmt: skip
    return " " + "OR " * (len(terms) - 1) + " ".join(terms)


def _number(response: tuple[str, list[Any]]) -> int:
    value = response[1][-1] if response[1] else None
    return int(value) if isinstance(value, bytes) and value.isdigit() else 0


def _number_in(pattern: re.Pattern[bytes], meta: bytes) -> int:
    found = pattern.search(meta)
    return int(found[1]) if found else 0
