"""Whether each point can be used, for `plexus doctor`: what lacks, what to do."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from plexus_ld.assembly.lacks import lacking
from plexus_ld.plex.health import Finding

if TYPE_CHECKING:
    from plexus_ld.assembly.rooms import Rooms
    from plexus_ld.plex.connections.values import PointLine

#: Faults of one kind that are told one by one.
_MOST_TOLD: Final = 20


def reach(rooms: "Rooms") -> Iterator[Finding]:
    """Look at the points: their channels, their accounts, whether they are used."""
    lines = rooms.connections.points()
    used = [line for line in lines if line.status == "open"]
    needed = Counter((line.point.channel, line.point.account) for line in used)
    for (channel, account), many in sorted(needed.items())[:_MOST_TOLD]:
        yield from _lacking(rooms, channel, account, many)
    yield from _unused(lines, "paused", "plexus point resume ID uses one again")
    yield from _unused(
        lines,
        "expired",
        "plexus point set ID expires= uses one again, plexus point remove ID ends it",
    )
    if lines:
        yield Finding(True, f"{len(used)} of {len(lines)} points are in use")


def _lacking(
    rooms: "Rooms", channel: str, account: str, many: int
) -> Iterator[Finding]:
    """Yield why the points of an account cannot be used, if they cannot."""
    lack = lacking(rooms.channels, rooms.accounts, channel, account)
    if lack:
        points = f"{many} point{'s' if many > 1 else ''}"
        yield Finding(
            False,
            f"{points} by {channel} cannot be used: {lack}",
            f"plexus channel test {channel}:{account} tries it again",
        )


def _unused(
    lines: "Sequence[PointLine]", status: str, advice: str
) -> Iterator[Finding]:
    found = [line.id for line in lines if line.status == status]
    if found:
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        named = ", ".join(found[:5])
        yield Finding(True, f"{len(found)} {status}: {named}{more}", advice)
