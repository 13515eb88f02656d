"""Headers: what we write can hold no second one; what we read is decoded, and cut."""

import re
from binascii import Error as BinasciiError
from collections.abc import Iterator
from email.errors import MessageError
from email.header import Header, decode_header
from email.message import Message
from typing import Final

#: What never goes into a header: controls, line ends in every script, lone surrogates.
_NEVER: Final = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff]+")
#: Letters of a header that are read; no person writes more.
MAX_HEADER: Final = 2_000
#: Encodings that Python knows as such, and no mail is written in: slow, or no text.
_NO_CHARSETS: Final = re.compile(
    r"idna|punycode|undefined|mbcs|oem|unicode.?escape|raw.?unicode.?escape", re.I
)


def one_line(text: str, longest: int = MAX_HEADER) -> str:
    """Return a text on one line, without what could end a header."""
    return _NEVER.sub(" ", text[: 4 * longest]).strip()[:longest]


def no_encoded_words(text: str) -> str:
    """Return a line in which no reader finds an encoded word.

    A line end could hide in one: ``=?utf-8?q?=0A?=``.
    """
    return text.replace("=?", "= ?")


def header_line(name: str, value: str) -> bytes:
    """Return one header, encoded and folded, with its line end."""
    clean = one_line(value)
    charset = "us-ascii" if clean.isascii() and "=?" not in clean else "utf-8"
    folded = Header(clean, charset, header_name=name, maxlinelen=76).encode(
        linesep="\r\n"
    )
    return f"{name}: {folded}\r\n".encode("ascii")


def raw_line(name: str, value: str) -> bytes:
    """Return one header whose value was made by us and is ASCII: an id, an address."""
    return f"{name}: {one_line(value, 4_000)}\r\n".encode()


def values_of(mail: Message, name: str) -> Iterator[str]:
    """Yield the values of all headers of a name, unfolded, not yet decoded."""
    for key, value in mail.raw_items():
        if key.lower() == name:
            yield _unfolded(str(value))


def value_of(mail: Message, name: str) -> str:
    """Return the first header of a name, unfolded, not yet decoded; "" if none."""
    return next(values_of(mail, name), "")


def decoded(value: str, longest: int = MAX_HEADER) -> str:
    """Return a header's value as people read it, on one line."""
    value = value[: 4 * longest]
    try:
        parts = decode_header(value)
    except (MessageError, BinasciiError, ValueError):
        return one_line(value, longest)
    text = "".join(
        part if isinstance(part, str) else text_of(part, charset or "ascii")
        for part, charset in parts
    )
    return one_line(text, longest)


def text_of(body: bytes, charset: str) -> str:
    """Return bytes as text, whatever their charset is worth."""
    if not _NO_CHARSETS.fullmatch(charset):
        try:
            return body.decode(charset)
        except (LookupError, ValueError):
            pass
    try:
        return body.decode("utf-8")
    except ValueError:
        return body.decode("cp1252", "replace")


def _unfolded(value: str) -> str:
    """Return a value on one line, with the UTF-8 that it was perhaps written in.

    Source: RFC 5322 §2.2.3, RFC 6532 §3.2.
    """
    body = value.encode("utf-8", "surrogateescape")
    text = text_of(body, "utf-8")
    return " ".join(line.strip() for line in text.splitlines())
