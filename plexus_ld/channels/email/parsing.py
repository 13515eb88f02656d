"""A mail's parts, out of bytes that anybody may have written.

The older policy of the standard parser: it keeps headers as they are, and raises for
none. What is read out of them is decoded, and bounded, by us.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Any, Final, TypeVar

from plexus_ld.channels.email.headers import decoded, one_line, text_of
from plexus_ld.errors import ParseError

_T = TypeVar("_T")

#: Parts that are looked at; a mail of a person has a dozen.
MAX_PARTS: Final = 100
#: Letters of text that are kept; a book has 500,000.
MAX_TEXT: Final = 500_000
#: Marks of nesting that the parser is let near: with each, every line costs more.
_MAX_NESTED: Final = 60
_NESTING: Final = re.compile(rb"content-type:\s*(?:multipart|message)/", re.IGNORECASE)
#: A Content-Type or Content-Disposition that is longer holds no type: its parameters
#: are searched again and again.
_LONG: Final = re.compile(
    rb"content-(?:type|disposition)[ \t]*:(?:[^\n]|\n[ \t]){4000}", re.IGNORECASE
)
#: What no text holds: NUL, and the halves of letters that UTF-7 can spell.
_NEVER: Final = re.compile("[\0\ud800-\udfff]")
#: What the standard library raises over headers that make no sense.
_ODD: Final = (
    MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError,
    RecursionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One part that holds something.

    Attributes:
        media_type: In lower case.
        name: The file's name; "" if none.
        description: What the sender says of it.
        is_attached: Whether it is meant to lie beside the text.
        mail: The part itself.
    """

    media_type: str
    name: str
    description: str
    is_attached: bool
    mail: Message

    @property
    def content(self) -> bytes:
        """Its bytes, decoded as far as they can be."""
        return sane(lambda: self.mail.get_payload(decode=True), b"") or b""

    @property
    def text(self) -> str:
        """Its text, whatever its charset is worth."""
        charset = sane(lambda: str(self.mail.get_content_charset("utf-8")), "utf-8")
        text = text_of(self.content[: 4 * MAX_TEXT], charset)[:MAX_TEXT]
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = _NEVER.sub("", text)
        is_flowed = sane(lambda: str(self.mail.get_param("format")).lower(), "")
        return _unflowed(text) if is_flowed == "flowed" else text


def parsed(body: bytes) -> Message:
    """Return a mail.

    Raises:
        ParseError: The bytes are no mail, or are made to be dear to read.
    """
    if _LONG.search(body):
        raise ParseError("a mail with a header that is too long")
    if sum(1 for _ in _NESTING.finditer(body)) > _MAX_NESTED:
        raise ParseError("a mail nested too deeply")
    try:
        mail: Message = BytesParser(policy=compat32).parsebytes(body)
    except _ODD as error:
        raise ParseError("a mail that no reader makes sense of") from error
    names = {name.lower() for name in mail}
    if not names & {"from", "message-id", "date", "subject", "received"}:
        raise ParseError("no mail: it has none of the headers that every mail has")
    return mail


def parts_of(mail: Message) -> tuple[list[Part], bool]:
    """Return the parts that hold something, and whether there were too many."""
    found: list[Part] = []
    for count, part in enumerate(_walk(mail)):
        if count >= MAX_PARTS:
            return found, True
        if not part.is_multipart() or _type_of(part).startswith("message/"):
            found.append(_part(part))
    return found, False


def sane(ask: Callable[[], Any], otherwise: _T) -> _T:
    """Return what a question of the standard library gives, if it gives anything."""
    try:
        found: _T = ask()
    except _ODD:
        return otherwise
    return found


def _walk(mail: Message) -> Iterator[Message]:
    """Yield all parts, in order, without looking into mails within the mail."""
    waiting = [mail]
    while waiting:
        part = waiting.pop()
        yield part
        inner = part.get_payload()
        if isinstance(inner, list) and not _type_of(part).startswith("message/"):
            waiting.extend(
                each for each in reversed(inner) if isinstance(each, Message)
            )


def _type_of(part: Message) -> str:
    return sane(part.get_content_type, "application/octet-stream").lower()[:100]


def _part(part: Message) -> Part:
    name = sane(lambda: part.get_filename() or "", "")
    return Part(
        media_type=_type_of(part),
        name=decoded(str(name), 200),
        description=decoded(str(sane(lambda: part.get("content-description", ""), ""))),
        is_attached=sane(part.get_content_disposition, "") == "attachment",
        mail=part,
    )


def _unflowed(text: str) -> str:
    """Return a text whose lines were broken for the wire, as it was written.

    Source: RFC 3676 §4.1 and §4.4: a line that ends with a space goes on, except the
    mark of the signature; a leading space was stuffed.
    """
    lines: list[str] = []
    goes_on = False
    for raw in text.split("\n"):
        line = raw.removeprefix(" ")
        if goes_on and lines and not line.startswith(">"):
            lines[-1] += line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(lines)


def body_of(html: str) -> str:
    """Return a page without its head, whose title is no part of what it says."""
    end = html.lower().find("</head>")
    return html if end < 0 else html[end + len("</head>") :].lstrip()


def named(part: Part) -> str:
    """Return what a part is called; made up from its type when it is nameless."""
    return part.name or one_line(part.media_type.replace("/", "."), 60)
