"""Whose an arrival is: the point that was asked, or who has the sender's address."""

from collections.abc import Iterable, Mapping, Sequence

from rdflib import URIRef

from plexus_ld.listener import cleaning
from plexus_ld.listener.ingesting.known import asked_for
from plexus_ld.listener.ingesting.reading import Heard, address
from plexus_ld.listener.targets import Target
from plexus_ld.model.connection import ConnectionPoint
from plexus_ld.store import Store


class Senders:
    """Tells for a batch which point, and so which agent, an arrival came from.

    Args:
        store: The home's store.
        batch: What was asked, and what it brought.
    """

    def __init__(
        self, store: Store, batch: Iterable[tuple[Target, Iterable[Heard]]]
    ) -> None:
        asked: set[str] = set()
        self._by_address: dict[URIRef, Mapping[str, ConnectionPoint]] = {}
        for target, arrivals in batch:
            if not target.is_account:
                continue
            own = self._of(target)
            senders = (one.sender for one in arrivals)
            asked.update(one for one in senders if one and one not in own)
        self._agents = _agents_of(store, asked) if asked else {}

    def _of(self, target: Target) -> Mapping[str, ConnectionPoint]:
        found = self._by_address.get(target.iri)
        if found is None:
            found = {address(str(p.address)): p for p in reversed(target.points)}
            self._by_address[target.iri] = found
        return found

    def point_of(
        self, target: Target, point: URIRef | None, sender: str
    ) -> ConnectionPoint | None:
        """Return the point that an arrival came by; None when nobody knows who it is.

        A point that is asked on its own answers for what it brings: a name that
        stands in it makes nobody else say so.

        Args:
            target: What was asked.
            point: The point that the channel named, if it did.
            sender: Its address; "" when the channel names none.
        """
        if not target.is_account:
            return target.points[0]
        if point is not None:
            return next((one for one in target.points if one.iri == point), None)
        found = self._of(target).get(sender)
        if found is not None or not sender:
            return found
        agents = self._agents.get(sender, ())
        return next((one for one in target.points if one.agent in agents), None)


def _agents_of(store: Store, senders: Iterable[str]) -> Mapping[str, Sequence[URIRef]]:
    iris = {iri[1:-1]: one for one in senders if (iri := cleaning.iri(one))}
    found: dict[str, list[URIRef]] = {}
    rows = asked_for(store, "heard-senders", "address", map(URIRef, iris))
    for named, agent in rows:
        found.setdefault(iris[str(named)], []).append(URIRef(str(agent)))
    return found
