"""`Stream`: what was heard, as the owner looks at it (docs/listening.md)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.listener.stream import marks, timeline
from plexus_ld.listener.stream.entries import entries_of
from plexus_ld.listener.stream.values import Entry, Hit
from plexus_ld.listener.stream.words import Words
from plexus_ld.store import Store
from plexus_ld.vocab.plx import PLX

#: Hits that are looked at to give the wanted number: some are ignored.
_FURTHER: Final = 2


class Stream:
    """What was heard and said: by time, by person, by its words.

    Args:
        store: The home's store.
        me: Gives the owner, if there is one yet.
        nodes_of: Gives all nodes that a person is known as.
        clock: Tells the time.
        index_file: Where the words lie; None: in memory.
    """

    def __init__(
        self,
        store: Store,
        me: Callable[[], URIRef | None],
        nodes_of: Callable[[URIRef], Iterable[URIRef]],
        clock: Clock,
        index_file: Path | None,
    ) -> None:
        self._store = store
        self._me = me
        self._nodes_of = nodes_of
        self._clock = clock
        self.words = Words(store, index_file)

    def timeline(
        self,
        since: datetime | None = None,
        people: Iterable[URIRef] | None = None,
        *,
        unread: bool = False,
        limit: int | None = None,
    ) -> tuple[Entry, ...]:
        """Return what was heard, newest first, each thing once.

        Args:
            since: From when on; None: from the beginning.
            people: Only what these say.
            unread: Only what the owner has not read.
            limit: The most of them.
        """
        return timeline.timeline(
            self._store,
            self._me(),
            since or timeline.BEGINNING,
            None if people is None else self._nodes(people),
            unread=unread,
            limit=limit,
        )

    def mine(
        self, since: datetime | None = None, limit: int | None = None
    ) -> tuple[Entry, ...]:
        """Return what the owner said, newest first."""
        begin = since or timeline.BEGINNING
        return timeline.mine(self._store, self._me(), begin, limit)

    def thread(self, item: URIRef) -> tuple[Entry, ...]:
        """Return the thread that something belongs to, oldest first."""
        return timeline.thread(self._store, self._me(), item)

    def entries(self, items: Sequence[URIRef]) -> tuple[Entry, ...]:
        """Return what some things are, in their order."""
        return entries_of(self._store, items, self._me())

    def find(self, words: str) -> URIRef:
        """Return what is meant by an id; raises as `marks.found` does."""
        return marks.found(self._store, words)

    def save(self, words: str) -> Entry:
        """Mark something as saved, by its id; raises as `marks.mark` does."""
        return self._marked(words, PLX.save)

    def ignore(self, words: str) -> Entry:
        """Mark something as ignored, by its id; raises as `marks.mark` does."""
        return self._marked(words, PLX.ignore)

    def _marked(self, words: str, action: URIRef) -> Entry:
        item = self.find(words)
        marks.mark(self._store, item, action)
        (entry,) = self.entries([item])
        return entry

    def mark_read(self, items: Iterable[URIRef]) -> int:
        """Note that the owner has read something; return how much was new to them."""
        return marks.mark_read(self._store, items, self._clock())

    def search(self, text: str, limit: int = 50) -> tuple[Hit, ...]:
        """Return what holds some words, the best first; what is ignored is left out."""
        found = self.words.search(text, limit * _FURTHER)
        entries = {one.iri: one for one in self.entries([iri for iri, _ in found])}
        hits = (
            Hit(entries[iri], place)
            for iri, place in found
            if iri in entries and "ignore" not in entries[iri].marks
        )
        return tuple(hits)[:limit]

    def close(self) -> None:
        """Let go of the index."""
        self.words.close()

    def _nodes(self, people: Iterable[URIRef]) -> tuple[URIRef, ...]:
        found = (node for one in people for node in (one, *self._nodes_of(one)))
        return tuple(dict.fromkeys(found))
