"""The inbox in a pod, with a store, and a clock set by hand."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld.assembly.plex import Plex
from plexus_ld.errors import FetchError, RefusedError, TemporaryListenError
from plexus_ld.listener.pod.inbox import Pauses, PodInbox, PodPorts, Told
from plexus_ld.listener.states import PollState, state_of
from plexus_ld.model.arrival import Polled, Raw

INBOX = "https://pod.example/inbox/"
AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
_PATIENCE_S = 20


@dataclass
class World:
    """A pod, what it tells, and the agent's own inbox.

    The cursor is how many of its notifications were read.
    """

    lies: list[bytes] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    refused: dict[bytes, int] = field(default_factory=dict)
    made: int = 0
    polled: int = 0
    asked: int = 0
    trouble: str = ""
    tells: Callable[[], AbstractContextManager[Told]] | None = None
    meanwhile: Callable[[], None] = lambda: None
    news: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    changed: threading.Condition = field(default_factory=threading.Condition)

    def ready(self) -> None:
        self.made += 1

    def poll(self, cursor: str) -> Polled:
        self.meanwhile()
        if self.trouble:
            raise TemporaryListenError("ldn", INBOX, self.trouble)
        with self.changed:
            self.polled += 1
            self.changed.notify_all()
        done = int(cursor or 0)
        new = self.lies[done : done + 2]
        raws = tuple(Raw("ldn", body, INBOX) for body in new)
        return Polled(raws, str(done + len(new)))

    def take(self, raw: Raw) -> None:
        if raw.body in self.refused:
            raise RefusedError("refused", self.refused[raw.body])
        self.taken.append(raw.body)

    def subscribed(self) -> AbstractContextManager[Told]:
        self.asked += 1
        if self.tells is None:
            raise FetchError(INBOX, "the pod does not tell of changes")
        return self.tells()

    def until(self, holds: Callable[[], bool]) -> bool:
        with self.changed:
            return self.changed.wait_for(holds, _PATIENCE_S)


@dataclass
class Line:
    """A line that tells as often as the world has news."""

    news: threading.Semaphore

    def receive(self, timeout_s: float) -> bytes | None:
        is_news = self.news.acquire(timeout=min(timeout_s, 0.02))
        return b"whatever" if is_news else None


@pytest.fixture
def plex() -> Iterator[Plex]:
    with Plex.in_memory() as plex:
        yield plex


def inbox_of(plex: Plex, world: World, url: str = INBOX) -> PodInbox:
    ports = PodPorts(world.ready, world.poll, world.take, world.subscribed)
    return PodInbox(plex.store, url, ports, lambda: AT, Pauses(0.01, 0.05))


def state(plex: Plex) -> PollState:
    return state_of(plex.store, URIRef(INBOX))


@contextmanager
def running(inbox: PodInbox) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=inbox.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_PATIENCE_S)
        assert not thread.is_alive()


def test_each_thing_is_taken_once(plex: Plex) -> None:
    world = World([b"one", b"two", b"three"])
    inbox = inbox_of(plex, world)

    counts = inbox.read(), inbox.read()
    world.lies.append(b"four")
    later = inbox_of(plex, world).read()

    assert (counts, later) == ((3, 0), 1)
    assert world.taken == [b"one", b"two", b"three", b"four"]


def test_what_is_no_notification_is_passed_over(plex: Plex) -> None:
    world = World([b"odd", b"two", b"three"], refused={b"odd": 415})

    inbox_of(plex, world).read()

    assert world.taken == [b"two", b"three"]
    assert state(plex).cursor == "3"


@pytest.mark.parametrize("status", [429, 503, 507])
def test_what_there_is_no_room_for_now_is_taken_later(plex: Plex, status: int) -> None:
    world = World([b"one", b"two"], refused={b"two": status})
    inbox = inbox_of(plex, world)

    with pytest.raises(RefusedError):
        inbox.read()
    world.refused.clear()
    inbox.read()

    assert set(world.taken) == {b"one", b"two"}


def test_trouble_is_noted_until_it_has_passed(plex: Plex) -> None:
    world = World(trouble="the server failed")
    inbox = inbox_of(plex, world)

    with pytest.raises(TemporaryListenError):
        inbox.read()
    noted = state(plex).last_error
    world.trouble = ""
    inbox.read()

    assert "the server failed" in noted
    assert state(plex).last_error == ""


def test_without_an_inbox_there_is_nothing_to_do(plex: Plex) -> None:
    world = World([b"one"])
    inbox = inbox_of(plex, world, url="")

    inbox.run(threading.Event())

    assert (inbox.read(), world.made, world.asked) == (0, 0, 0)


def test_it_is_made_before_the_pod_is_asked_to_tell_of_it(plex: Plex) -> None:
    world, made = World(), []

    @contextmanager
    def tells() -> Iterator[Told]:
        made.append(world.made)
        yield Line(world.news)

    world.tells = tells
    with running(inbox_of(plex, world)):
        assert world.until(lambda: world.polled == 1)

    assert made == [1]


def test_the_inbox_is_made_once(plex: Plex) -> None:
    world = World()
    inbox = inbox_of(plex, world)

    inbox.read()
    inbox.read()

    assert world.made == 1


def test_it_is_read_when_the_pod_tells(plex: Plex) -> None:
    world = World([b"before"])

    @contextmanager
    def tells() -> Iterator[Told]:
        yield Line(world.news)

    world.tells = tells
    with running(inbox_of(plex, world)):
        assert world.until(lambda: world.polled == 2)
        world.lies += [b"after"]
        world.news.release()
        assert world.until(lambda: world.polled == 4)

    assert world.taken == [b"before", b"after"]
    assert world.asked == 1


def test_many_words_are_one_reading(plex: Plex) -> None:
    world = World()

    @contextmanager
    def tells() -> Iterator[Told]:
        yield Line(world.news)

    world.tells = tells
    with running(inbox_of(plex, world)):
        assert world.until(lambda: world.polled == 1)
        world.news.release(500)
        assert world.until(lambda: world.polled == 2)

    assert not world.news.acquire(blocking=False)
    assert world.polled == 2


def test_a_pod_that_tells_nothing_is_read_from_time_to_time(plex: Plex) -> None:
    world = World()

    with running(inbox_of(plex, world)):
        assert world.until(lambda: world.polled == 3)


def test_a_line_that_ends_is_taken_up_again(plex: Plex) -> None:
    world = World()

    class Ends:
        def receive(self, timeout_s: float) -> bytes | None:
            raise FetchError(INBOX, f"the connection ended in {timeout_s} s")

    @contextmanager
    def tells() -> Iterator[Told]:
        yield Ends()

    world.tells = tells
    with running(inbox_of(plex, world)):
        assert world.until(lambda: world.asked == 3)


@pytest.mark.parametrize("trouble", ["", "the server failed"])
@pytest.mark.parametrize("tells_nothing", [True, False])
def test_a_pod_that_hangs_outlasts_the_home_in_silence(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    tells_nothing: bool,
    trouble: str,
) -> None:
    plex, world = Plex.open(tmp_path / "home", create=True), World([b"one"])
    hangs, goes_on, stop = threading.Event(), threading.Event(), threading.Event()

    def hang() -> None:
        hangs.set()
        goes_on.wait(_PATIENCE_S)

    @contextmanager
    def tells() -> Iterator[Told]:
        hang()
        yield Line(world.news)

    world.tells = None if tells_nothing else tells
    world.meanwhile = hang
    world.trouble = trouble
    thread = threading.Thread(target=inbox_of(plex, world).run, args=(stop,))
    thread.start()
    assert hangs.wait(_PATIENCE_S)
    stop.set()
    plex.close()
    goes_on.set()
    thread.join(_PATIENCE_S)

    assert not thread.is_alive()
    assert (world.taken, caplog.text) == ([], "")


def test_trouble_with_reading_does_not_end_it(plex: Plex) -> None:
    world = World([b"one"], trouble="the server failed")

    with running(inbox_of(plex, world)):
        while world.asked < 2:
            threading.Event().wait(0.01)
        world.trouble = ""
        assert world.until(lambda: world.polled >= 1)

    assert world.taken == [b"one"]
