"""Which host a delivery goes to: who is spared when it is down, and who waits."""

from urllib.parse import urlsplit

from plexus_ld.model.capability import CapabilityCard
from plexus_ld.model.connection import ConnectionPoint

_PORTS = {"http": 80, "https": 443}


def host_of(point: ConnectionPoint, card: CapabilityCard | None = None) -> str:
    """Return the name of the host that a point's deliveries go to.

    For an address on the web it is scheme, host and port. Everything else goes by the
    server of one of the owner's accounts, whoever it is for: channel and account.

    Args:
        point: Where to.
        card: The channel's; with one that takes no web addresses the account counts.
    """
    account = f"{point.channel}:{point.account}"
    if card is not None and card.schemes and not _PORTS.keys() & set(card.schemes):
        return account
    try:
        parts = urlsplit(str(point.address))
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return account
    if parts.scheme not in _PORTS or not parts.hostname:
        return account
    return f"{parts.scheme}://{parts.hostname}:{port}"
