"""The engine of the process that holds the home: one lock, one way to write."""

from collections.abc import Iterable, Iterator
from threading import RLock

import pyoxigraph as ox

from plexus_ld.errors import ConflictError
from plexus_ld.model.change import Change, Derive, Statement
from plexus_ld.storage.backend import Backend, Values
from plexus_ld.storage.effect import effective


class LocalEngine:
    """Changes are reduced, derived from, journaled and written under one lock."""

    def __init__(self, backend: Backend, derive: Derive | None = None) -> None:
        self._backend = backend
        self._derive = derive
        self._writer = RLock()

    @property
    def sequence(self) -> int:
        """See `Engine.sequence`."""
        return self._backend.sequence()

    def apply(self, change: Change, expecting: int | None = None) -> int:
        """See `Engine.apply`."""
        with self._writer:
            sequence = self._backend.sequence()
            if expecting is not None and expecting != sequence:
                raise ConflictError(expecting, sequence)
            kept = effective(self._backend, change)
            derived = Change()
            if self._derive is not None:
                derivation = self._derive(self._backend, kept)
                derived = derivation.derived
                kept = effective(self._backend, derivation.change)
            if not kept:
                return sequence
            self._backend.write(
                (*kept.removed, *derived.removed),
                (*kept.added, *derived.added),
                sequence + 1,
            )
            return sequence + 1

    def select(self, text: str, values: Values) -> ox.QuerySolutions:
        """See `Engine.select`."""
        return self._backend.select(text, values)

    def ask(self, text: str, values: Values) -> bool:
        """See `Engine.ask`."""
        return self._backend.ask(text, values)

    def construct(self, text: str, values: Values) -> tuple[str, ...]:
        """See `Engine.construct`."""
        return self._backend.construct(text, values)

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        """See `Engine.matching`."""
        return self._backend.matching(subject, predicate, object, graph)

    def graphs(self) -> Iterable[str]:
        """See `Engine.graphs`."""
        return self._backend.graphs()

    def close(self) -> None:
        """See `Engine.close`."""
        self._backend.close()
