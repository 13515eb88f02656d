"""Notices: what the owner is told at once, kept for the day's digest."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.term import Node

from plexus_ld.clock import Clock
from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import Quad, lines_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import POLLS
from plexus_ld.vocab.plx import PLX

_LOG = logging.getLogger(__name__)

#: Longest sentence that is kept, in characters.
_LONGEST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that the owner was told.

    Attributes:
        about: The watch, the rule, or what was heard.
    """

    iri: URIRef
    text: str
    at: datetime
    about: URIRef


class Notices:
    """Tells the owner, and remembers what was told.

    Args:
        store: Where they are kept.
        clock: Tells the time.
        send: Told each sentence besides: the screen, a message to the owner.
    """

    def __init__(
        self, store: Store, clock: Clock, send: Callable[[str], None] | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._send = send

    def tell(self, text: str, about: URIRef) -> Notice:
        """Tell the owner one sentence about a node; it is kept before it is sent."""
        at = self._clock().replace(microsecond=0)
        notice = Notice(URIRef(uuid4().urn), text[:_LONGEST], at, about)
        quads: list[Quad] = [
            (notice.iri, RDF.type, PLX.Notice, POLLS),
            (notice.iri, AS2.content, Literal(notice.text), POLLS),
            (notice.iri, AS2.published, Literal(at, datatype=XSD.dateTime), POLLS),
            (notice.iri, PLX.about, about, POLLS),
        ]
        self._store.apply(Change(added=lines_of(quads)))
        _LOG.info("told: %s", notice.text)
        if self._send is not None:
            self._send(notice.text)
        return notice

    def since(self, since: datetime) -> tuple[Notice, ...]:
        """Return what was told since a time, the newest first."""
        return tuple(
            Notice(iri_of(row.notice), str(row.text), at, iri_of(row.about))
            for row in self._store.select("notices", since=since)
            if (at := moment_of(row.at)) is not None
        )


def iri_of(term: Node | None) -> URIRef:
    """Return a cell that holds an IRI as one."""
    return URIRef(str(term))


def moment_of(term: Node | None) -> datetime | None:
    """Return the time that a cell holds, if it holds one."""
    found = term.toPython() if isinstance(term, Literal) else None
    return found if isinstance(found, datetime) else None
