"""What may be asked through the home's socket: the methods of `Engine`, one each.

An operation takes what it needs out of the call, checked, and returns what JSON can
carry; what is long it writes as data.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BufferedWriter, RawIOBase
from pathlib import Path
from threading import Event
from time import monotonic
from types import MappingProxyType
from typing import Any, Final

import pyoxigraph as ox

from plexus_ld.errors import QueryError
from plexus_ld.model.change import Change
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.sharing.records import from_statements, to_json
from plexus_ld.storage.sharing.wire import GoneError, from_lines, lines_of

#: One wait of `since`, in seconds, so that a closing holder is not held up.
_WAIT_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class Call:
    """One request.

    Attributes:
        arguments: Its JSON, unchecked.
        data: The bytes that came with it.
        write: Takes the answer's data.
        closing: Set when the holder is about to end.
    """

    arguments: Mapping[str, Any]
    data: list[bytes]
    write: Callable[[bytes], int]
    closing: Event

    def text(self, name: str) -> str:
        """Return an argument that is a text."""
        return str(self._of(name, str))

    def number(self, name: str) -> int:
        """Return an argument that is a whole number."""
        return int(self._of(name, int))

    def optional_number(self, name: str) -> int | None:
        """Return an argument that is a whole number or null."""
        found = self._of(name, int | None)
        return None if found is None else int(found)

    def seconds(self, name: str) -> float:
        """Return an argument that is a number."""
        return float(self._of(name, int | float))

    def texts(self, name: str) -> list[str]:
        """Return an argument that is a list of texts."""
        return _texts(self._of(name, list))

    def values(self) -> dict[str, list[str]]:
        """Return the values for a query's variables."""
        given = self._of("values", dict)
        return {str(name): _texts(terms) for name, terms in given.items()}

    def pattern(self) -> list[str | None]:
        """Return four terms, each a text or null."""
        terms: list[Any] = self._of("pattern", list)
        if len(terms) != 4 or not all(isinstance(t, str | None) for t in terms):
            raise GoneError("that is no pattern")
        return terms

    def _of(self, name: str, kind: Any) -> Any:
        found = self.arguments.get(name)
        if not isinstance(found, kind):
            message = f"{name} is missing, or of the wrong kind"
            raise GoneError(message)
        return found

    def say(self, lines: Any) -> None:
        """Write lines as the answer's data."""
        for piece in from_lines(lines):
            self.write(piece)


def _texts(found: Any) -> list[str]:
    if not isinstance(found, list) or not all(isinstance(t, str) for t in found):
        raise GoneError("that is no list of texts")
    return found


class _Out(RawIOBase):
    """A file that the engine writes results to."""

    def __init__(self, write: Callable[[bytes], int]) -> None:
        self._write = write

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._write(bytes(data))


def _select(engine: Engine, call: Call) -> None:
    found = engine.select(call.text("text"), call.values())
    try:
        with BufferedWriter(_Out(call.write), 65_536) as out:
            found.serialize(out, ox.QueryResultsFormat.JSON)
    except (RuntimeError, ValueError) as error:
        message = f"the query could not be answered: {error}"
        raise QueryError(message) from error


def _construct(engine: Engine, call: Call) -> None:
    call.say(engine.construct(call.text("text"), call.values()))


def _matching(engine: Engine, call: Call) -> None:
    call.say(from_statements(engine.matching(*call.pattern())))


def _apply(engine: Engine, call: Call) -> int:
    lines = lines_of(call.data)
    cut = call.number("removed")
    change = Change(
        added=tuple(lines[cut:]),
        removed=tuple(lines[:cut]),
        note=call.text("note"),
        id=call.text("id"),
    )
    return engine.apply(change, call.optional_number("expecting"))


def _history(engine: Engine, call: Call) -> None:
    records = engine.history(
        call.number("limit"), call.optional_number("before"), call.texts("mentioning")
    )
    call.say(map(to_json, records))


def _since(engine: Engine, call: Call) -> None:
    after, limit = call.number("after"), call.number("limit")
    ends = monotonic() + call.seconds("wait_s")
    while True:
        left = max(0.0, ends - monotonic())
        found = engine.since(after, limit, min(left, _WAIT_S))
        if found or left == 0:
            break
        if call.closing.is_set():
            raise GoneError("the next holder may have news")
    call.say(map(to_json, found))


def _undo(engine: Engine, call: Call) -> None:
    call.say([to_json(engine.undo())])


def _erase(engine: Engine, call: Call) -> None:
    engine.erase(call.texts("graphs"))


def _checkpoint(engine: Engine, _: Call) -> str | None:
    folder = engine.checkpoint()
    return None if folder is None else str(folder)


def _forward(engine: Engine, call: Call) -> None:
    text, media_type = call.text("text"), call.text("media_type")
    call.write(engine.forward(text, media_type, call.seconds("timeout_s")))


Operation = Callable[[Engine, Call], Any]

#: By the names that a call may give.
OPERATIONS: Final[Mapping[str, Operation]] = MappingProxyType(
    {
        "sequence": lambda engine, _: engine.sequence,
        "select": _select,
        "ask": lambda engine, call: engine.ask(call.text("text"), call.values()),
        "construct": _construct,
        "matching": _matching,
        "graphs": lambda engine, call: call.say(engine.graphs()),
        "apply": _apply,
        "history": _history,
        "since": _since,
        "undo": _undo,
        "erase": _erase,
        "rederive": lambda engine, _: engine.rederive(),
        "checkpoint": _checkpoint,
        "forward": _forward,
        "backup": lambda engine, call: engine.backup(Path(call.text("folder"))),
        "check": lambda engine, _: engine.check(),
    }
)
