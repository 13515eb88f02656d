"""What the store knows of what arrives: asked once for a whole batch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from rdflib import Literal, URIRef

from plexus_ld.listener import cleaning
from plexus_ld.store import Store
from plexus_ld.vocab.channels import channel_name

#: Values of one question; more are asked in turn.
_AT_ONCE: Final = 5_000
#: Ends the IRI of the rendition whose edits are followed.
LEAD: Final = "#1>"


@dataclass(slots=True)
class Item:
    """One object, as far as a batch has to know it. Terms are N-Triples text.

    Attributes:
        iri: Its IRI.
        agent: Whose it is; "" for the owner's own.
        kind: Its class.
        points: The points it came by, each with the channel's name.
        lead: The point whose edits are followed; "" for the owner's own.
        ids: What it is called.
        is_fresh: Whether it is new in this batch.
    """

    iri: str
    agent: str
    kind: str = ""
    points: dict[str, str] = field(default_factory=dict)
    lead: str = ""
    ids: set[str] = field(default_factory=set)
    is_fresh: bool = False


class Known:
    """The objects that have one of the ids of a batch.

    Args:
        store: The home's store.
        ids: All ids that stand in the batch.
    """

    def __init__(self, store: Store, ids: Iterable[str]) -> None:
        self._by_iri: dict[str, Item] = {}
        self._by_id: dict[str, list[Item]] = {}
        self.own: dict[str, str] = {}
        asked = list(dict.fromkeys(ids))
        self._ask_heard(store, asked)
        if store.ask("heard-any-own"):
            self._ask_own(store, asked)

    def _ask_heard(self, store: Store, ids: Sequence[str]) -> None:
        for row in asked_for(store, "heard-known", "id", map(Literal, ids)):
            id_, item, rendition, point, channel, agent, kind = row
            found = self._by_iri.get(f"<{item}>")
            if found is None:
                whose = "" if agent is None else f"<{agent}>"
                found = Item(f"<{item}>", whose, "" if kind is None else f"<{kind}>")
                self._by_iri[found.iri] = found
            name = "" if channel is None else channel_name(str(channel))
            found.points[f"<{point}>"] = name
            if f"<{rendition}>".endswith(LEAD):
                found.lead = f"<{point}>"
            self._put(found, str(id_))

    def _ask_own(self, store: Store, ids: Sequence[str]) -> None:
        literals = map(Literal, ids)
        for id_, object_ in asked_for(store, "heard-own-delivered", "id", literals):
            self.own[str(id_)] = f"<{object_}>"
        iris = {iri[1:-1]: id_ for id_ in ids if (iri := cleaning.iri(id_))}
        for named, object_ in asked_for(store, "heard-own", "iri", map(URIRef, iris)):
            self.own[iris[str(named)]] = f"<{object_}>"

    def _put(self, item: Item, id_: str) -> None:
        item.ids.add(id_)
        having = self._by_id.setdefault(id_, [])
        if item not in having:
            having.append(item)

    def put(self, item: Item, ids: Iterable[str]) -> None:
        """Remember what is new in this batch, or newly called so."""
        self._by_iri[item.iri] = item
        for id_ in ids:
            self._put(item, id_)

    def find(self, agent: str, ids: Iterable[str]) -> Item | None:
        """Return an agent's object that has one of the ids."""
        for id_ in ids:
            for item in self._by_id.get(id_, ()):
                if item.agent == agent:
                    return item
        return None

    def find_any(self, ids: Iterable[str]) -> str | None:
        """Return the IRI of what has one of the ids: the owner's, else anybody's."""
        for id_ in ids:
            if id_ in self.own:
                return self.own[id_]
            if id_ in self._by_id:
                return min(item.iri for item in self._by_id[id_])
        return None

    def by_iri(self, iri: str) -> Item | None:
        """Return the object of that IRI, if one of the ids led to it."""
        return self._by_iri.get(iri)


def asked_for(
    store: Store, question: str, name: str, values: Iterable[Literal | URIRef]
) -> Iterable[Sequence[Literal | URIRef | None]]:
    """Yield the rows of a question about many values."""
    coming = iter(values)
    while some := list(islice(coming, _AT_ONCE)):
        for row in store.select(question, **{name: some}):
            yield tuple(row)


def lines_for(
    store: Store, question: str, name: str, values: Iterable[URIRef]
) -> Iterable[str]:
    """Yield the lines ``s p o .`` of a question about many values."""
    coming = iter(values)
    while some := list(islice(coming, _AT_ONCE)):
        yield from store.lines(question, **{name: some})
