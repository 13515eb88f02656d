"""Letters: signed activities to the other side, kept until they are taken."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.errors import DeliveryError
from plexus_ld.model.activity import Verb
from plexus_ld.model.agreement import Letter
from plexus_ld.model.change import Change
from plexus_ld.model.site import Site
from plexus_ld.plex.negotiating.documents import CONTEXT, Json
from plexus_ld.plex.negotiating.opening import CheckAddress
from plexus_ld.plex.negotiating.records import (
    letter_lines,
    letters,
    lines_about,
    written,
)
from plexus_ld.store import Store

_LOG: Final = logging.getLogger(__name__)
#: The time to the second try; it doubles with each, up to the last.
_SOON: Final = timedelta(seconds=5)
_LATE: Final = timedelta(hours=6)
#: Who cannot be told for so long is not there any more.
_AT_LAST: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Needs:
    """What negotiating needs of other rooms.

    Attributes:
        me: The owner's WebID.
        name: What the owner calls themselves.
        site: Where the agent is found.
        seal: Signs a document as the owner.
        prove: Says whose proof a document carries; a RefusedError when it proves none.
        post: Brings bytes to somebody's inbox, signed; a DeliveryError if not taken.
        check: Checks an address on a channel.
        own: As what, and where, the owner speaks and hears on a channel; "" if they
            do not.
        is_fetched: Whether who listens by a channel fetches what is said, as a feed.
    """

    me: Callable[[], URIRef]
    name: Callable[[], str]
    site: Callable[[], Site]
    seal: Callable[[Json], Json]
    prove: Callable[[Mapping[str, object]], URIRef]
    post: Callable[[URIRef, bytes], None]
    check: CheckAddress
    own: Callable[[str], str]
    is_fetched: Callable[[str], bool]


class Letters:
    """Writes letters, and brings them.

    Args:
        store: The home's store.
        needs: What it needs of other rooms.
        clock: Tells the time.
    """

    def __init__(self, store: Store, needs: Needs, clock: Clock) -> None:
        self._store = store
        self._needs = needs
        self._clock = clock
        self._waits: dict[URIRef, tuple[datetime, timedelta]] = {}
        self._one_tells = threading.Lock()

    def name(self) -> URIRef:
        """Return the IRI of a new activity, under the agent's address."""
        return URIRef(self._needs.site().url(f"activities/{uuid4()}"))

    def letter(
        self,
        verb: Verb,
        to: URIRef,
        about: object,
        context: URIRef | None = None,
        iri: URIRef | None = None,
        answers: str = "",
    ) -> Letter:
        """Write and sign a letter; it is not kept yet.

        Args:
            verb: What is done.
            to: The other's WebID.
            about: The activity's object.
            context: The agreement, where it is about one.
            iri: Its own name, where it has one already.
            answers: The activity that it answers.
        """
        me, now = self._needs.me(), self._clock()
        named = iri or self.name()
        activity: Json = {
            "@context": CONTEXT,
            "id": str(named),
            "type": str(verb),
            "actor": {"id": str(me), "type": "Person", "name": self._needs.name()},
            "to": [str(to)],
            "published": now.replace(microsecond=0).isoformat(),
            "object": about,
        }
        if context:
            activity["context"] = str(context)
        if answers:
            activity["inReplyTo"] = answers
        return Letter(named, to, now, self._needs.seal(activity))

    def keep(self, letter: Letter) -> None:
        """Have a letter go out that is about no agreement."""
        self._store.apply(Change(added=letter_lines(letter)))

    def drop(self, to: URIRef) -> None:
        """Have nothing go to somebody that did not go yet."""
        mine = [one for one in letters(self._store) if one.to == to]
        gone = [line for one in mine for line in lines_about(self._store, one.iri)]
        self._store.apply(Change(removed=tuple(gone)))

    def tell(
        self, is_meant: Callable[[URIRef], bool] = lambda _: True
    ) -> Mapping[URIRef, str]:
        """Bring what waits, to each in order.

        Args:
            is_meant: Tells whether somebody is told now; everybody, if left out.

        Returns:
            Who could not be told now, and why.
        """
        problems: dict[URIRef, str] = {}
        with self._one_tells:
            for one in letters(self._store):
                if one.to not in problems and is_meant(one.to):
                    problem = self._brought(one)
                    if problem:
                        problems[one.to] = problem
        return problems

    def _brought(self, one: Letter) -> str:
        now = self._clock()
        due, wait = self._waits.get(one.to, (now, _SOON))
        if due > now:
            return "they are asked again soon"
        try:
            self._needs.post(one.to, written(one.activity).encode())
        except DeliveryError as error:
            if now - one.at > _AT_LAST:
                _LOG.warning("%s was not told: %s", one.to, error.reason)
            else:
                self._waits[one.to] = (now + wait, min(wait * 2, _LATE))
                return error.reason
        self._waits.pop(one.to, None)
        self._store.apply(Change(removed=lines_about(self._store, one.iri)))
        return ""
