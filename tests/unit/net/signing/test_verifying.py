"""Who sent a request: signatures of both kinds, good and bad."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from types import ModuleType
from typing import Literal, NamedTuple

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPSignatureKeyResolver,
    algorithms,
)
from rdflib import URIRef

from plexus_ld.errors import SignatureError
from plexus_ld.net.signing import cavage, message
from plexus_ld.net.signing.values import Incoming, PublicKey, SigningKey
from plexus_ld.net.signing.verifying import is_signed, verified

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
ALICE = URIRef("https://alice.example/#me")
KEY_ID = "https://alice.example/#key"
INBOX = "https://bob.example/inbox"
BODY = b'{"type": "Follow"}'
Kind = Literal["rsa", "ed25519"]

each_kind = pytest.mark.parametrize("form", [message, cavage])
each_key = pytest.mark.parametrize("key", ["rsa", "ed25519"])


@cache
def pair(key: Kind, bits: int = 2048) -> tuple[SigningKey, PublicKey]:
    made = (
        Ed25519PrivateKey.generate()
        if key == "ed25519"
        else generate_private_key(65537, bits)
    )
    private = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = made.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return SigningKey(KEY_ID, private), PublicKey(KEY_ID, ALICE, public)


def signed(
    form: ModuleType,
    key: Kind = "ed25519",
    method: str = "POST",
    url: str = INBOX,
    at: datetime = NOW,
) -> Incoming:
    """A request as it comes, of Alice's."""
    body = BODY if method == "POST" else b""
    headers = form.signed_headers(method, url, body, pair(key)[0], at)
    return Incoming(method, url, {**headers, "host": "bob.example"}, body)


def check(incoming: Incoming, key: Kind = "ed25519", now: datetime = NOW) -> PublicKey:
    return verified(incoming, lambda _: pair(key)[1], now)


@each_key
@each_kind
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_who_signed_is_known(form: ModuleType, key: Kind, method: str) -> None:
    incoming = signed(form, key, method, f"{INBOX}?page=2")

    assert is_signed(incoming.headers)
    assert check(incoming, key).owner == ALICE


@each_kind
@pytest.mark.parametrize(
    "changes",
    [
        {"body": BODY + b" "},
        {"url": "https://bob.example/outbox"},
        {"url": f"{INBOX}?as=bob"},
        {"url": "https://carol.example/inbox"},
        {"method": "PUT"},
    ],
)
def test_what_was_changed_on_the_way_is_refused(
    form: ModuleType, changes: dict[str, object]
) -> None:
    incoming = replace(signed(form), **changes)  # type: ignore[arg-type]

    with pytest.raises(SignatureError):
        check(incoming)


@each_kind
@pytest.mark.parametrize("minutes", [-59, 59])
def test_a_clock_may_be_wrong_by_an_hour(form: ModuleType, minutes: int) -> None:
    incoming = signed(form, at=NOW + timedelta(minutes=minutes))

    assert check(incoming).id == KEY_ID


@each_kind
@pytest.mark.parametrize("minutes", [-61, 61])
def test_an_old_request_is_not_taken_again(form: ModuleType, minutes: int) -> None:
    incoming = signed(form, at=NOW + timedelta(minutes=minutes))

    with pytest.raises(SignatureError, match="hour"):
        check(incoming)


@each_kind
def test_another_key_of_that_name_proves_nothing(form: ModuleType) -> None:
    other = replace(pair("ed25519")[1], pem=pair("rsa")[1].pem)

    with pytest.raises(SignatureError):
        verified(signed(form), lambda _: other, NOW)


@each_kind
def test_a_weak_key_proves_nothing(form: ModuleType) -> None:
    weak = pair("rsa", 1024)[1]

    with pytest.raises(SignatureError, match="RSA"):
        verified(signed(form, "rsa"), lambda _: weak, NOW)


@each_kind
def test_a_key_that_cannot_be_had_is_told(form: ModuleType) -> None:
    def nowhere(key_id: str) -> PublicKey:
        raise SignatureError("the key cannot be had")

    with pytest.raises(SignatureError, match="cannot be had"):
        verified(signed(form), nowhere, NOW)


def test_a_digest_that_is_not_covered_is_none() -> None:
    incoming = signed(message, method="GET", url=INBOX)
    posted = replace(incoming, body=BODY)

    with pytest.raises(SignatureError):
        check(posted)


HEADERS = [
    {"signature": ""},
    {"signature": "nonsense"},
    {"signature": 'keyId="k",signature="%%%",headers="(request-target) host date"'},
    {"signature": 'keyId="k",signature="YQ==",headers="host date"'},
    {"signature": 'keyId="k",keyId="l",signature="YQ=="'},
    {"signature": 'keyId="k",algorithm="hmac-sha256",signature="YQ==",headers='
     '"(request-target) host (created)",created=1795694400'},
    {"signature": f'keyId="{"k" * 9000}",signature="YQ=="'},
    {"signature-input": "sig1=()", "signature": "sig1=:YQ==:"},
    {"signature-input": 'sig1=("@method");keyid="k"', "signature": "sig1=:YQ==:"},
    {"signature-input": 'sig1=("@method");keyid="k"'},
    {"signature-input": "\x00", "signature": "sig1=:YQ==:"},
    {"signature-input": 'a=();keyid="k",b=();keyid="k"', "signature": "a=:YQ==:"},
    {"signature-input": f"sig1=({'(' * 4000}", "signature": "sig1=:YQ==:"},
]  # fmt: skip


@pytest.mark.parametrize("headers", HEADERS)
def test_a_signature_that_is_none_is_refused(headers: dict[str, str]) -> None:
    incoming = Incoming("GET", INBOX, {"date": "x", **headers})

    with pytest.raises(SignatureError):
        check(incoming)


@pytest.mark.parametrize(
    "covered",
    [("@method", "@path"), ("@method", "@authority", "@path"), ("@target-uri",)],
)
def test_a_signature_that_covers_too_little_is_refused(covered: tuple[str]) -> None:
    key, public = pair("ed25519")
    headers: dict[str, str] = {}
    asked = Request("GET", f"{INBOX}?a=b", headers)
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519, key_resolver=Keys(key)
    )
    signer.sign(asked, key_id=key.id, created=NOW, covered_component_ids=covered)
    lower = {name.lower(): value for name, value in headers.items()}

    with pytest.raises(SignatureError, match="leaves open"):
        verified(Incoming("GET", asked.url, lower), lambda _: public, NOW)


class Request(NamedTuple):
    """What the library signs."""

    method: str
    url: str
    headers: dict[str, str]


class Keys(HTTPSignatureKeyResolver):
    """Gives the library one private key."""

    def __init__(self, key: SigningKey) -> None:
        self.pem = key.pem

    def resolve_private_key(self, key_id: str) -> bytes:
        return self.pem
