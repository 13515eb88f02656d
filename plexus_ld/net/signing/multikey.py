"""Ed25519 keys as a profile has them: a Multikey, in base 58.

Source: https://www.w3.org/TR/cid-1.0/ §2.2.2 (Multikey), §2.4 (multibase)
"""

from typing import Final

import base58

from plexus_ld.errors import SignatureError

#: What a multibase of base 58 begins with, and an Ed25519 key in it.
_BASE: Final = "z"
_ED25519: Final = b"\xed\x01"
_SIZE: Final = 32
_LONGEST: Final = 64


def multibase_of(key: bytes) -> str:
    """Return a public key of 32 bytes as ``publicKeyMultibase`` has it."""
    return based(_ED25519 + key)


def pem_of(multibase: str) -> bytes:
    """Return a public key in PEM.

    Raises:
        SignatureError: It is none, or of another kind.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    raw = bytes_of(multibase, _LONGEST)
    if not raw.startswith(_ED25519) or len(raw) != len(_ED25519) + _SIZE:
        raise SignatureError("the key of the signature is no Ed25519 key")
    key = Ed25519PublicKey.from_public_bytes(raw.removeprefix(_ED25519))
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def based(raw: bytes) -> str:
    """Return bytes as a multibase of base 58."""
    return _BASE + base58.b58encode(raw).decode("ascii")


def bytes_of(multibase: str, longest: int) -> bytes:
    """Return the bytes of a multibase of base 58 of so many characters at most.

    Raises:
        SignatureError: It is none.
    """
    if not multibase.startswith(_BASE) or len(multibase) > longest:
        raise SignatureError("a key or signature is no multibase of base 58")
    try:
        return base58.b58decode(multibase[1:])
    except ValueError as error:
        raise SignatureError("a key or signature is no base 58") from error
