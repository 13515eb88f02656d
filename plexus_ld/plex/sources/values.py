"""What passes between the steps of an import, and what it reports."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from plexus_ld.errors import PlexusError
from plexus_ld.rdf.document import Document

#: How a source came out of an import.
Status = Literal["new", "changed", "unchanged", "failed"]

#: Is told how many documents are done, how many there are (0: nobody knows), and
#: which one it is.
OnProgress = Callable[[int, int, str], None]


def no_progress(done: int, total: int, what: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Target:
    """A document to be had.

    Attributes:
        source: What the owner typed, or the URL that a document named.
        iri: Its IRI: an http(s) URL, the file's ``file:`` IRI, ``urn:sha256:…``.
        path: Where it lies, when it is a file.
        body: Its bytes, when they came by standard input.
        depth: How many steps it is away from what the owner typed.
        found_in: The graph that named it; None when the owner typed it.
        agent: The WebID that was typed, when there was one (``…#me``).
    """

    source: str
    iri: str
    path: Path | None = None
    body: bytes | None = None
    depth: int = 0
    found_in: str | None = None
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class Had:
    """What asking for a document gave.

    Attributes:
        target: What was asked for.
        at: When.
        document: The document; None when it did not come or has not changed.
        sha256: The hash of its bytes.
        http_status: The server's status, if a server was asked.
        etag: The server's validator.
        last_modified: The server's date.
        moved_to: The URL to ask from now on.
        robots: The server's X-Robots-Tag.
        size: How many bytes came.
        error: Why it did not come.
    """

    target: Target
    at: datetime
    document: Document | None = None
    sha256: str | None = None
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    robots: str = ""
    size: int = 0
    error: PlexusError | None = None

    @property
    def iri(self) -> str:
        """The IRI of the document: where it was found, or where it was looked for."""
        return self.document.iri if self.document else self.target.iri


@dataclass(frozen=True, slots=True)
class SourceReport:
    """How one source came out.

    Attributes:
        source: What the owner typed, or the URL that a document named.
        graph: The name of the graph that holds what it says; None if there is none.
        status: ``new``, ``changed``, ``unchanged`` or ``failed``.
        triples: How many it says, counted as they stand in the document.
        people: How many people it speaks of.
        error: Why it failed, in a sentence.
        repairs: What had to be mended, a sentence each.
        losses: What could not be had, a sentence each.
        found_in: The graph that named it; None when the owner typed it.
    """

    source: str
    graph: str | None
    status: Status
    triples: int = 0
    people: int = 0
    error: str | None = None
    repairs: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    found_in: str | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How an import or a refresh came out.

    Attributes:
        sources: Each source, in the order in which they came.
        people: How many people they speak of, each counted once.
        triples: How many statements they make, all together.
        about: The people whom the documents that the owner typed are about, as IRIs.
        waiting: Documents that are known of and were not fetched, as the budget was
            spent or the owner interrupted; the same import again goes on with them.
        interrupted: Whether the owner broke it off (Ctrl-C); what is reported is kept.
        note: A sentence on why something waits; empty when nothing does.
    """

    sources: tuple[SourceReport, ...] = ()
    people: int = 0
    triples: int = 0
    about: tuple[str, ...] = field(default=())
    waiting: int = 0
    interrupted: bool = False
    note: str = ""

    @property
    def failed(self) -> tuple[SourceReport, ...]:
        """The sources that the owner asked for and did not get."""
        return tuple(
            source
            for source in self.sources
            if source.status == "failed" and source.found_in is None
        )


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What is on record of one source.

    Attributes:
        source: What is asked when it is refreshed: a URL, or a ``file:`` IRI.
        graph: The name of the graph that holds what it says.
        read_at: When what is kept of it was read.
        checked_at: When it was last asked for.
        status: ``fetched``, ``unchanged`` or ``failed``: how the last time ended.
        http_status: The server's last answer, if a server was asked.
        triples: How many it says, counted as they stood in the document.
        error: Why the last time failed, in a sentence.
        licence: The licence that the document states for itself.
        found_in: The graph that named it; None when the owner typed it.
        repairs: What had to be mended, a sentence each.
        losses: What could not be had, a sentence each.
    """

    source: str
    graph: str
    read_at: datetime
    checked_at: datetime
    status: str
    http_status: int | None
    triples: int
    error: str | None
    licence: str | None
    found_in: str | None
    repairs: tuple[str, ...]
    losses: tuple[str, ...]
