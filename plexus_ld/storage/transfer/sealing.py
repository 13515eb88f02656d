"""A file sealed with a passphrase: scrypt, then AES-256-GCM in pieces.

Each piece is sealed with its number and with whether it is the last, so that none can
be changed, left out, moved or cut off unseen. Source: RFC 7914 (scrypt), NIST SP
800-38D (GCM); the construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015).
"""

import io
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from plexus_ld.errors import StoreError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: What a sealed file begins with.
MAGIC: Final = b"PLEXUS-LD SEALED 1\n"

_SALT_BYTES = 16
_PREFIX_BYTES = 7
_TAG_BYTES = 16
_PIECE_BYTES = 1024 * 1024

#: scrypt's cost: 128 MiB of memory and about 0.3 s, so that guessing is dear.
_COST_N, _COST_R, _COST_P = 2**17, 8, 1


def _cipher(passphrase: str, salt: bytes) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    derive = Scrypt(salt=salt, length=32, n=_COST_N, r=_COST_R, p=_COST_P)
    return AESGCM(derive.derive(passphrase.encode()))


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


def is_sealed(file: Path) -> bool:
    """Tell whether a file is sealed."""
    with file.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC


class SealingWriter(io.RawIOBase):
    """Seals what is written to it; `finish` seals the last piece."""

    def __init__(self, target: IO[bytes], passphrase: str) -> None:
        salt, self._prefix = os.urandom(_SALT_BYTES), os.urandom(_PREFIX_BYTES)
        self._target = target
        self._cipher = _cipher(passphrase, salt)
        self._waiting = bytearray()
        self._number = 0
        target.write(MAGIC + salt + self._prefix)

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, data: Any, /) -> int:
        """Take bytes; whole pieces are sealed as soon as more has come."""
        self._waiting += data
        while len(self._waiting) > _PIECE_BYTES:
            self._seal(bytes(self._waiting[:_PIECE_BYTES]), is_last=False)
            del self._waiting[:_PIECE_BYTES]
        return len(data)

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, is_last)
        self._target.write(self._cipher.encrypt(nonce, piece, None))
        self._number += 1

    def finish(self) -> None:
        """Seal what is left, as the last piece."""
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()


def unseal(file: Path, passphrase: str, target: IO[bytes]) -> None:
    """Write what is sealed in a file, piece by piece.

    Raises:
        StoreError: The passphrase is another, or the file is not what was sealed.
    """
    from cryptography.exceptions import InvalidTag

    with file.open("rb") as source:
        source.read(len(MAGIC))
        salt, prefix = source.read(_SALT_BYTES), source.read(_PREFIX_BYTES)
        cipher = _cipher(passphrase, salt)
        number, piece = 0, source.read(_PIECE_BYTES + _TAG_BYTES)
        while True:
            following = source.read(_PIECE_BYTES + _TAG_BYTES)
            nonce = _nonce(prefix, number, not following)
            try:
                target.write(cipher.decrypt(nonce, piece, None))
            except (InvalidTag, ValueError) as error:
                message = f"{file}: the passphrase is another, or the file is damaged"
                raise StoreError(message) from error
            if not following:
                return
            number, piece = number + 1, following
