"""The owner's keys: made once, kept in the home for the owner's eyes only."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from plexus_ld.errors import HomeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

#: The file in the home's folder ``keys``: a private Ed25519 key, PKCS #8 in PEM.
NAME = "owner.pem"
#: And that of the account for ActivityPub: RSA, as its servers want it.
ACTOR_NAME: Final = "actor.pem"
_BITS: Final = 2048


def make_key(folder: Path) -> None:
    """Make the owner's key, unless there is one.

    Raises:
        HomeError: It cannot be written.
    """
    OwnerKey(folder)


class OwnerKey:
    """The key by which the owner signs, as themselves: Ed25519.

    Args:
        folder: Where it is kept; None: nowhere, it is gone with this value.

    Raises:
        HomeError: It cannot be read or written.
    """

    def __init__(self, folder: Path | None) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        make = Ed25519PrivateKey.generate
        key = make() if folder is None else _kept(folder / NAME, make)
        if not isinstance(key, Ed25519PrivateKey):
            message = f"{folder}/{NAME}: that is no Ed25519 key"
            raise HomeError(message)
        self._key = key

    @property
    def public_bytes(self) -> bytes:
        """Its public half: 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    @property
    def pem(self) -> bytes:
        """The key itself, PKCS #8 in PEM; a secret."""
        return _pem(self._key)


class ActorKey:
    """The key of the account for ActivityPub: RSA.

    Args:
        folder: Where it is kept; None: nowhere, it is gone with this value.

    Raises:
        HomeError: It cannot be read or written.
    """

    def __init__(self, folder: Path | None) -> None:
        from cryptography.hazmat.primitives.asymmetric.rsa import (
            RSAPrivateKey,
            generate_private_key,
        )

        def make() -> "RSAPrivateKey":
            return generate_private_key(public_exponent=65537, key_size=_BITS)

        key = make() if folder is None else _kept(folder / ACTOR_NAME, make)
        if not isinstance(key, RSAPrivateKey):
            message = f"{folder}/{ACTOR_NAME}: that is no RSA key"
            raise HomeError(message)
        self._key = key

    @property
    def public_pem(self) -> str:
        """Its public half, in PEM."""
        from cryptography.hazmat.primitives import serialization

        return (
            self._key.public_key()
            .public_bytes(
                serialization.Encoding.PEM,
                serialization.PublicFormat.SubjectPublicKeyInfo,
            )
            .decode("ascii")
        )

    @property
    def pem(self) -> bytes:
        """The key itself, PKCS #8 in PEM; a secret."""
        return _pem(self._key)


def _pem(key: "PrivateKeyTypes") -> bytes:
    from cryptography.hazmat.primitives import serialization

    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _kept(file: Path, make: "Callable[[], PrivateKeyTypes]") -> "PrivateKeyTypes":
    """Return the key in a file, made where there is none."""
    from cryptography.hazmat.primitives import serialization

    if not file.exists():
        _keep(file, _pem(make()))
    try:
        return serialization.load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        message = f"{file}: the key cannot be read"
        raise HomeError(message) from error


def _keep(file: Path, body: bytes) -> None:
    made = file.with_suffix(f".{os.getpid()}.new")
    try:
        handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as opened:
            opened.write(body)
            opened.flush()
            os.fsync(opened.fileno())
        with suppress(FileExistsError):  # another process begins this home too
            file.hardlink_to(made)
        made.unlink()
    except OSError as error:
        message = f"{file}: the key cannot be kept ({error})"
        raise HomeError(message) from error
