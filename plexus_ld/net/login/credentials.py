"""Who the owner is to a server. The secret is never part of an error."""

import base64
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

#: Hosts that are this machine: nobody else hears what is said to them.
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user's name, or a client's id, and the secret that goes with it."""

    user: str
    secret: str = field(repr=False)


def basic(credentials: Credentials) -> str:
    """Return the value of an Authorization header of the scheme Basic."""
    pair = f"{credentials.user}:{credentials.secret}".encode()
    return f"Basic {base64.b64encode(pair).decode()}"


def is_private(url: str) -> bool:
    """Tell whether nobody else hears what is said to a server."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.hostname or "") in _HERE
