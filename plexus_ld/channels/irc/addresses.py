"""Addresses of nicks and channels, and where the owner registers."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from plexus_ld.channels.live import is_loopback, setting, split_host
from plexus_ld.errors import PermanentListenError
from plexus_ld.model.connection import Account

#: Ports in the clear and with TLS. RFC 7194.
_PLAIN_PORT: Final = 6667
_TLS_PORT: Final = 6697
#: Signs that a channel's name begins with. RFC 2812 §1.3.
SIGNS: Final = "#&+!"
#: Nothing here may end a line, or begin another word of a command. RFC 2812 §2.3.1.
_TARGET: Final = re.compile(r"[^\s\x00,:*?@!][^\s\x00,:*?@!]{0,63}")
#: Letters that are each other's other case. RFC 1459 §2.2.
_CASES: Final = str.maketrans("[]\\^", "{}|~")


@dataclass(frozen=True, slots=True)
class Login:
    """What is needed to register.

    Attributes:
        host: The server.
        port: Its port.
        nick: What the owner is called there.
        password: Sent before anything else; "" for none.
        names: Hosts that addresses may name: this server's, and its network's.
    """

    host: str
    port: int
    nick: str
    password: str = field(repr=False, default="")
    names: frozenset[str] = frozenset()

    @property
    def is_encrypted(self) -> bool:
        """Whether TLS is used: always, but on this machine."""
        return not is_loopback(self.host) or self.port == _TLS_PORT


def login_of(account: Account) -> Login:
    """Read an account.

    Raises:
        PermanentListenError: A setting lacks, or is none.
    """
    server = setting(account, "server")
    try:
        host, _ = split_host(server, 0)
        port = _PLAIN_PORT if is_loopback(host) else _TLS_PORT
        host, port = split_host(server, port)
    except ValueError as error:
        reason = f"server {server!r} is no HOST or HOST:PORT"
        raise PermanentListenError(account.channel, "", reason) from error
    nick = setting(account, "nick")
    if not _TARGET.fullmatch(nick) or nick[0] in SIGNS:
        reason = f"nick {nick!r} is none"
        raise PermanentListenError(account.channel, "", reason)
    networks = setting(account, "networks", "").replace(",", " ").split()
    names = frozenset(name.casefold() for name in (host, *networks))
    password = "".join(setting(account, "password", "").splitlines())
    return Login(host, port, nick, password, names)


@dataclass(frozen=True, slots=True)
class Target:
    """A nick or a channel, on a server or network."""

    host: str
    name: str

    @property
    def is_channel(self) -> bool:
        """Whether it is a channel."""
        return self.name[0] in SIGNS

    @property
    def key(self) -> str:
        """The name, for comparing."""
        return lower(self.name)


def target_of(address: str) -> Target | None:
    """Read ``ircs://irc.example.org/plexus``, or ``…/bob,isnick``; None if none.

    Source: draft-butcher-irc-url-04 §2.5: a name is a channel's unless it says so.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    # A "#" that somebody typed is taken for what it was meant to be.
    path = parts.path.removeprefix("/") or (parts.fragment and f"#{parts.fragment}")
    name, *flags = unquote(path).split(",")
    is_nick = any(flag.casefold() in {"isnick", "isuser"} for flag in flags)
    if name and not is_nick and name[0] not in SIGNS:
        name = f"#{name}"
    is_known = parts.scheme in {"irc", "ircs"} and bool(host)
    if not is_known or not _TARGET.fullmatch(name):
        return None
    return Target(host.casefold(), name)


def lower(name: str) -> str:
    """Return a name as it is compared."""
    return name.translate(_CASES).lower()
