"""What a failure of Mastodon.py, or of a question to the server, is for a delivery."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from plexus_ld.channels.mastodon.card import CARD
from plexus_ld.errors import (
    DeliveryError,
    FetchError,
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.net.fetching import MAX_RETRY_AFTER_S

#: Statuses of an answer that no second try changes.
_FINAL: Final = frozenset({400, 404, 405, 406, 410, 413, 415, 422})
_WORDS: Final = {
    401: "the server refuses the login: the access_token is wrong or expired",
    403: "the server forbids it: the access_token lacks the scope write",
    404: "your server does not have what this is about",
    429: "the server asks to wait",
}
#: Characters of the server's own words that are kept.
_LONGEST: Final = 200


def as_delivery_error(
    error: Exception, address: str, reset: object, now: datetime
) -> DeliveryError:
    """Return what to raise: never the library's words, which may hold the request.

    Args:
        error: What went wrong.
        address: Where the delivery was to go.
        reset: When the server counts anew, in seconds since 1970; None if it is silent.
        now: The time.
    """
    if isinstance(error, PermanentListenError):
        return PermanentDeliveryError(CARD.name, address, error.reason)
    if isinstance(error, TemporaryListenError):
        is_hosts = isinstance(error.__cause__, FetchError)
        return TemporaryDeliveryError(
            CARD.name, address, error.reason, error.retry_after, is_hosts=is_hosts
        )
    for cause in _causes(error):
        if isinstance(cause, FetchError):
            return TemporaryDeliveryError(
                CARD.name, address, cause.reason, is_hosts=True
            )
    status, words = _status(error), _words(error)
    if status in _FINAL:
        reason = f"{words or _WORDS.get(status, 'the server refused')} (HTTP {status})"
        return PermanentDeliveryError(CARD.name, address, reason)
    wait = _wait(reset, now) if status == 429 else None
    reason = _WORDS.get(status, "the server's answer makes no sense")
    if status:
        reason = _WORDS.get(status, "the server failed") + f" (HTTP {status})"
    return TemporaryDeliveryError(
        CARD.name, address, reason, wait, is_hosts=status >= 500
    )


def _status(error: Exception) -> int:
    if type(error).__name__ == "MastodonRatelimitError":
        return 429
    numbers = [n for n in error.args if isinstance(n, int) and 100 <= n < 600]
    return numbers[0] if numbers else 0


def _words(error: Exception) -> str:
    """Return the server's own words on why it refused."""
    said = error.args[3] if len(error.args) > 3 else ""
    text = re.sub(r"\s+", " ", said).strip() if isinstance(said, str) else ""
    return "".join(filter(str.isprintable, text))[:_LONGEST]


def _wait(reset: object, now: datetime) -> timedelta | None:
    if not isinstance(reset, int | float):
        return None
    try:
        wait = datetime.fromtimestamp(reset, UTC) - now
    except (ValueError, OverflowError, OSError):
        return None
    return min(max(wait, timedelta(0)), timedelta(seconds=MAX_RETRY_AFTER_S))


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
