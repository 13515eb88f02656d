"""Keys of others, found by their ids and kept for a while.

Good and bad answers are kept, and each host is asked so often a minute, so that nobody
can aim us.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from plexus_ld.clock import Clock
from plexus_ld.errors import SignatureError
from plexus_ld.net.signing.values import PublicKey

_FRESH: Final = timedelta(hours=1)
_BAD: Final = timedelta(minutes=5)
_MOST: Final = 2_048
#: Keys that one host is asked for in a minute.
MOST_A_MINUTE: Final = 30


class FoundKeys:
    """Finds keys by their ids; for several threads at once.

    Args:
        ask: Asks for a key where its id leads; None when there is none to be had.
        now: The time.
    """

    def __init__(self, ask: Callable[[str], PublicKey | None], now: Clock) -> None:
        self._ask = ask
        self._now = now
        self._kept: OrderedDict[str, tuple[datetime, PublicKey | None]] = OrderedDict()
        self._lately: dict[str, list[datetime]] = {}
        self._lock = threading.Lock()

    def find(self, key_id: str) -> PublicKey:
        """Return a key.

        Raises:
            SignatureError: It cannot be had, or is nobody's.
        """
        now = self._now()
        with self._lock:
            until, known = self._kept.get(key_id, (now, None))
        if until <= now:
            is_web = key_id.startswith(("https://", "http://"))
            if is_web:
                self._count(key_id, now)
            known = self._ask(key_id) if is_web else None
            until = now + (_BAD if known is None else _FRESH)
            with self._lock:
                self._kept[key_id] = (until, known)
                while len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
        if known is None:
            raise SignatureError("the key of the signature cannot be had")
        return known

    def _count(self, key_id: str, now: datetime) -> None:
        host, since = urlsplit(key_id).netloc.lower(), now - timedelta(minutes=1)
        with self._lock:
            if len(self._lately) > _MOST:
                self._lately.clear()
            lately = [at for at in self._lately.get(host, ()) if since < at <= now]
            self._lately[host] = lately
            if len(lately) >= MOST_A_MINUTE:
                raise SignatureError("too many keys of this host in a minute")
            lately.append(now)
