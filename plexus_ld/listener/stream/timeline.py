"""The timeline: what was heard, or said, by time, by person, by thread."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from rdflib import URIRef

from plexus_ld.listener.stream.entries import entries_of
from plexus_ld.listener.stream.values import Entry
from plexus_ld.store import Rows, Store

#: From when on, unless somebody says.
BEGINNING: Final = datetime.min.replace(tzinfo=UTC)


def timeline(
    store: Store,
    me: URIRef | None,
    since: datetime = BEGINNING,
    agents: Sequence[URIRef] | None = None,
    *,
    unread: bool = False,
    limit: int | None = None,
) -> tuple[Entry, ...]:
    """Return what was heard, newest first, each thing once.

    Args:
        store: The home's store.
        me: The owner.
        since: From when on.
        agents: Only what these nodes say; None: everybody.
        unread: Only what the owner has not read.
        limit: The most of them, the newest.
    """
    name = "timeline-unread" if unread else "timeline"
    if agents is None:
        rows = store.select(name, since=since)
    elif agents:
        rows = store.select(name, since=since, agent=agents)
    else:
        return ()
    items = [
        URIRef(str(row[0])) for row in rows[: len(rows) if limit is None else limit]
    ]
    return entries_of(store, items, me)


def mine(
    store: Store,
    me: URIRef | None,
    since: datetime = BEGINNING,
    limit: int | None = None,
) -> tuple[Entry, ...]:
    """Return what the owner said, newest first."""
    rows = store.select("timeline-mine", since=since)
    items = [
        URIRef(str(row[0])) for row in rows[: len(rows) if limit is None else limit]
    ]
    return entries_of(store, items, me)


def _first(rows: Rows, limit: int | None) -> list[URIRef]:
    """Return what the first rows are about."""
    shown = rows[: len(rows) if limit is None else max(0, limit)]
    return [URIRef(str(row[0])) for row in shown]


def thread(store: Store, me: URIRef | None, item: URIRef) -> tuple[Entry, ...]:
    """Return the thread that something belongs to, oldest first; it alone if none."""
    rows = store.select("timeline-thread", item=item)
    items = [URIRef(str(row[1])) for row in rows]
    return entries_of(store, items or [item], me)
