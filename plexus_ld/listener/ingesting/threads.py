"""Threads: replies are joined to what they answer, whichever of the two came first.

A thread's IRI is made of the id of what began it, as far as that is known; so replies
to something that was never heard are in one thread, and it joins them when it comes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha1
from typing import Final
from uuid import UUID

from rdflib import URIRef

from plexus_ld.listener import cleaning
from plexus_ld.listener.ingesting.known import Known, asked_for
from plexus_ld.rdf.lines import text_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import HEARD

_GRAPH: Final = text_of(HEARD)
_CONTEXT: Final = text_of(AS2.context)
_IN_REPLY_TO: Final = text_of(AS2.inReplyTo)
#: The namespace of the names that are made here (RFC 9562 §5.5).
_NAMES: Final = UUID("d4e7f6a2-6f0e-4b93-9e55-3c0f7f1c2a10").bytes


def minted(*parts: str) -> str:
    """Return the IRI that follows from some words, as N-Triples text: a UUID v5."""
    told = " ".join(parts).encode()
    digest = sha1(_NAMES + told, usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return (
        f"<urn:uuid:{digest[:8]}-{digest[8:12]}-5{digest[13:16]}"
        f"-{variant}{digest[17:20]}-{digest[20:32]}>"
    )


def thread_of(id_: str) -> str:
    """Return the thread that something begins which has this id."""
    return minted("thread", cleaning.id_iri(id_))


@dataclass(slots=True)
class Joined:
    """What joining does to the graph: lines out and in."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


class _Groups:
    """Which nodes belong together, by union and find."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def top(self, node: str) -> str:
        path = []
        while (above := self._above.setdefault(node, node)) != node:
            path.append(node)
            node = above
        for passed in path:
            self._above[passed] = node
        return node

    def join(self, node: str, other: str) -> None:
        one, two = self.top(node), self.top(other)
        if one != two:
            self._above[max(one, two)] = min(one, two)

    def groups(self) -> Iterable[list[str]]:
        found: dict[str, list[str]] = {}
        for node in list(self._above):
            found.setdefault(self.top(node), []).append(node)
        return found.values()


def join(
    store: Store,
    known: Known,
    fresh: Mapping[str, Sequence[str]],
    replies: Mapping[str, Sequence[str]],
) -> Joined:
    """Join what arrived with what it answers, and with what waited for it.

    Args:
        store: The home's store.
        known: What the ids of the batch lead to, what is new among it.
        fresh: What is new, and its ids.
        replies: What of it answers something, and the ids of that, nearest first.
    """
    made = Joined()
    groups = _Groups()
    threads: set[str] = set()
    for reply, ids in replies.items():
        parent = known.find_any(ids)
        _answer(made, reply, parent or cleaning.id_iri(ids[0]))
        if parent:
            groups.join(reply, parent)
        else:
            begun = thread_of(ids[-1])
            groups.join(reply, begun)
            threads.add(begun)
    if replies or store.ask("heard-any-reply"):
        threads |= _waited_for(store, fresh, groups, made)
    _settle(store, groups, threads, made)
    return made


def _answer(made: Joined, reply: str, parent: str) -> None:
    made.added.append(f"{reply} {_IN_REPLY_TO} {parent} {_GRAPH} .")


def _waited_for(
    store: Store, fresh: Mapping[str, Sequence[str]], groups: _Groups, made: Joined
) -> set[str]:
    """Join what is new with the replies that wait for it; return the threads met."""
    awaited: dict[str, str] = {}
    begun: dict[str, str] = {}
    for item, ids in fresh.items():
        for id_ in ids:
            iri = cleaning.id_iri(id_)
            awaited[iri] = item
            begun[minted("thread", iri)] = item
    parents = (URIRef(iri[1:-1]) for iri in awaited)
    for row in asked_for(store, "heard-waiting", "parent", parents):
        parent, reply = (f"<{cell}>" for cell in row)
        made.removed.append(f"{reply} {_IN_REPLY_TO} {parent} {_GRAPH} .")
        _answer(made, reply, awaited[parent])
        groups.join(reply, awaited[parent])
    threads: set[str] = set()
    named = (URIRef(iri[1:-1]) for iri in begun)
    for row in asked_for(store, "heard-in-threads", "thread", named):
        thread = f"<{row[0]}>"
        groups.join(thread, begun[thread])
        threads.add(thread)
    return threads


def _settle(store: Store, groups: _Groups, threads: set[str], made: Joined) -> None:
    """Give each group one thread, and take the others away."""
    nodes = {node for group in groups.groups() for node in group} - threads
    present: dict[str, set[str]] = {}
    items = (URIRef(node[1:-1]) for node in nodes)
    for row in asked_for(store, "heard-threads", "item", items):
        item, thread = (f"<{cell}>" for cell in row)
        present.setdefault(item, set()).add(thread)
        groups.join(item, thread)
        threads.add(thread)
    for group in groups.groups():
        members = [node for node in group if node not in threads]
        named = sorted(node for node in group if node in threads)
        chosen = named[0] if named else minted("thread", min(members))
        for member in members:
            _place(made, member, present.get(member, set()), chosen)
        _merge(store, named[1:], set(members), chosen, made)


def _place(made: Joined, member: str, present: set[str], thread: str) -> None:
    if thread not in present:
        made.added.append(f"{member} {_CONTEXT} {thread} {_GRAPH} .")
    made.removed += [
        f"{member} {_CONTEXT} {other} {_GRAPH} ."
        for other in sorted(present - {thread})
    ]


def _merge(
    store: Store, threads: Sequence[str], placed: set[str], chosen: str, made: Joined
) -> None:
    """Move what belongs to threads that are one with another into that."""
    named = (URIRef(thread[1:-1]) for thread in threads)
    for row in asked_for(store, "heard-in-threads", "thread", named):
        thread, member = (f"<{cell}>" for cell in row)
        if member not in placed:
            _place(made, member, {thread}, chosen)
