"""A Plex and an account on a real server of the Fediverse (snac2)."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

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
    folder = tmp_path_factory.mktemp("snac") / "data"
    host = begin(folder)
    password = added(folder, "carol")
    home = tmp_path_factory.mktemp("ada")
    with serving(folder), serving_plex(home, allow=("127.0.0.1", "localhost")) as ada:
        known = token(ada.plex.client, host, "carol", password)
        world = World(ada, host, folder, known)
        ways = ada.plex.connections.ways(out=[f"activitypub:@carol@{host}"])
        found = ada.plex.connections.look("Carol", fetch=False)
        ada.plex.connections.connect(found, ways)
        snac("follow", folder, "carol", f"{ada.url}actor")
        yield world


def test_what_is_said_is_seen_with_its_picture_and_changed_and_taken_back(
    world: World, tmp_path: Path
) -> None:
    file = tmp_path / "tea.png"
    Image.new("RGB", (8, 8), "brown").save(file)
    deliver = world.ada.plex.deliverer.deliver_due

    item = world.share("Tea at four.", attachments=(Attach(file, "A brown pot"),))
    assert not deliver().failed
    seen = world.seen("Tea at four.")
    (picture,) = seen["media_attachments"]
    assert world.ada.plex.client.get(picture["url"]).body.startswith(b"\x89PNG")
    world.ada.plex.sharing.edit(item, "Tea at five.")
    deliver()
    changed = world.seen("Tea at five.")
    world.ada.plex.sharing.delete(item)
    deliver()

    assert seen["uri"] == item
    assert seen["visibility"] == "public"
    assert (picture["type"], picture["description"]) == ("image", "A brown pot")
    assert changed["uri"] == item
    assert waited(lambda: item not in str(world.of_carol("timelines/home")))


def test_what_is_for_one_is_seen_by_them_as_private(world: World) -> None:
    world.share("For you alone.", "Carol")
    world.ada.plex.deliverer.deliver_due()

    seen = world.seen("For you alone.")

    assert seen["visibility"] in ("direct", "private")
