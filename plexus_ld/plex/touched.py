"""Whether what changed lately concerns whoever keeps something made of the Plex."""

from collections.abc import Callable
from typing import Final

from plexus_ld.store import Store

#: Changes that are looked through; more of them are taken to concern everybody.
_MOST: Final = 200


def touched(
    store: Store, since: int, until: int, concerns: Callable[[str], bool]
) -> bool:
    """Tell whether a line that concerns somebody came or went between two moments.

    Args:
        store: The home's store.
        since: The sequence number of the first; a negative one is before all.
        until: That of the second.
        concerns: Tells whether a line does.
    """
    if since == until:
        return False
    if not 0 <= since <= until <= since + _MOST:
        return True
    return any(
        concerns(line)
        for record in store.follow(since, wait_s=0.0)
        if record.sequence <= until
        for line in (*record.change.added, *record.change.removed)
    )
