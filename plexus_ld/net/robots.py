"""What a host asks of crawlers, and whether we may go where we want to.

It binds crawls, not an address that the owner typed. The standard library's reader
takes the first rule that matches and knows no wildcards; the standard says the
longest, and knows them.
Specification: RFC 9309. ``Crawl-delay`` is no part of it; it is read, up to a limit.
"""

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from plexus_ld.errors import FetchError
from plexus_ld.net.redirects import origin

if TYPE_CHECKING:
    from plexus_ld.net.client import Client

#: Our name in robots.txt.
AGENT: Final = "plexus-ld"
#: Most of a robots.txt that is read, in bytes (RFC 9309 §2.5 asks for 500 KiB).
_MAX_BYTES: Final = 512 * 1024
#: Most rules that are kept of one host.
_MAX_RULES: Final = 10_000
#: Longest pause between two requests that a host can ask for, in seconds.
_MAX_PAUSE_S: Final = 30.0
#: Longest path that is held against the rules, in characters.
_MAX_PATH: Final = 8192
_LINE: Final = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host asks of us.

    Attributes:
        rules: For each: whether it allows, how long it is, and what it matches.
        pause_s: Seconds to leave between two requests.
    """

    rules: tuple[tuple[bool, int, re.Pattern[str]], ...] = ()
    pause_s: float = 0.0

    def allow(self, path: str) -> bool:
        """Tell whether a path (with its query) may be fetched: RFC 9309 §2.2.2."""
        if path == "/robots.txt":
            return True
        longest, allowed = -1, True
        plain = _plain(path[:_MAX_PATH])
        for allows, length, pattern in self.rules:
            if length < longest or not pattern.match(plain):
                continue
            # Of two that are equally long, the one that allows counts.
            allowed = allows or (allowed and length == longest)
            longest = length
        return allowed


#: What a host that cannot be asked asks for: RFC 9309 §2.3.1.4.
NOTHING: Final = Rules(((False, 1, re.compile("/")),))


class Robots:
    """Asks each host once; one for a crawl.

    Args:
        client: The door.
    """

    def __init__(self, client: "Client") -> None:
        self._client = client
        self._lock = threading.Lock()
        self._known: dict[str, Rules] = {}

    def allow(self, url: str) -> bool:
        """Tell whether a URL may be fetched by a crawl."""
        parts = urlsplit(url)
        path = parts.path or "/"
        if parts.query:
            path += f"?{parts.query}"
        return self.rules(url).allow(path)

    def rules(self, url: str) -> Rules:
        """Return what a URL's host asks of us."""
        host = origin(url)
        with self._lock:
            known = self._known.get(host)
        if known is None:
            known = self._ask(host)
            with self._lock:
                self._known[host] = known
        return known

    def _ask(self, host: str) -> Rules:
        try:
            answer = self._client.get(f"{host}/robots.txt", max_body_bytes=_MAX_BYTES)
        except FetchError:
            return NOTHING
        if answer.status >= 500 or answer.status == 429:
            return NOTHING
        if answer.status >= 300:
            return Rules()  # there is none: RFC 9309 §2.3.1.3
        return parse(answer.body.decode(errors="replace"))


def parse(text: str) -> Rules:
    """Read a robots.txt for what it asks of us."""
    ours: list[tuple[str, str]] = []
    all_: list[tuple[str, str]] = []
    named = False
    current: set[str] = set()
    in_head = False
    for key, value in _lines(text):
        if key == "user-agent":
            current = current if in_head else set()
            current.add(value.lower())
            in_head = True
            named = named or _is_us(value)
            continue
        in_head = False
        if any(map(_is_us, current)):
            ours.append((key, value))
        if "*" in current:
            all_.append((key, value))
    return _rules(ours if named else all_)


def _lines(text: str) -> Iterable[tuple[str, str]]:
    for line in text.lstrip("\ufeff").splitlines():
        found = _LINE.match(line)
        if found:
            key = found[1].lower()
            if key in ("user-agent", "allow", "disallow", "crawl-delay"):
                yield key, found[2].strip()


def _is_us(name: str) -> bool:
    # A version may follow the name: RFC 9309 §2.2.1 compares the token alone.
    return name.lower().partition("/")[0].strip() == AGENT


def _rules(lines: Iterable[tuple[str, str]]) -> Rules:
    rules: list[tuple[bool, int, re.Pattern[str]]] = []
    pause_s = 0.0
    for key, value in lines:
        if key == "crawl-delay":
            pause_s = max(pause_s, _seconds(value))
        elif value and len(rules) < _MAX_RULES:
            rules.append((key == "allow", len(value), _pattern(value)))
    return Rules(tuple(rules), pause_s)


def _seconds(value: str) -> float:
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value, re.ASCII):
        return 0.0
    return min(float(value), _MAX_PAUSE_S)


def _pattern(value: str) -> re.Pattern[str]:
    """Make of a rule's path a pattern: ``*`` is anything, a ``$`` at the end the end.

    Runs of stars are one star, and each stretch is as short as can be, so that a
    stranger's rule cannot keep us busy.
    """
    ends = value.endswith("$")
    first, *rest = re.split(r"\*+", _plain(value.removesuffix("$")))
    last = f".*{re.escape(rest.pop())}" if ends and rest else ""
    middle = "".join(f"(?>.*?{re.escape(stretch)})" for stretch in rest)
    end = "$" if ends else ""
    return re.compile(re.escape(first) + middle + last + end, re.DOTALL)


def _plain(path: str) -> str:
    """Write a path in one way: what may be percent-encoded, is."""
    return quote(path, safe="/%?=&*$:@!'()+,;~#[]")
