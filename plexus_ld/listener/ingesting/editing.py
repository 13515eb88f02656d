"""What a sender's edits and deletions make of items that were known before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from rdflib import URIRef

from plexus_ld.listener.ingesting import reading
from plexus_ld.listener.ingesting.known import lines_for
from plexus_ld.listener.ingesting.lines import (
    ACTOR,
    ATTRIBUTED,
    DELETED,
    GRAPH,
    HEARD_AT,
    RENDITION,
    TOMBSTONE,
    Sorted,
    named,
    part_lines,
)
from plexus_ld.listener.ingesting.reading import ATTACHMENT, Heard
from plexus_ld.rdf.lines import text_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2

#: What an edit writes anew; the rest of an item stays.
_EDITED: Final = tuple(
    prefix.rstrip()
    for prefix in (
        reading.TYPE, reading.CONTENT, reading.NAME, reading.SUMMARY, reading.URL,
        reading.TAG, reading.ATTACHMENT, reading.LANGUAGE, reading.SENDER_NAME,
    )
)  # fmt: skip
#: What stays of an item that its sender deleted.
_KEPT: Final = frozenset({ATTRIBUTED, ACTOR, HEARD_AT, RENDITION, text_of(AS2.context)})


class Editor:
    """Rewrites and buries items; what is to change is collected as lines.

    Args:
        store: The home's store.
        made: Where what is to change is collected.
        at: When the batch was heard, as N-Triples text.
    """

    def __init__(self, store: Store, made: Sorted, at: str) -> None:
        self._store = store
        self._made = made
        self._at = at

    def change(self, edits: Mapping[str, Heard], gone: Collection[str]) -> None:
        """Write the edits and deletions of items that were known before."""
        standing: dict[str, list[str]] = {iri: [] for iri in (*edits, *gone)}
        named = (URIRef(iri[1:-1]) for iri in standing)
        for line in lines_for(self._store, "heard-items", "item", named):
            iri, _, tail = line.partition(" ")
            standing[iri].append(tail[:-2])
        parts: list[str] = []
        for iri, tails in standing.items():
            if f"{reading.TYPE}{TOMBSTONE}" in tails:
                continue
            if iri in gone:
                parts += self._bury(iri, tails)
            else:
                parts += self._rewrite(iri, tails, edits[iri])
        self._drop_parts(parts)

    def _bury(self, iri: str, tails: list[str]) -> list[str]:
        """Take away what a deleted item said; return its attachments."""
        going = [tail for tail in tails if tail.partition(" ")[0] not in _KEPT]
        self._made.removed += [f"{iri} {tail} {GRAPH} ." for tail in going]
        for tail in (reading.TYPE + TOMBSTONE, f"{DELETED} {self._at}"):
            self._made.added.append(f"{iri} {tail} {GRAPH} .")
        self._made.deleted.append(iri)
        return [
            tail[len(ATTACHMENT) :] for tail in going if tail.startswith(ATTACHMENT)
        ]

    def _rewrite(self, iri: str, tails: list[str], heard: Heard) -> list[str]:
        """Write what an edit changed; return the attachments that are gone."""
        before = {tail for tail in tails if tail.partition(" ")[0] in _EDITED}
        wanted = {
            tail
            for tail in named(iri, heard.tails)
            if tail.partition(" ")[0] in _EDITED
        }
        if before == wanted:
            return []
        updated = reading.UPDATED + (heard.updated or self._at)
        going = (before - wanted) | {
            tail for tail in tails if tail.startswith(reading.UPDATED)
        } - {updated}
        self._made.removed += [f"{iri} {tail} {GRAPH} ." for tail in sorted(going)]
        coming = sorted((wanted - before) | {updated})
        self._made.added += [f"{iri} {tail} {GRAPH} ." for tail in coming]
        fresh = attached(wanted) - attached(before)
        ends = {f"#{node[:-1].rpartition('#')[2]}" for node in fresh}
        self._made.added += part_lines(iri, heard, ends)
        self._made.changed.append(iri)
        return sorted(attached(before) - attached(wanted))

    def _drop_parts(self, nodes: Sequence[str]) -> None:
        named = (URIRef(node[1:-1]) for node in nodes)
        for line in lines_for(self._store, "heard-items", "item", named):
            self._made.removed.append(f"{line[:-2]} {GRAPH} .")


def attached(tails: Iterable[str]) -> set[str]:
    """Return the attachments that stand among the statements of an item."""
    return {tail[len(ATTACHMENT) :] for tail in tails if tail.startswith(ATTACHMENT)}
