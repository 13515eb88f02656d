"""How each point and account stands that is listened to: read and written as lines."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from plexus_ld.clock import SET
from plexus_ld.listener.cleaning import date_time, literal, name
from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import term_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import POLLS
from plexus_ld.vocab.plx import PLX

_GRAPH: Final = text_of(POLLS)
_CURSOR: Final = text_of(PLX.cursor)
_CHECKED: Final = text_of(PLX.checkedAt)
_NEXT: Final = text_of(PLX.nextPoll)
_PACE: Final = text_of(PLX.pace)
_NEWS: Final = text_of(PLX.newsAt)
_FAILURES: Final = text_of(PLX.failures)
_ERROR: Final = text_of(PLX.lastError)
_DURATION: Final = "<http://www.w3.org/2001/XMLSchema#dayTimeDuration>"
_INTEGER: Final = "<http://www.w3.org/2001/XMLSchema#integer>"
_SECONDS: Final = re.compile(
    r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?"
)
#: Nodes of one question.
_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class PollState:
    """How a point or an account stands.

    Attributes:
        node: Its IRI.
        cursor: Where the next poll goes on from.
        checked_at: When it was asked last; None: never.
        next_poll: When it is asked next; None: at once.
        pace: The present time between two polls.
        news_at: When it last had something new.
        failures: How many polls failed in a row.
        last_error: What went wrong the last time; "" when nothing did.
        lines: As it stands in the store.
    """

    node: URIRef
    cursor: str = ""
    checked_at: datetime | None = None
    next_poll: datetime | None = None
    pace: timedelta | None = None
    news_at: datetime | None = None
    failures: int = 0
    last_error: str = ""
    lines: tuple[str, ...] = ()

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is to be asked."""
        return self.next_poll is None or self.next_poll <= now


def states_of(store: Store, nodes: Iterable[URIRef]) -> Mapping[URIRef, PollState]:
    """Return how some stand; those never asked are not among them."""
    wanted = list(dict.fromkeys(nodes))
    found: dict[str, list[str]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        for line in store.lines("polls", node=wanted[start : start + _AT_ONCE]):
            found.setdefault(line.partition(" ")[0], []).append(line)
    return {
        (node := URIRef(s[1:-1])): _state(node, lines) for s, lines in found.items()
    }


def state_of(store: Store, node: URIRef) -> PollState:
    """Return how one stands."""
    return states_of(store, [node]).get(node, PollState(node))


def note_error(store: Store, node: URIRef, error: str, at: datetime) -> None:
    """Keep what is wrong with a place that is not polled, or that nothing is.

    Args:
        store: The home's store.
        node: The place.
        error: What is wrong; "" when nothing is.
        at: When that was found.
    """
    before = state_of(store, node)
    if before.last_error == error:
        return
    # What else is kept of the place stays.
    gone = tuple(one for one in before.lines if one.split(" ", 2)[1] in _READERS)
    lines = lines_of_state(PollState(node, checked_at=at, last_error=error))
    store.apply(Change(added=lines, removed=gone))


def next_polls(store: Store, now: datetime) -> Mapping[str, datetime]:
    """Return when each is asked next, by IRI; those never asked are not among them.

    One that was asked last in the time to come was asked by a clock that was ahead,
    and has been put back since: it is asked now, or it would be silent until then.
    """
    found: dict[str, datetime] = {}
    for node, next_, checked in store.select("polls-next"):
        when = _moment(next_)
        if when is not None:
            asked = _moment(checked)
            is_ahead = asked is not None and asked - now > SET
            found[str(node)] = min(when, now) if is_ahead else when
    return found


def _moment(term: Node | None) -> datetime | None:
    return _time(str(term)) if isinstance(term, Literal) else None


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _state(node: URIRef, lines: Iterable[str]) -> PollState:
    """Return a state; its lines are ours, so their literals are read by eye."""
    kept: list[str] = []
    said: dict[str, Any] = {}
    for line in lines:
        kept.append(f"{line[:-2]} {_GRAPH} .")
        _, predicate, rest = line.split(" ", 2)
        read = _READERS.get(predicate)
        if read is not None:
            value = rest[1 : rest.rindex('"')]
            if "\\" in value:
                value = _unescaped(value)
            said[read[0]] = read[1](value)
    return PollState(node, lines=tuple(kept), **said)


def _unescaped(text: str) -> str:
    """Return what a literal says; a cursor is full of quotes, and of nothing else."""
    plain = text.replace('\\"', '"')
    return str(term_of(f'"{text}"')) if "\\" in plain else plain


def _duration(text: str) -> timedelta | None:
    found = _SECONDS.fullmatch(text)
    if found is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


#: Where each statement goes, and how it is read.
_READERS: Final[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
    _CURSOR: ("cursor", str),
    _ERROR: ("last_error", str),
    _FAILURES: ("failures", int),
    _PACE: ("pace", _duration),
    _CHECKED: ("checked_at", _time),
    _NEXT: ("next_poll", _time),
    _NEWS: ("news_at", _time),
}


def duration_text(duration: timedelta) -> str:
    """Return a duration as XML Schema writes it: ``PT30M``."""
    seconds = max(1, round(duration.total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    day = f"{days}D" if days else ""
    time = "".join(
        f"{number}{unit}"
        for number, unit in ((hours, "H"), (minutes, "M"), (seconds, "S"))
        if number
    )
    return f"P{day}T{time}" if time else f"P{day}"


def lines_of_state(state: PollState) -> tuple[str, ...]:
    """Return a state as lines."""
    tails: list[str] = []
    if state.failures:
        tails.append(f'{_FAILURES} "{state.failures}"^^{_INTEGER}')
    if state.cursor:
        tails.append(f"{_CURSOR} {text_of(Literal(state.cursor))}")
    times = (
        (_CHECKED, state.checked_at),
        (_NEXT, state.next_poll),
        (_NEWS, state.news_at),
    )
    tails += [f"{p} {date_time(when)}" for p, when in times if when is not None]
    if state.pace is not None:
        tails.append(f'{_PACE} "{duration_text(state.pace)}"^^{_DURATION}')
    if error := name(state.last_error):
        tails.append(f"{_ERROR} {literal(error)}")
    return tuple(f"<{state.node}> {tail} {_GRAPH} ." for tail in tails)
