"""Who fell silent: people that are listened to, and of whom nothing was heard."""

from dataclasses import dataclass
from datetime import datetime

from rdflib import URIRef

from plexus_ld.listener.notices import iri_of, moment_of
from plexus_ld.store import Store


@dataclass(frozen=True, slots=True)
class Quiet:
    """One person who fell silent.

    Attributes:
        name: What they are called; else their IRI.
        last: When something of theirs was heard last; None: never.
        points: How many points they are listened to by.
    """

    person: URIRef
    name: str
    last: datetime | None
    points: int

    @property
    def sentence(self) -> str:
        """What is so, for people."""
        if self.last is None:
            return f"{self.name}: never heard of yet"
        return f"{self.name}: last heard of on {self.last.astimezone():%-d %B %Y}"


def quiet_since(store: Store, since: datetime) -> tuple[Quiet, ...]:
    """Return who was not heard of since a time, the longest silence first."""
    return tuple(
        Quiet(
            person=iri_of(row.person),
            name=str(row.name or row.person),
            last=moment_of(row.last),
            points=int(str(row.points)),
        )
        for row in store.select("quiet", since=since)
    )
