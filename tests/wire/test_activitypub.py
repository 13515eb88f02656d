"""A Plex and an account on a real server of the Fediverse (snac2)."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from plexus_ld.assembly.requests import accept
from plexus_ld.model.connection import Direction
from plexus_ld.sharer.composing import Draft
from plexus_ld.sharer.composing.draft import Attach
from plexus_ld.sharer.routing import Wanted
from tests.web_agent import WebAgent, serving_plex
from tests.wire.snac import PATIENCE_S, added, begin, serving, snac, token


@dataclass(frozen=True)
class World:
    """Ada's agent, and Carol's account on a server."""

    ada: WebAgent
    host: str
    folder: Path
    token: str

    @property
    def carol(self) -> str:
        return f"http://{self.host}/carol"

    def of_carol(self, path: str) -> Any:
        """What Carol's own program is told by her server."""
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"http://{self.host}/api/v1/{path}"
        return json.loads(self.ada.plex.client.get(url, headers).body)

    def seen(self, words: str) -> Any:
        """Wait until Carol sees a post of these words."""
        found = waited(lambda: next(
            (one for one in self.of_carol("timelines/home") if words in one["content"]),
            None,
        ))  # fmt: skip
        assert found, f"Carol never saw {words!r}"
        return found

    def share(self, text: str, to: str = "public", **more: Any) -> str:
        draft = Draft(text=text, **more)
        act = self.ada.plex.sharing.share(draft, Wanted((to,))).activity
        return str(act.object.iri)


def waited(look: Callable[[], Any]) -> Any:
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        if found := look():
            return found
        time.sleep(0.2)
    return None


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Carol follows Ada, and Ada follows Carol."""
    folder = tmp_path_factory.mktemp("snac") / "data"
    host = begin(folder)
    password = added(folder, "carol")
    home = tmp_path_factory.mktemp("ada")
    with serving(folder), serving_plex(home, allow=("127.0.0.1", "localhost")) as ada:
        known = token(ada.plex.client, host, "carol", password)
        world = World(ada, host, folder, known)
        snac("follow", folder, "carol", f"{ada.url}actor")
        (request,) = waited(lambda: ada.plex.requests.all("waiting"))
        accept(ada.plex, str(request.iri))
        found = ada.plex.connections.look("carol", fetch=False)
        ways = ada.plex.connections.ways(in_=[f"activitypub:{world.carol}"])
        ada.plex.connections.connect(found, ways)
        ada.plex.following.look()
        assert waited(lambda: ada.plex.connections.points()[0].point.is_pushed)
        yield world


def test_each_follows_the_other_by_one_point(world: World) -> None:
    (line,) = world.ada.plex.connections.points()

    assert line.point.direction is Direction.BOTH
    assert str(line.point.address) == world.carol


def test_what_is_said_is_seen_with_its_picture_and_taken_back(
    world: World, tmp_path: Path
) -> None:
    file = tmp_path / "tea.png"
    Image.new("RGB", (8, 8), "brown").save(file)
    deliver = world.ada.plex.deliverer.deliver_due

    (line,) = world.ada.plex.connections.points()
    world.ada.plex.connections.set_point(line.id, {"privacy": "addressed"})
    item = world.share("Tea at four.", attachments=(Attach(file, "A brown pot"),))
    world.share("For you alone.", "carol")
    assert not deliver().failed
    seen, alone = world.seen("Tea at four."), world.seen("For you alone.")
    (picture,) = seen["media_attachments"]
    assert world.ada.plex.client.get(picture["url"]).body.startswith(b"\x89PNG")
    world.ada.plex.sharing.delete(item)
    deliver()

    assert seen["uri"] == item
    assert (seen["visibility"], picture["type"]) == ("public", "image")
    assert picture["description"] == "A brown pot"
    assert alone["visibility"] in ("direct", "private")
    assert waited(lambda: item not in str(world.of_carol("timelines/home")))


def test_what_carol_says_is_heard_with_its_picture_and_answered(
    world: World, tmp_path: Path
) -> None:
    file = tmp_path / "cake.png"
    Image.new("RGB", (8, 8), "white").save(file)
    plex = world.ada.plex

    snac("note", world.folder, "carol", "Cake at five.", file)
    heard = waited(
        lambda: [one for one in plex.stream.timeline() if "Cake" in one.text]
    )[0]
    plex.sharing.reply(heard.id, "With tea!")
    plex.sharing.like(heard.id)
    assert not plex.deliverer.deliver_due().failed
    answer = world.seen("With tea!")

    assert len(heard.attachments) == 1
    assert answer["in_reply_to_id"]
    assert waited(
        lambda: [one["type"] for one in world.of_carol("notifications")].count(
            "favourite"
        )
    )
