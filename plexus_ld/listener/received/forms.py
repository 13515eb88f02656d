"""In which form a notification comes, and whether it is one: read strictly.

Sources: https://www.w3.org/TR/ldn/ §3.2 (JSON-LD is what every receiver takes),
RFC 8259 §8.1 (JSON is UTF-8)
"""

import re
from typing import Final

from plexus_ld.errors import ParseError, RefusedError
from plexus_ld.rdf import formats
from plexus_ld.rdf.jsonld import jsonld

JSON_LD: Final = formats.MEDIA_TYPES[formats.JSONLD][0]
ACTIVITY: Final = "application/activity+json"
#: What a notification may come as, the form to prefer first.
TAKEN: Final = (JSON_LD, ACTIVITY)
#: What relative IRIs are read against: they are nobody's ids (RFC 2606: no host).
_NOWHERE: Final = "https://notification.invalid/"
_CHARSET: Final = re.compile(r';\s*charset\s*=\s*"?([^\s";,]*)', re.IGNORECASE)


def check_form(media_type: str, encoding: str) -> None:
    """Refuse what is not sent as JSON-LD.

    Args:
        media_type: The header ``Content-Type``.
        encoding: The header ``Content-Encoding``.

    Raises:
        RefusedError: It is none that is read here (415).
    """
    form = media_type.partition(";")[0].strip().lower()
    if form not in TAKEN:
        message = f"a notification is one of {', '.join(TAKEN)} here"
        raise RefusedError(message, 415)
    charset = _CHARSET.search(media_type)
    if charset is not None and charset[1].lower() not in ("utf-8", "utf8"):
        raise RefusedError("a notification is UTF-8 here", 415)
    if encoding.strip().lower() not in ("", "identity"):
        raise RefusedError("a notification comes as it is, not packed", 415)


def check(body: bytes) -> int:
    """Return how many statements a notification makes; called in a worker.

    Args:
        body: What was posted.

    Raises:
        ParseError: It is not well-formed, nests too deeply, or says nothing.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParseError("it is not UTF-8") from error
    lines = jsonld(text, _NOWHERE).statements.lines
    if not lines:
        raise ParseError("it says nothing as linked data")
    return len(lines)
