"""The answer to a SELECT: rows whose terms are converted when they are touched."""

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import pyoxigraph as ox
from rdflib import Literal, URIRef

from plexus_ld.errors import DamagedStoreError, QueryError

#: A term as it is handed out; None where a variable is unbound.
Cell = URIRef | Literal | None

_STRING = "http://www.w3.org/2001/XMLSchema#string"


class _Terms(dict[object, URIRef | Literal]):
    """Terms converted so far, by the engine's term: most rows share most terms."""

    def __missing__(self, term: object) -> URIRef | Literal:
        made = _converted(term)
        self[term] = made
        return made


def _converted(term: object) -> URIRef | Literal:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        datatype = term.datatype.value
        return Literal(
            term.value, datatype=None if datatype == _STRING else URIRef(datatype)
        )
    message = f"neither an IRI nor a literal: {term}"
    raise QueryError(message)


class Row:
    """One row: ``row["name"]``, ``row.name`` or ``row[0]`` gives a term or None."""

    __slots__ = ("_rows", "_solution")

    def __init__(self, rows: "Rows", solution: ox.QuerySolution) -> None:
        self._rows = rows
        self._solution = solution

    def __getitem__(self, key: str | int) -> Cell:
        """Return a column's term by name or number; None where it is unbound."""
        term = self._solution[key]
        return None if term is None else self._rows.terms[term]

    def __getattr__(self, name: str) -> Cell:
        """Return a column's term by name."""
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __iter__(self) -> Iterator[Cell]:
        """Yield the terms in the order of the columns."""
        terms = self._rows.terms
        return iter([None if term is None else terms[term] for term in self._solution])

    def __len__(self) -> int:
        """Count the columns."""
        return len(self._rows.variables)

    def asdict(self) -> dict[str, URIRef | Literal]:
        """Return the bound variables and their terms."""
        paired = zip(self._rows.variables, self, strict=True)
        return {name: term for name, term in paired if term is not None}

    def __repr__(self) -> str:
        """Show the bound variables."""
        return f"Row({self.asdict()!r})"


class Rows(Sequence[Row]):
    """All rows of an answer, in the query's order.

    Attributes:
        variables: The names of the columns, in the query's order.
        terms: What was converted so far.
    """

    def __init__(self, solutions: ox.QuerySolutions) -> None:
        self.variables = tuple(variable.value for variable in solutions.variables)
        self.terms = _Terms()
        self._solutions = _read(solutions)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        """Return a row by its number."""
        if isinstance(index, slice):
            return [Row(self, solution) for solution in self._solutions[index]]
        return Row(self, self._solutions[index])

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows in the query's order."""
        return (Row(self, solution) for solution in self._solutions)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._solutions)


def _read(solutions: Iterable[ox.QuerySolution]) -> list[ox.QuerySolution]:
    try:
        return list(solutions)
    except (RuntimeError, ValueError) as error:
        message = f"the query could not be answered: {error}"
        raise QueryError(message) from error
    except OSError as error:
        message = f"the store cannot be read: {error}"
        raise DamagedStoreError(message) from error
