"""`Links`: addresses that show a face, and what was said to it, to whoever has them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.errors import DoorError
from plexus_ld.plex.doors.secretfile import Facts, SecretFile, new_id
from plexus_ld.plex.people.who import resolve
from plexus_ld.plex.profile.faces import audience_node
from plexus_ld.store import Store

_CIRCLE: Final = "circle:"


@dataclass(frozen=True, slots=True)
class Link:
    """A link, without its secret.

    Attributes:
        id: Names it.
        name: For whom, in the owner's words.
        audience: Whose face it shows: the circle ``circle:NAME``, or a person's IRI.
        made: When it was made.
        until: When it ends; None for never.
    """

    id: str
    name: str
    audience: str
    made: datetime
    until: datetime | None

    @property
    def person(self) -> URIRef | None:
        """The person whom it is for; None for a circle."""
        is_circle = self.audience.startswith(_CIRCLE)
        return None if is_circle else URIRef(self.audience)


class Links:
    """The links of a home; for several threads, and processes, at once.

    Args:
        file: Where they lie; None for in memory.
        store: Knows people and circles.
        clock: Tells the time.
    """

    def __init__(self, file: Path | None, store: Store, clock: Clock) -> None:
        self._file = SecretFile(file, "link")
        self._store = store
        self._clock = clock

    def create(self, who: str, days: float | None = None) -> tuple[Link, str]:
        """Make a link; return it, and its secret, which is told this once.

        Args:
            who: For whom: ``circle:NAME``, or WHO.
            days: After how many it ends; None for never.

        Raises:
            WhoError: Nobody, or more than one, answers to it.
            ProfileError: There is no such circle.
            DoorError: There are too many links, or no days.
        """
        name = " ".join(who.split())
        if name.startswith(_CIRCLE):
            audience_node(self._store, name)
            audience = name
        else:
            audience = str(resolve(self._store, name))
        now = self._clock().astimezone(UTC)
        try:
            until = now + timedelta(days=days) if days is not None else None
        except (OverflowError, ValueError):
            until = now
        if until is not None and until <= now:
            raise DoorError("a link is good for some days, more than none")
        facts = {
            "id": new_id(), "name": name, "audience": audience,
            "made": now.isoformat(), "until": until.isoformat() if until else None,
        }  # fmt: skip
        return _link(facts), self._file.add(facts)

    def all(self) -> tuple[Link, ...]:
        """Return the links, the oldest first; those too that have ended."""
        return tuple(map(_link, self._file.all()))

    def revoke(self, id_: str) -> Link:
        """Take a link back, at once.

        Args:
            id_: Its id, or for whom it is.

        Raises:
            DoorError: None, or more than one, is called so.
        """
        return _link(self._file.remove(id_))

    def find(self, secret: str) -> Link | None:
        """Return the link of a secret; None when there is none that is good now."""
        found = self._file.find(secret)
        link = _link(found) if found else None
        if link is not None and link.until is not None and link.until <= self._clock():
            return None
        return link


def _link(facts: Facts) -> Link:
    until = facts["until"]
    return Link(
        facts["id"],
        facts["name"],
        facts["audience"],
        datetime.fromisoformat(facts["made"]),
        datetime.fromisoformat(until) if until else None,
    )
