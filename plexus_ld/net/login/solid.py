"""Solid-OIDC: a token for the owner's client credentials, bound to a key of our own.

Wire: GET /.well-known/openid-configuration; POST to the token endpoint with the
client's id and secret; then every request with ``Authorization: DPoP`` and a proof.
Limits: the secret goes only to the login server that the owner's profile names
(solid:oidcIssuer) or to the one on the host that asks; a stranger's
challenge cannot send it anywhere else.
Specification: Solid-OIDC; RFC 6749 §4.4 (client credentials); RFC 9449 (DPoP).
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

from plexus_ld.clock import now
from plexus_ld.errors import FetchError
from plexus_ld.net.client import Answer, Client
from plexus_ld.net.login.credentials import Credentials, basic, is_private

if TYPE_CHECKING:
    from joserfc.jwk import ECKey

_CONFIGURATION = "/.well-known/openid-configuration"
#: An IRI of the web that can stand between angle brackets as it is.
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@dataclass
class Solid:
    """A token, and the key that it is bound to."""

    token: str
    key: "ECKey"
    origin: str
    _nonce: str | None = None

    @property
    def webid(self) -> str:
        """Whom the token lets us act for; "" where it does not say.

        It is our own token, from our own login server: nobody's word is believed.
        """
        _, _, rest = self.token.partition(".")
        payload = rest.partition(".")[0]
        padded = payload + "=" * (-len(payload) % 4)
        try:
            claims = _json(base64.urlsafe_b64decode(padded))
        except ValueError:
            return ""  # no JWT: a token may be anything
        named = claims.get("webid")
        return named if isinstance(named, str) and _IRI.fullmatch(named) else ""

    def headers(self, method: str, url: str) -> dict[str, str]:
        """Return the token and a proof for one request; nothing for another host."""
        if _origin(url) != self.origin:
            return {}
        proof = dpop(self.key, method, url, self._nonce, self.token)
        return {"Authorization": f"DPoP {self.token}", "DPoP": proof}

    def learn(self, answer: Answer) -> bool:
        """Take a server's nonce; ask again where it was missing (RFC 9449 §9)."""
        nonce = answer.headers.get("dpop-nonce")
        again = answer.status == 401 and nonce is not None and nonce != self._nonce
        self._nonce = nonce or self._nonce
        return again


def solid_login(
    client: Client, credentials: Credentials, url: str, issuers: Iterable[str]
) -> Solid:
    """Log in for one server.

    Args:
        client: What the requests go through.
        credentials: The client's id and secret, made on the server's account page.
        url: What asks for it.
        issuers: The login servers that the owner's profile names.

    Raises:
        FetchError: There is no login server, or it does not take the credentials.
    """
    try:
        from joserfc.jwk import ECKey
    except ImportError as error:
        reason = (
            "it asks for a Solid login, which needs one more package: "
            "pip install 'plexus-ld[solid]'"
        )
        raise FetchError(url, reason, 401) from error
    endpoint = _token_endpoint(client, url, (*issuers, _origin(url)))
    key = ECKey.generate_key("P-256")
    answer = _asked(client, credentials, endpoint, key, None)
    nonce = answer.headers.get("dpop-nonce")
    if answer.status in (400, 401) and nonce:
        answer = _asked(client, credentials, endpoint, key, nonce)
    token = _json(answer.body).get("access_token")
    if answer.status != 200 or not isinstance(token, str):
        reason = (
            f"the login server at {_origin(endpoint)} does not take the client "
            f"credentials ({answer.status}); make new ones on its account page"
        )
        raise FetchError(url, reason, answer.status)
    return Solid(token, key, _origin(url))


def _asked(
    client: Client,
    credentials: Credentials,
    endpoint: str,
    key: "ECKey",
    nonce: str | None,
) -> Answer:
    # RFC 6749 §2.3.1: id and secret are form-encoded before they are put together.
    encoded = Credentials(
        quote(credentials.user, safe=""), quote(credentials.secret, safe="")
    )
    headers = {
        "Authorization": basic(encoded),
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
        "DPoP": dpop(key, "POST", endpoint, nonce),
    }
    body = b"grant_type=client_credentials&scope=webid"
    return client.request("POST", endpoint, body, headers)


def _token_endpoint(client: Client, url: str, issuers: Iterable[str]) -> str:
    """Return where tokens are had, from the first login server that answers."""
    tried = []
    for issuer in dict.fromkeys(issuer.rstrip("/") for issuer in issuers):
        if not is_private(issuer):
            continue
        tried.append(issuer)
        try:
            answer = client.get(f"{issuer}{_CONFIGURATION}")
        except FetchError:
            continue
        endpoint = _json(answer.body).get("token_endpoint")
        if answer.status == 200 and isinstance(endpoint, str) and is_private(endpoint):
            return endpoint
    reason = (
        "it asks for a Solid login, but no login server answers at "
        f"{', '.join(tried) or 'an https address'}; say which it is: "
        "plexus me add solid:oidcIssuer URL"
    )
    raise FetchError(url, reason, 401)


def dpop(
    key: "ECKey",
    method: str,
    url: str,
    nonce: str | None = None,
    token: str | None = None,
) -> str:
    """Return the proof that we hold the key, for one request. Source: RFC 9449 §4.2."""
    from joserfc import jwt

    parts = urlsplit(url)
    claims: dict[str, Any] = {
        "jti": uuid4().hex,
        "htm": method,
        "htu": parts._replace(query="", fragment="").geturl(),
        "iat": int(now().timestamp()),
    }
    if nonce is not None:
        claims["nonce"] = nonce
    if token is not None:
        digest = hashlib.sha256(token.encode()).digest()
        claims["ath"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}
    return jwt.encode(header, claims, key)


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
