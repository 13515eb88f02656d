"""What SMTP servers answer, as errors that say whether to try again.

Source: RFC 5321 §4.2, RFC 3463 and its registry (enhanced codes), RFC 1870 (SIZE).
"""

import re
import smtplib
import ssl
from datetime import timedelta
from enum import StrEnum
from typing import Final

from plexus_ld.channels.email.card import CARD
from plexus_ld.channels.email.headers import one_line
from plexus_ld.errors import (
    DeliveryError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
)

#: What only the owner can mend is not tried again before this.
OWNERS_TURN: Final = timedelta(minutes=15)
#: Of a server's words that are kept.
_MAX_WORDS: Final = 240
_ENHANCED: Final = re.compile(r"[245]\.(\d{1,3})\.(\d{1,3})\b")
#: Service not available, closing: every mail by this server waits.
_CLOSING: Final = 421
#: Authentication required, too weak, or refused: RFC 4954 §6.
_LOGIN: Final = frozenset({530, 534, 535, 538})
_ADVICE: Final = (
    "the server refuses the login ({}); `plexus channel set email user=… password=…`"
)


class Stage(StrEnum):
    """How far a mail came."""

    LOGIN = "login"
    SENDER = "sender"
    RECEIVER = "receiver"
    CONTENT = "content"


def refused(stage: Stage, code: int, words: bytes | str, address: str) -> DeliveryError:
    """Return the error that a server's answer amounts to."""
    said = f"{code} {_readable(words)}".strip()
    if code == _CLOSING:
        return _hosts(address, f"the server says {said}")
    if stage is Stage.LOGIN or code in _LOGIN:
        return _login_refused(code, said, address)
    if 400 <= code < 500 or _is_full(stage, code, _enhanced(words)):
        return TemporaryDeliveryError(CARD.name, address, f"not now: {said}")
    if stage is Stage.SENDER and code != 552:
        # Whoever it goes to: the account's own address is what the server dislikes.
        return _hosts(
            address, f"your server does not send for your address: {said}", OWNERS_TURN
        )
    return PermanentDeliveryError(CARD.name, address, f"refused: {said}")


def unreachable(error: Exception, server: str, address: str) -> DeliveryError:
    """Return the error for a server that could not be spoken to."""
    if isinstance(error, smtplib.SMTPResponseException):
        return refused(Stage.LOGIN, error.smtp_code, error.smtp_error, address)
    if isinstance(error, ssl.SSLError):
        words = getattr(error, "verify_message", "") or error.reason or "no TLS there"
        reason = f"{server}: no good TLS: {_readable(words)}"
        return _hosts(address, reason, OWNERS_TURN)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        reason = f"{server} lacks what the settings ask for: {_readable(str(error))}"
        return _hosts(address, reason, OWNERS_TURN)
    return _hosts(address, f"{server}: {_fault(error)}")


def too_large(size: int, limit: int, address: str) -> DeliveryError:
    """Return the error for a mail larger than the server said that it takes."""
    reason = f"a mail of {size:,} bytes; the server takes {limit:,}"
    return PermanentDeliveryError(CARD.name, address, reason)


def _fault(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    words = error.strerror if isinstance(error, OSError) else None
    return words or f"broke off: {_readable(str(error))}"


def _login_refused(code: int, said: str, address: str) -> DeliveryError:
    if 400 <= code < 500:
        return _hosts(address, f"no login just now: {said}")
    if code in _LOGIN:
        return _hosts(address, _ADVICE.format(said), OWNERS_TURN)
    return _hosts(address, f"the server says {said}")


def _is_full(stage: Stage, code: int, enhanced: tuple[int, int] | None) -> bool:
    """Tell whether a mailbox is full: somebody will empty it.

    RFC 3463 §3.3: X.2.2. Without such a code 552 means a full mailbox after RCPT, and
    a mail that is too large after MAIL and DATA (RFC 1870 §6.1). RFC 5321 §4.5.3.1.10:
    552 for too many receivers is to be read as temporary too.
    """
    if enhanced is not None:
        return enhanced == (2, 2)
    return code == 552 and stage is Stage.RECEIVER


def _enhanced(words: bytes | str) -> tuple[int, int] | None:
    found = _ENHANCED.match(_readable(words))
    return (int(found[1]), int(found[2])) if found else None


def _hosts(
    address: str, reason: str, wait: timedelta | None = None
) -> TemporaryDeliveryError:
    return TemporaryDeliveryError(CARD.name, address, reason, wait, is_hosts=True)


def _readable(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return one_line(text, _MAX_WORDS)
