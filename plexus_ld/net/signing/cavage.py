"""Signatures as most of the ActivityPub world writes them.

Sources: https://datatracker.ietf.org/doc/html/draft-cavage-http-signatures-12,
https://swicg.github.io/activitypub-http-signature/ (what is used of it, and how)
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256, sha512
from hmac import compare_digest
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from plexus_ld.errors import SignatureError
from plexus_ld.net.signing.keys import private, public
from plexus_ld.net.signing.message import check_times
from plexus_ld.net.signing.values import FindKey, Incoming, PublicKey, SigningKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

#: Longest header, and how many things it covers.
_LONGEST: Final = 8_192
_MOST: Final = 32
_PART: Final = re.compile(r'\s*([A-Za-z]+)\s*=\s*(?:"([^"]*)"|(\d{1,12}))\s*(?:,|$)')
_ALGORITHMS: Final = frozenset(
    {"", "hs2019", "rsa-sha256", "rsa-sha512", "ed25519", "ed25519-sha512"}
)
_HASHES: Final = {"sha-256": sha256, "sha-512": sha512}
_TARGET: Final = "(request-target)"
_CREATED: Final = "(created)"
_EXPIRES: Final = "(expires)"


def signer_of(incoming: Incoming, find_key: FindKey, now: datetime) -> PublicKey:
    """Return the key that signed a request, verified.

    Args:
        incoming: The request.
        find_key: Gives the key of an id.
        now: The time.

    Raises:
        SignatureError: The signature is not good, or does not cover enough.
    """
    parts = _parts(incoming.headers.get("signature", ""))
    names = parts.get("headers", _CREATED).lower().split()
    _check_covered(names, incoming)
    _check_time(names, parts, incoming.headers, now)
    if "digest" in names or incoming.body:
        _check_digest(incoming.headers.get("digest", ""), incoming.body)
    algorithm = parts.get("algorithm", "").lower()
    if algorithm not in _ALGORITHMS:
        raise SignatureError("the signature is of a kind that is not known here")
    key = find_key(parts["keyId"])
    text = "\n".join(_line(name, parts, incoming) for name in names).encode("latin-1")
    try:
        signature = b64decode(parts["signature"], validate=True)
    except (Base64Error, ValueError) as error:
        raise SignatureError("the signature is no base64") from error
    _verify(public(key.pem), signature, text, algorithm)
    return key


def proof_of(headers: Mapping[str, str]) -> bytes:
    """Return the signature of a request that was verified, however it is written."""
    return b64decode(_parts(headers["signature"])["signature"])


def _parts(header: str) -> dict[str, str]:
    found: dict[str, str] = {}
    position = 0
    while position < len(header) <= _LONGEST:
        part = _PART.match(header, position)
        if part is None or part[1] in found:
            raise SignatureError("the signature's header is not well-formed")
        found[part[1]] = part[2] if part[3] is None else part[3]
        position = part.end()
    if not (found.get("keyId") and found.get("signature")):
        raise SignatureError("the signature names no key, or is none")
    return found


def _check_covered(names: list[str], incoming: Incoming) -> None:
    if len(names) > _MOST or len(set(names)) != len(names):
        raise SignatureError("the signature covers something twice, or too much")
    if _TARGET not in names or "host" not in names:
        raise SignatureError("the signature leaves open what is asked, and of whom")
    if incoming.body and "digest" not in names:
        raise SignatureError("the signature does not cover what was sent")


def _check_time(
    names: list[str],
    parts: Mapping[str, str],
    headers: Mapping[str, str],
    now: datetime,
) -> None:
    if _CREATED in names:
        created = _number(parts.get("created"))
    elif "date" in names:
        created = _seconds(headers.get("date", ""))
    else:
        created = None
    expires = _number(parts.get("expires")) if _EXPIRES in names else None
    check_times(created, expires, now)


def _number(text: str | None) -> int | None:
    return (
        int(text) if text is not None and re.fullmatch(r"[0-9]{1,12}", text) else None
    )


def _seconds(date: str) -> int | None:
    try:
        found = parsedate_to_datetime(date[:64])
    except (ValueError, TypeError, OverflowError):
        return None
    return int(found.replace(tzinfo=found.tzinfo or UTC).timestamp())


def _check_digest(header: str, body: bytes) -> None:
    """Refuse a body that is not what its digest says: RFC 3230."""
    known = False
    for one in header[:_LONGEST].split(","):
        name, _, value = one.strip().partition("=")
        hashed = _HASHES.get(name.lower())
        if hashed is None:
            continue
        made = b64encode(hashed(body).digest()).decode()
        if not compare_digest(made.encode(), value.encode("latin-1", "replace")):
            raise SignatureError("what was sent is not what was signed")
        known = True
    if not known:
        raise SignatureError("the request has no digest that is known here")


def _line(name: str, parts: Mapping[str, str], incoming: Incoming) -> str:
    if name == _TARGET:
        url = urlsplit(incoming.url)
        query = f"?{url.query}" if url.query else ""
        return f"{name}: {incoming.method.lower()} {url.path or '/'}{query}"
    if name in (_CREATED, _EXPIRES):
        return f"{name}: {parts.get(name.strip('()'), '')}"
    if name == "host":
        # Ours, whatever the request says: one for another host is none for us.
        return f"host: {urlsplit(incoming.url).netloc}"
    if name not in incoming.headers:
        raise SignatureError("the signature covers a header that is not there")
    return f"{name}: {incoming.headers[name].strip()}"


def _verify(
    key: "RSAPublicKey | Ed25519PublicKey",
    signature: bytes,
    text: bytes,
    algorithm: str,
) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    try:
        if not isinstance(key, RSAPublicKey):
            key.verify(signature, text)
        elif algorithm == "rsa-sha512":
            key.verify(signature, text, PKCS1v15(), hashes.SHA512())
        else:
            key.verify(signature, text, PKCS1v15(), hashes.SHA256())
    except InvalidSignature as error:
        raise SignatureError("the signature of the request is not good") from error


def signed_headers(
    method: Literal["GET", "POST"],
    url: str,
    body: bytes,
    key: SigningKey,
    now: datetime,
) -> dict[str, str]:
    """Return the headers that sign a request."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    own = private(key.pem)
    headers = {"date": format_datetime(now.astimezone(UTC), usegmt=True)}
    names = [_TARGET, "host", "date"]
    if body:
        headers["digest"] = f"SHA-256={b64encode(sha256(body).digest()).decode()}"
        names.append("digest")
    asked = Incoming(method, url, headers, body)
    text = "\n".join(_line(name, {}, asked) for name in names).encode("latin-1")
    is_rsa = isinstance(own, RSAPrivateKey)
    if isinstance(own, RSAPrivateKey):
        signature = own.sign(text, PKCS1v15(), hashes.SHA256())
    else:
        signature = own.sign(text)
    algorithm = "rsa-sha256" if is_rsa else "hs2019"
    said = {
        "keyId": key.id,
        "algorithm": algorithm,
        "headers": " ".join(names),
        "signature": b64encode(signature).decode(),
    }
    value = ",".join(f'{name}="{text}"' for name, text in said.items())
    return {**headers, "signature": value}
