"""Secrets in one sealed file of the home, for machines without a keyring.

AES-GCM, a nonce for each value; the account's IRI and the secret's name are its
associated data, so that no value can be put in another's place. The master key lies
beside it, for the owner's eyes only, or is made of the setting ``secrets.passphrase``.
"""

import base64
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rdflib import URIRef

from plexus_ld.errors import AccountError

#: The files in the home's folder ``keys``.
SEALED: Final = "secrets.sealed"
KEY: Final = "secrets.key"
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
#: Cost of making a key of a passphrase: 32 MiB and a tenth of a second.
_SCRYPT_N: Final = 2**15


class SealedSecrets:
    """The secrets of one home in its sealed file.

    Args:
        keys: The home's folder for keys.
        passphrase: Of which the master key is made; "" for a key in a file.
    """

    title = "a sealed file in the home"

    def __init__(self, keys: Path, passphrase: str = "") -> None:
        self._keys = keys
        self._passphrase = passphrase
        self._made: dict[str, bytes] = {}

    def get(self, account: URIRef, name: str) -> str | None:
        """Return a secret; None when there is none.

        Raises:
            AccountError: The file cannot be read, or was sealed with another key.
        """
        kept = self._read(account)
        sealed = kept.values.get(_label(account, name))
        if sealed is None:
            return None
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            body = base64.b64decode(sealed, validate=True)
            nonce, value = body[:_NONCE_BYTES], body[_NONCE_BYTES:]
            bound = _label(account, name).encode()
            key = self._key(account, kept.salt)
            return AESGCM(key).decrypt(nonce, value, bound).decode()
        except (InvalidTag, ValueError) as error:
            reason = (
                f"its {name} was sealed with another key, or is damaged; "
                "set it again with `plexus channel set`"
            )
            raise AccountError(_channel(account), reason) from error

    def set(self, account: URIRef, name: str, value: str) -> None:
        """Keep a secret; it is on the disk when this returns.

        Raises:
            AccountError: The file cannot be written.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        with self._changing(account) as kept:
            key = self._key(account, kept.salt, make=True)
            nonce = os.urandom(_NONCE_BYTES)
            label = _label(account, name)
            sealed = AESGCM(key).encrypt(nonce, value.encode(), label.encode())
            kept.values[label] = base64.b64encode(nonce + sealed).decode()

    def remove(self, account: URIRef, name: str) -> None:
        """Forget a secret, if there is one.

        Raises:
            AccountError: The file cannot be written.
        """
        if _label(account, name) not in self._read(account).values:
            return
        with self._changing(account) as kept:
            kept.values.pop(_label(account, name), None)

    def _read(self, account: URIRef) -> "_Kept":
        try:
            found = json.loads((self._keys / SEALED).read_bytes())
            return _Kept(str(found["salt"]), dict(found["values"]))
        except FileNotFoundError:
            return _Kept(base64.b64encode(os.urandom(16)).decode(), {})
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            reason = f"{self._keys / SEALED} cannot be read ({type(error).__name__})"
            raise AccountError(_channel(account), reason) from error

    @contextmanager
    def _changing(self, account: URIRef) -> Iterator["_Kept"]:
        """Give what is kept, and keep what is made of it; one process at a time."""
        try:
            folder = os.open(self._keys, os.O_RDONLY | os.O_CLOEXEC)
            try:
                fcntl.flock(folder, fcntl.LOCK_EX)
                kept = self._read(account)
                yield kept
                body = json.dumps({"salt": kept.salt, "values": kept.values}, indent=1)
                _write(self._keys / SEALED, body.encode())
            finally:
                os.close(folder)
        except OSError as error:
            reason = f"{self._keys / SEALED} cannot be written: {error}"
            raise AccountError(_channel(account), reason) from error

    def _key(self, account: URIRef, salt: str, *, make: bool = False) -> bytes:
        """Return the master key; made when there is none, if so asked."""
        if salt not in self._made:
            self._made[salt] = (
                _of_passphrase(self._passphrase, salt)
                if self._passphrase
                else self._of_file(account, make=make)
            )
        return self._made[salt]

    def _of_file(self, account: URIRef, *, make: bool) -> bytes:
        file = self._keys / KEY
        try:
            if make and not file.exists():
                _write(file, base64.b64encode(os.urandom(_KEY_BYTES)))
            key = base64.b64decode(file.read_bytes(), validate=True)
        except FileNotFoundError as error:
            reason = f"the key of its secrets is gone: {file}"
            raise AccountError(_channel(account), reason) from error
        except (OSError, ValueError) as error:
            reason = f"{file} cannot be read ({type(error).__name__})"
            raise AccountError(_channel(account), reason) from error
        if len(key) != _KEY_BYTES:
            reason = f"{file} is no key of Plexus-LD"
            raise AccountError(_channel(account), reason)
        return key


class _Kept:
    """What the file holds: a salt, and the sealed values by their labels."""

    def __init__(self, salt: str, values: Mapping[str, str]) -> None:
        self.salt = salt
        self.values = dict(values)


def _label(account: URIRef, name: str) -> str:
    return f"{account} {name}"


def _channel(account: URIRef) -> str:
    return str(account).split(":")[-2]


def _of_passphrase(passphrase: str, salt: str) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    kdf = Scrypt(base64.b64decode(salt), _KEY_BYTES, n=_SCRYPT_N, r=8, p=1)
    return kdf.derive(passphrase.encode())


def _write(file: Path, body: bytes) -> None:
    """Write a file for the owner's eyes only, whole or not at all."""
    made = file.with_name(f"{file.name}.{os.getpid()}.new")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(body)
        opened.flush()
        os.fsync(opened.fileno())
    made.replace(file)
