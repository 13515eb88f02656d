"""A program of the owner's as a channel."""

import json
import os
import shlex
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from plexus_ld.channels.command import CARD, CommandChannel
from plexus_ld.errors import (
    DeliveryError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
)
from plexus_ld.model.activity import Attachment
from plexus_ld.model.delivery import Delivery
from tests.channels.contract import At, account_of, delivery_of

CHANNEL = CommandChannel()


def by(program: str, *words: str, timeout_s: str = "20") -> Delivery:
    """A delivery by a program in Python."""
    command = shlex.join([sys.executable, "-c", program, *words])
    settings = {"command": command, "timeout_s": timeout_s}
    return delivery_of(CARD, At("command:default", settings))


def test_the_program_is_handed_the_activity_and_names_it(tmp_path: Path) -> None:
    kept = tmp_path / "given.json"
    program = (
        "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.stdin.read());"
        "print('note-17'); print('more')"
    )

    receipt = CHANNEL.deliver(by(program, str(kept)))

    given = json.loads(kept.read_text("utf-8"))
    assert receipt.remote_id == "note-17"
    assert given["object"]["source"]["content"] == "Tea at four?"
    assert "secret-friend" not in json.dumps(given)


def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    program = "import sys; print('|'.join(sys.argv[1:]))"

    receipt = CHANNEL.deliver(by(program, "$HOME", ";", "*", "a b"))

    assert receipt.remote_id == "$HOME|;|*|a b"


def test_the_environment_holds_next_to_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PLEXUS_MASTER_KEY", "canary")
    program = "import os; print(*sorted(set(os.environ) - {'LC_CTYPE'}))"

    receipt = CHANNEL.deliver(by(program))

    assert set(receipt.remote_id.split()) <= {"PATH", "HOME", "LANG"}


ENDS: dict[str, tuple[str, type[DeliveryError], str]] = {
    "asks to try again": ("import sys; sys.exit(75)", TemporaryDeliveryError, "75"),
    "says why to try again": (
        "import sys; print('no paper', file=sys.stderr); sys.exit(75)",
        TemporaryDeliveryError,
        "no paper",
    ),
    "refuses": ("import sys; sys.exit(3)", PermanentDeliveryError, "exit status 3"),
    "says why it refuses": (
        "import sys; print('not in colour\\nat all', file=sys.stderr); sys.exit(1)",
        PermanentDeliveryError,
        "not in colour$",
    ),
    "is killed": (
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        TemporaryDeliveryError,
        "SIGSEGV",
    ),
}


@pytest.mark.parametrize(("program", "kind", "reason"), ENDS.values(), ids=ENDS)
def test_how_a_program_ends_is_what_becomes_of_the_delivery(
    program: str, kind: type[DeliveryError], reason: str
) -> None:
    with pytest.raises(kind, match=reason):
        CHANNEL.deliver(by(program))


def test_a_program_and_its_children_end_at_the_limit(tmp_path: Path) -> None:
    kept = tmp_path / "child"
    program = (
        "import subprocess, sys, pathlib, time;"
        "words = [sys.executable, '-c', 'import time; time.sleep(60)'];"
        "child = subprocess.Popen(words, stdout=sys.stdout);"
        "pathlib.Path(sys.argv[1]).write_text(str(child.pid)); time.sleep(60)"
    )

    with pytest.raises(TemporaryDeliveryError, match="longer than 1 s"):
        CHANNEL.deliver(by(program, str(kept), timeout_s="1"))

    assert is_gone(int(kept.read_text()))


def test_a_child_that_was_left_behind_is_ended_and_not_waited_for(
    tmp_path: Path,
) -> None:
    kept = tmp_path / "child"
    program = (
        "import subprocess, sys, pathlib;"
        "words = [sys.executable, '-c', 'import time; time.sleep(60)'];"
        "child = subprocess.Popen(words);"
        "pathlib.Path(sys.argv[1]).write_text(str(child.pid)); print('done')"
    )

    receipt = CHANNEL.deliver(by(program, str(kept)))

    assert receipt.remote_id == "done"
    assert is_gone(int(kept.read_text()))


def is_gone(process: int) -> bool:
    """Whether a process has ended; what nobody has asked after yet is a zombie."""
    for _ in range(100):
        try:
            status = Path(f"/proc/{process}/stat").read_text()
        except OSError:
            status = ""
        if not status or status.rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_much_output_fills_nothing() -> None:
    program = "import sys; sys.stdout.write('id\\n' + 'x' * 3_000_000)"

    assert CHANNEL.deliver(by(program)).remote_id == "id"


def test_output_that_is_no_text_harms_no_terminal() -> None:
    program = r"import sys; sys.stdout.buffer.write(b'\x1b[31mred\xff\x00\n')"

    assert CHANNEL.deliver(by(program)).remote_id == "[31mred\N{REPLACEMENT CHARACTER}"


WRONG: dict[str, tuple[At, type[DeliveryError]]] = {
    "no command is set": (At("command:default"), TemporaryDeliveryError),
    "the program is not there": (
        At("command:default", {"command": "no-such-program-anywhere"}),
        TemporaryDeliveryError,
    ),
    "the program is none": (
        At("command:default", {"command": os.devnull}),
        PermanentDeliveryError,
    ),
    "a quote does not end": (
        At("command:default", {"command": "echo 'x"}),
        PermanentDeliveryError,
    ),
    "the limit is none": (
        At("command:default", {"command": "true", "timeout_s": "1e999"}),
        PermanentDeliveryError,
    ),
    "the address names another account": (
        At("command:printer", {"command": "true"}),
        PermanentDeliveryError,
    ),
}


@pytest.mark.parametrize(("at", "kind"), WRONG.values(), ids=WRONG)
def test_what_is_set_wrongly_is_said(at: At, kind: type[DeliveryError]) -> None:
    with pytest.raises(kind):
        CHANNEL.deliver(delivery_of(CARD, at))


def test_an_attachment_is_a_file_that_the_program_may_open(tmp_path: Path) -> None:
    picture = tmp_path / "a pot.png"
    picture.write_bytes(b"pot")
    program = (
        "import json, sys, urllib.request;"
        "url = json.load(sys.stdin)['object']['attachment'][0]['url'];"
        "print(urllib.request.urlopen(url).read().decode())"
    )
    delivery = replace(
        by(program), attachments=(Attachment("image/png", "pot", "", picture),)
    )

    assert CHANNEL.deliver(delivery).remote_id == "pot"


def test_a_program_is_looked_for_and_not_run(tmp_path: Path) -> None:
    kept = tmp_path / "ran"
    there = account_of(CARD, At("command:default", {"command": f"touch {kept}"}))
    nowhere = account_of(CARD, At("command:default", {"command": "no-such-program"}))

    assert "touch is there" in CHANNEL.check(there)
    with pytest.raises(TemporaryDeliveryError, match="no program no-such-program"):
        CHANNEL.check(nowhere)
    assert not kept.exists()
