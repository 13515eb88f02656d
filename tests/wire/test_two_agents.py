"""Two agents on two ports, as the README has it: asked, agreed, talked, left."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import PATIENCE_S, Said, Terminal


class Person:
    """A home, and the agent that runs on it."""

    def __init__(self, folder: Path, name: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        allowed = {"PLEXUS_NET_ALLOW_HOSTS": "127.0.0.1", "HOME": str(folder.parent)}
        self._home = Terminal(folder, allowed)
        self.do("init", "--name", name, "--base", f"http://127.0.0.1:{self.port}/")
        self._agent = self._started()

    @property
    def webid(self) -> str:
        return f"http://127.0.0.1:{self.port}/#me"

    def _started(self) -> "subprocess.Popen[bytes]":
        process = self._home.start("run", "--port", str(self.port))
        assert process.stderr is not None
        while b"Ctrl-C ends it" not in process.stderr.readline():
            assert process.poll() is None
        return process

    def do(self, *words: str) -> Said:
        said = self._home(*words)
        assert said.status == 0, said.err
        return said

    def told(self, *words: str) -> Any:
        return self.do(*words, "--json").json

    def heard(self) -> list[str]:
        found = self.told("timeline")
        items = found if isinstance(found, list) else found["items"]
        return [item["text"] for item in items]

    def kill(self) -> None:
        self._agent.kill()
        self._agent.communicate()
        self._agent = self._started()

    def stop(self) -> None:
        self._agent.send_signal(signal.SIGTERM)
        self._agent.communicate(timeout=PATIENCE_S)


@pytest.fixture
def people(tmp_path: Path) -> Iterator[tuple[Person, Person]]:
    made: list[Person] = []
    try:
        made += [Person(tmp_path / "ada", "Ada Example")]
        made += [Person(tmp_path / "bob", "Bob Example")]
        yield made[0], made[1]
    finally:
        for one in made:
            one.stop()


def states(whom: Person) -> list[str]:
    return [one["state"] for one in whom.told("connections")]


def eventually(ask: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S / 2
    while time.monotonic() < deadline:
        if ask():
            return True
        time.sleep(0.5)
    return False


def test_two_agents_come_to_terms_talk_and_part(people: tuple[Person, Person]) -> None:
    ada, bob = people
    ada.do("connect", bob.webid, "--offer", "--term", "rate=5")
    (request,) = bob.told("requests")
    bob.kill()  # what it has taken it has

    bob.do("accept", request["iri"], "--term", "1:rate=2")
    assert eventually(lambda: states(bob) == ["accepted"])
    ours, theirs = (
        one.told("agreement", name) for one, name in ((ada, "Bob"), (bob, "Ada"))
    )
    ada.do("share", "Tea at four?")
    assert eventually(lambda: bob.heard() == ["Tea at four?"])
    ada.do("disconnect", "Bob Example")

    assert request["name"] == "Ada Example"
    assert ours == theirs
    rates = [one["plx:ratePerDay"] for one in ours["object"]["object"][POINTS]]
    assert rates == [2, 5]
    assert eventually(lambda: states(bob) == ["withdrawn"])


POINTS = "plx:connectionPoint"
