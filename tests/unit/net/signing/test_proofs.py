"""Documents that prove who signed them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from rdflib import URIRef

from plexus_ld.errors import SignatureError
from plexus_ld.net.signing.multikey import multibase_of, pem_of
from plexus_ld.net.signing.proofs import canonical, proved, sealed
from plexus_ld.net.signing.values import PublicKey, SigningKey
from plexus_ld.plex.profile.key import OwnerKey

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
ADA = URIRef("https://ada.example/#me")
KEY_ID = "https://ada.example/#key"
OFFER: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/activitystreams"],
    "type": "Offer",
    "actor": str(ADA),
    "object": {"type": "Note", "content": "Zoë's 1.0 and 10"},
}
# The published example of the suite: W3C vc-di-eddsa, appendix B.1 and B.3.
PUBLISHED_KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"


@pytest.fixture
def key() -> SigningKey:
    return SigningKey(KEY_ID, KEYS.pem)


KEYS = OwnerKey(None)


def find(key_id: str) -> PublicKey:
    if key_id != KEY_ID:
        raise SignatureError("nobody's")
    return PublicKey(KEY_ID, ADA, pem_of(multibase_of(KEYS.public_bytes)))


def test_what_is_signed_is_known_to_be_of_its_signer(key: SigningKey) -> None:
    document = sealed(OFFER, key, NOW)

    assert proved(document, find).owner == ADA
    assert proved(dict(reversed(document.items())), find).owner == ADA


@pytest.mark.parametrize(
    "change",
    [
        {"type": "Accept"},
        {"object": {"type": "Note", "content": "Zoë's 1.0 and 11"}},
        {"@context": ["https://evil.example/"]},
        {"more": 1},
        {"proof": None},
        {"proof": []},
        {"more": 2**60},
    ],
)
def test_one_changed_word_is_found_out(key: SigningKey, change: dict[str, Any]) -> None:
    document = sealed(OFFER, key, NOW)

    with pytest.raises(SignatureError):
        proved({**document, **change}, find)


@pytest.mark.parametrize(
    "change",
    [
        {"created": "2027-01-01T00:00:00Z"},
        {"verificationMethod": "https://eve.example/#key"},
        {"proofPurpose": "authentication"},
        {"cryptosuite": "eddsa-rdfc-2022"},
        {"proofValue": "zzzz"},
        {"proofValue": "z0OIl"},
        {"proofValue": "z" * 4000},
        {"proofValue": 7},
    ],
)
def test_a_changed_proof_is_found_out(key: SigningKey, change: dict[str, Any]) -> None:
    document = sealed(OFFER, key, NOW)
    proof = {**document["proof"], **change}  # type: ignore[dict-item]

    with pytest.raises(SignatureError):
        proved({**document, "proof": proof}, find)


def test_another_key_of_the_same_name_proves_nothing(key: SigningKey) -> None:
    other = replace(key, pem=OwnerKey(None).pem)

    with pytest.raises(SignatureError):
        proved(sealed(OFFER, other, NOW), find)


def test_a_key_is_written_as_the_standard_writes_it() -> None:
    assert pem_of(PUBLISHED_KEY).startswith(b"-----BEGIN PUBLIC KEY-----")
    assert multibase_of(KEYS.public_bytes).startswith("z6Mk")
    for bad in ("", "z", "uAAAA", PUBLISHED_KEY[:-2], "z" + "1" * 5000, "z6Mk0"):
        with pytest.raises(SignatureError):
            pem_of(bad)


def test_the_form_that_is_signed_is_that_of_the_standard() -> None:
    told = {"b": 1.0, "a": "é\n", "c": [True, None]}

    assert canonical(told) == '{"a":"é\\n","b":1,"c":[true,null]}'.encode()
