"""The record of each source, as PROV, in the graph ``urn:x-plexus:sources``.

Its subject is the name of the source's graph. Read and written as text: an import
writes one for each document.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, XSD

from plexus_ld.model.change import Statement
from plexus_ld.plex.sources.values import SourceInfo
from plexus_ld.rdf.lines import line, term_of, text_of
from plexus_ld.vocab.graphs import SOURCES
from plexus_ld.vocab.plx import PLX

_GRAPH: Final = f"<{SOURCES}>"
_SOURCE: Final = f"<{DCTERMS.source}>"
_SHA256: Final = f"<{PLX.sha256}>"
_TYPES: Final = tuple(
    (f"<{RDF.type}>", f"<{kind}>") for kind in (PLX.Source, PROV.Entity)
)


class Matching(Protocol):
    """The part of the store that records are read from."""

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        """Yield the statements that match."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is on record of one source.

    Attributes:
        graph: The name of its graph: the document's IRI.
        source: What is asked when it is refreshed.
        read_at: When what is kept of it was read.
        checked_at: When it was last asked for.
        status: ``fetched``, ``unchanged`` or ``failed``.
        http_status: The server's last answer.
        etag: The server's validator.
        last_modified: The server's date.
        sha256: The hash of the bytes that were read.
        media_type: What they were called, charset and all: ``text/html; charset=…``.
        triples: How many triples were read.
        repaired: What had to be mended.
        lost: What could not be had.
        licence: The licence that the document states, an IRI.
        found_in: The graph that named it; None when the owner typed it.
        not_before: When the server may be asked again, if it said so.
        error: Why the last attempt failed.
    """

    graph: str
    source: str
    read_at: datetime
    checked_at: datetime
    status: str
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    media_type: str | None = None
    triples: int = 0
    repaired: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    licence: str | None = None
    found_in: str | None = None
    not_before: datetime | None = None
    error: str | None = None

    def lines(self) -> list[str]:
        """Return the record as lines."""
        subject = f"<{self.graph}>"
        pairs = [*_TYPES, (_SOURCE, f"<{self.source}>")]
        for predicate, kind, value in self._values():
            pairs.append((f"<{predicate}>", _text(kind, value)))
        return [line(subject, p, o, _GRAPH) for p, o in pairs]

    def _values(self) -> Iterator[tuple[URIRef, str, object]]:
        single = (
            (PROV.generatedAtTime, "time", self.read_at),
            (PLX.checkedAt, "time", self.checked_at),
            (PLX.fetchStatus, "iri", PLX[self.status]),
            (PLX.httpStatus, "number", self.http_status),
            (PLX.etag, "text", self.etag),
            (PLX.lastModified, "text", self.last_modified),
            (PLX.sha256, "text", self.sha256),
            (DCTERMS.format, "text", self.media_type),
            (PLX.triples, "number", self.triples),
            (DCTERMS.license, "iri", self.licence),
            (DCTERMS.isReferencedBy, "iri", self.found_in),
            (DCTERMS.available, "time", self.not_before),
            (PLX.lastError, "text", self.error),
        )
        yield from (entry for entry in single if entry[2] is not None)
        for predicate, said in ((PLX.repaired, self.repaired), (PLX.lost, self.lost)):
            yield from ((predicate, "text", sentence) for sentence in said)

    def info(self) -> SourceInfo:
        """Return what the owner wants to know of it."""
        return SourceInfo(
            source=self.source,
            graph=self.graph,
            read_at=self.read_at,
            checked_at=self.checked_at,
            status=self.status,
            http_status=self.http_status,
            triples=self.triples,
            error=self.error,
            licence=self.licence,
            found_in=self.found_in,
            repairs=self.repaired,
            losses=self.lost,
        )


_TIME: Final = f"^^<{XSD.dateTime}>"
#: Not the narrower kinds of the ontology: the engine makes every one of them this.
_NUMBER: Final = f"^^<{XSD.integer}>"
_PLAIN: Final = re.compile(r"[ !#-\[\]-~]*")


def _text(kind: str, value: object) -> str:
    if kind == "iri":
        return f"<{value}>"
    if isinstance(value, datetime):
        # To the second, in UTC: the store would rewrite any other form.
        return f'"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"{_TIME}'
    if isinstance(value, int):
        return f'"{value}"{_NUMBER}'
    words = str(value)
    if _PLAIN.fullmatch(words):
        return f'"{words}"'
    return text_of(Literal(_storable(words)))


def _storable(text: str) -> str:
    """Return a stranger's words without what UTF-8 cannot carry."""
    return text.encode("utf-8", errors="replace").decode()


def lines_of_record(store: Matching, graph: str) -> list[str]:
    """Return the lines of a source's record as they stand."""
    return [line(*parts) for parts in store.matching(f"<{graph}>", graph=_GRAPH)]


def find_record(store: Matching, iri: str) -> Record | None:
    """Return the record of the source that has this graph, or is asked for here."""
    found = _record(iri, store.matching(f"<{iri}>", graph=_GRAPH))
    if found is not None or not iri.startswith("http"):
        return found  # only on the web a document may be found elsewhere
    for subject, *_ in store.matching(None, _SOURCE, f"<{iri}>", _GRAPH):
        graph = subject[1:-1]
        return _record(graph, store.matching(subject, graph=_GRAPH))
    return None


def all_records(store: Matching) -> list[Record]:
    """Return the records of all sources, by their names."""
    about: dict[str, list[Statement]] = defaultdict(list)
    for statement in store.matching(graph=_GRAPH):
        about[statement[0]].append(statement)
    found = (_record(subject[1:-1], about[subject]) for subject in sorted(about))
    return [record for record in found if record is not None]


def is_used(store: Matching, sha256: str) -> bool:
    """Tell whether a record names these bytes."""
    return any(store.matching(None, _SHA256, f'"{sha256}"', _GRAPH))


def _record(graph: str, statements: Iterable[Statement]) -> Record | None:
    said: dict[str, list[str]] = defaultdict(list)
    for _, predicate, object_, _ in statements:
        said[predicate].append(object_)
    if _SOURCE not in said:
        return None
    read = _Said(said)
    return Record(
        graph=graph,
        source=read.iri(DCTERMS.source) or graph,
        read_at=read.time(PROV.generatedAtTime) or _LONG_AGO,
        checked_at=read.time(PLX.checkedAt) or _LONG_AGO,
        status=(read.iri(PLX.fetchStatus) or "").rpartition("#")[2],
        http_status=read.number(PLX.httpStatus),
        etag=read.word(PLX.etag),
        last_modified=read.word(PLX.lastModified),
        sha256=read.word(PLX.sha256),
        media_type=read.word(DCTERMS.format),
        triples=read.number(PLX.triples) or 0,
        repaired=read.words(PLX.repaired),
        lost=read.words(PLX.lost),
        licence=read.iri(DCTERMS.license),
        found_in=read.iri(DCTERMS.isReferencedBy),
        not_before=read.time(DCTERMS.available),
        error=read.word(PLX.lastError),
    )


_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


class _Said:
    """Reads the values of one subject."""

    def __init__(self, said: dict[str, list[str]]) -> None:
        self._said = said

    def words(self, predicate: URIRef) -> tuple[str, ...]:
        """Return all values as text, in order."""
        texts = self._said.get(f"<{predicate}>", ())
        return tuple(sorted(str(term_of(text)) for text in texts))

    def word(self, predicate: URIRef) -> str | None:
        """Return the one value as text."""
        texts = self._said.get(f"<{predicate}>")
        return str(term_of(texts[0])) if texts else None

    def iri(self, predicate: URIRef) -> str | None:
        """Return the one value, an IRI."""
        texts = self._said.get(f"<{predicate}>")
        return texts[0][1:-1] if texts else None

    def number(self, predicate: URIRef) -> int | None:
        """Return the one value, a number."""
        texts = self._said.get(f"<{predicate}>")
        return int(texts[0].split('"')[1]) if texts else None

    def time(self, predicate: URIRef) -> datetime | None:
        """Return the one value, a time."""
        texts = self._said.get(f"<{predicate}>")
        return datetime.fromisoformat(texts[0].split('"')[1]) if texts else None
