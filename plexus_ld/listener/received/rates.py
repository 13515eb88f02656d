"""How much somebody brings: so many in a minute, each address by itself."""

import ipaddress
import threading
from collections import OrderedDict
from datetime import datetime
from typing import Final

from plexus_ld.clock import Clock
from plexus_ld.errors import RefusedError

#: Who is remembered; the longest silent goes first.
_MOST: Final = 10_000


class Rates:
    """So many at once, and as many in each minute; for several threads at once.

    Args:
        per_minute: How many.
        clock: Tells the time.
    """

    def __init__(self, per_minute: int, clock: Clock) -> None:
        self._most = max(1, per_minute)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, who: str) -> None:
        """Count one.

        Raises:
            RefusedError: It is one too many (429).
        """
        at = self._clock()
        with self._lock:
            left, before = self._left.get(who, (float(self._most), at))
            # A clock that was put back gives nothing, and takes nothing.
            passed = max(0.0, (at - before).total_seconds())
            left = min(self._most, left + passed * self._most / 60)
            if left < 1:
                raise RefusedError("that is more than is taken in a minute", 429)
            self._left[who] = (left - 1, at)
            self._left.move_to_end(who)
            if len(self._left) > _MOST:
                self._left.popitem(last=False)


def network_of(address: str) -> str:
    """Return by what an address is counted: itself; of IPv6 what one customer has."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))
