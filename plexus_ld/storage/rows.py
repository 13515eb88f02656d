"""The answer to a SELECT: rows whose terms are converted when they are touched.

The engine writes the whole answer as TSV, which costs it no more than handing out its
own terms one by one; a cell becomes an rdflib term once for all rows that share it.
Source: SPARQL 1.1 Query Results CSV and TSV Formats §4.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, overload

import pyoxigraph as ox
from rdflib import RDF, XSD, Literal, URIRef

from plexus_ld.errors import DamagedStoreError, QueryError
from plexus_ld.storage.faults import reading

#: A term as it is handed out; None where a variable is unbound.
Cell = URIRef | Literal | None

#: An integer, as far as Python reads one.
_INTEGER = re.compile(r"-?[0-9]{1,4000}")
_TRUTHS: Final = frozenset({"true", "false"})
# Looked up here: a namespace of rdflib's takes longer than the rest of a cell.
_BOOLEAN: Final = XSD.boolean
_INTEGER_TYPE: Final = XSD.integer
_ESCAPE = re.compile(r"\\(?:u(?P<four>[0-9A-Fa-f]{4})|U(?P<eight>.{8})|(?P<one>.))")
_ONE: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


def term_of_cell(cell: str) -> Cell:
    """Return the rdflib term of a cell of a TSV answer; None of an empty one.

    Raises:
        QueryError: It is a node without a name; none is ever stored.
    """
    if cell.startswith("<"):
        # What the engine holds is valid; `URIRef()` itself would look again, and cost
        # six times as much.
        return str.__new__(URIRef, cell[1:-1])
    if cell.startswith('"'):
        return _literal(cell)
    if not cell:
        return None
    if cell.startswith(("_:", "<<")):
        message = f"a node without a name cannot be handed out: {cell}"
        raise QueryError(message)
    return _unquoted(cell)


def _literal(cell: str) -> Literal:
    if cell[-1] == '"' and "\\" not in cell:
        text = cell[1:-1]
        return _made(text, None, None, text, None)
    end = cell.rindex('"')
    text, tail = cell[1:end], cell[end + 1 :]
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    if tail.startswith("^^"):
        datatype = URIRef(tail[3:-1])
        # rdflib would write HTML anew, and leave out the tags that may be left out.
        return Literal(text, datatype=datatype, normalize=datatype != RDF.HTML)
    return _made(text, tail[1:].partition("--")[0] or None, None, text, None)


def _made(
    text: str,
    language: str | None,
    datatype: URIRef | None,
    value: object,
    ill_typed: bool | None,
) -> Literal:
    """Return what `Literal()` makes of a text, up to ten times quicker.

    tests/unit/storage/test_rows.py holds the two together.
    """
    made = str.__new__(Literal, text)
    made._language = language
    made._datatype = datatype
    made._value = value
    made._ill_typed = ill_typed
    return made


def _unescaped(found: re.Match[str]) -> str:
    code = found["four"] or found["eight"]
    return chr(int(code, 16)) if code else _ONE.get(found["one"], found["one"])


def _unquoted(cell: str) -> Literal:
    """Return what a cell without quotes says: a truth or a number."""
    if cell in _TRUTHS:
        return _made(cell, None, _BOOLEAN, cell == "true", False)
    if _INTEGER.fullmatch(cell):
        return _made(cell, None, _INTEGER_TYPE, int(cell), False)
    is_double = "e" in cell or "E" in cell
    return Literal(cell, datatype=XSD.double if is_double else XSD.decimal)


class _Terms(dict[str, Cell]):
    """Terms converted so far, by cell: most rows share most terms."""

    def __missing__(self, cell: str) -> Cell:
        made = self[cell] = term_of_cell(cell)
        return made


class Row:
    """One row: ``row["name"]``, ``row.name`` or ``row[0]`` gives a term or None."""

    __slots__ = ("_cells", "_rows")

    def __init__(self, rows: "Rows", cells: list[str]) -> None:
        self._rows = rows
        self._cells = cells

    def __getitem__(self, key: str | int) -> Cell:
        """Return a column's term by name or number; None where it is unbound."""
        place = self._rows.places[key] if isinstance(key, str) else key
        return self._rows.terms[self._cells[place]]

    def __getattr__(self, name: str) -> Cell:
        """Return a column's term by name."""
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __iter__(self) -> Iterator[Cell]:
        """Yield the terms in the order of the columns."""
        terms = self._rows.terms
        return iter([terms[cell] for cell in self._cells])

    def __len__(self) -> int:
        """Count the columns."""
        return len(self._cells)

    def asdict(self) -> dict[str, URIRef | Literal]:
        """Return the bound variables and their terms."""
        paired = zip(self._rows.variables, self, strict=True)
        return {name: term for name, term in paired if term is not None}

    def __repr__(self) -> str:
        """Show the bound variables."""
        return f"Row({self.asdict()!r})"


class Rows(Sequence[Row]):
    """All rows of an answer, in the query's order.

    Args:
        solutions: The answer, which is read at once.
        on_damage: Called when the store proves damaged by it.

    Attributes:
        variables: The names of the columns, in the query's order.
        places: The number of each column, by its name.
        terms: What was converted so far.
    """

    def __init__(
        self,
        solutions: ox.QuerySolutions,
        on_damage: Callable[[], object] = lambda: None,
    ) -> None:
        self.variables = tuple(variable.value for variable in solutions.variables)
        self.places = {name: place for place, name in enumerate(self.variables)}
        self.terms = _Terms()
        try:
            with reading():
                written = solutions.serialize(format=ox.QueryResultsFormat.TSV) or b""
        except DamagedStoreError:
            on_damage()
            raise
        # The first line names the columns; each line ends with a line break.
        self._lines = written.decode().split("\n")[1:-1]

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        """Return a row by its number."""
        if isinstance(index, slice):
            return [Row(self, line.split("\t")) for line in self._lines[index]]
        return Row(self, self._lines[index].split("\t"))

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows in the query's order."""
        return (Row(self, line.split("\t")) for line in self._lines)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._lines)
