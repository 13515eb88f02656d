"""A small pod on the test's web server: a login, documents, access rules, folders.

    pod = FakePod(web)
    pod.documents["/card"] = b"<#me> a <#x> ."
    ... f"{web.url}/card"

What a real one does is tested with the real one (tests/wire/test_pod.py).
"""

import base64
import json
import re
from collections.abc import Callable
from hashlib import sha256
from http.server import BaseHTTPRequestHandler

from plexus_ld.net.login.credentials import Credentials
from tests.web import Web

WEBID = "https://alice.example/card#me"
ALICE = Credentials("alice", "canary-secret")


class FakePod:
    """All of it asks who is there; what the rules say to anybody is told only.

    Attributes:
        documents: What lies there, by path.
        has_policies: Whether its rules are those of Access Control Policy.
        tells_modes: Whether it says what the rules come to (``WAC-Allow``).
        takes_patches: Whether a document, of one statement a line, is changed in part.
        refuses: Answers instead, by method and path: a status.
        says: Told each request before it is answered.
    """

    def __init__(self, web: Web, webid: str = WEBID) -> None:
        self._web = web
        self._webid = webid
        self.documents: dict[str, bytes] = {}
        self.has_policies = False
        self.tells_modes = True
        self.takes_patches = False
        self.refuses: dict[str, int] = {}
        self.says: Callable[[str], None] = lambda _: None
        web.otherwise = self._answer

    @property
    def written(self) -> list[str]:
        """The paths that were put, in order."""
        asked = self._web.asked
        return [one.removeprefix("PUT ") for one in asked if one.startswith("PUT ")]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        said = f"{handler.command} {handler.path}"
        self.says(said)
        if handler.path == "/.well-known/openid-configuration":
            found = {"token_endpoint": f"{self._web.url}/token"}
            _send(handler, 200, json.dumps(found).encode(), "application/json")
        elif handler.path == "/token":
            token = json.dumps({"access_token": _token(self._webid)}).encode()
            _send(handler, 200, token, "application/json")
        elif "Authorization" not in handler.headers:
            _send(handler, 401, b"", more={"WWW-Authenticate": "DPoP"})
        elif said in self.refuses:
            _send(handler, self.refuses[said], b"")
        elif handler.command == "PUT":
            self._put(handler)
        elif handler.command == "PATCH":
            self._patch(handler)
        else:
            self._get(handler)

    def _get(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path
        links = [f'<{path}.acl>; rel="acl"']
        if path.endswith(".acl") and self.has_policies:
            kind = "http://www.w3.org/ns/solid/acp#AccessControlResource"
            links = [f'<{kind}>; rel="type"']
        body = self.documents.get(path)
        more = {"Link": ", ".join(links)}
        if body is not None:
            more["ETag"] = _etag(body)
            if self.takes_patches:
                more["Accept-Patch"] = "text/n3, application/sparql-update"
            if self.tells_modes:
                more["WAC-Allow"] = self._allowed(path)
        _send(handler, 404 if body is None else 200, body or b"", more=more)

    def _allowed(self, path: str) -> str:
        rules = self.documents.get(f"{path}.acl", b"").decode()
        modes = re.findall(r"acl:(Read|Append)(?=[.;]\n)", rules)
        return f'user="read write control", public="{" ".join(modes).lower()}"'

    def _put(self, handler: BaseHTTPRequestHandler) -> None:
        before = self.documents.get(handler.path)
        wanted, unwanted = handler.headers["If-Match"], handler.headers["If-None-Match"]
        is_other = wanted is not None and (before is None or wanted != _etag(before))
        if is_other or (unwanted == "*" and before is not None):
            _send(handler, 412, b"")
            return
        self.documents[handler.path] = self._web.bodies[-1]
        _send(handler, 201 if before is None else 205, b"")

    def _patch(self, handler: BaseHTTPRequestHandler) -> None:
        sent = self._web.bodies[-1].decode()
        said = dict(re.findall(r"solid:(\w+) \{\n(.*?)\n\}", sent, re.DOTALL))
        gone, new = (said.get(word, "").splitlines() for word in ("deletes", "inserts"))
        before = self.documents[handler.path].decode().splitlines()
        if not set(gone) <= set(before):
            _send(handler, 409, b"")
            return
        after = [one for one in before if one not in gone]
        after += [one for one in new if one not in after]
        self.documents[handler.path] = "\n".join(after).encode()
        _send(handler, 205, b"")


def _etag(body: bytes) -> str:
    return f'"{sha256(body).hexdigest()[:16]}"'


def _token(webid: str) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"webid": webid}).encode())
    return f"e30.{claims.rstrip(b'=').decode()}.signed"


def _send(
    handler: BaseHTTPRequestHandler,
    status: int,
    body: bytes,
    media_type: str = "text/turtle",
    more: dict[str, str] | None = None,
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", media_type)
    handler.send_header("Content-Length", str(len(body)))
    handler.send_header("Connection", "close")
    for name, value in (more or {}).items():
        handler.send_header(name, value)
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(body)
