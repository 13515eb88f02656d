"""The engine of another process, through the home's socket."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox

from plexus_ld.errors import StoreError
from plexus_ld.model.change import Change, ChangeRecord, Statement
from plexus_ld.storage.backend import Values
from plexus_ld.storage.sharing.address import Address
from plexus_ld.storage.sharing.errors import from_facts
from plexus_ld.storage.sharing.records import from_json, statements_of
from plexus_ld.storage.sharing.wire import Connection, Kind, from_lines

#: Connections kept for the next request.
_KEPT = 4


class RemoteEngine:
    """Asks the process that holds the home; any thread may, several at once.

    Every method raises `GoneError` when that process ends before it has answered.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._idle: list[Connection] = []
        self._lock = threading.Lock()
        self._give_back(self._address.connect())

    @property
    def sequence(self) -> int:
        """See `Engine.sequence`."""
        return int(self._value("sequence"))

    def select(self, text: str, values: Values) -> ox.QuerySolutions:
        """See `Engine.select`."""
        body = self._body("select", text=text, values=_sent(values))
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        return cast("ox.QuerySolutions", found)

    def ask(self, text: str, values: Values) -> bool:
        """See `Engine.ask`."""
        return bool(self._value("ask", text=text, values=_sent(values)))

    def construct(self, text: str, values: Values) -> tuple[str, ...]:
        """See `Engine.construct`."""
        return tuple(self._lines("construct", text=text, values=_sent(values)))

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        """See `Engine.matching`; the whole answer is here when the first is yielded."""
        pattern = [subject, predicate, object, graph]
        return statements_of(self._body("matching", pattern=pattern))

    def graphs(self) -> Iterable[str]:
        """See `Engine.graphs`."""
        return self._lines("graphs")

    def apply(self, change: Change, expecting: int | None = None) -> int:
        """See `Engine.apply`."""
        lines = (*change.removed, *change.added)
        if any("\n" in line for line in lines):
            raise StoreError("a statement has no line break in it")
        return int(
            self._value(
                "apply",
                from_lines(lines),
                id=change.id,
                note=change.note,
                removed=len(change.removed),
                expecting=expecting,
            )
        )

    def history(
        self, limit: int, before: int | None, mentioning: Sequence[str]
    ) -> list[ChangeRecord]:
        """See `Engine.history`."""
        lines = self._lines(
            "history", limit=limit, before=before, mentioning=list(mentioning)
        )
        return [from_json(line) for line in lines]

    def since(self, after: int, limit: int, wait_s: float) -> list[ChangeRecord]:
        """See `Engine.since`."""
        lines = self._lines("since", after=after, limit=limit, wait_s=wait_s)
        return [from_json(line) for line in lines]

    def undo(self) -> ChangeRecord:
        """See `Engine.undo`."""
        return from_json(self._lines("undo")[0])

    def erase(self, graphs: Sequence[str]) -> None:
        """See `Engine.erase`."""
        self._value("erase", graphs=list(graphs))

    def rederive(self) -> None:
        """See `Engine.rederive`."""
        self._value("rederive")

    def checkpoint(self) -> Path | None:
        """See `Engine.checkpoint`."""
        folder = self._value("checkpoint")
        return None if folder is None else Path(folder)

    def forward(self, text: str, media_type: str, timeout_s: float) -> bytes:
        """See `Engine.forward`."""
        return self._body(
            "forward", text=text, media_type=media_type, timeout_s=timeout_s
        )

    def backup(self, folder: Path) -> None:
        """See `Engine.backup`."""
        self._value("backup", folder=str(folder.absolute()))

    def check(self) -> list[str]:
        """See `Engine.check`."""
        return list(self._value("check"))

    def close(self) -> None:
        """Close the connections; the home stays with who holds it."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _value(self, op: str, data: Iterable[bytes] = (), **arguments: Any) -> Any:
        return self._asked(op, data, arguments)[0]

    def _body(self, op: str, **arguments: Any) -> bytes:
        return self._asked(op, (), arguments)[1]

    def _lines(self, op: str, **arguments: Any) -> list[str]:
        return self._body(op, **arguments).decode().split("\n")[:-1]

    def _asked(
        self, op: str, data: Iterable[bytes], arguments: dict[str, Any]
    ) -> tuple[Any, bytes]:
        """Ask once, on a connection of this request's own; return value and data."""
        connection = self._connection()
        try:
            connection.send(
                Kind.CALL, {"op": op, **self._address.greeting(), **arguments}
            )
            for piece in data:
                connection.write(piece)
            connection.send(Kind.DONE, {})
            body = b"".join(connection.data())
        except BaseException:
            connection.close()  # an answer may still come, for nobody
            raise
        done = connection.done
        self._give_back(connection)
        if "error" in done:
            raise from_facts(done["error"])
        return done.get("value"), body

    def _connection(self) -> Connection:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._address.connect()

    def _give_back(self, connection: Connection) -> None:
        with self._lock:
            if len(self._idle) < _KEPT:
                self._idle.append(connection)
                return
        connection.close()


def _sent(values: Values) -> dict[str, list[str]]:
    return {name: list(terms) for name, terms in values.items()}
