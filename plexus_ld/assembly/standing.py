"""How speaking and listening stand, for `plexus doctor`: what is wrong, what to do."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from plexus_ld.assembly.shown import kept_at
from plexus_ld.errors import ConnectionPointError
from plexus_ld.listener.notices import moment_of
from plexus_ld.listener.states import state_of
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.plex.accounts.naming import account_words
from plexus_ld.plex.connections.labels import found_point, id_of
from plexus_ld.plex.health import Finding
from plexus_ld.sharer.delivering.holding import Holding

if TYPE_CHECKING:
    from plexus_ld.assembly.opened import Opened

#: Faults of one kind that are told one by one.
_MOST_TOLD: Final = 20
#: What each state of a delivery is called, and whether it is as it should be.
_STATES: Final = {
    DeliveryState.DUE: ("to be sent", True),
    DeliveryState.WAITING: ("to be tried again", False),
    DeliveryState.REFUSED: ("refused by the other side", False),
    DeliveryState.GIVEN_UP: ("given up", False),
    DeliveryState.TAKEN: ("delivered", True),
}


def standing(rooms: "Opened") -> Iterator[Finding]:
    """Look at the agent, polls, deliveries, rules and watches."""
    yield _agent(rooms)
    yield from _polls(rooms)
    yield from _pod(rooms)
    yield from _deliveries(rooms)
    yield from _rules(rooms)
    yield from _watches(rooms)


def _agent(rooms: "Opened") -> Finding:
    with Holding(rooms.home.agent if rooms.home else None).tried() as is_free:
        if not is_free:
            return Finding(True, "the agent runs")
    advice = "plexus run speaks and listens for you; plexus run --once does, once"
    return Finding(True, "the agent does not run", advice)


def _polls(rooms: "Opened") -> Iterator[Finding]:
    rows = rooms.store.select("polls-failing")
    for row in rows[:_MOST_TOLD]:
        account = account_words(row.node)
        name = row.name or row.address or f"account {account}"
        where = f" ({row.address})" if row.address and row.name else ""
        yield Finding(
            False,
            f"{name}{where} could not be asked{_times(row.failures)}: {row.error}; "
            f"asked again {_when(row.next)}",
            f"plexus point pause {_id_of(rooms, row.node)} leaves it alone"
            if row.address
            else f"plexus channel test {account} tries it; "
            f"plexus channel set {account} KEY=VALUE mends it",
        )
    asked = len(rooms.listening.targets(rooms.clock()))
    yield Finding(True, f"{asked - len(rows)} of {asked} that you listen to are sound")


def _pod(rooms: "Opened") -> Iterator[Finding]:
    """Look at the profile, and the inbox, that the settings keep on a server."""
    profile, inbox = kept_at(rooms.settings), rooms.settings.publish.inbox
    for url, words in ((profile, "your profile"), (inbox, "your inbox")):
        error = state_of(rooms.store, URIRef(url)).last_error if url else ""
        if error:
            sentence = f"{words} at {url} is not as it should be: {error}"
            advice = "the agent tries again; [publish] in the settings says where to"
            yield Finding(False, sentence, advice)


def _deliveries(rooms: "Opened") -> Iterator[Finding]:
    for row in rooms.store.select("deliveries-standing")[:_MOST_TOLD]:
        state = DeliveryState(str(row.state).rpartition("#")[2])
        words, ok = _STATES[state]
        reason = f": {row.error}" if row.error and not ok else ""
        when = f", {_when(row.next)}" if state is DeliveryState.WAITING else ""
        advice = f"plexus deliveries --state {state.value}; plexus deliver --retry ID"
        yield Finding(
            ok,
            f"{_deliveries_of(row.many)} {words}{when}{reason}",
            "" if ok else advice,
        )


def _rules(rooms: "Opened") -> Iterator[Finding]:
    for rule in rooms.rules.every():
        if rule.error:
            advice = f"plexus rule add {rule.name} … again switches it on"
            yield Finding(False, f"rule {rule.name} is off: {rule.error}", advice)


def _watches(rooms: "Opened") -> Iterator[Finding]:
    for watch in rooms.watches.every():
        if watch.error:
            advice = f"plexus watch add {watch.name} QUERY puts another in its place"
            sentence = f"watch {watch.name} cannot be asked: {watch.error}"
            yield Finding(False, sentence, advice)


def _when(term: Node | None) -> str:
    at: datetime | None = moment_of(term)
    return f"at {at.astimezone():%d %b %H:%M}" if at else "soon"


def _id_of(rooms: "Opened", point: Node | None) -> str:
    """Return what the owner types for a point."""
    try:
        return id_of(found_point(rooms.store, str(point)))
    except ConnectionPointError:  # it was removed at this moment
        return str(point)


def _times(term: Node | None) -> str:
    many = _number(term)
    return f", {many:,} times" if many > 1 else ""


def _deliveries_of(term: Node | None) -> str:
    many = _number(term)
    return f"{many:,} {'delivery' if many == 1 else 'deliveries'}"


def _number(term: Node | None) -> int:
    return int(term) if isinstance(term, Literal) else 0
