"""What is said on IRC: lines, those of one breath together."""

import asyncio
from dataclasses import dataclass, field
from logging import getLogger
from typing import Any, Final

from plexus_ld.channels.base import OnArrival
from plexus_ld.channels.irc.addresses import Login, Target, lower, target_of
from plexus_ld.channels.live import heard
from plexus_ld.clock import Clock
from plexus_ld.errors import ParseError
from plexus_ld.model.arrival import Raw
from plexus_ld.model.connection import Account, ConnectionPoint

_log = getLogger(__name__)

#: Seconds of silence after which somebody has finished speaking.
_BREATH_S: Final = 0.6
#: Lines of one breath; who pastes more is heard in pieces.
_MOST_LINES: Final = 60


@dataclass(slots=True)
class _Breath:
    """Lines that one person said in one place, one after the other."""

    point: ConnectionPoint
    who: str
    name: str
    lines: list[str] = field(default_factory=list)
    timer: asyncio.TimerHandle | None = None


class Ear:
    """Takes what is said, on the loop.

    Args:
        login: Where the owner is registered.
        account: Whose.
        points: Only what these nicks say, and what is said in these channels, is taken.
        on_arrival: To whom it is handed.
        now: The time.
    """

    def __init__(
        self,
        login: Login,
        account: Account,
        points: tuple[ConnectionPoint, ...],
        on_arrival: OnArrival,
        now: Clock,
    ) -> None:
        self._account = account
        self._on_arrival = on_arrival
        self._now = now
        found = ((target_of(str(point.address)), point) for point in points)
        self._points: dict[str, tuple[Target, ConnectionPoint]] = {
            target.key: (target, point)
            for target, point in found
            if target is not None and target.host in login.names
        }
        self._breaths: dict[tuple[str, str], _Breath] = {}

    @property
    def channels(self) -> tuple[Target, ...]:
        """Which channels have to be joined."""
        return tuple(target for target, _ in self._points.values() if target.is_channel)

    def take(self, params: tuple[str, ...], source: str, tags: dict[str, Any]) -> None:
        """Take a PRIVMSG."""
        who = source.split("!")[0]
        if len(params) < 2 or not who:
            return
        place, line = lower(params[0]), _spoken(who, params[-1])
        known = self._points.get(place) or self._points.get(lower(who))
        # What a nick says in a channel that is not listened to is not for the owner.
        is_elsewhere = place not in self._points and params[0][:1] in "#&+!"
        if known is None or is_elsewhere or not line:
            return
        key = (place, lower(who))
        name = str(tags.get("msgid", ""))
        breath = self._breaths.setdefault(key, _Breath(known[1], who, name))
        breath.lines.append(line)
        if breath.timer is not None:
            breath.timer.cancel()
        if len(breath.lines) >= _MOST_LINES:
            self._finished(key)
        else:
            loop = asyncio.get_running_loop()
            breath.timer = loop.call_later(_BREATH_S, self._finished, key)

    def flush(self) -> None:
        """Hand on what nobody finished."""
        for key in tuple(self._breaths):
            self._finished(key)

    def _finished(self, key: tuple[str, str]) -> None:
        breath = self._breaths.pop(key)
        if breath.timer is not None:
            breath.timer.cancel()
        now = self._now()
        facts = {
            "id": breath.name,
            "nick": breath.who,
            "address": str(breath.point.address),
            "place": key[0],
            "text": "\n".join(breath.lines),
            "at": now.isoformat(),
        }
        try:
            body = heard(facts)
        except ParseError as error:
            _log.warning("what %s said on IRC is left out: %s", breath.who, error)
            return
        raw = Raw(
            "irc",
            body,
            media_type="application/json",
            point=breath.point.iri,
            account=self._account.iri,
            heard_at=now,
        )
        self._on_arrival(raw, "")


def _spoken(who: str, line: str) -> str:
    """Return what a line says; "" for questions that programs ask programs.

    Source: https://modern.ircdocs.horse/ctcp
    """
    if not line.startswith("\x01"):
        return line
    command, _, rest = line.strip("\x01").partition(" ")
    return f"* {who} {rest}" if command == "ACTION" and rest else ""
