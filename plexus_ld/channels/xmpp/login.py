"""Where the owner logs in, and whose addresses are whose."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from plexus_ld.channels.live import is_loopback, setting, split_host
from plexus_ld.errors import PermanentListenError
from plexus_ld.model.connection import Account

#: The port of XMPP servers for clients. RFC 6120 §14.7.
_PORT: Final = 5222
#: A bare address: RFC 7622 §3, without what it does to letters.
_BARE: Final = re.compile(r"[^\s@/\"&'<>:]+@[^\s@/\"&'<>]+")


@dataclass(frozen=True, slots=True)
class Login:
    """What is needed to log in.

    Attributes:
        jid: The owner's address.
        password: Its password.
        host: The server that the owner named; "" when DNS tells.
        port: Its port.
    """

    jid: str
    password: str = field(repr=False)
    host: str = ""
    port: int = _PORT

    @property
    def domain(self) -> str:
        """The server's name in XMPP."""
        return self.jid.partition("@")[2]

    @property
    def is_here(self) -> bool:
        """Whether the owner named a server on this machine: it needs no TLS."""
        return bool(self.host) and is_loopback(self.host)

    @property
    def where(self) -> str:
        """The server, as a person would call it."""
        return self.host or self.domain


def login_of(account: Account) -> Login:
    """Read an account.

    Raises:
        PermanentListenError: A setting lacks, or is none.
    """
    given = setting(account, "jid").removeprefix("xmpp:")
    jid = bare(given)
    if jid is None:
        reason = f"jid {given!r} is no address like alice@example.org"
        raise PermanentListenError(account.channel, "", reason)
    server = setting(account, "server", "")
    try:
        host, port = split_host(server, _PORT) if server else ("", _PORT)
    except ValueError as error:
        reason = f"server {server!r} is no HOST or HOST:PORT"
        raise PermanentListenError(account.channel, "", reason) from error
    return Login(jid, setting(account, "password"), host, port)


def bare(address: str) -> str | None:
    """Return the bare address in ``xmpp:bob@example.org/phone?message``, or None.

    Source: RFC 5122 §2.2. Letters are compared without case: RFC 7622 §3.2 and §3.3.
    """
    text = unquote(address.removeprefix("xmpp:").partition("?")[0])
    text = text.partition("/")[0].casefold()
    return text if _BARE.fullmatch(text) else None
