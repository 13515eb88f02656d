"""What polls brought, and what came of it: values."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rdflib import URIRef

from plexus_ld.listener.ingesting.reading import Heard, Read
from plexus_ld.listener.polling import Poll
from plexus_ld.model.arrival import Raw


@dataclass(frozen=True, slots=True)
class Ingested:
    """What came of some polls.

    Attributes:
        polled: How many were made.
        failed: How many of them failed, or brought what nobody can read.
        new: What was not known before, oldest first.
        changed, deleted: What its sender edited or deleted.
        returned: How many forms there were of what the owner said.
        unknown: Arrivals of whom the owner does not know; they are dropped.
        errors: What went wrong: the address or account, and why.
    """

    polled: int = 0
    failed: int = 0
    new: tuple[URIRef, ...] = ()
    changed: tuple[URIRef, ...] = ()
    deleted: tuple[URIRef, ...] = ()
    returned: int = 0
    unknown: int = 0
    errors: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: "Ingested") -> "Ingested":
        """Return what came of both."""
        return Ingested(
            self.polled + other.polled,
            self.failed + other.failed,
            self.new + other.new,
            self.changed + other.changed,
            self.deleted + other.deleted,
            self.returned + other.returned,
            self.unknown + other.unknown,
            self.errors + other.errors,
        )


@dataclass(slots=True)
class Brought:
    """A poll, and what was read in what it brought.

    Attributes:
        poll: The poll.
        reads: What was read, for each `Raw` that could be.
        error: Why one could not be; "" when all could.
        is_live: It came over an open session, and was no poll.
    """

    poll: Poll
    reads: list[tuple[Raw, Read]] = field(default_factory=list)
    error: str = ""
    is_live: bool = False

    @property
    def heard(self) -> Iterable[tuple[Raw, Heard]]:
        """Each arrival, with the bytes it was read in."""
        for raw, read in self.reads:
            for one in read.heard:
                yield raw, Heard._make(one)
