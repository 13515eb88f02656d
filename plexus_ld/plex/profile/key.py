"""The owner's key: made once, kept in the home for the owner's eyes only."""

import os
from contextlib import suppress
from pathlib import Path

from plexus_ld.errors import HomeError

#: The file in the home's folder ``keys``: a private Ed25519 key, PKCS #8 in PEM.
NAME = "owner.pem"


def make_key(folder: Path) -> None:
    """Make the owner's key, unless there is one.

    Raises:
        HomeError: It cannot be written.
    """
    file = folder / NAME
    if file.exists():
        return
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    body = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
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
