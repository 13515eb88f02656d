"""A Plex and an account on a server made with Fedify, which verifies strictly."""

import json
import logging
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from plexus_ld.settings import Settings, WebSettings
from plexus_ld.sharer.composing import Draft
from plexus_ld.sharer.routing import Wanted
from tests.web_agent import WebAgent, serving_plex

ROOT = Path(__file__).parents[2]
PEER = Path(os.environ.get("PEERS", ROOT / ".peers")) / "fedify"
NODE = PEER / "node_modules" / "node" / "bin" / "node"
PATIENCE_S = 12.0
LETS_FOLLOW = Settings(web=WebSettings(followers="anyone"))


@dataclass(frozen=True)
class World:
    """Ada's agent, and Dave's server."""

    ada: WebAgent
    url: str

    @property
    def dave(self) -> str:
        return f"{self.url}/users/dave"

    def ask(self, what: str, **told: str) -> None:
        """Have Dave do something."""
        body, head = json.dumps(told).encode(), {"Content-Type": "application/json"}
        url = f"{self.url}/{what}"
        answer = self.ada.plex.client.request("POST", url, body, head)
        assert answer.status == 204, answer.body

    def seen(self, verb: str) -> dict[str, Any]:
        """Wait until something of a kind came to Dave's inbox."""
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            told = json.loads(self.ada.plex.client.get(f"{self.url}/seen").body)
            for one in told:
                if one["type"] == verb:
                    assert isinstance(one, dict)
                    return one
            time.sleep(0.1)
        pytest.fail(f"no {verb} came")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    if not NODE.is_file():
        pytest.skip("Fedify is not installed: tests/peers/install.d/57-fedify.sh")
    words = [str(NODE), str(ROOT / "tests" / "peers" / "fedify.mjs"), str(PEER)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as running:  # noqa: S603 - a program that the tests install
        assert running.stdout
        url = f"http://127.0.0.1:{int(running.stdout.readline())}"
        try:
            home = tmp_path_factory.mktemp("ada")
            with serving_plex(home, settings=LETS_FOLLOW) as ada:
                yield World(ada, url)
        finally:
            running.terminate()


def test_what_is_said_to_dave_is_signed_so_that_his_server_believes_it(
    world: World,
) -> None:
    plex = world.ada.plex
    ways = plex.connections.ways(out=[f"activitypub:{world.dave}"])
    plex.connections.connect(plex.connections.look("Dave", fetch=False), ways)

    act = plex.sharing.share(Draft(text="Tea at four."), Wanted(("public",))).activity
    report = plex.deliverer.deliver_due()
    came = world.seen("Create")

    assert not report.failed
    assert came["id"] == str(act.iri)
    assert came["actor"] == f"{world.ada.url}actor"
    assert came["object"]["content"] == "<p>Tea at four.</p>"


def test_dave_follows_and_what_he_says_is_heard(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "plexus_ld")  # where it fails, the agent says why
    plex, actor = world.ada.plex, f"{world.ada.url}actor"
    ways = plex.connections.ways(in_=[f"activitypub:{world.dave}"])
    plex.connections.connect(plex.connections.look("Dave", fetch=False), ways)

    world.ask("follow", whom=actor)
    world.ask("say", to=actor, text="Cake at five.")
    plex.following.look()

    assert world.seen("Accept")["actor"] == actor
    assert world.seen("Follow")["object"] == world.dave
    assert [one.text for one in plex.stream.timeline() if not one.is_mine] == [
        "Cake at five."
    ]
