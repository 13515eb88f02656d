"""What a Matrix account hears: one sync after the other, from a token on."""

from collections.abc import Iterator, Mapping
from logging import getLogger
from typing import TYPE_CHECKING, Any, Final

from plexus_ld.channels.base import OnArrival
from plexus_ld.channels.live import heard
from plexus_ld.channels.matrix.addresses import id_of
from plexus_ld.channels.matrix.rooms import mark_direct, members
from plexus_ld.clock import Clock
from plexus_ld.errors import FetchError, ParseError
from plexus_ld.model.arrival import Raw
from plexus_ld.model.connection import Account, ConnectionPoint

if TYPE_CHECKING:
    from plexus_ld.channels.matrix.api import Api

_log = getLogger(__name__)

#: Milliseconds that a server keeps a question open when nothing is new.
_POLL_MS: Final = 25_000
#: Events of one room in one sync; more are fetched page by page.
_PAGE: Final = 50
#: Pages that are fetched of one room after a long while.
_MOST_PAGES: Final = 40
_TYPES: Final = ("m.room.message", "m.room.redaction", "m.reaction", "m.sticker")
_FILTER: Final = (
    '{"presence":{"types":[]},"room":{"ephemeral":{"types":[]},'
    '"state":{"lazy_load_members":true},"timeline":{"limit":%d}}}'
)


class Ear:
    """Takes what is said in the account's rooms, on the loop.

    Args:
        api: The homeserver.
        account: Whose.
        points: Only what these people say, and what is said in these rooms, is taken.
        cursor: The token where the session before stopped.
        on_arrival: To whom it is handed.
        now: The time.
    """

    def __init__(
        self,
        api: "Api",
        account: Account,
        points: tuple[ConnectionPoint, ...],
        cursor: str,
        on_arrival: OnArrival,
        now: Clock,
    ) -> None:
        self._api = api
        self._account = account
        self._points = {id_of(str(point.address)): point for point in points}
        self._points.pop(None, None)
        self._since = cursor
        self._on_arrival = on_arrival
        self._now = now
        self._members: dict[str, frozenset[str]] = {}
        self._rooms: dict[str, ConnectionPoint] = {}

    async def begin(self) -> None:
        """Join the rooms that are listened to, and find the place to begin at.

        Raises:
            FetchError: The homeserver does not answer.
        """
        for name, point in self._points.items():
            if name is None or name[0] == "@":
                continue
            try:
                joined = await self._api.call("POST", ("join", name), {})
            except FetchError as error:
                if error.status not in {400, 403, 404}:
                    raise
                _log.warning("the room %s cannot be joined: %s", name, error.reason)
            else:
                self._rooms[str(joined.get("room_id", name))] = point
        if not self._since:
            first = await self._sync("", limit=1, wait_ms=0)
            self._since = str(first.get("next_batch", ""))
            await self._join_invited(first)
            # Kept although nothing was said: or else a restart would begin anew.
            self._hand_on({"type": "begin"}, None, self._since)

    async def listen(self) -> None:
        """Wait for what is new, once, and hand it on.

        Raises:
            FetchError: The homeserver does not answer.
        """
        before = self._since
        answer = await self._sync(before, _PAGE, _POLL_MS)
        token = str(answer.get("next_batch", before))
        await self._join_invited(answer)
        found = [
            each
            for room, said in _rooms(answer, "join")
            for each in await self._new_in(room, said, before)
        ]
        found.sort(key=lambda each: _number(each[0].get("origin_server_ts")))
        for index, (event, point) in enumerate(found):
            # A batch that is stored by half is heard again as a whole.
            is_last = index == len(found) - 1
            self._hand_on(event, point, token if is_last else before)
        self._since = token

    async def _sync(self, since: str, limit: int, wait_ms: int) -> Mapping[str, Any]:
        query = {"filter": _FILTER % limit, "timeout": str(wait_ms)}
        if since:
            query["since"] = since
        seconds = wait_ms / 1000 + 30
        return await self._api.call("GET", ("sync",), query=query, timeout_s=seconds)

    async def _join_invited(self, answer: Mapping[str, Any]) -> None:
        """Follow invitations of those who are listened to; leave the others be."""
        for room, invited in _rooms(answer, "invite"):
            for event in _events(_mapping(invited.get("invite_state"))):
                content = _mapping(event.get("content"))
                sender = str(event.get("sender", ""))
                if (
                    event.get("type") == "m.room.member"
                    and event.get("state_key") == self._api.user
                    and sender in self._points
                ):
                    await self._join(room, sender, is_direct=content.get("is_direct"))

    async def _join(self, room: str, sender: str, *, is_direct: object) -> None:
        try:
            await self._api.call("POST", ("join", room), {})
            if is_direct is True:
                await mark_direct(self._api, sender, room)
        except FetchError as error:
            if error.status is None:
                raise
            _log.info("an invitation could not be followed: %s", error.reason)

    async def _new_in(
        self, room: str, said: Mapping[str, Any], since: str
    ) -> list[tuple[Mapping[str, Any], ConnectionPoint]]:
        timeline = _mapping(said.get("timeline"))
        events = list(_events(timeline))
        if timeline.get("limited") is True:
            start = str(timeline.get("prev_batch", ""))
            events = [*await self._older(room, start, since), *events]
        if any(event.get("type") == "m.room.member" for event in events):
            self._members.pop(room, None)
        taken = []
        for event in events:
            point = await self._point_of(room, event)
            if point is not None:
                taken.append((event, point))
        return taken

    async def _older(
        self, room: str, start: str, since: str
    ) -> list[Mapping[str, Any]]:
        """Fetch what lies between two tokens, oldest first."""
        found: list[Mapping[str, Any]] = []
        path = ("rooms", room, "messages")
        for _ in range(_MOST_PAGES):
            query = {"dir": "b", "from": start, "to": since, "limit": str(_PAGE)}
            try:
                answer = await self._api.call("GET", path, query=query)
            except FetchError as error:
                if error.status is None:
                    raise
                break
            chunk = answer.get("chunk")
            found += [e for e in (chunk if isinstance(chunk, list) else []) if _is(e)]
            start = str(answer.get("end") or "")
            if not start or not chunk:
                break
        return found[::-1]

    async def _point_of(
        self, room: str, event: Mapping[str, Any]
    ) -> ConnectionPoint | None:
        """Return the point by which something is heard; None when it is nobody's."""
        sender = event.get("sender")
        if event.get("type") not in _TYPES or sender == self._api.user:
            return None
        if room in self._rooms:
            return self._rooms[room]
        point = self._points.get(str(sender))
        if point is None:
            return None
        if room not in self._members:
            self._members[room] = await members(self._api, room)
        # What somebody says among many is not said to the owner.
        return point if len(self._members[room]) <= 2 else None

    def _hand_on(
        self, event: Mapping[str, Any], point: ConnectionPoint | None, cursor: str
    ) -> None:
        named = id_of(str(point.address)) if point else None
        facts = {"event": event, "in-room": named is not None and named[0] != "@"}
        try:
            body = heard(facts)
        except ParseError as error:
            _log.warning("a Matrix event is left out: %s", error)
            return
        self._on_arrival(
            Raw(
                "matrix",
                body,
                media_type="application/json",
                point=point.iri if point else None,
                account=self._account.iri,
                heard_at=self._now(),
            ),
            cursor,
        )


def _rooms(
    answer: Mapping[str, Any], kind: str
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for room, said in _mapping(_mapping(answer.get("rooms")).get(kind)).items():
        if isinstance(said, dict):
            yield room, said


def _events(holder: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    events = holder.get("events")
    return filter(_is, events if isinstance(events, list) else [])


def _is(event: object) -> bool:
    return isinstance(event, dict)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
