"""Pydle's client, which tells each message as it comes, and when it is lost."""

from collections.abc import Callable
from logging import CRITICAL, Logger, getLogger
from typing import Any, Final

from plexus_ld.channels.irc.addresses import Login

#: Told each message: its command or number, its words, who sent it, its tags.
OnMessage = Callable[[str, tuple[str, ...], str, dict[str, Any]], None]

#: Seconds without a word from the server after which it is asked whether it lives.
_SILENCE_S: Final = 120


def new_client(login: Login, on_message: OnMessage, on_lost: Callable[[], None]) -> Any:
    """Return a client that is not connected yet.

    Args:
        login: As whom.
        on_message: Told each message, in the order of the server.
        on_lost: Told that the connection is no more.
    """
    import pydle

    # It would log each line, and the password with them.
    quiet: Logger = getLogger("plexus_ld.channels.irc.pydle")
    quiet.setLevel(CRITICAL)

    class Client(pydle.Client):  # type: ignore[misc] # pydle has no types
        RECONNECT_ON_ERROR = False
        READ_TIMEOUT = _SILENCE_S
        DEFAULT_QUIT_MESSAGE = ""
        logger = property(lambda _: quiet, lambda _, __: None)

        async def on_raw(self, message: Any) -> None:
            command = message.command
            word = f"{command:03}" if isinstance(command, int) else str(command)
            params = tuple(map(str, message.params))
            tags = getattr(message, "tags", None) or {}
            on_message(word, params, str(message.source or ""), tags)
            await super().on_raw(message)

        async def handle_forever(self) -> None:
            try:
                await super().handle_forever()
            except (OSError, ValueError):
                pass  # reset, or a line that never ends: gone either way
            finally:
                on_lost()

    return Client(login.nick, username=login.nick[:9], realname=login.nick)
