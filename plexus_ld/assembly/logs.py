"""The agent's log: one JSON object a line in the home, a plain line on stderr.

No secret stands in it: whatever is a secret of an account is replaced, wherever it
came from, an exception's text included.
"""

import json
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from time import monotonic
from typing import Final

from plexus_ld.errors import PlexusError

#: Size at which a log file is put aside, in bytes, and how many are kept.
_MAX_BYTES: Final = 2 * 1024 * 1024
_KEPT: Final = 5
#: A shorter value than this is no secret that could be told apart from a word.
_SHORTEST_SECRET: Final = 4
#: Seconds after which the secrets are asked for again.
_RECENT_S: Final = 30.0
#: What stands in a secret's place.
_HIDDEN: Final = "[secret]"
#: Libraries whose chatter tells an owner nothing, or too much.
_QUIET: Final = (
    "asyncio", "imap_tools", "nio", "pydle", "slixmpp", "urllib3", "apprise",
)  # fmt: skip
#: What every record has; anything else was said with ``extra``.
_USUAL: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}

#: Gives the secrets that there are at the moment.
Secrets = Callable[[], Iterable[str]]


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object: `at`, `level`, `room`, `message`, extras."""

    def __init__(self, secrets: Secrets = tuple) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its newline."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat("T", "seconds"),
            "level": record.levelname.lower(),
            "room": record.name.removeprefix("plexus_ld."),
            "message": record.getMessage(),
        }
        for name, value in vars(record).items():
            if name not in _USUAL:
                said[name] = str(value)
        if record.exc_info:
            said["fault"] = self.formatException(record.exc_info)
        hidden = {key: hide(value, self._secrets()) for key, value in said.items()}
        return json.dumps(hidden, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """Writes a record as a line for people: the time of day, and what is so."""

    def __init__(self, secrets: Secrets = tuple) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a fault's details are in the file."""
        at = datetime.fromtimestamp(record.created, UTC).astimezone()
        said = " ".join(hide(record.getMessage(), self._secrets()).split())
        shown = "".join(sign for sign in said if sign.isprintable())
        return f"{at:%H:%M:%S} {shown}"


def hide(text: str, secrets: Iterable[str]) -> str:
    """Return a text in which no secret stands."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, _HIDDEN)
    return text


class Recent:
    """Gives the secrets as they were some seconds ago: a keyring is asked seldom.

    Args:
        secrets: Gives them as they are now.
    """

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._known: tuple[str, ...] = ()
        self._asked = -_RECENT_S

    def __call__(self) -> tuple[str, ...]:
        """Return the secrets; those known before, where they cannot be had now."""
        if monotonic() - self._asked >= _RECENT_S:
            self._asked = monotonic()
            with suppress(PlexusError):
                self._known = tuple(self._secrets())
        return self._known


def begin(folder: Path, secrets: Secrets) -> list[logging.Handler]:
    """Log into a folder and onto stderr, until `end` is given what this returns."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = RotatingFileHandler(
        folder / "agent.log", maxBytes=_MAX_BYTES, backupCount=_KEPT, encoding="utf-8"
    )
    (folder / "agent.log").chmod(0o600)
    file.setFormatter(JsonLines(secrets))
    screen = logging.StreamHandler()
    screen.setFormatter(PlainLines(secrets))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    handlers: list[logging.Handler] = [file, screen]
    for handler in handlers:
        # Not at the libraries' own loggers: a channel may listen to what one says.
        handler.addFilter(_is_told)
        root.addHandler(handler)
    return handlers


def _is_told(record: logging.LogRecord) -> bool:
    return (
        record.levelno >= logging.ERROR or record.name.partition(".")[0] not in _QUIET
    )


def end(handlers: Iterable[logging.Handler]) -> None:
    """Stop logging where `begin` began to."""
    for handler in handlers:
        logging.getLogger().removeHandler(handler)
        handler.close()
