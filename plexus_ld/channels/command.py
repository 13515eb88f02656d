"""Command: a program of the owner's, run once for each activity.

Wire: the activity as JSON on standard input. Exit status 0 is "taken", and the first
line of the output is what the program calls it; 75 (``EX_TEMPFAIL`` of sysexits.h), a
signal or the time limit is "try again"; any other status is "never", and the first
line of the error output says why.
Roles: sharer.
Limits: the program and its children are killed at the account's ``timeout_s``. No
shell reads the command; the environment holds PATH, HOME and LANG, and nothing else.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from tempfile import TemporaryFile
from typing import IO, Final
from urllib.parse import quote, unquote

from plexus_ld.channels.activityjson import to_json
from plexus_ld.channels.base import Tools
from plexus_ld.errors import PermanentDeliveryError, TemporaryDeliveryError
from plexus_ld.model.activity import POST_VERBS, Attachment, Privacy
from plexus_ld.model.capability import AccountSetting, CapabilityCard, Role
from plexus_ld.model.connection import Account
from plexus_ld.model.delivery import Delivery, Receipt

CARD: Final = CapabilityCard(
    name="command",
    title="Command",
    summary="A program of your own, run for each activity.",
    roles=frozenset({Role.SHARER}),
    schemes=("command",),
    address_example="command:default",
    names_account=True,
    verbs=POST_VERBS,
    has_fields=True,
    carries_html=True,
    media_types=("*/*",),
    privacy=frozenset({Privacy.PUBLIC, Privacy.ADDRESSED}),
    keeps_threads=True,
    tells_apart=True,
    account_settings=(
        AccountSetting(
            "command",
            "the program and its words, quoted as in a shell; no shell reads it",
            is_required=True,
        ),
        AccountSetting(
            "timeout_s", "seconds after which it is ended, 600 at most", default="30"
        ),
    ),
    note="The address names the account that holds the command: command:NAME. "
    "How private the program keeps what it is handed is its author's matter: yours.",
)

#: Exit status of "try again": sysexits.h.
EX_TEMPFAIL: Final = 75
#: Longest time that a program may be given, in seconds.
_MOST_S: Final = 600.0
#: Bytes of the program's output that are looked at, for a first line.
_LOOKED_AT: Final = 4096
#: Characters of a first line that are kept.
_LONGEST_LINE: Final = 300
#: Where programs are found when the agent's own environment does not say.
_PATH: Final = "/usr/local/bin:/usr/bin:/bin"


class CommandChannel:
    """Runs a program for each activity."""

    card = CARD

    def deliver(self, delivery: Delivery) -> Receipt:
        """Run the account's program on one activity. See `Sharer.deliver`."""
        address = str(delivery.point.address)
        words = _words(delivery.account, address)
        seconds = _seconds(delivery.account, address)
        value = to_json(delivery, _path_of)
        body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as said:
            given.write(body + b"\n")
            given.seek(0)
            status = _run(words, (given, out, said), seconds, address)
            return _receipt(status, _first_line(out), _first_line(said), address)

    def check(self, account: Account) -> str:
        """Look for the program; it is not run. See `Checkable.check`."""
        address = f"command:{quote(account.name)}"
        words = _words(account, address)
        _seconds(account, address)
        found = shutil.which(words[0], path=_environment()["PATH"])
        if found is None:
            reason = f"there is no program {words[0]}"
            raise TemporaryDeliveryError(CARD.name, address, reason)
        return f"{found} is there; it was not run"


def _words(account: Account, address: str) -> list[str]:
    scheme, _, name = address.partition(":")
    if scheme != "command" or unquote(name) != account.name:
        reason = f"the address must name its account: command:{account.name}"
        raise PermanentDeliveryError(CARD.name, address, reason)
    try:
        words = shlex.split(account.settings.get("command", ""))
    except ValueError as error:
        reason = "a quote in the account's command does not end"
        raise PermanentDeliveryError(CARD.name, address, reason) from error
    if not words:
        reason = f"plexus channel set command:{account.name} command=… is missing"
        raise TemporaryDeliveryError(CARD.name, address, reason)
    return words


def _seconds(account: Account, address: str) -> float:
    given = account.settings.get("timeout_s") or "30"
    seconds = float(given) if re.fullmatch(r"\d{1,4}(\.\d{1,3})?", given) else 0.0
    if not 0 < seconds <= _MOST_S:
        reason = f"timeout_s is no number of seconds up to {_MOST_S:g}"
        raise PermanentDeliveryError(CARD.name, address, reason)
    return seconds


def _run(
    words: list[str], files: tuple[IO[bytes], ...], seconds: float, address: str
) -> int:
    """Run a program in a group of its own, and end the group.

    Files, not pipes: a child that the program leaves behind keeps no pipe of ours
    open, and whatever it writes fills no memory.
    """
    given, out, said = files
    try:
        started = subprocess.Popen(  # noqa: S603 - the owner's own words, no shell
            words,
            stdin=given,
            stdout=out,
            stderr=said,
            env=_environment(),
            start_new_session=True,
            cwd="/",
        )
    except FileNotFoundError as error:
        reason = f"there is no program {words[0]}"
        raise TemporaryDeliveryError(CARD.name, address, reason) from error
    except (OSError, ValueError) as error:
        reason = f"the program {words[0]} cannot be run"
        raise PermanentDeliveryError(CARD.name, address, reason) from error
    try:
        return started.wait(seconds)
    except subprocess.TimeoutExpired as error:
        reason = f"the program took longer than {seconds:g} s"
        raise TemporaryDeliveryError(CARD.name, address, reason) from error
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()


def _environment() -> Mapping[str, str]:
    given = {name: os.environ.get(name, "") for name in ("HOME", "LANG")}
    kept = {name: value for name, value in given.items() if value}
    return {"PATH": os.environ.get("PATH") or _PATH, **kept}


def _receipt(status: int, out: str, said: str, address: str) -> Receipt:
    if status == 0:
        return Receipt(out, "exit status 0")
    if status == EX_TEMPFAIL:
        reason = said or "the program asks to try again (exit status 75)"
        raise TemporaryDeliveryError(CARD.name, address, reason)
    if status < 0:
        reason = f"the program was ended by {_signal(-status)}"
        raise TemporaryDeliveryError(CARD.name, address, reason)
    reason = said or f"the program refused (exit status {status})"
    raise PermanentDeliveryError(CARD.name, address, reason)


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _first_line(file: IO[bytes]) -> str:
    file.seek(0)
    text = file.read(_LOOKED_AT).decode("utf-8", "replace").lstrip("\n")
    line = text.partition("\n")[0].strip()
    return "".join(filter(str.isprintable, line))[:_LONGEST_LINE]


def _path_of(attachment: Attachment) -> str:
    return attachment.file.as_uri() if attachment.file else attachment.url


def open_channel(tools: Tools) -> CommandChannel:
    """Open the channel."""
    return CommandChannel()
