"""Which credentials go along with a request: those for its server, or none.

Source: RFC 7617 (Basic), RFC 6750 (bearer tokens)
"""

import base64
from typing import Final
from urllib.parse import urlsplit

from plexus_ld.model.connection import Account
from plexus_ld.net.redirects import origin

#: Hosts that are this machine: nobody else hears what is said to them.
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def login(account: Account, url: str, own: str = "") -> dict[str, str]:
    """Return the header that says who asks; none to a server that it is not for.

    Args:
        account: The owner's account.
        url: What is asked.
        own: The inbox that is read: the login is for its server when the account
            names none.
    """
    server = account.settings.get("server", "") or own
    parts = urlsplit(url)
    is_private = parts.scheme == "https" or (parts.hostname or "") in _HERE
    if not server or origin(server) != origin(url) or not is_private:
        return {}
    token = account.secrets.get("token", "")
    if token:
        return {"Authorization": f"Bearer {token}"}
    user = account.settings.get("user", "")
    if not user:
        return {}
    pair = f"{user}:{account.secrets.get('password', '')}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
