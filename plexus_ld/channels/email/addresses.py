"""Mail addresses and message ids: out of IRIs, out of headers, and back."""

import re
from email.utils import getaddresses
from typing import Final
from urllib.parse import quote, unquote

#: RFC 5321 §4.5.3.1: 64 octets before the @, 255 after it. No quoted local parts:
#: nobody has one, and every forgery does. No comma, no bracket: one address, not two.
_ADDRESS: Final = re.compile(
    r"[^\s@<>(),:;\\\"\[\]\x00-\x1f\x7f]{1,64}"
    r"@[^\s@<>(),:;\\\"\[\]/?#\x00-\x1f\x7f.]{1,63}"
    r"(?:\.[^\s@<>(),:;\\\"\[\]/?#\x00-\x1f\x7f.]{1,63}){0,10}"
)
_MESSAGE_ID: Final = re.compile(r"[^\s<>\x00-\x1f\x7f]{3,400}")
_IN_BRACKETS: Final = re.compile(r"<([^\s<>\x00-\x1f\x7f]{3,400})>")
#: What RFC 2392 leaves as it is in ``mid:``.
_SAFE: Final = "@!$&'()*+,;=:._~-/"
#: Ids of one References header that are looked at: the last ones, the nearest.
_MAX_REFERENCES: Final = 30
#: A From with more is nobody's.
_MAX_FROM: Final = 2_000


def is_address(text: str) -> bool:
    """Tell whether a text is one mail address and nothing else."""
    return len(text) <= 320 and _ADDRESS.fullmatch(text) is not None


def address_of(iri: str) -> str:
    """Return the address in a ``mailto:`` IRI; "" when it holds none, or more.

    Its header fields (``?cc=``) are somebody's wish about other people: left out.
    """
    scheme, _, rest = iri.partition(":")
    if scheme.lower() != "mailto":
        return ""
    address = unquote(rest.partition("?")[0]).strip()
    return address if is_address(address) else ""


def sender_in(header: str) -> tuple[str, str]:
    """Return the one address in a From header, in lower case, and the name with it.

    Both are "" when it names nobody, or more than one: such a mail is nobody's word.
    """
    if len(header) > _MAX_FROM:
        return "", ""
    try:
        found = getaddresses([header])
    except (ValueError, IndexError, TypeError, RecursionError):
        return "", ""
    if len(found) != 1 or not is_address(found[0][1]):
        return "", ""
    return found[0][1].lower(), found[0][0]


def to_mid(message_id: str) -> str:
    """Return a message id as an IRI; "" when it is none.

    Source: RFC 2392.
    """
    bare = message_id.strip().removeprefix("<").removesuffix(">")
    return f"mid:{quote(bare, _SAFE)}" if _MESSAGE_ID.fullmatch(bare) else ""


def from_mid(iri: str) -> str:
    """Return a ``mid:`` IRI as a message id in its brackets; "" when it is none."""
    if not iri.startswith("mid:"):
        return ""
    bare = unquote(iri.removeprefix("mid:"))
    is_good = bare.isascii() and _MESSAGE_ID.fullmatch(bare)
    return f"<{bare}>" if is_good else ""


def mids_in(header: str) -> tuple[str, ...]:
    """Return the message ids in a header as IRIs, the last one first."""
    found = _IN_BRACKETS.findall(header[-20_000:])[-_MAX_REFERENCES:]
    return tuple(dict.fromkeys(to_mid(each) for each in reversed(found)))
