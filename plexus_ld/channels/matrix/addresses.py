"""Addresses of people and rooms, and where the owner logs in."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from plexus_ld.channels.live import is_loopback, setting
from plexus_ld.errors import PermanentListenError
from plexus_ld.model.connection import Account

#: The three kinds of things that a ``matrix:`` URI names, and their signs.
#: Source: Matrix specification, appendices, "matrix: URI scheme".
_SIGNS: Final = {"u": "@", "r": "#", "roomid": "!"}
_ID: Final = re.compile(r"[@#!][^\s:]+(:[^\s/?]+)?")


@dataclass(frozen=True, slots=True)
class Login:
    """What is needed to log in."""

    homeserver: str
    user: str
    password: str = field(repr=False)


def login_of(account: Account) -> Login:
    """Read an account.

    Raises:
        PermanentListenError: A setting lacks, or is none.
    """
    homeserver = setting(account, "homeserver").rstrip("/")
    parts = urlsplit(homeserver)
    host = parts.hostname or ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not is_safe or not host:
        reason = f"homeserver {homeserver!r} is no address with https"
        raise PermanentListenError(account.channel, "", reason)
    user = setting(account, "user")
    return Login(homeserver, id_of(user) or user, setting(account, "password"))


def id_of(address: str) -> str | None:
    """Return ``@bob:example.org``, ``#room:…`` or ``!room…``, or None.

    Taken are ``matrix:u/bob:example.org``, what matrix.to links to, and the id itself.
    """
    text = address.strip()
    if text.startswith("matrix:"):
        kind, _, rest = text.removeprefix("matrix:").partition("/")
        text = _SIGNS.get(kind, "") + unquote(rest.partition("?")[0])
    elif text.startswith("https://matrix.to/#/"):
        text = unquote(text.removeprefix("https://matrix.to/#/").partition("?")[0])
    return text if _ID.fullmatch(text) else None


def address_of(user: str) -> str:
    """Return a user's address: ``matrix:u/bob:example.org``."""
    return f"matrix:u/{user.removeprefix('@')}"
