"""Quads in a SPARQL 1.1 service: the journal stays here, the quads lie there.

One logical change is one update request, which a service does in one transaction if
it keeps the standard's promise; one too large for a request goes in several, the
sequence number in the last, and is written again from the journal if it was cut short.
Values are bound by VALUES blocks. rdflib's SPARQLUpdateStore is not used: behind a
Dataset it sends `default-graph-uri`, so that ``GRAPH {}`` finds nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from time import monotonic

import pyoxigraph as ox

from plexus_ld.errors import QueryError, QueryLimitError, StoreError
from plexus_ld.model.change import Statement
from plexus_ld.settings import NetSettings
from plexus_ld.storage.backend import Values
from plexus_ld.storage.binding import bound
from plexus_ld.storage.service.claiming import claim
from plexus_ld.storage.service.protocol import SparqlService
from plexus_ld.storage.service.texts import chunks, matching_text, present_text
from plexus_ld.storage.statements import STATE, state_line, update_text
from plexus_ld.vocab import graphs

#: Largest update in one request, in bytes; servers take some 100 MB, or as they were
#: set up. Its lines are measured at two bytes a letter.
MAX_UPDATE_BYTES = 16 * 1024 * 1024
#: Largest answer to a typed query, in bytes.
MAX_TYPED_BYTES = 256 * 1024 * 1024
#: Most lines asked for by one `present`, in bytes: a query's text.
_MAX_QUESTION_BYTES = 1024 * 1024

_NUMBER = (
    f"SELECT ?n WHERE {{ GRAPH {STATE} {{ {STATE} <{graphs.PREFIX}sequence> ?n }} }}"
)


class ServiceBackend:
    """A SPARQL 1.1 service that this home alone writes to.

    Args:
        url: ``sparql+http://…`` (`plexus_ld.storage.service.protocol.address_of`).
        settings: Those of the network.
        folder: Where the home keeps what tells its quads there from another's.

    Raises:
        StoreError: The service cannot be a home, or is somebody else's.
    """

    def __init__(self, url: str, settings: NetSettings, folder: Path) -> None:
        self._service = SparqlService(url, settings)
        self._claim = claim(self._service, folder)
        self._sequence = self._read_sequence()

    def sequence(self) -> int:
        """See `Backend.sequence`."""
        return self._sequence

    def _read_sequence(self) -> int:
        numbers = (row[0] for row in self._service.solutions(_NUMBER))
        return max(
            (int(n.value) for n in numbers if isinstance(n, ox.Literal)), default=0
        )

    def write(
        self, removed: Sequence[str], added: Sequence[str], sequence: int
    ) -> None:
        """See `Backend.write`."""
        *before, (out, into) = _steps(removed, added)
        for first_out, first_in in before:
            self._service.update(update_text(first_out, first_in))
        out.append(state_line(self._sequence))
        into.append(state_line(sequence))
        try:
            self._service.update(update_text(out, into))
        except StoreError:
            if not self._has_come(sequence):
                raise
        self._sequence = sequence

    def _has_come(self, sequence: int) -> bool:
        """Tell whether a write whose answer was lost was done nevertheless."""
        try:
            return self._read_sequence() == sequence
        except StoreError:
            return False

    def present(self, lines: Sequence[str]) -> set[str]:
        """See `Backend.present`."""
        found: set[str] = set()
        for piece in chunks(lines, _MAX_QUESTION_BYTES):
            for row in self._service.solutions(present_text(piece)):
                number = row[0]
                if isinstance(number, ox.Literal):
                    found.add(piece[int(number.value)])
        return found

    def select(self, text: str, values: Values) -> ox.QuerySolutions:
        """See `Backend.select`."""
        return self._service.solutions(bound(text, values))

    def ask(self, text: str, values: Values) -> bool:
        """See `Backend.ask`."""
        return self._service.holds(bound(text, values))

    def construct(self, text: str, values: Values) -> tuple[str, ...]:
        """See `Backend.construct`."""
        answer = self._service.query(bound(text, values), "application/n-triples")
        try:
            triples = ox.parse(answer, format=ox.RdfFormat.N_TRIPLES)
            written = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        except (SyntaxError, ValueError) as error:
            message = f"the SPARQL service answered with no N-Triples: {error}"
            raise StoreError(message) from error
        return tuple(dict.fromkeys(written.decode().split("\n")[:-1]))

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        """See `Backend.matching`; a whole dataset is asked for graph by graph."""
        if subject is predicate is object is graph is None:
            for name in ("", *self.graphs()):
                yield from self.matching(graph=name)
            return
        text = matching_text(subject, predicate, object, graph)
        if text is None or graph == str(STATE):
            return
        for row in self._service.solutions(text):
            name = row["g"]
            yield (
                str(row["s"]),
                str(row["p"]),
                str(row["o"]),
                "" if name is None else str(name),
            )

    def graphs(self) -> Iterable[str]:
        """See `Backend.graphs`."""
        rows = self._service.solutions(
            "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
        )
        return sorted(str(row[0]) for row in rows if row[0] != STATE)

    @property
    def loads_beside(self) -> bool:
        """See `Backend.loads_beside`."""
        return False

    def load(self, lines: Iterable[str]) -> None:
        """See `Backend.load`."""
        for piece in chunks(lines, MAX_UPDATE_BYTES):
            self._service.update(update_text((), piece))

    def clear(self) -> None:
        """See `Backend.clear`."""
        self._service.update(f"CLEAR ALL ;\n{update_text((), [self._claim])}")
        self._sequence = 0

    def checkpoint(self, folder: Path) -> bool:
        """See `Backend.checkpoint`: there is none of a service."""
        return False

    def forward(self, text: str, media_type: str, timeout_s: float) -> bytes:
        """See `Backend.forward`.

        Raises:
            QueryError: The service refuses the query.
            QueryLimitError: It took too long.
            StoreError: The service does not answer, or with too much.
        """
        ends = monotonic() + timeout_s
        try:
            return self._service.query(text, media_type, timeout_s, MAX_TYPED_BYTES)
        except QueryError:
            raise
        except StoreError as error:
            if monotonic() < ends:
                raise
            message = f"the query took longer than {timeout_s:g} s"
            raise QueryLimitError(message) from error

    def flush(self) -> None:
        """See `Backend.flush`; when the service syncs is its own business."""

    def rewrite(self) -> None:
        """See `Backend.rewrite`; what is left on a service's disk is its business."""

    def reopen(self) -> None:
        """See `Backend.reopen`: ask how far a write came whose answer was lost."""
        self._sequence = self._read_sequence()

    def close(self) -> None:
        """See `Backend.close`."""
        self._service.close()


def _steps(
    removed: Sequence[str], added: Sequence[str]
) -> list[tuple[list[str], list[str]]]:
    """Cut a change into what fits a request each; most fit one."""
    if sum(map(len, removed)) + sum(map(len, added)) < MAX_UPDATE_BYTES // 2:
        return [([*removed], [*added])]
    out = [(piece, list[str]()) for piece in chunks(removed, MAX_UPDATE_BYTES)]
    return [*out, *((list[str](), piece) for piece in chunks(added, MAX_UPDATE_BYTES))]
