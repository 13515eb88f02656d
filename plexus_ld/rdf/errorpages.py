"""Error pages that were saved, or served, under a profile's name."""

import re
from typing import Final

#: The status line of an error, as servers put it in a title, a heading or plain text.
_STATUS: Final = (
    r"(?:error\s*:?\s*)?(?:http\s*)?[45][0-9]{2}\b[\s:.|\u2013\u2014-]*"
    r"[\w '\u2019-]{0,60}"
    r"|(?:page |file |object )?not found\b[^<\"]{0,60}|forbidden\b[^<\"]{0,30}"
    r"|access denied\b[^<\"]{0,30}|bad gateway\b|gateway time-?out\b|unauthorized\b"
    r"|service (?:temporarily )?unavailable\b|internal server error\b"
    r"|moved permanently\b|nosuchkey\b|there isn't a github pages site here\b"
    r"|site not found\b[^<\"]{0,60}|redirecting\b[^<\"]{0,20}"
)
_IN_PAGE: Final = re.compile(
    rf"<(?:title|h1|code|message)\b[^>]*>\s*({_STATUS})", re.IGNORECASE
)
_BARE: Final = re.compile(rf"\s*({_STATUS})\s*$", re.IGNORECASE)
_IN_JSON: Final = re.compile(
    rf'\{{[^{{}}]*"(?:message|error|title|detail)"\s*:\s*"({_STATUS})"', re.IGNORECASE
)
#: An error page is short, and says so at its top.
_HEAD_CHARS: Final = 4096
_MAX_BARE_CHARS: Final = 200


def error_said(text: str) -> str | None:
    """Return what an error page says, or None if the text is none."""
    head = text[:_HEAD_CHARS]
    found = _IN_PAGE.search(head) or _IN_JSON.match(head.lstrip())
    if found is None and len(text) <= _MAX_BARE_CHARS:
        found = _BARE.match(text)
    return " ".join(found[1].split()) if found else None
