"""The inbox: signed activities taken, against a server made with Fedify.

Each is verified before it is answered; ours is on the disk and in the timeline by then,
theirs in memory. Both sides have one core, the same eight connections and the same
sender, whose key they know already. Skipped where Fedify is not installed.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

from benchmarks.agent import new_home, running
from benchmarks.measure import Row
from plexus_ld.net.signing import cavage
from plexus_ld.net.signing.values import SigningKey
from plexus_ld.plex.profile.key import ActorKey
from tests.web import Page, serving

_ROOT: Final = Path(__file__).parents[1]
_FEDIFY: Final = Path(os.environ.get("PEERS", _ROOT / ".peers")) / "fedify"
_TYPE: Final = "application/activity+json"
_PUBLIC: Final = "https://www.w3.org/ns/activitystreams#Public"
_COUNT: Final = 200
_AT_ONCE: Final = 8
_ROUNDS: Final = 3
_Post = tuple[bytes, dict[str, str]]


def measure(full: bool) -> Iterator[Row]:
    """Yield how many activities a second each side takes."""
    if not (_FEDIFY / "node_modules").is_dir():
        return
    count = _COUNT * (5 if full else 1)
    with tempfile.TemporaryDirectory() as folder, serving() as web:
        sender = _Sender(web.url)
        web.pages["/bob"] = Page(json.dumps(sender.document).encode(), _TYPE)
        home = Path(folder) / "home"
        with _ours(home, sender.iri) as port, _theirs() as other:
            sides = ((port, "/inbox"), (other, "/users/dave/inbox"))
            found: list[list[float]] = [[], []]
            for turn in range(_ROUNDS + 1):
                for side, (at, path) in enumerate(sides):
                    posts = sender.posts(f"http://127.0.0.1:{at}{path}", count)
                    rate = _rate(at, path, posts)
                    if turn:
                        found[side].append(rate)
    ours, theirs = (sorted(rates)[len(rates) // 2] for rates in found)
    ratio = ours / theirs
    yield Row(
        7, f"inbox: {count} signed activities verified and kept, one core; "
        "against Fedify, which keeps them in memory",
        ours, theirs, "/s", f"{ratio:.2f} x", "told", True,
    )  # fmt: skip


class _Sender:
    """Somebody whose server signs what it sends."""

    def __init__(self, url: str) -> None:
        self.iri = f"{url}/bob"
        self._key = ActorKey(None)
        self._count = 0

    @property
    def document(self) -> dict[str, object]:
        key = {
            "id": f"{self.iri}#main-key", "owner": self.iri,
            "publicKeyPem": self._key.public_pem, "type": "CryptographicKey",
        }  # fmt: skip
        return {
            "@context": [
                "https://www.w3.org/ns/activitystreams",
                "https://w3id.org/security/v1",
            ],
            "id": self.iri, "type": "Person", "preferredUsername": "bob",
            "inbox": f"{self.iri}/inbox", "publicKey": key,
        }  # fmt: skip

    def posts(self, url: str, count: int) -> list[_Post]:
        """Return activities, each signed already."""
        return [self._post(url) for _ in range(count)]

    def _post(self, url: str) -> _Post:
        self._count += 1
        note = {
            "id": f"{self.iri}/notes/{self._count}", "type": "Note",
            "content": f"<p>Tea {self._count}</p>", "attributedTo": self.iri,
            "to": _PUBLIC,
        }  # fmt: skip
        act = {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{self.iri}/acts/{self._count}", "type": "Create",
            "actor": self.iri, "object": note, "to": _PUBLIC,
        }  # fmt: skip
        body = json.dumps(act).encode()
        signing = SigningKey(f"{self.iri}#main-key", self._key.pem)
        proof = cavage.signed_headers("POST", url, body, signing, datetime.now(UTC))
        return body, {**proof, "content-type": _TYPE}


def _rate(port: int, path: str, posts: Sequence[_Post]) -> float:
    """Return how many were taken in a second."""

    def send(part: Sequence[_Post]) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        for body, headers in part:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 202, answer.status
        connection.close()

    start = time.perf_counter()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(send, [posts[i::_AT_ONCE] for i in range(_AT_ONCE)]))
    return len(posts) / (time.perf_counter() - start)


@contextmanager
def _ours(home: Path, sender: str) -> Iterator[int]:
    plex, port = new_home(home, "Ada Example")
    with plex:
        ways = plex.connections.ways(in_=[f"activitypub:{sender}"])
        plex.connections.connect(plex.connections.look("Bob", fetch=False), ways)
    with running(home, port, _one_core()) as port:
        yield port


@contextmanager
def _theirs() -> Iterator[int]:
    node = _FEDIFY / "node_modules" / "node" / "bin" / "node"
    script = _ROOT / "tests" / "peers" / "fedify.mjs"
    words = [*_one_core(), str(node), str(script), str(_FEDIFY)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            yield int(server.stdout.readline())
        finally:
            server.terminate()


def _one_core() -> list[str]:
    taskset = shutil.which("taskset")
    return [taskset, "-c", "0"] if taskset else []
