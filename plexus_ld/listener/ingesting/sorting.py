"""What of a batch is new, changed, deleted, known already, or the owner's own.

Nobody can touch what somebody else said: an object is looked for among those of the
same agent only, and a change or a deletion has to come over a channel that the object
came by. Nothing here writes: what is to change is collected as lines.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from plexus_ld.listener.cleaning import id_iri, literal, short_hash
from plexus_ld.listener.ingesting import reading
from plexus_ld.listener.ingesting.editing import Editor
from plexus_ld.listener.ingesting.known import LEAD, Item, Known
from plexus_ld.listener.ingesting.lines import (
    ACTOR,
    ATTRIBUTED,
    DELETED,
    GRAPH,
    HEARD_AT,
    OBJECT,
    POINT,
    REMOTE_ID,
    RENDITION,
    SHA256,
    TOMBSTONE,
    Sorted,
    named,
    part_lines,
)
from plexus_ld.listener.ingesting.reading import Heard
from plexus_ld.listener.ingesting.threads import minted
from plexus_ld.model.activity import Verb
from plexus_ld.store import Store

_ACTS: Final = frozenset({Verb.LIKE, Verb.ANNOUNCE})


class Come(NamedTuple):
    """One arrival, and whose it is. Terms are N-Triples text.

    Attributes:
        heard: What was read.
        agent: Who said it.
        point: The point it came by.
        channel: The channel's name.
        signed: The SHA-256 of what was signed and is kept; "" when nothing was.
    """

    heard: Heard
    agent: str
    point: str
    channel: str
    signed: str = ""


class Sorter:
    """Sorts one batch.

    Args:
        store: The home's store.
        known: What the ids of the batch lead to.
        at: When the batch was heard, as N-Triples text.
    """

    def __init__(self, store: Store, known: Known, at: str) -> None:
        self._store = store
        self._known = known
        self._at = at
        self._made = Sorted()
        self._fresh: dict[str, Come] = {}
        self._edits: dict[str, Heard] = {}
        self._gone: dict[str, None] = {}

    def sort(self, coming: Iterable[Come]) -> Sorted:
        """Sort what came, oldest first."""
        for come in coming:
            verb = come.heard.verb
            if verb == Verb.DELETE:
                self._delete(come)
            elif verb == Verb.UPDATE:
                self._update(come)
            else:
                self._create(come)
        for iri, come in self._fresh.items():
            self._write(iri, come)
        gone = [iri for iri in self._gone if iri not in self._fresh]
        if self._edits or gone:
            Editor(self._store, self._made, self._at).change(self._edits, gone)
        return self._made

    def _create(self, come: Come) -> None:
        heard = come.heard
        own = next((i for i in heard.ids if i in self._known.own), None)
        if own is not None and heard.verb not in _ACTS:
            self._come_back(come, self._known.own[own])
            return
        item = self._known.find(come.agent, heard.ids)
        if item is None:
            self._new(come)
        elif come.point not in item.points:
            self._render(item, come)
        else:
            self._again(item, come)

    def _come_back(self, come: Come, object_: str) -> None:
        """Keep the form in which the owner's own came back."""
        self._made.returned += 1
        item = self._known.by_iri(object_) or Item(object_, "")
        self._known.put(item, ())
        if come.point not in item.points:
            self._render(item, come)

    def _new(self, come: Come) -> None:
        iri = minted(come.agent, come.heard.ids[0])
        item = Item(iri, come.agent, points={come.point: come.channel}, is_fresh=True)
        item.lead = come.point
        self._known.put(item, come.heard.ids)
        self._fresh[iri] = come

    def _render(self, item: Item, come: Come) -> None:
        """Keep that an item came by a further channel."""
        rendition = f"{item.iri[:-1]}#{short_hash(come.point)}>"
        item.points[come.point] = come.channel
        self._made.added.append(f"{item.iri} {RENDITION} {rendition} {GRAPH} .")
        self._describe(rendition, come)
        self._known.put(item, come.heard.ids)
        if reading.PRIVATE not in come.heard.tails:
            self._open(item)

    def _open(self, item: Item) -> None:
        """Keep that what came to the owner alone was said to everybody, too."""
        if (fresh := self._fresh.get(item.iri)) is None:
            self._made.removed.append(f"{item.iri} {reading.PRIVATE} {GRAPH} .")
            return
        tails = tuple(one for one in fresh.heard.tails if one != reading.PRIVATE)
        self._fresh[item.iri] = fresh._replace(heard=fresh.heard._replace(tails=tails))

    def _describe(self, rendition: str, come: Come) -> None:
        """Keep by which point something came, and as what."""
        self._made.added.append(f"{rendition} {POINT} {come.point} {GRAPH} .")
        if come.signed:
            signed = f'{rendition} {SHA256} "{come.signed}" {GRAPH} .'
            self._made.added.append(signed)
        self._call(rendition, come.heard.ids)

    def _call(self, rendition: str, ids: Sequence[str]) -> None:
        self._made.added += [
            f"{rendition} {REMOTE_ID} {literal(id_)} {GRAPH} ." for id_ in ids
        ]

    def _again(self, item: Item, come: Come) -> None:
        """Look at an item that is known by this point: it may have been edited."""
        others = [id_ for id_ in come.heard.ids if id_ not in item.ids]
        if others and not item.is_fresh:
            self._call(_rendition(item, come.point), others)
        self._known.put(item, others)
        if item.lead == come.point and come.heard.verb not in _ACTS:
            self._edit(item, come)

    def _edit(self, item: Item, come: Come) -> None:
        if item.is_fresh:
            before = self._fresh[item.iri].heard
            ids = tuple(dict.fromkeys((*before.ids, *come.heard.ids)))
            replies = come.heard.replies or before.replies
            heard = come.heard._replace(ids=ids, replies=replies)
            self._fresh[item.iri] = self._fresh[item.iri]._replace(heard=heard)
        else:
            self._edits[item.iri] = come.heard

    def _update(self, come: Come) -> None:
        """Follow an edit: of the same agent, over a channel the item came by."""
        ids = come.heard.targets or come.heard.ids
        item = self._known.find(come.agent, ids)
        if item is None:
            whole = tuple(dict.fromkeys((*ids, *come.heard.ids)))
            heard = come.heard._replace(ids=whole, verb=str(Verb.CREATE))
            self._create(come._replace(heard=heard))
        elif _came_by(item, come):
            self._edit(item, come)

    def _delete(self, come: Come) -> None:
        """Follow a deletion, likewise."""
        ids = come.heard.targets or come.heard.ids
        item = self._known.find(come.agent, ids)
        if item is not None and _came_by(item, come):
            self._gone[item.iri] = None

    def _write(self, iri: str, come: Come) -> None:
        """Write a new item."""
        heard = come.heard
        if iri in self._gone:
            tails: list[str] = [reading.TYPE + TOMBSTONE, f"{DELETED} {self._at}"]
        else:
            tails = list(self._tails(iri, heard))
        is_act = heard.verb in _ACTS
        rendition = f"{iri[:-1]}{LEAD}"
        tails += [
            f"{ACTOR if is_act else ATTRIBUTED} {come.agent}",
            f"{HEARD_AT} {self._at}",
            f"{RENDITION} {rendition}",
        ]
        self._made.added += [f"{iri} {tail} {GRAPH} ." for tail in tails]
        self._describe(rendition, come)
        if iri not in self._gone:
            self._made.new[iri] = heard.ids
            self._made.news.add(come.point)
            if heard.replies:
                self._made.replies[iri] = heard.replies

    def _tails(self, iri: str, heard: Heard) -> Iterable[str]:
        yield from named(iri, heard.tails)
        if heard.updated:
            yield reading.UPDATED + heard.updated
        if heard.verb in _ACTS:
            object_ = self._known.find_any(heard.targets) or heard.link
            if object_ or heard.targets:
                yield f"{OBJECT} {object_ or id_iri(heard.targets[0])}"
        ends = {end for end, _ in heard.parts}
        self._made.added += part_lines(iri, heard, ends)


def _came_by(item: Item, come: Come) -> bool:
    """Tell whether an item came by this point, or by another of its channel."""
    return come.point in item.points or come.channel in item.points.values()


def _rendition(item: Item, point: str) -> str:
    end = LEAD if item.lead == point else f"#{short_hash(point)}>"
    return f"{item.iri[:-1]}{end}"
