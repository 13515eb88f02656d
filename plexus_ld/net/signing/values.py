"""Keys, and requests as they came. Frozen values, no I/O."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rdflib import URIRef


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What proves that somebody signed.

    Attributes:
        id: The IRI that signatures call it by.
        owner: Whose it is: an agent, or their account.
        pem: The key, SubjectPublicKeyInfo in PEM.
    """

    id: str
    owner: URIRef
    pem: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What signs; a secret.

    Attributes:
        id: The IRI that signatures call it by.
        pem: The private key, PKCS #8 in PEM.
    """

    id: str
    pem: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request whose sender is in question.

    Attributes:
        method: ``GET``, ``POST``; upper case.
        url: Where it was meant to go, made of our own address: what it says of its
            host proves nothing.
        headers: By name in lower case; of one that came twice both values, parted by
            a comma.
        body: Its bytes, as they came.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)


#: Gives the key of an id; a `SignatureError` when it cannot be had.
FindKey = Callable[[str], PublicKey]
