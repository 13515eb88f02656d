"""Who is logged in to the owner's page: by a link that works once.

Only hashes are kept, in memory: an agent that begins anew has forgotten them, and
prints another link.
"""

import secrets
from collections import OrderedDict
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Final

from plexus_ld.clock import Clock

_LINK_FOR: Final = timedelta(hours=1)
_SESSION_FOR: Final = timedelta(days=30)
#: Links, and sessions, that there are at once; the oldest goes.
_MOST: Final = 16


class Logins:
    """Links that work once, and the sessions that they began.

    Args:
        clock: Tells the time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._links: OrderedDict[bytes, datetime] = OrderedDict()
        self._sessions: OrderedDict[bytes, datetime] = OrderedDict()

    def new_link(self) -> str:
        """Return the secret of a new link."""
        return self._made(self._links, _LINK_FOR)

    def enter(self, secret: str) -> str | None:
        """Return the secret of a new session, for that of a link; None: it is none."""
        with self._lock:
            until = self._links.pop(_hash(secret), None)
        if until is None or until <= self._clock():
            return None
        return self._made(self._sessions, _SESSION_FOR)

    def is_in(self, secret: str) -> bool:
        """Tell whether a session goes on."""
        with self._lock:
            until = self._sessions.get(_hash(secret))
        return until is not None and until > self._clock()

    def leave(self, secret: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_hash(secret), None)

    def _made(self, kept: "OrderedDict[bytes, datetime]", age: timedelta) -> str:
        secret = secrets.token_urlsafe(32)
        with self._lock:
            kept[_hash(secret)] = self._clock() + age
            while len(kept) > _MOST:
                kept.popitem(last=False)
        return secret


def _hash(secret: str) -> bytes:
    return sha256(secret.encode(errors="replace")).digest()
