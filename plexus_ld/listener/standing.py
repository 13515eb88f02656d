"""How the targets of a pass stand, read once for as long as nobody else writes."""

from collections.abc import Iterable, Mapping

from rdflib import URIRef

from plexus_ld.listener.states import PollState, states_of
from plexus_ld.store import Store


class Standing:
    """How targets stand, as far as one pass has to know it; for one thread.

    Args:
        store: The home's store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._as_of = -1
        self._known: dict[URIRef, PollState] = {}

    def of(self, nodes: Iterable[URIRef]) -> Mapping[URIRef, PollState]:
        """Return how some stand; one that was never asked stands at the beginning."""
        now = self._store.sequence  # before it is read: what is changed later is news
        if now != self._as_of:
            self._known.clear()
            self._as_of = now
        wanted = list(dict.fromkeys(nodes))
        missing = [node for node in wanted if node not in self._known]
        if missing:
            found = states_of(self._store, missing)
            for node in missing:
                self._known[node] = found.get(node) or PollState(node)
        return {node: self._known[node] for node in wanted}

    def wrote(self, sequence: int, states: Mapping[URIRef, PollState]) -> None:
        """Take note of a change of this pass.

        Args:
            sequence: The change's number; if it is not the next one, somebody else
                wrote as well, and everything is read again.
            states: How some stand by it.
        """
        if sequence == self._as_of + 1:
            self._as_of = sequence
            self._known.update(states)
