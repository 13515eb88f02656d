"""Bad requests at every address of an agent: nothing dies, and nothing is fetched.

``python -m tests.proof.http [--seed S]`` prints one line for each kind: how many were
sent, what was answered, and how long the slowest took. A trap on this machine listens
for whatever the agent might be led to fetch: the agent may not ask this machine.
"""

import argparse
import json
import random
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from plexus_ld.settings import Settings, WebSettings
from tests.web import Web, serving
from tests.web_agent import WebAgent, serving_plex

#: Whole requests, as they go over the wire.
Requests = Sequence[bytes]
_LD: Final = "application/ld+json"
_WORDS: Final = ("id", "actor", "object", "target", "inReplyTo", "url", "image")
_NAUGHTY: Final = Path(__file__).parents[3] / "shared/suites/naughty-strings/blns.json"
#: Answers of an agent that knows what it does; 503 and 507 say: not now, no room.
_FAULTS: Final = frozenset({"500", "501", "502", "504"})


@dataclass
class Kind:
    """What became of requests of one kind."""

    name: str
    answers: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0

    @property
    def line(self) -> str:
        said = ", ".join(f"{n} x {s}" for s, n in sorted(self.answers.items()))
        count = sum(self.answers.values())
        return f"{self.name}: {count} sent; {said}; slowest {self.slowest_s:.2f} s"


@dataclass
class Proof:
    """What came of all."""

    kinds: list[Kind] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    misled: int = 0
    answers_after: int = 0

    @property
    def faults(self) -> int:
        return sum(kind.answers[s] for kind in self.kinds for s in _FAULTS)

    def __str__(self) -> str:
        lines = [kind.line for kind in self.kinds]
        lines.append(f"fetched by mistake: {len(self.fetched)}; faults: {self.faults}")
        lines.append(f"pages that believe a header of their host: {self.misled}")
        return "\n".join(lines)

    @property
    def holds(self) -> bool:
        is_quiet = not (self.fetched or self.misled or self.faults)
        return is_quiet and self.answers_after == 200


def prove(seed: int = 1) -> Proof:
    """Send everything to an agent of its own."""
    proof = Proof()
    chance = random.Random(seed)  # noqa: S311 - chance, not a secret
    # All of them come from one address: what one may bring in a minute is not asked.
    settings = Settings(web=WebSettings(inbox_per_minute=1_000_000))
    with (
        tempfile.TemporaryDirectory() as folder,
        serving() as trap,
        serving_plex(Path(folder) / "home", settings=settings, allow=()) as agent,
    ):
        for name, make in _KINDS.items():
            proof.kinds.append(_sent(agent, name, make(agent, trap, chance)))
        proof.kinds.append(_slow(agent))
        proof.fetched = list(trap.asked)
        proof.misled = _misled(agent)
        proof.answers_after = agent.ask("GET").status
    return proof


def _sent(agent: WebAgent, name: str, requests: Requests) -> Kind:
    kind = Kind(name)

    def send(request: bytes) -> tuple[str, float]:
        start = time.perf_counter()
        return _answer(agent.port, request), time.perf_counter() - start

    with ThreadPoolExecutor(8) as pool:
        for status, taken in pool.map(send, requests):
            kind.answers[status] += 1
            kind.slowest_s = max(kind.slowest_s, taken)
    return kind


def _answer(port: int, request: bytes) -> str:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
            wire.sendall(request)
            head = wire.recv(4096)
    except OSError:
        return "closed"
    return head[9:12].decode("latin-1") if head.startswith(b"HTTP/") else "closed"


def _request(
    method: str, path: str, body: bytes = b"", headers: str = "", host: str = "x"
) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}"
    if body:
        head += f"Content-Length: {len(body)}\r\n"
    return head.encode("utf-8", "surrogatepass") + b"\r\n" + body


def _post(path: str, body: object, media_type: str = _LD, more: str = "") -> bytes:
    told = body if isinstance(body, bytes) else json.dumps(body).encode()
    return _request("POST", path, told, f"Content-Type: {media_type}\r\n{more}")


def _aimed(agent: WebAgent, trap: Web, _: random.Random) -> Requests:
    """Every field that names an address names the trap."""
    url, here = f"{trap.url}/trap", agent.url
    made = [
        _post("/inbox", {"@context": url, "type": "Create", w: url}) for w in _WORDS
    ]
    signed = f'Signature: keyId="{url}#key",headers="date",signature="AAAA"\r\n'
    made += [_post("/inbox", {"type": "Follow", w: url}, more=signed) for w in _WORDS]
    form = "application/x-www-form-urlencoded"
    for target in (here, f"{here}posts/1.html", url):
        told = f"source={url}&target={target}".encode()
        made.append(_post("/webmention", told, form))
    hub = f"hub.mode=subscribe&hub.topic={here}feed.atom&hub.callback={url}"
    made.append(_post("/websub", hub.encode(), form))
    micropub = f"h=entry&content=x&photo={url}&in-reply-to={url}"
    made.append(_post("/micropub", micropub.encode(), form))
    paths = (f"/.well-known/webfinger?resource={url}", f"/sparql?query=LOAD <{url}>")
    return made + [_request("GET", path.replace(" ", "%20")) for path in paths]


def _oversized(_: WebAgent, __: Web, ___: random.Random) -> Requests:
    big = b"x" * 3_000_000
    return [
        _post("/inbox", big),
        _post("/webmention", big, "application/x-www-form-urlencoded"),
        _post("/micropub", big, "application/json"),
        _post("/sparql", big, "application/sparql-query"),
        _request("GET", "/" + "a" * 100_000),
        _request("GET", "/", headers=f"X-Big: {'a' * 200_000}\r\n"),
        _request("GET", "/", headers="".join(f"X-{n}: 1\r\n" for n in range(5_000))),
        _request("GET", "/", headers=f"Accept: {'a/b;q=0.1,' * 6_000}c/d\r\n"),
    ]


def _malformed(_: WebAgent, __: Web, chance: random.Random) -> Requests:
    types = (
        _LD, "application/json", "application/activity+json", "text/turtle",
        "application/rdf+xml", "text/html", "application/x-nothing", "",
        "multipart/form-data; boundary=x", "application/x-www-form-urlencoded",
    )  # fmt: skip
    bodies = [
        b"{", b"[" * 100_000, b'{"a":' * 50_000, b"\xff\xfe\x00", b"<a" * 9_000,
        b'{"@id": "\\ud800"}', b"--x\r\n\r\n--x--", chance.randbytes(5_000), b"1e999",
    ]  # fmt: skip
    paths = ("/inbox", "/micropub", "/webmention", "/websub", "/sparql", "/graphs")
    return [_post(p, b, t) for p in paths for t in types for b in bodies]


def _paths(_: WebAgent, __: Web, ___: random.Random) -> Requests:
    tricks = (
        "/../settings.toml", "/%2e%2e/keys/owner.pem", "/..%2fkeys%2fowner.pem",
        "/media/../../keys/owner.pem", "/media/%2e%2e%2f%2e%2e%2fstore", "//etc/passwd",
        "/posts/%00.html", "/%c0%ae%c0%ae/", "/media/..\\..\\keys", "/inbox/../owner/",
        "/%252e%252e/x", "/with/../owner/", "/with/%00", "/.git/config", "/;/owner/",
        "/http://169.254.169.254/", "http://evil.example/", "*", "/%zz", "/\u202e",
    )  # fmt: skip
    return [_request(m, p) for m in ("GET", "HEAD", "PUT", "DELETE") for p in tricks]


def _headers(_: WebAgent, __: Web, ___: random.Random) -> Requests:
    lines = (
        "Content-Length: 1\r\nContent-Length: 2\r\n", "Content-Length: -1\r\n",
        "Content-Length: 99999999999999\r\n", "Transfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "A: b\x00c\r\n",
        "Transfer-Encoding: xchunked\r\n", " folded: 1\r\n", "Bad Name: 1\r\n",
        "Range: bytes=0-1,2-3,4-5\r\n", "If-None-Match: " + '"a",' * 2_000 + "\r\n",
        "Authorization: Bearer " + "a" * 5_000 + "\r\n", "Expect: nonsense\r\n",
        "Signature-Input: sig=();created=1\r\nSignature: sig=:AA==:\r\n",
        "Signature-Input: ((((((\r\nSignature: ))))\r\n", "DPoP: a.b.c\r\n",
    )  # fmt: skip
    bodies = [_request("POST", "/inbox", headers=line) + b"0\r\n\r\n" for line in lines]
    return bodies + [_request("GET", "/", headers=line) for line in lines]


def _forged(_: WebAgent, __: Web, chance: random.Random) -> Requests:
    def one() -> bytes:
        key = f"https://203.0.113.{chance.randrange(256)}/a#key"
        sign = chance.randbytes(64).hex()
        more = f'Signature: keyId="{key}",headers="date digest",signature="{sign}"\r\n'
        return _post("/inbox", {"type": "Follow"}, "application/activity+json", more)

    return [one() for _ in range(100)]


def _naughty(agent: WebAgent, __: Web, ___: random.Random) -> Requests:
    texts = ["\u202e", "'\"><script>", "\ud83d", "{{7*7}}", "%n%s", "x" * 9_000]
    if _NAUGHTY.is_file():
        texts += json.loads(_NAUGHTY.read_text("utf-8"))
    made = [_post("/inbox", {"@id": "", "http://x.example/#p": one}) for one in texts]
    return [*made, *(_post("/inbox", {word: texts[0]}) for word in _WORDS)]


_KINDS: Final[dict[str, Callable[[WebAgent, Web, random.Random], Requests]]] = {
    "aimed at this machine": _aimed,
    "too large": _oversized,
    "malformed, of any type": _malformed,
    "tricks with paths": _paths,
    "tricks with headers": _headers,
    "forged signatures": _forged,
    "naughty strings": _naughty,
}


def _slow(agent: WebAgent) -> Kind:
    """Hold 300 connections that never finish a request; others are answered."""
    kind = Kind("beside 300 that never finish")
    held: list[socket.socket] = []
    try:
        for number in range(300):
            wire = socket.create_connection(("127.0.0.1", agent.port), timeout=20)
            start = b"POST /inbox HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"
            wire.sendall(start if number % 2 else start[:30])
            held.append(wire)
        for _ in range(20):
            begin = time.perf_counter()
            kind.answers[_answer(agent.port, _request("GET", "/"))] += 1
            kind.slowest_s = max(kind.slowest_s, time.perf_counter() - begin)
    finally:
        for wire in held:
            wire.close()
    return kind


def _misled(agent: WebAgent) -> int:
    """Count the pages that repeat what a request says of its host."""
    told = 0
    for path in _shown():
        lies = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
        answer = agent.ask("GET", path, headers=lies)
        told += b"evil.example" in answer.body + str(answer.headers).encode()
    return told


def _shown() -> Iterator[str]:
    yield from (
        "",
        "feed.atom",
        "feed.json",
        "void",
        "nodeinfo/2.1",
        "actor",
        "foaf.ttl",
    )
    yield from ("/.well-known/host-meta", "/.well-known/nodeinfo", "/robots.txt")


def main() -> None:
    """Send everything, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof.http")
    parser.add_argument("--seed", type=int, default=1)
    proof = prove(parser.parse_args().seed)
    print(proof)  # noqa: T201 - this is the report
    sys.exit(not proof.holds)


if __name__ == "__main__":
    main()
