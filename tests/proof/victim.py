"""The process that is killed: it shares and delivers, and says what was accepted.

Forked by `tests.proof.crash`, so that nothing has to be imported anew.
"""

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from plexus_ld.assembly import Plex
from plexus_ld.assembly.delivering import deliverer_of
from plexus_ld.model.delivery import Delivery, DeliveryState, Receipt
from plexus_ld.sharer.outbox import marked, open_records, records, records_of
from tests.unit.sharer.post import NOON, Hands, open_plex, say

#: Points of the sharing side, beside those of `plexus_ld.sharer.delivering.points`.
OPENED, BEFORE_SHARE, AFTER_SHARE = "opened", "before the share", "after the share"
#: A point of the control's alone: it marked, and has not sent.
MARKED_FIRST = "marked first"
#: Passes at the end, a day after one another: some are turned away the first time.
PASSES = 3
#: Deliveries under way at once in a victim.
IN_FLIGHT = 4
#: Being sent, or sent and not marked.
MOST_UNDER_WAY = 4 * (IN_FLIGHT - 1) + 1


@dataclass(frozen=True)
class Life:
    """What one victim does.

    Attributes:
        home: Its home.
        names: Who is there.
        host: The receiver.
        seed: Of what it shares.
        day: How far its clock is on, so that waits are over.
        point: The name of the point at which it kills itself; "" for none.
        passing: At which passing of that point.
        shares: How many activities it shares.
        marks_first: The control: it marks before it sends.
    """

    home: Path
    names: tuple[str, ...]
    host: str
    seed: int
    day: int
    point: str = ""
    passing: int = 1
    shares: int = 3
    marks_first: bool = False


def live(life: Life, tell: Callable[[str], None]) -> None:
    """Open the home, share, deliver what is due; die at the point if there is one."""
    started = time.monotonic()
    at = _killer(life)
    plex = open_plex(
        [life.host],
        life.home,
        Hands(NOON + timedelta(days=life.day)),
        in_flight=IN_FLIGHT,
    )
    deliverer = deliverer_of(plex, _wire(plex, life, at), at)
    open_records(plex.store)
    tell(f"ready {time.monotonic() - started:.3f}")
    at(OPENED)
    draw = random.Random(life.seed)  # noqa: S311 - chance, not a secret
    stop = threading.Event()
    agent = threading.Thread(target=deliverer.run, args=(stop,))
    if life.shares:
        agent.start()
    for _ in range(life.shares):
        to = draw.sample(life.names, draw.randint(1, len(life.names)))
        at(BEFORE_SHARE)
        act = say(plex, to)
        tell(f"accepted {act} {len(to)}")
        at(AFTER_SHARE)
        time.sleep(draw.random() * 0.01)
    if life.shares:
        stop.set()
        agent.join()
    deliverer.deliver_due()
    plex.close()


def _killer(life: Life) -> Callable[[str], None]:
    passed = 0
    lock = threading.Lock()

    def at(point: str) -> None:
        nonlocal passed
        if point != life.point:
            return
        with lock:
            passed += 1
            if passed == life.passing:
                os.kill(os.getpid(), signal.SIGKILL)

    return at


def _wire(
    plex: Plex, life: Life, at: Callable[[str], None]
) -> Callable[[Delivery], Receipt] | None:
    """Return the control's way of sending, which marks first; None: the true one."""

    def wire(delivery: Delivery) -> Receipt:
        before = records(plex.store, [delivery.iri])[0]
        after = replace(before, state=DeliveryState.TAKEN, receipt="not yet")
        plex.store.apply(marked(before, after))
        at(MARKED_FIRST)
        return plex.wires.deliver(delivery)

    return wire if life.marks_first else None


def look(life: Life, tell: Callable[[str], None]) -> None:
    """Deliver what is left, and tell what stands in the outbox."""
    for later in range(PASSES):
        day = life.day + later
        live(replace(life, shares=0, day=day), lambda _words: None)
    with open_plex([life.host], life.home) as plex:
        found = records_of(plex.store)
        whole = Counter(str(record.activity) for record in found)
        audience = {
            str(row.activity): int(str(row.people))
            for row in plex.store.select(_AUDIENCES)
        }
        tell(
            json.dumps(
                {
                    "states": Counter(record.state.value for record in found),
                    "ids": [str(record.iri) for record in found],
                    "deliveries": whole,
                    "audience": audience,
                }
            )
        )


_AUDIENCES = """
PREFIX as: <https://www.w3.org/ns/activitystreams#>
SELECT ?activity (COUNT(DISTINCT ?who) AS ?people)
WHERE { GRAPH <urn:x-plexus:said> { ?activity as:actor ?me ; as:bto ?who } }
GROUP BY ?activity
"""
