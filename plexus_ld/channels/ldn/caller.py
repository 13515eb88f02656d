"""Who asks: the owner where the account's login is for the server, else anybody.

Source: RFC 6750 (bearer tokens); `net.login` for Basic, Digest and Solid-OIDC
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from plexus_ld.channels.ldn.card import MAX_BYTES
from plexus_ld.errors import FetchError
from plexus_ld.model.connection import Account
from plexus_ld.net.login.credentials import Credentials, is_private
from plexus_ld.net.login.door import Door
from plexus_ld.net.redirects import origin

if TYPE_CHECKING:
    from plexus_ld.channels.base import Signed
    from plexus_ld.net.client import Answer, Client

_HINT: Final = "look at `plexus channel set ldn`"


class Caller:
    """Makes the requests of one poll or one delivery.

    Args:
        http: The one door to the network.
        account: The owner's account.
        own: The inbox that is read: the login is for its server when the account
            names none.
        signed: What signs as the owner, whatever is posted without a login.
    """

    def __init__(
        self,
        http: "Client",
        account: Account,
        own: str = "",
        signed: "Signed | None" = None,
    ) -> None:
        self._http = http
        self._signed = signed
        self._server = account.settings.get("server", "") or own
        self._token = account.secrets.get("token", "")
        user = account.settings.get("user", "")
        password = account.secrets.get("password", "")
        issuer = account.settings.get("issuer", "")
        self._door: Door | None = None
        if user and not self._token:
            issuers = (issuer,) if issuer else ()
            self._door = Door(http, Credentials(user, password), issuers, _HINT)

    def request(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> "Answer":
        """Make one request; what is posted is followed nowhere else.

        Raises:
            FetchError: No answer, or the server does not let the owner in (401).
        """
        follow = method == "GET"
        along = {} if headers is None else dict(headers)
        is_ours = bool(self._server) and origin(self._server) == origin(url)
        if is_ours and self._door is not None:
            return self._door.request(method, url, body, along, MAX_BYTES, follow)
        if is_ours and self._token:
            if not is_private(url):
                reason = "the token would travel readable for everybody; use https://"
                raise FetchError(url, reason, 401)
            along["Authorization"] = f"Bearer {self._token}"
        elif self._signed is not None and method == "POST" and body:
            return self._signed.post(url, body, along["Content-Type"])
        return self._http.request(method, url, body, along, MAX_BYTES, follow=follow)
