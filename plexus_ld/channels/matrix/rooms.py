"""Which room is meant by an address; a person's is made when there is none."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from plexus_ld.channels.matrix.addresses import id_of
from plexus_ld.errors import FetchError, PermanentDeliveryError

if TYPE_CHECKING:
    from plexus_ld.channels.matrix.api import Api

#: Rooms of the two that are looked through.
_MOST_ROOMS: Final = 20


async def room_of(api: "Api", address: str) -> str:
    """Return the room of an address, joined, and not encrypted.

    Raises:
        PermanentDeliveryError: It is no address, nobody's, or the room is encrypted.
        FetchError: The homeserver does not answer, or refuses.
    """
    name = id_of(address)
    if name is None:
        raise PermanentDeliveryError("matrix", address, "no Matrix address")
    room = await _with(api, name, address) if name[0] == "@" else await _in(api, name)
    if await is_encrypted(api, room):
        reason = (
            "the room is encrypted end to end, which this channel cannot; nothing was "
            "sent. Name a room that is not: matrix:r/… or matrix:roomid/…"
        )
        raise PermanentDeliveryError("matrix", address, reason)
    return room


async def is_encrypted(api: "Api", room: str) -> bool:
    """Tell whether a room is encrypted end to end."""
    try:
        await api.call("GET", ("rooms", room, "state", "m.room.encryption", ""))
    except FetchError as error:
        if error.status == 404:
            return False
        raise
    return True


async def members(api: "Api", room: str) -> frozenset[str]:
    """Return who is in a room, or invited to it."""
    answer = await api.call("GET", ("rooms", room, "members"))
    chunk = answer.get("chunk")
    return frozenset(
        str(event.get("state_key", ""))
        for event in (chunk if isinstance(chunk, list) else [])
        if isinstance(event, Mapping)
        and _mapping(event.get("content")).get("membership") in {"join", "invite"}
    )


async def directs(api: "Api") -> Mapping[str, Any]:
    """Return the rooms of the owner and one other, by that other."""
    path = ("user", api.user, "account_data", "m.direct")
    try:
        return await api.call("GET", path)
    except FetchError as error:
        if error.status == 404:
            return {}
        raise


async def mark_direct(api: "Api", user: str, room: str) -> None:
    """Say, for all programs of the owner's, that a room is that of the two."""
    known = await directs(api)
    rooms = [each for each in _strings(known.get(user)) if each != room]
    path = ("user", api.user, "account_data", "m.direct")
    await api.call("PUT", path, {**known, user: [room, *rooms]})


async def _with(api: "Api", user: str, address: str) -> str:
    """Find or make the room of the two."""
    known = await directs(api)
    for room in _strings(known.get(user))[:_MOST_ROOMS]:
        try:
            inside = await members(api, room)
        except FetchError as error:
            if error.status in {403, 404}:
                continue  # left long ago
            raise
        if {user, api.user} == inside:
            return room
    await _check_there_is(api, user, address)
    made = await api.call(
        "POST",
        ("createRoom",),
        {"preset": "trusted_private_chat", "is_direct": True, "invite": [user]},
    )
    room = str(made.get("room_id", ""))
    await mark_direct(api, user, room)
    return room


async def _check_there_is(api: "Api", user: str, address: str) -> None:
    """Ask for a profile: a server takes an invitation for anybody, even for nobody."""
    try:
        await api.call("GET", ("profile", user))
    except FetchError as error:
        if error.status == 404:
            reason = "there is no such user"
            raise PermanentDeliveryError("matrix", address, reason) from error
        if error.status != 403:  # one that does not tell may well be there
            raise


async def _in(api: "Api", name: str) -> str:
    """Join a room by its id or alias; nothing happens where the owner is in already."""
    joined = await api.call("POST", ("join", name), {})
    return str(joined.get("room_id", name))


def _strings(value: object) -> list[str]:
    return [each for each in _items(value) if isinstance(each, str)]


def _items(value: object) -> Iterator[object]:
    return iter(value if isinstance(value, list) else [])


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
