"""A Community Solid Server on this machine, and an account with a pod on it."""

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

from plexus_ld.net.login.credentials import Credentials

#: Seconds that the server may take to come up on a busy machine.
_PATIENCE_S = 90


@dataclass(frozen=True)
class Pod:
    """Somebody's pod.

    Attributes:
        base: The pod's root.
        webid: Its owner.
        credentials: For programs that act as the owner.
    """

    base: str
    webid: str
    credentials: Credentials


@contextmanager
def solid_server(peers: Path) -> Iterator[str]:
    """Run a server, all in memory, and give its address."""
    program = "solid/node_modules/@solid/community-server/bin/server.js"
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://localhost:{port}/"
    command = ["node", str(peers / program), "-p", str(port), "-b", base, "-l", "error"]
    with subprocess.Popen(  # noqa: S603 - a peer of ours
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(f"{base}.account/", server)
            yield base
        finally:
            server.terminate()


def new_pod(base: str, name: str) -> Pod:
    """Make an account, a login, a pod and client credentials. Source: CSS's API."""
    account = _call("POST", f"{base}.account/account/", {})
    token = account["authorization"]
    controls = _call("GET", f"{base}.account/", None, token)["controls"]
    login = {"email": f"{name}@{name}.example", "password": "correct horse"}
    _call("POST", controls["password"]["create"], login, token)
    pod = _call("POST", controls["account"]["pod"], {"name": name}, token)
    wanted = {"name": "plexus", "webId": pod["webId"]}
    made = _call("POST", controls["account"]["clientCredentials"], wanted, token)
    return Pod(pod["pod"], pod["webId"], Credentials(made["id"], made["secret"]))


def _call(
    method: str, url: str, body: dict[str, str] | None, token: str | None = None
) -> Any:
    headers = {"Accept": "application/json"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if token:
        headers["Authorization"] = f"CSS-Account-Token {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(  # noqa: S310 - a server of our own
        url, data, headers, method=method
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return json.load(answer)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(_PATIENCE_S * 5):
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, OSError) as error:
            if server.poll() is not None:
                message = f"the Solid server ended with {server.returncode}"
                raise RuntimeError(message) from error
            time.sleep(0.2)
        else:
            return
    message = f"the Solid server does not answer at {url}"
    raise RuntimeError(message)
