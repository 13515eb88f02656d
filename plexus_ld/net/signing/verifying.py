"""Who sent a request: whichever kind of signature it has."""

from collections.abc import Mapping
from datetime import datetime

from plexus_ld.net.signing import cavage, message
from plexus_ld.net.signing.values import FindKey, Incoming, PublicKey


def is_signed(headers: Mapping[str, str]) -> bool:
    """Tell whether somebody says by a request who they are."""
    return "signature" in headers or "signature-input" in headers


def proof_of(headers: Mapping[str, str]) -> bytes:
    """Return the signature of a request that was verified: its bytes alone.

    The same signature can be written and called in many ways.
    """
    if "signature-input" in headers:
        return message.proof_of(headers)
    return cavage.proof_of(headers)


def verified(incoming: Incoming, find_key: FindKey, now: datetime) -> PublicKey:
    """Return the key that signed a request; its owner sent it.

    Its time is within an hour of ours, it was made for us and for what is asked, and
    what was sent is what was signed. The same request may have come before.

    Args:
        incoming: The request, with its raw bytes.
        find_key: Gives the key of an id.
        now: The time.

    Raises:
        SignatureError: It is not so; 401.
    """
    if "signature-input" in incoming.headers:
        return message.signer_of(incoming, find_key, now)
    return cavage.signer_of(incoming, find_key, now)
