"""Keys as the cryptographers' library has them, and no weak ones."""

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from plexus_ld.errors import SignatureError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )
    from cryptography.hazmat.primitives.asymmetric.rsa import (
        RSAPrivateKey,
        RSAPublicKey,
    )

#: Bits of an RSA key: fewer are weak, more take their time to verify.
_FEWEST_BITS: Final = 2048
_MOST_BITS: Final = 8192


@lru_cache(maxsize=1024)
def public(pem: bytes) -> "RSAPublicKey | Ed25519PublicKey":
    """Return a public key.

    Raises:
        SignatureError: It is none, or of a kind that is not taken here.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SignatureError("the key of the signature is no key") from error
    if isinstance(key, Ed25519PublicKey):
        return key
    if isinstance(key, RSAPublicKey) and _FEWEST_BITS <= key.key_size <= _MOST_BITS:
        return key
    raise SignatureError("the key of the signature is neither Ed25519 nor a usual RSA")


@lru_cache(maxsize=8)
def private(pem: bytes) -> "RSAPrivateKey | Ed25519PrivateKey":
    """Return a private key, one of our own."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise SignatureError("a key of this home is neither Ed25519 nor RSA")
    return key
