"""Watches: standing questions over people and posts; a changed answer is told."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from rdflib import RDF, RDFS, XSD, Literal, URIRef

from plexus_ld.clock import Clock
from plexus_ld.errors import QueryError, StoreError, WatchError
from plexus_ld.listener.notices import iri_of, moment_of
from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import Quad, line, lines_of, text_of
from plexus_ld.store import Row, Store
from plexus_ld.vocab.graphs import PLEX, POLLS
from plexus_ld.vocab.plx import PLX

if TYPE_CHECKING:
    from plexus_ld.storage.typed.answering import Answer

#: Largest answer whose rows are kept to compare with, in bytes; of a larger one only
#: the hash is kept, and a change is told without its rows.
_MAX_ANSWER_BYTES: Final = 256 * 1024
#: Rows that a sentence names, at most.
_NAMED: Final = 3

#: One row of an answer: its cells, in the order of the columns.
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """One standing question.

    Attributes:
        query: SPARQL, or the name of a question.
        checked: When it was asked last; None: never yet.
        changed: When its answer changed last; None: never yet.
        error: Why it could not be asked the last time; "" when it could.
        rows: How many rows its last answer had; None when that is not known.
    """

    iri: URIRef
    name: str
    query: str
    checked: datetime | None = None
    changed: datetime | None = None
    error: str = ""
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class News:
    """A watch whose answer has changed.

    Attributes:
        come: Rows that are new.
        gone: Rows that are no more.
    """

    watch: Watch
    come: tuple[Cells, ...]
    gone: tuple[Cells, ...]

    @property
    def sentence(self) -> str:
        """What is told: the watch's name, and the first of what changed."""
        parts = [
            f"{len(rows)} {word}: {'; '.join(', '.join(row) for row in rows[:_NAMED])}"
            for rows, word in ((self.come, "new"), (self.gone, "gone"))
            if rows
        ]
        return f"{self.watch.name}: {', '.join(parts) or 'the answer has changed'}"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the store knows of a watch's last answer."""

    hash: str
    rows: frozenset[Cells] | None


class Watches:
    """The owner's standing questions.

    Args:
        store: Where they are kept.
        ask: Answers a question in the SPARQL JSON format (`Questions.answer`).
        tell: Tells the owner something, about a node.
        clock: Tells the time.
    """

    def __init__(
        self,
        store: Store,
        ask: "Callable[[str], Answer]",
        tell: Callable[[str, URIRef], object],
        clock: Clock,
    ) -> None:
        self._store = store
        self._ask = ask
        self._tell = tell
        self._clock = clock

    def every(self) -> tuple[Watch, ...]:
        """Return the watches, by name."""
        return tuple(_watch(row) for row in self._store.select("watches"))

    def add(self, name: str, query: str) -> Watch:
        """Begin to watch, in the place of the watch of that name.

        Its answer as of now is what later ones are compared with.

        Raises:
            QueryError: The question cannot be asked.
            WatchError: It is no SELECT or ASK.
        """
        rows = self._rows(query)
        gone = [text for watch in self._named(name) for text in self._lines(watch)]
        watch = Watch(URIRef(uuid4().urn), name, query)
        quads: list[Quad] = [
            (watch.iri, RDF.type, PLX.Watch, PLEX),
            (watch.iri, RDFS.label, Literal(name), PLEX),
            (watch.iri, PLX.query, Literal(query), PLEX),
        ]
        added = (*lines_of(quads), *self._record(watch, rows))
        self._store.apply(Change(added, tuple(gone), f"watch {name}"))
        return watch

    def remove(self, name: str) -> None:
        """Watch no more.

        Raises:
            WatchError: No watch is called so.
        """
        gone = [text for watch in self._named(name) for text in self._lines(watch)]
        if not gone:
            message = f"no watch is called {name!r}; `plexus watch list` lists them"
            raise WatchError(message)
        self._store.apply(Change(removed=tuple(gone), note=f"no watch {name}"))

    def check(self) -> tuple[News, ...]:
        """Ask every watch; tell, and return, whose answer has changed."""
        seen = {
            row.watch: (_watch(row), _seen(row))
            for row in self._store.select("watches")
        }
        found = (self._checked(watch, before) for watch, before in seen.values())
        return tuple(news for news in found if news is not None)

    def _checked(self, watch: Watch, before: _Seen | None) -> News | None:
        try:
            rows = self._rows(watch.query)
        except (QueryError, StoreError, WatchError) as error:
            self._note(watch, self._error_lines(watch, str(error)), keep_answer=True)
            if not watch.error:
                self._tell(f"watch {watch.name} cannot be asked: {error}", watch.iri)
            return None
        if before is not None and before.hash == _hash(rows):
            if watch.error:
                self._note(watch, self._record(watch, rows, watch.changed))
            return None
        changed = None if before is None else self._clock()
        self._note(watch, self._record(watch, rows, changed))
        if before is None:
            return None
        news = _difference(watch, before, rows)
        self._tell(news.sentence, watch.iri)
        return news

    def _rows(self, query: str) -> tuple[Cells, ...]:
        """Return an answer's rows, each once, in an order that is always the same."""
        answer = self._ask(query)
        if answer.kind not in {"select", "ask"}:
            raise WatchError("a watch asks a SELECT or an ASK")
        found = json.loads(answer.body)
        if "boolean" in found:
            return (("yes" if found["boolean"] else "no",),)
        columns = found["head"]["vars"]
        return tuple(sorted(set(_cells(columns, found["results"]["bindings"]))))

    def _note(
        self, watch: Watch, lines: Sequence[str], *, keep_answer: bool = False
    ) -> None:
        graph, kept = text_of(POLLS), {text_of(PLX.answer), text_of(PLX.answerHash)}
        kept = {*kept, text_of(PLX.changedAt)} if keep_answer else set()
        gone = tuple(
            line(*found)
            for found in self._store.matching(text_of(watch.iri), graph=graph)
            if found[1] not in kept
        )
        self._store.apply(Change(tuple(lines), gone))

    def _record(
        self, watch: Watch, rows: Sequence[Cells], changed: datetime | None = None
    ) -> tuple[str, ...]:
        quads: list[Quad] = [
            (watch.iri, PLX.checkedAt, _time(self._clock()), POLLS),
            (watch.iri, PLX.answerHash, Literal(_hash(rows)), POLLS),
        ]
        told = json.dumps(rows, ensure_ascii=False)
        if len(told.encode()) <= _MAX_ANSWER_BYTES:
            quads.append((watch.iri, PLX.answer, Literal(told), POLLS))
        if changed is not None:
            quads.append((watch.iri, PLX.changedAt, _time(changed), POLLS))
        return lines_of(quads)

    def _error_lines(self, watch: Watch, reason: str) -> tuple[str, ...]:
        quads: list[Quad] = [
            (watch.iri, PLX.checkedAt, _time(self._clock()), POLLS),
            (watch.iri, PLX.lastError, Literal(reason), POLLS),
        ]
        return lines_of(quads)

    def _named(self, name: str) -> Iterator[Watch]:
        return (watch for watch in self.every() if watch.name == name)

    def _lines(self, watch: Watch) -> list[str]:
        return [
            line(*found)
            for graph in (PLEX, POLLS)
            for found in self._store.matching(text_of(watch.iri), graph=text_of(graph))
        ]


def _watch(row: Row) -> Watch:
    seen = _seen(row)
    return Watch(
        iri_of(row.watch),
        str(row.name),
        str(row.query),
        moment_of(row.checked),
        moment_of(row.changed),
        str(row.error or ""),
        len(seen.rows) if seen and seen.rows is not None else None,
    )


def _seen(row: Row) -> _Seen | None:
    if row.hash is None:
        return None
    rows = json.loads(row.answer) if row.answer is not None else None
    kept = None if rows is None else frozenset(tuple(cells) for cells in rows)
    return _Seen(str(row.hash), kept)


def _difference(watch: Watch, before: _Seen, rows: Sequence[Cells]) -> News:
    if before.rows is None:
        return News(watch, (), ())
    come = tuple(row for row in rows if row not in before.rows)
    return News(watch, come, tuple(sorted(before.rows - set(rows))))


def _cells(
    columns: Sequence[str], bindings: Sequence[dict[str, dict[str, str]]]
) -> Iterator[Cells]:
    for binding in bindings:
        yield tuple(binding.get(name, {}).get("value", "") for name in columns)


def _hash(rows: Sequence[Cells]) -> str:
    return sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def _time(at: datetime) -> Literal:
    return Literal(at.replace(microsecond=0), datatype=XSD.dateTime)
