"""The agent delivers what comes due, and others beside it send nothing twice."""

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rdflib import Literal

from plexus_ld.assembly import Plex
from plexus_ld.assembly.delivering import deliverer_of
from plexus_ld.model.change import Change
from plexus_ld.model.delivery import Delivery, DeliveryState, Receipt
from plexus_ld.rdf.lines import line_of
from plexus_ld.sharer.delivering.deliverer import Deliverer
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX
from tests.unit.sharer.post import (
    connect,
    deliverer,
    open_plex,
    person,
    point,
    say,
    standing,
)
from tests.web import Page, Web


def until(holds: Callable[[], bool], limit_s: float = 20.0) -> None:
    """Wait for something that another thread is about to bring."""
    ends = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < ends, "it did not come"
        time.sleep(0.01)


@contextmanager
def running(agent: Deliverer) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=agent.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def states(plex: Plex) -> Counter[DeliveryState]:
    return Counter(record.state for record in standing(plex).values())


def test_what_is_shared_while_the_agent_runs_goes_out_at_once(web: Web) -> None:
    web.otherwise = Page(status=201)
    with open_plex([web.host]) as plex:
        connect(plex, {"bob": web.url, "eve": web.url})
        say(plex, ["bob"])
        with running(deliverer(plex)):
            until(lambda: states(plex)[DeliveryState.TAKEN] == 1)

            say(plex, ["eve"])

            until(lambda: states(plex)[DeliveryState.TAKEN] == 2)
        assert len(web.asked) == 2


def test_a_pass_beside_the_agent_leaves_the_work_to_it(
    web: Web, tmp_path: Path
) -> None:
    web.otherwise = Page(status=201)
    with open_plex([web.host], tmp_path / "home") as plex:
        connect(plex, {"bob": web.url, "eve": web.url})
        say(plex, ["bob"])
        with running(deliverer(plex)):
            until(lambda: states(plex)[DeliveryState.TAKEN] == 1)

            report = deliverer(plex).deliver_due()

            assert report.is_elsewhere
            assert report.tried == ()


def test_a_paused_point_gets_nothing_from_the_moment_on(web: Web) -> None:
    web.otherwise = Page(status=201)
    with open_plex([web.host]) as plex:
        connect(plex, {"bob": web.url})
        with running(deliverer(plex)):
            say(plex, ["bob"])
            until(lambda: states(plex)[DeliveryState.TAKEN] == 1)

            pause(plex, "bob")
            say(plex, ["bob"])

            until(lambda: states(plex)[DeliveryState.WAITING] == 1)
        assert len(web.asked) == 1


def pause(plex: Plex, name: str) -> None:
    said = line_of((point(name), PLX.paused, Literal(True), PLEX))
    plex.store.apply(Change(added=(said,)))


def test_a_channel_that_fails_in_an_unexpected_way_ends_nothing(web: Web) -> None:
    def wire(delivery: Delivery) -> Receipt:
        if delivery.point.agent == person("bob"):
            raise KeyError("s3cret")
        return Receipt(note="done")

    with open_plex([web.host], in_flight=1) as plex:
        connect(plex, {"bob": web.url, "eve": web.url})
        act = say(plex, ["bob", "eve"])

        deliverer_of(plex, wire).deliver_due()

        found = standing(plex, act)
        assert found["eve-1"].state is DeliveryState.TAKEN
        assert found["bob-1"].state is DeliveryState.WAITING
        assert "KeyError" in found["bob-1"].last_error
        assert "s3cret" not in found["bob-1"].last_error


_COMMAND = """
import sys
from pathlib import Path
from plexus_ld.assembly import Plex
with Plex.open(Path(sys.argv[1])) as plex:
    print(len(plex.deliverer.deliver_due().tried))
"""


def test_several_processes_at_once_send_nothing_twice(web: Web, tmp_path: Path) -> None:
    web.otherwise = Page(status=201)
    home = tmp_path / "home"
    names = [f"bob{number}" for number in range(60)]
    with open_plex([web.host], home) as plex:
        connect(plex, {name: f"{web.url}/{name}" for name in names})
        (home / "settings.toml").write_text(f'[net]\nallow_hosts = ["{web.host}"]\n')
        say(plex, names)

        command = [sys.executable, "-c", _COMMAND, str(home)]
        passes = [
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
            for _ in range(3)
        ]
        tried = sum(int(each.communicate(timeout=60)[0]) for each in passes)

        assert [each.returncode for each in passes] == [0, 0, 0]
        assert tried == len(names)
        assert sorted(web.asked) == sorted(f"POST /{name}" for name in names)
        assert states(plex) == {DeliveryState.TAKEN: len(names)}
