"""`Pushes`: feeds that name a hub are sent by it, and are polled seldom meanwhile.

Wire: a POST to the hub that a feed names; the hub asks back at our callback, and posts
the feed there whenever it has news, signed by the secret that it was given.
Limits: only feeds of accepted points, and only while the agent has an address; one
small POST to a hub, again after an hour, then longer; another hub once a day.
Specification: https://www.w3.org/TR/websub/ §5, §8
"""

import hmac
import logging
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.errors import FetchError
from plexus_ld.listener.pushing.records import Push, PushRecords
from plexus_ld.model.arrival import Raw

if TYPE_CHECKING:
    from plexus_ld.net.client import Client

_LOG = logging.getLogger(__name__)

_DAY: Final = 86_400.0
#: What a hub is asked for, and the most that is believed, in seconds.
_LEASE_S: Final = 10 * _DAY
_LONGEST_LEASE_S: Final = 30 * _DAY
#: Seconds for which a hub may ask back.
_PENDING_S: Final = 3_600.0
_LONGEST_WAIT_S: Final = 7 * _DAY
_PATIENCE_S: Final = 10.0
_SMALL: Final = 16 * 1024
_LONGEST_URL: Final = 2_000
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
#: Digests by which hubs sign: WebSub §7.1.
_METHODS: Final = frozenset({"sha1", "sha256", "sha384", "sha512"})


@dataclass(frozen=True, slots=True)
class PushPorts:
    """What other rooms do for it.

    Attributes:
        callback: The URL of a callback by its id; "" where nobody could find it.
        points: Gives the points that are polled on their own: feeds.
        ingest: Keeps what was heard by a point; durable when it returns.
    """

    callback: Callable[[str], str]
    points: Callable[[], Collection[URIRef]]
    ingest: Callable[[URIRef, Raw], object]


class Pushes:
    """All that is pushed; for several threads at once.

    Args:
        records: How each subscription stands.
        client: The door to the network.
        ports: What other rooms do.
        clock: Tells the time.
    """

    def __init__(
        self,
        records: PushRecords,
        client: "Client",
        ports: PushPorts,
        clock: Clock,
    ) -> None:
        self._records = records
        self._client = client
        self._ports = ports
        self._clock = clock

    def named(self, point: URIRef, hub: str, topic: str) -> None:
        """Take note of the hub that a feed names; `renew` asks it."""
        if not self._ports.callback("") or not (_is_url(hub) and _is_url(topic)):
            return
        now, known = self._now(), self._records.of_point(point)
        if known is not None:
            is_same = (known.hub, known.topic) == (hub, topic)
            if is_same or now - known.named < _DAY:
                return
        id_, secret = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
        self._records.put(Push(point, id_, hub, topic, secret, now))

    def alive(self) -> frozenset[URIRef]:
        """Return the points that are pushed now."""
        now = self._now()
        return frozenset(
            URIRef(one.point) for one in self._records.all() if one.ends > now
        )

    def renew(self) -> int:
        """Ask the hubs that are to be asked now; return how many took it in."""
        now = self._now()
        known = self._records.all()
        open_points = {str(point) for point in self._ports.points()} if known else ()
        for one in known:
            if one.point not in open_points:
                self._end(one, now)
        due = [one for one in known if one.point in open_points and one.next <= now]
        return sum(self._subscribe(one, now) for one in due)

    def confirm(self, id_: str, asked: dict[str, str]) -> str | None:
        """Answer a hub that asks back; None: nothing of ours.

        Args:
            id_: The callback's.
            asked: ``hub.mode``, ``hub.topic``, ``hub.challenge`` …
        """
        one, mode = self._records.of_callback(id_), asked.get("hub.mode", "")
        if one is None or asked.get("hub.topic") != one.topic:
            return None
        now = self._now()
        if mode == "denied":
            self._records.put(replace(one, ends=0.0, next=now + _DAY, asked=""))
            return ""
        is_pending = one.asked == mode == "subscribe" and one.next > now
        if not is_pending:
            return None
        lease = _seconds(asked.get("hub.lease_seconds", ""))
        # A tenth of the lease is left when it is asked for again.
        then = now + 0.9 * lease
        kept = replace(one, ends=now + lease, next=then, failures=0, asked="")
        self._records.put(kept)
        return asked.get("hub.challenge", "")

    def receive(self, id_: str, body: bytes, media_type: str, signature: str) -> bool:
        """Keep what a hub sends; durable when it returns. What it did not sign is not.

        Returns:
            Whether the callback is one of ours; nobody is told what was dropped.
        """
        one = self._records.of_callback(id_)
        if one is None or one.ends <= self._now():
            return False
        if not _is_signed(one.secret, body, signature):
            _LOG.warning("what came for %s is not signed by its hub", one.topic)
            return True
        point = URIRef(one.point)
        self._ports.ingest(
            point, Raw("feed", body, one.topic, media_type, point, None, self._clock())
        )
        return True

    def close(self) -> None:
        """Let go of it."""
        self._records.close()

    def _now(self) -> float:
        return self._clock().timestamp()

    def _subscribe(self, one: Push, now: float) -> bool:
        wait = min(_PENDING_S * 4**one.failures, _LONGEST_WAIT_S)
        # Said first: the hub may ask back before it answers.
        asked = replace(
            one, asked="subscribe", next=now + wait, failures=one.failures + 1
        )
        self._records.put(asked)
        return self._ask(one, "subscribe")

    def _end(self, one: Push, now: float) -> None:
        """Listen to a feed no more: what it sends from now on is nobody's."""
        self._records.remove(one)
        if one.ends > now:
            self._ask(one, "unsubscribe")

    def _ask(self, one: Push, mode: str) -> bool:
        form = {
            "hub.mode": mode,
            "hub.topic": one.topic,
            "hub.callback": self._ports.callback(one.id),
            "hub.secret": one.secret,
            "hub.lease_seconds": str(int(_LEASE_S)),
        }
        try:
            answer = self._client.request(
                "POST", one.hub, urlencode(form).encode(), _FORM,
                max_body_bytes=_SMALL, timeout_s=_PATIENCE_S,
            )  # fmt: skip
        except FetchError as error:
            _LOG.info("the hub of %s was not asked: %s", one.topic, error.reason)
            return False
        return 200 <= answer.status < 300


def _is_url(text: str) -> bool:
    is_web = text.startswith(("https://", "http://"))
    return is_web and len(text) <= _LONGEST_URL and text.isprintable()


def _seconds(lease: str) -> float:
    told = float(lease[:12]) if lease.isdecimal() else _LEASE_S
    return min(max(told, 60.0), _LONGEST_LEASE_S)


def _is_signed(secret: str, body: bytes, signature: str) -> bool:
    method, _, told = signature.partition("=")
    if method not in _METHODS:
        return False
    made = hmac.new(secret.encode(), body, method).hexdigest()
    return hmac.compare_digest(made.encode(), told.strip().lower().encode())
