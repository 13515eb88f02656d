"""The hub: asked, it asks back whether that was meant; then it sends what is new.

Wire: a GET of the callback with a challenge that it must repeat; a POST of the whole
feed to each callback, signed by the subscriber's secret (``X-Hub-Signature``).
Limits: the owner's feeds alone; so many subscribers in all and on a host, so many
questions a minute to a host and from an asker; one small GET for each.
Specification: https://www.w3.org/TR/websub/ §5, §7
"""

import hmac
import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from plexus_ld.clock import Clock
from plexus_ld.errors import FetchError, RefusedError
from plexus_ld.sharer.hub.records import Asked, Records, Subscription

if TYPE_CHECKING:
    from plexus_ld.net.client import Client

_LOG = logging.getLogger(__name__)

#: Seconds of a lease: the shortest, the usual, the longest.
LEASES: Final = (300, 10 * 86_400, 30 * 86_400)
#: Questions a minute that one host is asked, and that one asker causes.
MOST_ASKED: Final = 10
#: Questions that wait.
_MOST_WAITING: Final = 200
_MOST: Final = 1_000
_MOST_OF_HOST: Final = 50
#: Bytes of a secret (WebSub §5.1) and characters of a callback.
_LONGEST_SECRET: Final = 200
_LONGEST_URL: Final = 2_000
_PATIENCE_S: Final = 10.0
_SMALL: Final = 1_024
#: Seconds after which what was asked for and not looked into is forgotten.
_STALE_S: Final = 3_600.0
#: Failures in a row after which a subscriber is let go: two days later.
_MOST_FAILURES: Final = 10
_LONGEST_WAIT_S: Final = 6 * 3_600.0


@dataclass(frozen=True, slots=True)
class Topic:
    """A feed as it is now."""

    media_type: str
    body: bytes

    @property
    def digest(self) -> str:
        """Tells it from what it was before."""
        return sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Ports:
    """What the hub is told by others.

    Attributes:
        url: Its own address.
        base: The folder that nothing is sent to: the agent's own.
        topics: Gives the owner's feeds by URL.
        changed: Tells whether they can be others than at a sequence number, and the
            number now.
    """

    url: str
    base: str
    topics: Callable[[], Mapping[str, Topic]]
    changed: Callable[[int], tuple[bool, int]]


class Hub:
    """The hub of one home; for several threads at once.

    Args:
        records: Who subscribed.
        client: The door to the network.
        ports: What others tell it.
        clock: Tells the time.
    """

    def __init__(
        self, records: Records, client: "Client", ports: Ports, clock: Clock
    ) -> None:
        self._records = records
        self._client = client
        self._ports = ports
        self._clock = clock
        self._threads = ThreadPoolExecutor(4, "plexus-hub")
        self._telling = threading.Lock()
        self._asking: set[Future[None]] = set()
        self._kept: tuple[int, Mapping[str, Topic]] = (-1, {})
        self._told: Mapping[str, Topic] | None = None

    def ask(self, form: Mapping[str, str], asker: str) -> None:
        """Take in what somebody asks for, to be looked into at once.

        Args:
            form: What they sent: ``hub.mode``, ``hub.topic`` …
            asker: Their address.

        Raises:
            RefusedError: It is nothing that this hub does, or too much of it.
        """
        asked = self._asked(form, asker)
        now = self._now()
        with self._records.whole():
            self._check_rates(asked, now)
            number = self._records.put_asked(asked, now)
        asking = self._threads.submit(self._verify, replace(asked, id=number))
        self._asking.add(asking)
        asking.add_done_callback(self._asking.discard)

    def settle(self) -> None:
        """Wait until all that was asked for has been looked into."""
        wait(set(self._asking))

    def tell(self) -> int:
        """Send the feeds to whoever has not got them as they are; return how many."""
        with self._telling:
            now = self._now()
            for asked in self._records.open_asked(now - _STALE_S):
                self._verify(asked)
            topics, retry = self._topics(), self._records.next_try()
            if topics is self._told and (retry is None or retry > now):
                return 0
            count = sum(self._tell(url, topic, now) for url, topic in topics.items())
            self._told = topics
            return count

    def close(self) -> None:
        """Let go of it; what was not sent is sent the next time."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._records.close()

    def _now(self) -> float:
        return self._clock().timestamp()

    def _topics(self) -> Mapping[str, Topic]:
        number, known = self._kept
        is_new, now = self._ports.changed(number)
        topics = self._ports.topics() if is_new else known
        self._kept = (now, topics)
        return topics

    def _asked(self, form: Mapping[str, str], asker: str) -> Asked:
        mode, topic = form.get("hub.mode", ""), form.get("hub.topic", "")
        if mode not in ("subscribe", "unsubscribe"):
            raise RefusedError("hub.mode is subscribe or unsubscribe")
        found = self._topics().get(topic)
        if found is None:
            raise RefusedError("hub.topic is no feed of this hub's", 404)
        callback = form.get("hub.callback", "")
        secret = form.get("hub.secret", "")
        if len(secret.encode()) >= _LONGEST_SECRET:
            message = f"hub.secret is shorter than {_LONGEST_SECRET} bytes"
            raise RefusedError(message)
        return Asked(
            mode, callback, topic, self._host(callback), _lease(form), secret, asker,
            found.digest,
        )  # fmt: skip

    def _host(self, callback: str) -> str:
        host = _host_of(callback)
        if not host:
            raise RefusedError(
                "hub.callback is an http or https URL without a fragment"
            )
        if self._ports.base and callback.startswith(self._ports.base):
            raise RefusedError("hub.callback is this agent's own address")
        return host

    def _check_rates(self, asked: Asked, now: float) -> None:
        of_host, of_asker, waiting = self._records.counts(asked.host, asked.asker, now)
        if of_host >= MOST_ASKED or of_asker >= MOST_ASKED:
            raise RefusedError("too many subscriptions in a minute", 429)
        if waiting >= _MOST_WAITING:
            raise RefusedError("too many subscriptions wait", 503)
        if asked.mode == "unsubscribe":
            return
        there, all_ = self._records.numbers(asked.host, now)
        is_known = self._records.is_known(asked.callback, asked.topic)
        if not is_known and (there >= _MOST_OF_HOST or all_ >= _MOST):
            raise RefusedError("there are as many subscribers as this hub takes", 503)

    def _verify(self, asked: Asked) -> None:
        """Ask the callback whether it was meant: WebSub §5.3."""
        if not self._records.close_asked(asked.id):
            return
        challenge = secrets.token_urlsafe(24)
        question = {
            "hub.mode": asked.mode,
            "hub.topic": asked.topic,
            "hub.challenge": challenge,
        }
        if asked.mode == "subscribe":
            question["hub.lease_seconds"] = str(int(asked.lease_s))
        joint = "&" if urlsplit(asked.callback).query else "?"
        url = f"{asked.callback}{joint}{urlencode(question)}"
        if not self._says_yes(url, challenge):
            return
        if asked.mode == "subscribe":
            self._records.put(asked, self._now())
        else:
            self._records.remove(asked.callback, asked.topic)

    def _says_yes(self, url: str, challenge: str) -> bool:
        try:
            answer = self._client.request(
                "GET", url, max_body_bytes=_SMALL, timeout_s=_PATIENCE_S, follow=False
            )
        except FetchError as error:
            _LOG.info("a subscriber did not answer: %s", error.reason)
            return False
        said = answer.body.strip()
        return 200 <= answer.status < 300 and said == challenge.encode()

    def _tell(self, url: str, topic: Topic, now: float) -> int:
        behind = self._records.behind(url, topic.digest, now)
        send = partial(self._send, topic)
        return sum(self._threads.map(send, behind))

    def _send(self, topic: Topic, to: Subscription) -> bool:
        """Send a feed to one: WebSub §7."""
        link = f'<{self._ports.url}>; rel="hub", <{to.topic}>; rel="self"'
        headers = {"Content-Type": topic.media_type, "Link": link}
        if to.secret:
            mac = hmac.new(to.secret.encode(), topic.body, sha256).hexdigest()
            headers["X-Hub-Signature"] = f"sha256={mac}"
        try:
            answer = self._client.request(
                "POST", to.callback, topic.body, headers, timeout_s=_PATIENCE_S
            )
            status = answer.status
        except FetchError as error:
            _LOG.info("a subscriber was not reached: %s", error.reason)
            status = 0
        if 200 <= status < 300:
            self._records.mark_sent(to, topic.digest)
            return True
        if status == 410 or to.failures + 1 >= _MOST_FAILURES:
            self._records.remove(to.callback, to.topic)
            return False
        wait = min(60.0 * 3**to.failures, _LONGEST_WAIT_S)
        self._records.mark_failed(to, self._now() + wait)
        return False


def _lease(form: Mapping[str, str]) -> int:
    least, usual, most = LEASES
    told = form.get("hub.lease_seconds", "")
    if not told:
        return usual
    if not told.isdecimal():
        raise RefusedError("hub.lease_seconds is a number of seconds")
    return min(max(int(told[:12]), least), most)


def _host_of(callback: str) -> str:
    """Return the host of a URL that something can be sent to; else ""."""
    if len(callback) > _LONGEST_URL or not callback.isprintable():
        return ""
    try:
        parts = urlsplit(callback)
        host = parts.hostname or ""
    except ValueError:
        return ""
    is_plain = "@" not in parts.netloc and not parts.fragment
    return host if is_plain and parts.scheme in ("http", "https") else ""
