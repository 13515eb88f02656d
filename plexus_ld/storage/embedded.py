"""Quads in Oxigraph, in this process: on the disk, or in memory."""

import gc
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import cast

import pyoxigraph as ox

from plexus_ld.errors import DamagedStoreError, QueryError, StoreError
from plexus_ld.model.change import Statement
from plexus_ld.storage.backend import Values
from plexus_ld.storage.binding import bound
from plexus_ld.storage.canonical import quads_of, terms_of, text_of
from plexus_ld.storage.faults import reading, writing
from plexus_ld.storage.looking import may_be_there
from plexus_ld.storage.room import check_room
from plexus_ld.storage.statements import (
    STATE,
    graph_of,
    state_line,
    statement_of,
    update_text,
)

#: Lines added at once from which on the bulk loader is used, in steps.
#: Measured: an update costs 8 to 15 µs a line, the loader 5 µs and 20 ms for itself.
BULK_LINES = 8_000

_STATE_NAME = str(STATE)

#: Seconds to wait for readers in other threads to let go of a store that is reopened.
_REOPEN_S = 5.0


class EmbeddedBackend:
    """Oxigraph in a folder, or in memory where there is none.

    A folder that the engine finds damaged is moved aside, and an empty store is opened
    in its place: its number, 0, tells that it has to be made anew.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._gate = RLock()
        self._store: ox.Store | None = None
        self._sequence = 0
        if not self._is_sound():
            self._begin_anew()

    def _is_sound(self) -> bool:
        try:
            self._reopen()
        except DamagedStoreError:
            return False
        return True

    def _held(self) -> ox.Store:
        """Return the engine's store; waits while it is opened anew."""
        with self._gate:
            if self._store is None:
                self._reopen()
            return cast("ox.Store", self._store)

    def sequence(self) -> int:
        """See `Backend.sequence`."""
        return self._sequence

    def write(
        self, removed: Sequence[str], added: Sequence[str], sequence: int
    ) -> None:
        """See `Backend.write`."""
        store = self._held()
        emptied = self._emptied(removed, added)
        with writing():
            if len(added) >= BULK_LINES:
                store.update(update_text(removed, (), emptied))
                self.load(added)
                removed, added, emptied = (), (), []
            removed = (*removed, state_line(self._sequence))
            added = (*added, state_line(sequence))
            store.update(update_text(removed, added, emptied))
        self._sequence = sequence

    def _emptied(self, removed: Sequence[str], added: Sequence[str]) -> list[str]:
        """Return the graphs that lose their last line: the engine keeps empty names."""
        going: dict[str, set[str]] = {}
        for line in removed:
            going.setdefault(graph_of(line), set()).add(line)
        staying = {"", *(graph_of(line) for line in added)} if going else {""}
        return [
            name
            for name, lines in going.items()
            if name not in staying and self._holds_only(name, lines)
        ]

    def _holds_only(self, graph: str, lines: set[str]) -> bool:
        pattern = (None, None, None, ox.NamedNode(graph[1:-1]))
        with reading():
            found = list(
                islice(self._held().quads_for_pattern(*pattern), len(lines) + 1)
            )
        return len(found) <= len(lines) and all(f"{quad} ." in lines for quad in found)

    def present(self, lines: Sequence[str]) -> set[str]:
        """See `Backend.present`."""
        store = self._held()
        with reading():
            asked = may_be_there(store, lines)
            quads = quads_of(asked)
            return {line for line, q in zip(asked, quads, strict=True) if q in store}

    def select(self, text: str, values: Values) -> ox.QuerySolutions:
        """See `Backend.select`."""
        with reading():
            found = self._held().query(bound(text, values))
        if isinstance(found, ox.QuerySolutions):
            return found
        raise QueryError("this is no SELECT")

    def ask(self, text: str, values: Values) -> bool:
        """See `Backend.ask`."""
        with reading():
            found = self._held().query(bound(text, values))
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        raise QueryError("this is no ASK")

    def construct(self, text: str, values: Values) -> tuple[str, ...]:
        """See `Backend.construct`."""
        with reading():
            found = self._held().query(bound(text, values))
            if not isinstance(found, ox.QueryTriples):
                raise QueryError("this is no CONSTRUCT")
            written = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
        return tuple(dict.fromkeys(written.decode().split("\n")[:-1]))

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        """See `Backend.matching`."""
        terms = terms_of(subject, predicate, object, graph or None)
        pattern = [*terms[:3], ox.DefaultGraph() if graph == "" else terms[3]]
        # Read at once, as text: the engine's iterators may not leave their thread, not
        # even to be dropped by the garbage collector of another.
        with reading():
            text = text_of(self._held().quads_for_pattern(*pattern))
        statements = map(statement_of, text.split("\n")[:-1])
        return (found for found in statements if found[3] != _STATE_NAME)

    def graphs(self) -> Iterable[str]:
        """See `Backend.graphs`."""
        with reading():
            names = list(self._held().named_graphs())
        return [str(name) for name in names if name != STATE]

    @property
    def loads_beside(self) -> bool:
        """See `Backend.loads_beside`."""
        return True

    def load(self, lines: Iterable[str]) -> None:
        """See `Backend.load`."""
        body = "\n".join(lines).encode()
        with writing():
            self._held().bulk_load(body, ox.RdfFormat.N_QUADS)

    def clear(self) -> None:
        """See `Backend.clear`."""
        with self._gate:
            self._begin_anew()

    def _begin_anew(self) -> None:
        # Let go first: the engine locks by name, and a renamed folder counts as held.
        self._store = None
        if self._folder and self._folder.exists():
            for older in self._folder.parent.glob(f"{self._folder.name}.damaged-*"):
                shutil.rmtree(older, ignore_errors=True)
            time_text = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
            aside = f"{self._folder.name}.damaged-{time_text}"
            self._folder.rename(self._folder.with_name(aside))
        self._reopen()

    def checkpoint(self, folder: Path) -> bool:
        """See `Backend.checkpoint`."""
        store = self._held()
        with writing():
            if self._folder:
                store.backup(str(folder))
            else:
                copy = ox.Store(str(folder))
                copy.bulk_extend(store)
                copy.flush()
        return True

    def forward(self, text: str, media_type: str, timeout_s: float) -> bytes:
        """See `Backend.forward`; nobody calls it here, as checkpoints can be made."""
        raise StoreError("a typed query is answered by a worker here")

    def flush(self) -> None:
        """See `Backend.flush`."""
        if self._folder:
            with writing():
                self._held().flush()

    def rewrite(self) -> None:
        """See `Backend.rewrite`: the engine itself never drops a string it has seen."""
        if not self._folder:
            return
        made = self._folder.with_name(f"{self._folder.name}.new")
        shutil.rmtree(made, ignore_errors=True)
        with self._gate, writing():
            copy = ox.Store(str(made))
            copy.bulk_extend(self._held())
            copy.flush()
            del copy
            self._store = None
            # Killed between these two, the store is made anew from the journal.
            shutil.rmtree(self._folder)
            made.rename(self._folder)
            self._reopen()

    def reopen(self) -> None:
        """See `Backend.reopen`."""
        if self._folder:
            # Checked first: the store as it is can still be read, and opening one
            # takes room for what its log holds.
            check_room(self._folder)
            with self._gate:
                self._store = None
                self._reopen()

    def _reopen(self) -> None:
        """Open the folder again, once the readers in other threads have let go."""
        until = time.monotonic() + _REOPEN_S
        while self._store is None:
            try:
                self._store = _opened(self._folder)
            except DamagedStoreError:
                raise
            except StoreError as error:
                if "lock" not in str(error) or time.monotonic() > until:
                    raise
                # What nobody needs may hold it still. Looking for it costs as much as
                # the whole process has objects, so that is done only where it does.
                gc.collect()
                time.sleep(0.02)
        self._sequence = _sequence_of(self._store)

    def close(self) -> None:
        """See `Backend.close`."""
        with self._gate:
            # What a full disk does not take is in the journal.
            with suppress(StoreError):
                self.flush()
            self._store = None


def _opened(folder: Path | None) -> ox.Store:
    with writing():
        return ox.Store() if folder is None else ox.Store(str(folder))


def _sequence_of(store: ox.Store) -> int:
    with reading():
        found = list(store.quads_for_pattern(STATE, None, None, STATE))
    numbers = [quad.object for quad in found]
    return max((int(n.value) for n in numbers if isinstance(n, ox.Literal)), default=0)
