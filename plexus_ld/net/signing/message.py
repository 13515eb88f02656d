"""HTTP Message Signatures, by the library that follows their RFC.

Sources: RFC 9421 §2 (components), §3.2 (verifying), RFC 9530 (Content-Digest)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from plexus_ld.errors import SignatureError
from plexus_ld.net.signing.keys import private, public
from plexus_ld.net.signing.values import FindKey, Incoming, PublicKey, SigningKey

if TYPE_CHECKING:
    from http_message_signatures import HTTPMessageVerifier, HTTPSignatureAlgorithm

#: How far a signature's time may be from ours.
WINDOW: Final = timedelta(hours=1)
#: Longest headers that are looked at, in characters.
_LONGEST: Final = 8_192
_LABEL: Final = "sig1"


@dataclass
class _Message:
    method: str
    url: str
    headers: dict[str, str]


class _Keys:
    """Gives the library its one key, and remembers which it was."""

    def __init__(self, find_key: FindKey) -> None:
        self._find_key = find_key
        self.found: PublicKey | None = None

    def resolve_public_key(self, key_id: str) -> Any:
        self.found = self._find_key(key_id)
        return public(self.found.pem)


def signer_of(incoming: Incoming, find_key: FindKey, now: datetime) -> PublicKey:
    """Return the key that signed a request, verified.

    Args:
        incoming: The request.
        find_key: Gives the key of an id.
        now: The time.

    Raises:
        SignatureError: The signature is not good, or does not cover enough.
    """
    from http_message_signatures import HTTPMessageSignaturesException

    keys = _Keys(find_key)
    named = incoming.headers.get("signature-input", "")
    if len(named) + len(incoming.headers.get("signature", "")) > _LONGEST:
        raise SignatureError("the signature is too long")
    message = _Message(incoming.method, incoming.url, dict(incoming.headers))
    try:
        key_id = _key_id(named)
        algorithm = _algorithm(find_key(key_id), named)
        verifier = _verifier(algorithm, keys, now)
        (result,) = verifier.verify(message, max_age=WINDOW, body=incoming.body)
    except SignatureError:
        raise
    except (HTTPMessageSignaturesException, ValueError, TypeError) as error:
        _reraise(error)
        raise SignatureError("the signature of the request is not good") from error
    _check_covered(result.covered_components, incoming)
    if keys.found is None:
        raise SignatureError("the signature names no key")
    return keys.found


def proof_of(headers: Mapping[str, str]) -> bytes:
    """Return the signature of a request that was verified, whatever it is called."""
    import http_sf

    said: Any = http_sf.parse(headers["signature-input"].encode(), tltype="dictionary")
    held: Any = http_sf.parse(headers["signature"].encode(), tltype="dictionary")
    ((proof, _),) = (held[label] for label in said)
    return bytes(proof)


def _reraise(error: BaseException) -> None:
    """Say what our own part said, where the library wrapped it."""
    if isinstance(error.__cause__, SignatureError):
        raise error.__cause__


def _key_id(named: str) -> str:
    import http_sf

    found: Any = http_sf.parse(named.encode(), tltype="dictionary")
    if len(found) != 1:
        raise SignatureError("the request has not one signature but several, or none")
    ((_, parameters),) = found.values()
    key_id = parameters.get("keyid")
    if not isinstance(key_id, str) or not key_id:
        raise SignatureError("the signature names no key")
    return key_id


def _algorithm(key: PublicKey, named: str) -> "type[HTTPSignatureAlgorithm]":
    """Return the algorithm of a key; of RSA's two the one that is named."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from http_message_signatures import algorithms

    if not isinstance(public(key.pem), RSAPublicKey):
        return algorithms.ED25519
    is_pss = '"rsa-pss-sha512"' in named
    return algorithms.RSA_PSS_SHA512 if is_pss else algorithms.RSA_V1_5_SHA256


def _verifier(
    algorithm: "type[HTTPSignatureAlgorithm]", keys: _Keys, now: datetime
) -> "HTTPMessageVerifier":
    from http_message_signatures import HTTPMessageVerifier

    class Verifier(HTTPMessageVerifier):
        """The library's, by the clock that the agent goes by."""

        def validate_created_and_expires(
            self, sig_input: Any, max_age: timedelta | None = None
        ) -> None:
            created, expires = (
                sig_input.params.get(name) for name in ("created", "expires")
            )
            check_times(created, expires, now)

    return Verifier(signature_algorithm=algorithm, key_resolver=keys)  # type: ignore[arg-type] # it asks for one method


def check_times(created: object, expires: object, now: datetime) -> None:
    """Refuse a signature of another time.

    Args:
        created: When it was made, in seconds.
        expires: Until when it is good; None for no word on that.
        now: The time.

    Raises:
        SignatureError: It is too old, or of a time to come, or says none.
    """
    if not isinstance(created, int) or isinstance(created, bool):
        raise SignatureError("the signature does not say when it was made")
    seconds = now.timestamp()
    if abs(seconds - created) > WINDOW.total_seconds():
        raise SignatureError("the signature's time is more than an hour from ours")
    if isinstance(expires, int) and expires < seconds:
        raise SignatureError("the signature has expired")


def _check_covered(components: Mapping[str, str], incoming: Incoming) -> None:
    covered = {name.strip('"').partition('"')[0] for name in components}
    has_path = bool(covered & {"@path", "@request-target"})
    has_query = bool(covered & {"@query", "@request-target"})
    if urlsplit(incoming.url).query:
        has_path = has_path and has_query
    is_aimed = "@target-uri" in covered or (has_path and "@authority" in covered)
    if "@method" not in covered or not is_aimed:
        raise SignatureError("the signature leaves open what is asked, and of whom")
    if incoming.body and "content-digest" not in covered:
        raise SignatureError("the signature does not cover what was sent")


def signed_headers(
    method: Literal["GET", "POST"],
    url: str,
    body: bytes,
    key: SigningKey,
    now: datetime,
) -> dict[str, str]:
    """Return the headers that sign a request."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from http_message_signatures import HTTPMessageSigner, algorithms

    own = private(key.pem)
    is_rsa = isinstance(own, RSAPrivateKey)
    algorithm = algorithms.RSA_V1_5_SHA256 if is_rsa else algorithms.ED25519
    message = _Message(method, url, {})
    signer = HTTPMessageSigner(signature_algorithm=algorithm, key_resolver=_Own(own))  # type: ignore[arg-type] # it asks for one method
    signer.sign(
        message,
        key_id=key.id,
        created=now,
        label=_LABEL,
        covered_component_ids=("@method", "@target-uri"),
        body=body or None,
    )
    return {name.lower(): value for name, value in message.headers.items()}


class _Own:
    def __init__(self, key: Any) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> Any:
        return self._key
