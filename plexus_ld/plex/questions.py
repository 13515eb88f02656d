"""Questions: named ones with their parameters, and SPARQL that the owner types."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rdflib import XSD, Literal, URIRef
from rdflib.term import Node

from plexus_ld.clock import Clock, now
from plexus_ld.errors import QueryError
from plexus_ld.plex.walking import shortest_path

if TYPE_CHECKING:
    from plexus_ld.queries import Column
    from plexus_ld.queries import Query as Query
    from plexus_ld.storage.typed.answering import Answer
    from plexus_ld.store import Store

#: A name that a question may have; anything else that is typed is SPARQL.
_NAME = re.compile(r"[a-z][a-z0-9-]{0,99}")
_AGO = re.compile(r"(?P<count>\d{1,6}) (?P<unit>hours?|days?|weeks?) ago")
#: What a value of each kind becomes; the others are IRIs of people, or plain text.
_DATATYPES = {
    "integer": XSD.integer,
    "decimal": XSD.decimal,
    "date": XSD.date,
    "dateTime": XSD.dateTime,
    "boolean": XSD.boolean,
}


@dataclass(frozen=True)
class Questions:
    """Asks the store, on behalf of the owner.

    Attributes:
        store: What is asked.
        resolve: WHO, in the owner's words, to an IRI; knows ``me``.
        clock: What "7 days ago" counts from.
    """

    store: "Store"
    resolve: Callable[[str], URIRef]
    clock: Clock = now

    def list(self, on_fault: Callable[[QueryError], None]) -> "Sequence[Query]":
        """Return the named questions, ours and the home's own, by name.

        Args:
            on_fault: Is told of each that cannot be read; the others are listed.
        """
        found = []
        for name in self.store.questions():
            try:
                question = self.store.question(name)
            except QueryError as fault:
                on_fault(fault)
                continue
            # One without tags is the owner's; what only rooms ask has others.
            if not question.tags or "question" in question.tags:
                found.append(question)
        return tuple(found)

    def answer(
        self,
        words: str,
        format: str,  # noqa: A002 - the option's name
        params: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
    ) -> "Answer":
        """Answer a named question, or SPARQL 1.1 text, in one of the W3C formats.

        Args:
            words: A question's name, or a query.
            format: table, csv, tsv, json, xml; turtle, jsonld, nt for graphs.
            params: What the parameters are, in the owner's words.
            timeout_s: Longest time, in seconds.

        Raises:
            QueryError: The text, or a parameter, is wrong; or it took too long.
            UnknownQueryError: No question has this name.
            WhoError: A parameter names nobody, or more than one.
        """
        given = dict(params or {})
        if not _NAME.fullmatch(words.strip()):
            values: dict[str, Node | Sequence[Node]] = {
                name: _typed(value) for name, value in given.items()
            }
            return self.store.answer(words, format, timeout_s=timeout_s, values=values)
        question = self.store.question(words.strip())
        values = self._values(question, given)
        return self.store.answer(
            question.text, format, timeout_s=timeout_s, values=values
        )

    def _values(
        self, question: "Query", given: dict[str, str]
    ) -> dict[str, Node | Sequence[Node]]:
        columns = {c.name: c for c in question.parameters if c.kind != "walk"}
        for name in given.keys() - columns.keys():
            takes = ", ".join(columns) or "none"
            message = f"{question.name} has no parameter {name!r}; it takes: {takes}"
            raise QueryError(message)
        values: dict[str, Node | Sequence[Node]] = {
            name: self._value(question, column, given.get(name, column.default))
            for name, column in columns.items()
            if name in given or not column.is_optional
        }
        if any(column.kind == "walk" for column in question.parameters):
            values = {"hop": self._hops(values)}
        return values

    def _value(self, question: "Query", column: "Column", word: str | None) -> Node:
        if word is None:
            message = f"{question.name} needs --param {column.name}=…: {column.comment}"
            raise QueryError(message)
        if column.kind in {"person", "circle"}:
            return self.resolve(word)
        if column.kind == "IRI":
            return URIRef(word)
        if column.kind == "dateTime":
            return Literal(self.time(column.name, word))
        literal = Literal(word, datatype=_DATATYPES.get(column.kind))
        if literal.ill_typed:
            message = f"{column.name}: {word!r} is no {column.kind}"
            raise QueryError(message)
        return literal

    def time(self, name: str, word: str) -> datetime:
        """Read ``2026-11-23``, ``2026-11-23T10:00:00Z`` or ``7 days ago``.

        Raises:
            QueryError: It is no time; the sentence calls it by its name.
        """
        ago = _AGO.fullmatch(word.strip())
        try:
            if ago:
                unit = ago["unit"].rstrip("s") + "s"
                return self.clock() - timedelta(**{unit: int(ago["count"])})
            time = datetime.fromisoformat(word)
        except (ValueError, OverflowError) as error:
            message = f"{name}: {word!r} is no time, like 2026-11-23 or '7 days ago'"
            raise QueryError(message) from error
        return time if time.tzinfo else time.replace(tzinfo=UTC)

    def _hops(self, ends: Mapping[str, Node | Sequence[Node]]) -> Sequence[Node]:
        start, end = ends["from"], ends["to"]
        if not (isinstance(start, URIRef) and isinstance(end, URIRef)):
            raise TypeError
        path = shortest_path(self.store, start, end)
        return [Literal(f"{step} {person}") for step, person in enumerate(path)]


def _typed(word: str) -> Node:
    """Read a typed query's parameter: an IRI in ``<>`` or with a scheme, or a text."""
    if re.fullmatch(r"<[^<>\s]+>|(?:https?|urn|mailto|acct|tel):[^<>\s]+", word):
        return URIRef(word.strip("<>"))
    return Literal(word)
