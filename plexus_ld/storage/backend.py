"""What a place for quads must be able to do: Oxigraph in the process, or a service.

A backend keeps quads and a sequence number, and knows nothing of journals, locks or
derivations: the local engine adds them. All is text: canonical
N-Quads lines (`plexus_ld.rdf.lines`), SPARQL with values as N-Triples text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from plexus_ld.model.change import Statement

#: Values for a query's variables: N-Triples terms, one or several to choose from.
Values = Mapping[str, Sequence[str]]


class Backend(Protocol):
    """A place for quads, with one writer: the engine that holds it."""

    def sequence(self) -> int:
        """Return the number written last; 0 in an empty place."""

    def write(
        self, removed: Sequence[str], added: Sequence[str], sequence: int
    ) -> None:
        """Take lines out, then put lines in, and the number: all of it or nothing.

        A great many lines may be written in several steps, the number last; a write
        that was cut short is then written again from the journal, as lines that are
        in already, or out already, do no harm.

        Raises:
            StoreError: Nothing was kept, or it has to be written again.
        """

    def present(self, lines: Sequence[str]) -> set[str]:
        """Return those of the canonical lines that are there."""

    def select(self, text: str, values: Values) -> ox.QuerySolutions:
        """Answer a SELECT.

        Raises:
            QueryError: The text is no SELECT, or could not be evaluated.
        """

    def ask(self, text: str, values: Values) -> bool:
        """Answer an ASK; raises as `select` does."""

    def construct(self, text: str, values: Values) -> tuple[str, ...]:
        """Answer a CONSTRUCT or DESCRIBE as lines ``s p o .``, each once."""

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        """Yield the statements that match; None matches all, graph "" the default.

        The graph that holds the sequence number is nobody's business but ours.
        """

    def graphs(self) -> Iterable[str]:
        """Yield the name of every named graph that holds a statement."""

    @property
    def loads_beside(self) -> bool:
        """Tell whether `load` costs no other thread its time, and is whole or not."""

    def load(self, lines: Iterable[str]) -> None:
        """Put very many lines in, as quickly as can be; not atomic, not numbered."""

    def clear(self) -> None:
        """Take everything out, the number too; what was damaged is moved aside."""

    def checkpoint(self, folder: Path) -> bool:
        """Make a copy for `pyoxigraph.Store.read_only` in a folder yet to be made.

        Returns:
            False where there can be none, as the quads lie on a server.
        """

    def forward(self, text: str, media_type: str, timeout_s: float) -> bytes:
        """Have a typed query, already checked, answered where the quads lie.

        Only for a backend without checkpoints; elsewhere a worker answers it.
        """

    def flush(self) -> None:
        """Bring everything written to the disk, where that is ours to do."""

    def rewrite(self) -> None:
        """Write all anew, so that no byte of what was removed is left on the disk."""

    def reopen(self) -> None:
        """Open anew after a failed write, so that later ones go on."""

    def close(self) -> None:
        """Let go of it."""
