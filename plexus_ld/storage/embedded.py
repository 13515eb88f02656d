"""Quads in Oxigraph, in this process: on the disk, or in memory."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from plexus_ld.errors import DamagedStoreError, QueryError, StoreError
from plexus_ld.model.change import Statement
from plexus_ld.storage.backend import Values
from plexus_ld.storage.binding import bound
from plexus_ld.storage.canonical import quads_of
from plexus_ld.storage.statements import STATE, state_line, update_text

#: Lines added at once from which on the bulk loader is used, in steps.
#: Measured: an update costs 8 µs a line, the loader 4 µs and 20 ms for itself.
BULK_LINES = 20_000


class EmbeddedBackend:
    """Oxigraph in a folder, or in memory where there is none."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._store = self._opened()
        self._sequence = self._read_sequence()

    def _opened(self) -> ox.Store:
        try:
            return ox.Store() if self._folder is None else ox.Store(str(self._folder))
        except (OSError, RuntimeError, ValueError) as error:
            message = f"{self._folder} cannot be opened: {error}"
            raise DamagedStoreError(message) from error

    def _read_sequence(self) -> int:
        found = self._store.quads_for_pattern(STATE, None, None, STATE)
        numbers = [int(quad.object.value) for quad in found]  # type: ignore[union-attr]
        return max(numbers, default=0)

    def sequence(self) -> int:
        """See `Backend.sequence`."""
        return self._sequence

    def write(
        self, removed: Sequence[str], added: Sequence[str], sequence: int
    ) -> None:
        """See `Backend.write`."""
        try:
            if len(added) >= BULK_LINES:
                self._store.update(update_text(removed, ()))
                self.load(added)
                added, removed = (), ()
            numbers = (state_line(self._sequence),), (state_line(sequence),)
            emptied = self._emptied(removed, added)
            self._store.update(
                update_text((*removed, *numbers[0]), (*added, *numbers[1]), emptied)
            )
        except (OSError, RuntimeError, SyntaxError, ValueError) as error:
            message = f"the change could not be written: {error}"
            raise StoreError(message) from error
        self._sequence = sequence

    def _emptied(self, removed: Sequence[str], added: Sequence[str]) -> list[str]:
        """Return the graphs that lose their last line: the engine keeps empty names."""
        return []

    def present(self, lines: Sequence[str]) -> set[str]:
        """See `Backend.present`."""
        store = self._store
        return {
            line
            for line, quad in zip(lines, quads_of(lines), strict=True)
            if quad in store
        }

    def select(self, text: str, values: Values) -> ox.QuerySolutions:
        """See `Backend.select`."""
        found = self._query(text, values)
        if isinstance(found, ox.QuerySolutions):
            return found
        raise QueryError("this is no SELECT")

    def ask(self, text: str, values: Values) -> bool:
        """See `Backend.ask`."""
        found = self._query(text, values)
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        raise QueryError("this is no ASK")

    def construct(self, text: str, values: Values) -> tuple[str, ...]:
        """See `Backend.construct`."""
        found = self._query(text, values)
        if not isinstance(found, ox.QueryTriples):
            raise QueryError("this is no CONSTRUCT")
        written = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
        return tuple(dict.fromkeys(written.decode().split("\n")[:-1]))

    def _query(
        self, text: str, values: Values
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        try:
            return self._store.query(bound(text, values))
        except (SyntaxError, RuntimeError, ValueError) as error:
            message = f"the query could not be answered: {error}"
            raise QueryError(message) from error
        except OSError as error:
            message = f"the store cannot be read: {error}"
            raise DamagedStoreError(message) from error

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        """See `Backend.matching`."""
        found = self._store.quads_for_pattern(
            _term(subject),
            _term(predicate),
            _term(object),
            _graph(graph),  # type: ignore[arg-type]
        )
        for quad in found:
            name = quad.graph_name
            if name == STATE:
                continue
            yield (
                str(quad.subject),
                str(quad.predicate),
                str(quad.object),
                "" if isinstance(name, ox.DefaultGraph) else str(name),
            )

    def graphs(self) -> Iterable[str]:
        """See `Backend.graphs`."""
        return [str(name) for name in self._store.named_graphs() if name != STATE]

    def load(self, lines: Iterable[str]) -> None:
        """See `Backend.load`."""
        self._store.bulk_load("\n".join(lines).encode(), ox.RdfFormat.N_QUADS)

    def clear(self) -> None:
        """See `Backend.clear`."""
        self._store.clear()
        self._sequence = 0

    def checkpoint(self, folder: Path) -> bool:
        """See `Backend.checkpoint`."""
        try:
            if self._folder is not None:
                self._store.backup(str(folder))
            else:
                copy = ox.Store(str(folder))
                copy.bulk_extend(self._store)
                copy.flush()
        except (OSError, RuntimeError) as error:
            message = f"no checkpoint could be made: {error}"
            raise StoreError(message) from error
        return True

    def forward(self, text: str, media_type: str, timeout_s: float) -> bytes:
        """See `Backend.forward`; nobody calls it here, as checkpoints can be made."""
        raise StoreError("a typed query is answered by a worker here")

    def flush(self) -> None:
        """See `Backend.flush`."""
        self._store.flush()

    def reopen(self) -> None:
        """See `Backend.reopen`."""
        if self._folder is not None:
            del self._store
            self._store = self._opened()
            self._sequence = self._read_sequence()

    def close(self) -> None:
        """See `Backend.close`."""
        if self._folder is not None:
            self._store.flush()
        del self._store


def _term(text: str | None) -> ox.NamedNode | ox.Literal | None:
    if text is None:
        return None
    if text.startswith("<") and "\\" not in text:
        return ox.NamedNode(text[1:-1])
    return quads_of([f"<a:> <a:> {text} ."])[0].object  # type: ignore[return-value]


def _graph(text: str | None) -> ox.NamedNode | ox.DefaultGraph | None:
    if text == "":
        return ox.DefaultGraph()
    return None if text is None else ox.NamedNode(text[1:-1])
