"""One registration with an IRC server: sending lines, and telling what comes."""

import asyncio
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from plexus_ld.channels.irc.addresses import Login, Target, lower, target_of
from plexus_ld.channels.irc.client import new_client
from plexus_ld.channels.irc.lines import lines_of
from plexus_ld.channels.live import LoopSession
from plexus_ld.errors import (
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.activity import Verb
from plexus_ld.model.delivery import Delivery, Receipt

if TYPE_CHECKING:
    from plexus_ld.channels.irc.hearing import Ear

#: Seconds for a PONG; servers slow down who sends fast.
_ANSWER_S: Final = 30.0
#: Lines of one delivery; more is not for IRC.
_MOST_LINES: Final = 40
#: Numbers that end a registration for good: banned, bad password. RFC 2812 §5.2.
_REFUSED: Final = {"463", "464", "465"}
#: Last words of a server that will not have this nick. There is no number for them.
_GOODBYE: Final = re.compile(r"password|denied|banned|[gkz]-?lined", re.IGNORECASE)
#: Numbers with which a line comes back: nobody there, no such channel, not let in.
_NOT_PASSED: Final = {"401", "403", "404", "405", "407", "411", "412", "437", "442"}
_NOT_LET_IN: Final = {"471", "473", "474", "475", "476", "477", "489", "520"}


class IrcSession(LoopSession):
    """A session of one nick; see `Session`.

    Args:
        login: Where to, and as whom.
        loop: Where the library lives.
        ear: Told what is said; None for sending only.
    """

    def __init__(
        self, login: Login, loop: asyncio.AbstractEventLoop, ear: "Ear | None"
    ) -> None:
        super().__init__("irc", loop)
        self._login = login
        self._ear = ear
        self._client: Any = None
        self._is_open = False
        self._registered: asyncio.Future[str] | None = None
        self._pongs: dict[str, asyncio.Future[None]] = {}
        self._errors: dict[str, str] = {}
        self._joined: set[str] = set()
        self._asked = 0

    @property
    def is_open(self) -> bool:
        """Whether it still stands."""
        return self._is_open

    async def open(self) -> None:
        """Register, on the loop, and join what is listened to.

        Raises:
            TemporaryListenError: The server cannot be had now.
            PermanentListenError: It refuses.
        """
        login = self._login
        self._registered = self._loop.create_future()
        self._client = new_client(login, self._told, self._lost)
        try:
            await self._client.connect(
                login.host,
                login.port,
                tls=login.is_encrypted,
                tls_verify=True,
                password=login.password or None,
            )
        except (OSError, TimeoutError) as error:
            reason = f"{login.host} cannot be reached"
            raise TemporaryListenError("irc", "", reason) from error
        said = await self._registered
        if said == "lost":
            raise TemporaryListenError("irc", "", f"{login.host} ended the connection")
        if said:
            reason = (
                f"{login.host} refuses {login.nick}: {said}; "
                "set nick and password with `plexus channel set irc …`"
            )
            raise PermanentListenError("irc", "", reason)
        self._is_open = True
        for target in self._ear.channels if self._ear else ():
            await self._join(target)

    async def leave(self) -> None:
        """Quit."""
        self._is_open = False
        if self._ear is not None:
            self._ear.flush()
        if self._client is not None and self._client.connected:
            with suppress(OSError, TimeoutError):
                await self._client.quit("")

    async def send(self, delivery: Delivery) -> Receipt:
        """Send line by line, each waiting for the server."""
        address = str(delivery.point.address)
        target = target_of(address)
        if target is None:
            raise self._never(delivery, "no IRC address like ircs://irc.example.org/x")
        if target.host not in self._login.names:
            reason = f"the account is with {self._login.host}, not with {target.host}"
            raise self._never(delivery, reason)
        if delivery.activity.verb is not Verb.CREATE:
            verb = delivery.activity.verb.value
            raise self._never(delivery, f"IRC knows no {verb}")
        lines = lines_of(delivery.texts)
        if not lines or len(lines) > _MOST_LINES:
            raise self._never(
                delivery, f"{len(lines)} lines, where 1 to 40 can be sent"
            )
        if target.is_channel:
            await self._join(target, delivery)
        for line in lines:
            await self._do(delivery, target, "PRIVMSG", target.name, line)
        return Receipt("", f"passed on by {self._login.host}")

    async def _join(self, target: Target, delivery: Delivery | None = None) -> None:
        if target.key not in self._joined:
            await self._do(delivery, target, "JOIN", target.name)

    async def _do(
        self, delivery: Delivery | None, target: Target, command: str, *words: str
    ) -> None:
        """Send a command, and wait until the server has seen it.

        Source: servers handle the commands of a connection in order; RFC 2812 §3.7.3.
        """
        self._errors.pop(target.key, None)
        self._asked += 1
        token = f"plexus{self._asked}"
        pong = self._pongs[token] = self._loop.create_future()
        try:
            await self._client.rawmsg(command, *words)
            await self._client.rawmsg("PING", token)
            await asyncio.wait_for(pong, _ANSWER_S)
        except (OSError, TimeoutError, AttributeError) as error:
            # The library's connection has no socket any more: an AttributeError.
            self._is_open = False
            address = str(delivery.point.address) if delivery else ""
            reason = f"{self._login.host} does not answer any more"
            raise TemporaryDeliveryError(
                "irc", address, reason, is_hosts=True
            ) from error
        finally:
            self._pongs.pop(token, None)
        self._judge(delivery, target)

    def _judge(self, delivery: Delivery | None, target: Target) -> None:
        number = self._errors.pop(target.key, "")
        if not number or delivery is None:
            return
        if number == "401":
            reason = f"{target.name} is not there now"
            raise TemporaryDeliveryError("irc", str(delivery.point.address), reason)
        self._joined.discard(target.key)
        known = {"403": "there is no such channel", "404": "nobody may speak there"}
        reason = known.get(number, f"the server says {number}")
        raise self._never(delivery, reason)

    def _told(
        self, word: str, params: tuple[str, ...], source: str, tags: dict[str, Any]
    ) -> None:
        """Take a message as it comes, in the order of the server."""
        if word == "PONG" and params:
            pong = self._pongs.get(params[-1])
            if pong is not None and not pong.done():
                pong.set_result(None)
        elif word == "001":
            self._finish("")
        elif word in _REFUSED or _is_goodbye(word, params):
            self._finish(params[-1] if params else word)
        elif word in _NOT_PASSED | _NOT_LET_IN and len(params) > 1:
            self._errors[lower(params[1])] = word
        elif word == "PRIVMSG" and self._ear is not None:
            self._ear.take(params, source, tags)
        else:
            self._follow(word, params, source)

    def _follow(self, word: str, params: tuple[str, ...], source: str) -> None:
        """Know which channels the owner is in."""
        nick = self._client.nickname if self._client else self._login.nick
        who = params[1] if word == "KICK" and len(params) > 1 else source.split("!")[0]
        if not params or lower(who) != lower(nick):
            return
        if word == "JOIN":
            self._joined.add(lower(params[0]))
        elif word in {"PART", "KICK"}:
            self._joined.discard(lower(params[0]))

    def _finish(self, said: str) -> None:
        if self._registered is not None and not self._registered.done():
            self._registered.set_result(said)

    def _lost(self) -> None:
        self._is_open = False
        self._finish("lost")
        for pong in self._pongs.values():
            if not pong.done():
                pong.set_exception(ConnectionResetError())

    def _never(self, delivery: Delivery, reason: str) -> PermanentDeliveryError:
        return PermanentDeliveryError("irc", str(delivery.point.address), reason)


def _is_goodbye(word: str, params: tuple[str, ...]) -> bool:
    return word == "ERROR" and bool(_GOODBYE.search(" ".join(params)))
