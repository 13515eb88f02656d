"""Logging in to a server that asks for it: Basic, Digest, or Solid-OIDC.

A request goes out without credentials first; only what a server asks for is sent, and
only to it. Over plain HTTP nothing is sent that could be read and used again, unless
the server is on this machine.
Specification: RFC 7617 (Basic), RFC 7616 (Digest), RFC 9110 §11 (challenges).
"""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol
from urllib.parse import urlsplit

from plexus_ld.errors import FetchError
from plexus_ld.net.client import Answer, Client
from plexus_ld.net.login.credentials import Credentials, basic, is_private

_SCHEME = re.compile(r"(?:^|,)\s*(Basic|Digest|Bearer|DPoP)(?=\s|,|$)", re.IGNORECASE)
_PARAMETER = re.compile(r'([A-Za-z_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_HASHES = {
    "MD5": "md5",
    "SHA-256": "sha256",
}


class Login(Protocol):
    """Answers one server's challenges."""

    @property
    def webid(self) -> str:
        """Whom it logs in, where the server names people by IRIs; else ""."""

    def headers(self, method: str, url: str) -> dict[str, str]:
        """Return what to send along with a request."""

    def learn(self, answer: Answer) -> bool:
        """Take note of what a server answered; tell whether to ask once more."""


@dataclass
class Door:
    """Requests to one server, logged in once it asks.

    Attributes:
        client: What the requests go through.
        credentials: Who the owner is there.
        issuers: Who may be asked for a Solid token: the owner's own login servers.
        hint: Where the owner says who they are.
    """

    client: Client
    credentials: Credentials | None
    issuers: tuple[str, ...] = ()
    hint: str = "look at the login"
    _login: Login | None = field(default=None, repr=False)

    @property
    def webid(self) -> str:
        """Who the owner is there, once logged in to a Solid server; else ""."""
        return self._login.webid if self._login else ""

    def request(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        max_body_bytes: int | None = None,
        follow: bool = True,
    ) -> Answer:
        """Make a request; log in and make it again when the server asks for it.

        The arguments are those of `Client.request`.

        Raises:
            FetchError: No answer, or the server does not let the owner in.
        """
        asked = (method, url, body, headers or {}, max_body_bytes, follow)
        answer = self._send(*asked)
        if answer.status == 401 and self._login is None:
            self._login = self._login_for(url, answer)
            answer = self._send(*asked)
        if self._login is not None and self._login.learn(answer):
            answer = self._send(*asked)
        if answer.status == 401:
            reason = f"the server does not take the login (401); {self.hint}"
            raise FetchError(url, reason, 401)
        return answer

    def _send(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        limit: int | None,
        follow: bool,
    ) -> Answer:
        along = self._login.headers(method, url) if self._login else {}
        sent = {**headers, **along}
        return self.client.request(method, url, body, sent, limit, follow=follow)

    def _login_for(self, url: str, answer: Answer) -> Login:
        challenges = challenges_of(answer.headers.get("www-authenticate", ""))
        if self.credentials is None:
            raise FetchError(
                url, f"the server asks who you are (401); {self.hint}", 401
            )
        if "digest" in challenges and "dpop" not in challenges:
            return Digest(self.credentials, challenges["digest"])
        if not is_private(url):
            reason = "the login would travel readable for everybody; use https://"
            raise FetchError(url, reason, 401)
        if "dpop" in challenges or "bearer" in challenges:
            # Imported here: it needs the extra `solid`, which few have.
            from plexus_ld.net.login.solid import solid_login

            return solid_login(self.client, self.credentials, url, self.issuers)
        if "basic" in challenges:
            return Basic(self.credentials)
        reason = (
            "the server asks for a login of a kind that is not known here "
            f"({', '.join(challenges) or 'none named'})"
        )
        raise FetchError(url, reason, 401)


@dataclass
class Basic:
    """User and password with every request."""

    credentials: Credentials
    webid: ClassVar[str] = ""

    def headers(self, method: str, url: str) -> dict[str, str]:
        """Return the Authorization header; `method` and `url` do not matter to it."""
        del method, url
        return {"Authorization": basic(self.credentials)}

    def learn(self, answer: Answer) -> bool:
        """There is nothing to learn."""
        del answer
        return False


@dataclass
class Digest:
    """A hash of user, password and request; the password itself is never sent."""

    credentials: Credentials
    challenge: Mapping[str, str]
    _count: int = 0
    webid: ClassVar[str] = ""

    def headers(self, method: str, url: str) -> dict[str, str]:
        """Return the Authorization header for one request. Source: RFC 7616 §3.4."""
        parts = urlsplit(url)
        path = parts.path or "/"
        target = f"{path}?{parts.query}" if parts.query else path
        realm, nonce = self.challenge.get("realm", ""), self.challenge.get("nonce", "")
        self._count += 1
        count, own = f"{self._count:08x}", secrets.token_hex(16)
        user = self.credentials.user
        first = self._hash(f"{user}:{realm}:{self.credentials.secret}")
        second = self._hash(f"{method}:{target}")
        fields = {"username": user, "realm": realm, "nonce": nonce, "uri": target}
        if "qop" in self.challenge:
            whole = f"{first}:{nonce}:{count}:{own}:auth:{second}"
            bare = {"qop": "auth", "nc": count}
            fields |= {"cnonce": own}
        else:
            whole, bare = f"{first}:{nonce}:{second}", {}
        fields["response"] = self._hash(whole)
        if "opaque" in self.challenge:
            fields["opaque"] = self.challenge["opaque"]
        if "algorithm" in self.challenge:
            bare["algorithm"] = self.challenge["algorithm"]
        quoted = [f'{name}="{_quoted(text)}"' for name, text in fields.items()]
        named = [f"{name}={text}" for name, text in bare.items()]
        return {"Authorization": f"Digest {', '.join(quoted + named)}"}

    def learn(self, answer: Answer) -> bool:
        """Take the new nonce of a server whose old one is stale."""
        found = challenges_of(answer.headers.get("www-authenticate", "")).get("digest")
        if answer.status != 401 or not found:
            return False
        is_stale = found.get("stale", "").lower() == "true"
        self.challenge, self._count = found, 0
        return is_stale

    def _hash(self, text: str) -> str:
        algorithm = self.challenge.get("algorithm", "MD5").upper()
        name = _HASHES.get(algorithm)
        if name is None:
            reason = f"it asks for a Digest with {algorithm}, unknown here"
            raise FetchError(self.challenge.get("realm", "the server"), reason, 401)
        # RFC 7616 knows MD5 for the servers that know nothing else.
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()


def challenges_of(header: str) -> dict[str, dict[str, str]]:
    """Read a WWW-Authenticate header: schemes in lower case, with their parameters."""
    found: dict[str, dict[str, str]] = {}
    end = len(header)
    for start in reversed(list(_SCHEME.finditer(header))):
        found[start[1].lower()] = {
            name.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else bare
            for name, quoted, bare in _PARAMETER.findall(header[start.end() : end])
        }
        end = start.start()
    return found


def _quoted(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"")
