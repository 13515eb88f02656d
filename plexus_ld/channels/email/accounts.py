"""An email account's settings, as values that were looked at."""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final

from plexus_ld.channels.email.addresses import is_address
from plexus_ld.channels.email.card import CARD
from plexus_ld.errors import AccountError
from plexus_ld.model.connection import Account

_SMTP_PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
_IMAP_PORTS: Final = {"starttls": 143, "tls": 993, "none": 143}
_HOST: Final = re.compile(r"[\w.:\[\]-]{1,253}")


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server of the owner's, and the login there.

    Attributes:
        host, port: Where.
        security: ``starttls``, ``tls`` or ``none``.
        user: The login's name; "" for none.
        password: Never shown.
        address: The owner's own.
        timeout_s: Seconds that it may take for one answer. RFC 5321 §4.5.3.2 grants
            minutes; whoever needs more than this is asked again later.
    """

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    address: str
    timeout_s: float = 60.0


def smtp_of(account: Account) -> Server:
    """Return the server that takes the owner's mail.

    Raises:
        AccountError: A setting lacks, or says nothing that can be used.
    """
    return _server(account, "smtp", _SMTP_PORTS)


def imap_of(account: Account) -> Server:
    """Return the server with the owner's mailbox.

    Raises:
        AccountError: A setting lacks, or says nothing that can be used.
    """
    if not setting(account, "user"):
        raise AccountError(CARD.name, "user is not set; a mailbox asks for a login")
    return _server(account, "imap", _IMAP_PORTS)


def setting(account: Account, name: str) -> str:
    """Return a setting, or its default."""
    if value := account.settings.get(name, "").strip():
        return value
    return next(each.default for each in CARD.account_settings if each.name == name)


def _server(account: Account, kind: str, ports: dict[str, int]) -> Server:
    host = setting(account, f"{kind}_host")
    if not _HOST.fullmatch(host):
        problem = f"{host!r} is no host" if host else "is not set"
        raise AccountError(CARD.name, f"{kind}_host: {problem}")
    security = setting(account, f"{kind}_security").lower()
    if security not in ports:
        message = f"{kind}_security: {security!r} is none of {', '.join(ports)}"
        raise AccountError(CARD.name, message)
    if security == "none" and not _is_this_machine(host):
        message = f"{kind}_security=none is for this machine only, not for {host}"
        raise AccountError(CARD.name, message)
    address = setting(account, "from")
    if not is_address(address):
        raise AccountError(CARD.name, f"from: {address!r} is no address")
    return Server(
        host=host,
        port=_port(setting(account, f"{kind}_port"), kind, ports[security]),
        security=security,
        user=setting(account, "user"),
        password=account.secrets.get("password", ""),
        address=address,
        timeout_s=_seconds(setting(account, "timeout_s")),
    )


def _seconds(value: str) -> float:
    if not (value.isascii() and value.isdigit() and 0 < int(value[:5]) <= 600):
        raise AccountError(CARD.name, f"timeout_s: {value!r} is not 1 to 600 seconds")
    return float(value)


def _port(value: str, kind: str, usual: int) -> int:
    if not value:
        return usual
    if not (value.isascii() and value.isdigit() and 0 < int(value[:6]) < 65_536):
        raise AccountError(CARD.name, f"{kind}_port: {value!r} is no port")
    return int(value)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
