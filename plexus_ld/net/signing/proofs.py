"""Documents that carry their own signature, and prove it to whoever they are shown.

A proof outlives the request that brought it: both sides can keep it.
Source: https://www.w3.org/TR/vc-di-eddsa/ §3.3 (eddsa-jcs-2022), FEP-8b32
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import rfc8785

from plexus_ld.errors import SignatureError
from plexus_ld.net.signing import keys
from plexus_ld.net.signing.multikey import based, bytes_of
from plexus_ld.net.signing.values import FindKey, PublicKey, SigningKey

#: The context that gives a proof's words their meaning.
CONTEXT: Final = "https://w3id.org/security/data-integrity/v2"
_KIND: Final = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022"}
_PURPOSE: Final = {"proofPurpose": "assertionMethod"}
_LONGEST: Final = 200


def canonical(value: object) -> bytes:
    """Return JSON in the one form that is signed (RFC 8785).

    Raises:
        SignatureError: It holds what has no such form.
    """
    try:
        # The library's type of JSON admits no Mapping.
        return rfc8785.dumps(value)  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeError) as error:
        raise SignatureError("it cannot be written as it was signed") from error


def sealed(
    document: Mapping[str, object], key: SigningKey, now: datetime
) -> dict[str, object]:
    """Return a document with a proof of the owner's.

    Args:
        document: What is signed, with an ``@context``.
        key: An Ed25519 key.
        now: The time.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = keys.private(key.pem)
    if not isinstance(private, Ed25519PrivateKey):
        raise SignatureError("documents are signed with an Ed25519 key")
    created = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    options: dict[str, object] = {
        **_KIND,
        "created": created,
        "verificationMethod": key.id,
        **_PURPOSE,
        "@context": document["@context"],
    }
    signature = private.sign(_hashes(document, options))
    return {**document, "proof": {**options, "proofValue": based(signature)}}


def proved(document: Mapping[str, object], find: FindKey) -> PublicKey:
    """Return the key that a document is signed with.

    Args:
        document: With its proof.
        find: Gives the key of an id.

    Raises:
        SignatureError: It has no proof, or not of what it says.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    proof = document.get("proof")
    if not isinstance(proof, dict):
        raise SignatureError("it has no proof")
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    value, method = proof.get("proofValue"), proof.get("verificationMethod")
    asked = {**_KIND, **_PURPOSE}
    is_ours = all(options.get(name) == word for name, word in asked.items())
    if not is_ours or not isinstance(value, str) or not isinstance(method, str):
        raise SignatureError("its proof is of a kind that is not taken here")
    if options.get("@context") != document.get("@context"):
        raise SignatureError("its proof is of another document")
    plain = {name: value for name, value in document.items() if name != "proof"}
    found = find(method)
    public = keys.public(found.pem)
    if not isinstance(public, Ed25519PublicKey):
        raise SignatureError("its proof is of a key that is not taken here")
    try:
        public.verify(bytes_of(value, _LONGEST), _hashes(plain, options))
    except InvalidSignature as error:
        raise SignatureError("its proof is of another document") from error
    return found


def _hashes(document: Mapping[str, object], options: Mapping[str, object]) -> bytes:
    return sha256(canonical(options)).digest() + sha256(canonical(document)).digest()
