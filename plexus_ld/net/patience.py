"""When to ask a server again, and whether: what its status and its headers mean.

Source: RFC 9110 §10.2.3 (Retry-After), §15; RFC 9111 §5.2.2 (Cache-Control)
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from plexus_ld.net.fetching import retry_after_s

#: The longest wait that a server is believed.
MAX_WAIT: Final = timedelta(days=1)
#: Refusals that a later try may not meet.
#: RFC 9110 §15.5.9 (408), RFC 8470 §5.2 (425), RFC 6585 §4 (429).
_TRY_AGAIN: Final = frozenset({408, 425, 429})
_AGE: Final = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
#: A body so large needs more time than the setting gives: at this many bytes a second.
_LARGE_BYTES: Final = 256 * 1024
_SLOW_BYTES_A_SECOND: Final = 32 * 1024
_STALE: Final = re.compile(r"\bno-(?:cache|store)\b", re.IGNORECASE)
#: What to say of a status that the owner may meet.
_WORDS: Final[Mapping[int, str]] = {
    401: "wants a login",
    403: "does not let us",
    404: "is not there",
    410: "is gone for good",
    413: "takes nothing that long",
    429: "asks to wait",
    503: "is out of service for now",
}


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Return the wait that a server asked for, if it gave one in seconds.

    See `fetching.retry_after_s`; no server is believed for longer than `MAX_WAIT`.
    """
    seconds = retry_after_s(headers)
    return None if seconds is None else min(timedelta(seconds=seconds), MAX_WAIT)


def fresh_for(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long an answer stays good by its own word; None if it does not say."""
    control = headers.get("cache-control", "")
    found = _AGE.search(control)
    if found is None or _STALE.search(control):
        return None
    return min(timedelta(seconds=int(found[1])), MAX_WAIT) or None


def is_temporary(status: int) -> bool:
    """Tell whether a refusal may not be met again."""
    return status >= 500 or status in _TRY_AGAIN


def words_of(status: int) -> str:
    """Say what a refusal means: ``is not there (HTTP 404)``."""
    words = _WORDS.get(status)
    if words is None:
        words = "the server failed" if status >= 500 else "the server refused"
    return f"{words} (HTTP {status})"


def time_for(body: bytes | None) -> float | None:
    """Return the seconds that sending a large body may take; None: no more than others.

    A picture over a slow line is no server that does not answer.
    """
    if body is None or len(body) <= _LARGE_BYTES:
        return None
    return 30.0 + len(body) / _SLOW_BYTES_A_SECOND
