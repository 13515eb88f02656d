"""Terms of an offer, in the owner's words: ``rate=3``, ``2:quiet=22:00-07:00``."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from plexus_ld.errors import ConnectionPointError
from plexus_ld.model.agreement import AgreedPoint
from plexus_ld.model.connection import ConnectionPoint, Direction
from plexus_ld.plex.connections.editing import Asked, edited
from plexus_ld.plex.negotiating.points import merged, under

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex

_WORDS: Final = re.compile(r"(?:(\d{1,3}):)?([a-z]+)=(.*)", re.DOTALL)
_KEYS: Final = ("accepts", "rate", "quiet", "timezone", "purpose", "expires")
#: Terms that count for all points.
_ALL: Final = 0


class Terms:
    """What the owner wants of the points of an offer.

    Args:
        plex: The opened home.
        words: ``KEY=VALUE`` for all points, ``N:KEY=VALUE`` for one; 1 is the first.

    Raises:
        ConnectionPointError: That is no term of an offer.
    """

    def __init__(self, plex: "Plex", words: Sequence[str]) -> None:
        self._plex = plex
        self._pairs: Mapping[int, dict[str, str]] = defaultdict(dict)
        for one in words:
            found = _WORDS.fullmatch(one)
            if found is None or found[2] not in _KEYS:
                message = (
                    f"{one!r} is no term; one looks like rate=3 or 2:rate=3, "
                    f"and there are: {', '.join(_KEYS)}"
                )
                raise ConnectionPointError(message)
            self._pairs[int(found[1] or _ALL)][found[2]] = found[3]

    def __call__(self, number: int, point: AgreedPoint) -> AgreedPoint:
        """Return a point as the owner wants it."""
        pairs = {**self._pairs.get(_ALL, {}), **self._pairs.get(number, {})}
        if not pairs:
            return point
        plex, owner = self._plex, self._plex.me
        plain = ConnectionPoint(
            point.iri, point.channel, owner, Direction.BOTH, owner, owner
        )
        card = plex.channels[point.channel].card
        asked = Asked(merged(plain, point), card, lambda _: True, plex.clock())
        return under(point, edited(asked, pairs))
