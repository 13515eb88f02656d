"""The agent goes on when the clock is set, or the machine slept."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from plexus_ld.assembly.agent import Agent
from plexus_ld.assembly.plex import Plex
from plexus_ld.settings import NetSettings, Settings
from tests.web import Page, Web

FEED = b"""<rss version="2.0"><channel><title>Paper</title>
<item><guid>1</guid><title>News</title></item></channel></rss>"""


class Set:
    """A clock that goes on by itself, and can be set."""

    def __init__(self) -> None:
        self.by = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.by


@contextmanager
def running(plex: Plex) -> Iterator[None]:
    stop, ready = threading.Event(), threading.Event()
    agent = Agent(plex)
    thread = threading.Thread(target=agent.run, args=(stop, lambda _: ready.set()))
    thread.start()
    assert ready.wait(30)
    try:
        yield
    finally:
        stop.set()
        thread.join()


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends, "it did not come"
        time.sleep(0.02)


@pytest.mark.parametrize("days", [-2, 2])
def test_feeds_are_asked_again_once_when_the_clock_is_set(web: Web, days: int) -> None:
    web.pages["/feed"] = Page(FEED, "application/rss+xml")
    clock = Set()
    settings = Settings(net=NetSettings(allow_hosts=(web.host,)))
    with Plex(None, settings, clock) as plex:
        plex.init(name="Ada", webid="https://ada.example/card#me")
        rooms = plex.connections
        found = rooms.look("https://bob.example/card#me", fetch=False)
        rooms.connect(found, rooms.ways([], [f"feed:{web.url}/feed"]), "")
        with running(plex):
            until(lambda: len(plex.stream.timeline()) == 1)
            assert len(web.asked) == 1

            clock.by = timedelta(days=days)

            until(lambda: len(web.asked) == 2)
            until(lambda: plex.listening.due(clock()) == ())
        assert len(web.asked) == 2
