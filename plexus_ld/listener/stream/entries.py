"""Entries made of what is kept: a few questions for all that is shown at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from rdflib import RDF, Literal, URIRef

from plexus_ld.listener.stream.values import Attached, Entry, Rendition
from plexus_ld.rdf.lines import term_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.channels import channel_name
from plexus_ld.vocab.plx import PLX

Term = URIRef | Literal
#: What is said of something, by property.
About = Mapping[URIRef, Sequence[Term]]
Abouts = dict[URIRef, dict[URIRef, list[Term]]]

_UUID: Final = "urn:uuid:"
#: Digits of a UUID that the owner is shown; as many more as tell two apart will do.
SHORT: Final = 8
_EPOCH: Final = datetime.min.replace(tzinfo=UTC)
_ACTS: Final = frozenset({AS2.Like, AS2.Announce})


def short_id(iri: str) -> str:
    """Return what is shown of an IRI, and typed for it."""
    if iri.startswith(_UUID):
        return iri[len(_UUID) :][:SHORT]
    return iri


def abouts(
    store: Store, items: Iterable[URIRef]
) -> dict[URIRef, dict[URIRef, list[Term]]]:
    """Return all that is kept of some things, by thing and property."""
    wanted = list(dict.fromkeys(items))
    found: Abouts = {}
    for line in store.lines("timeline-items", item=wanted) if wanted else ():
        subject, predicate, rest = line.split(" ", 2)
        about = found.setdefault(URIRef(subject[1:-1]), {})
        value = term_of(rest[:-2])
        if isinstance(value, URIRef | Literal):
            about.setdefault(URIRef(predicate[1:-1]), []).append(value)
    return found


def entries_of(
    store: Store, items: Sequence[URIRef], me: URIRef | None
) -> tuple[Entry, ...]:
    """Return what some things are, in their order; what is gone is left out.

    Args:
        store: The home's store.
        items: IRIs of what was heard or said.
        me: The owner.
    """
    about = abouts(store, items)
    owners = _own(store, items, about)
    parts = abouts(
        store,
        (node for one in about.values() for node in _iris(one, AS2.attachment)),
    )
    renditions = _renditions(store, items)
    reactions = _reactions(store, items)
    agents = {agent for one in about.values() if (agent := _agent(one)) is not None}
    agents |= {agent for some in reactions.values() for _, agent, _ in some}
    names = names_of(store, agents)
    maker = _Maker(me, owners, parts, renditions, reactions, names)
    return tuple(
        maker.entry(item, about[item]) for item in dict.fromkeys(items) if item in about
    )


def names_of(store: Store, agents: Iterable[URIRef]) -> Mapping[URIRef, str]:
    """Return what agents are called; those of whom nobody says are not among them."""
    wanted = sorted(agents)
    rows = store.select("agent-names", agent=wanted) if wanted else ()
    return {URIRef(str(row[0])): str(row[1]) for row in rows}


def _own(
    store: Store, items: Sequence[URIRef], about: Mapping[URIRef, About]
) -> Mapping[URIRef, About]:
    """Return the owner's activities that made some of the things, by thing."""
    mine = [i for i in items if i in about and PLX.heardAt not in about[i]]
    if not mine:
        return {}
    rows = store.select("said-of", object=mine)
    acts = {URIRef(str(row[1])): URIRef(str(row[0])) for row in rows}
    found = abouts(store, acts)
    return {acts[activity]: one for activity, one in found.items()}


def _renditions(
    store: Store, items: Sequence[URIRef]
) -> Mapping[URIRef, tuple[Rendition, ...]]:
    if not items:
        return {}
    ids: dict[tuple[URIRef, URIRef, str], list[str]] = {}
    for item, point, channel, id_ in store.select("timeline-renditions", item=items):
        name = "" if channel is None else channel_name(str(channel))
        key = (URIRef(str(item)), URIRef(str(point)), name)
        ids.setdefault(key, []).append(str(id_))
    found: dict[URIRef, tuple[Rendition, ...]] = {}
    for (item, point, name), some in ids.items():
        made = Rendition(point, name, tuple(some))
        found[item] = (*found.get(item, ()), made)
    return found


def _reactions(
    store: Store, items: Sequence[URIRef]
) -> Mapping[URIRef, list[tuple[URIRef, URIRef, URIRef]]]:
    found: dict[URIRef, list[tuple[URIRef, URIRef, URIRef]]] = {}
    rows = store.select("timeline-reactions", object=items) if items else ()
    for row in rows:
        object_, kind, agent, act = (URIRef(str(cell)) for cell in row)
        found.setdefault(object_, []).append((kind, agent, act))
    return found


class _Maker:
    def __init__(
        self,
        me: URIRef | None,
        own: Mapping[URIRef, About],
        parts: Mapping[URIRef, About],
        renditions: Mapping[URIRef, tuple[Rendition, ...]],
        reactions: Mapping[URIRef, list[tuple[URIRef, URIRef, URIRef]]],
        names: Mapping[URIRef, str],
    ) -> None:
        self._me = me
        self._own = own
        self._parts = parts
        self._renditions = renditions
        self._reactions = reactions
        self._names = names

    def entry(self, item: URIRef, about: About) -> Entry:
        own = self._own.get(item, {})
        agent = _agent(about) or _agent(own) or self._me or item
        heard = _moment(about, PLX.heardAt)
        reactions = self._reactions.get(item, [])
        return Entry(
            id=short_id(str(item)),
            iri=item,
            kind=_kind(about),
            agent=agent,
            name="you" if agent == self._me else self._names.get(agent, str(agent)),
            author=_text(about, PLX.senderName),
            when=_when(about, own, heard),
            heard=heard,
            title=_text(about, AS2.name),
            text=_text(about, AS2.content),
            html=_text(about, AS2.content, RDF.HTML),
            summary=_text(about, AS2.summary),
            url=_text(about, AS2.url),
            of=_iri(about, AS2.object),
            in_reply_to=_iri(about, AS2.inReplyTo),
            thread=_iri(about, AS2.context),
            updated=_moment(about, AS2.updated),
            is_private=PLX.addressed in about.get(PLX.privacy, ()),
            is_mine=heard is None,
            renditions=self._renditions.get(item, ()),
            attachments=self._attachments(about),
            tags=tuple(sorted(map(str, about.get(AS2.tag, ())))),
            likes=self._who(reactions, AS2.Like),
            reshares=self._who(reactions, AS2.Announce),
            replies=tuple(act for kind, _, act in reactions if kind not in _ACTS),
            marks=tuple(
                sorted(str(m).rpartition("#")[2] for m in about.get(PLX.mark, ()))
            ),
            read=_moment(about, PLX.readAt),
        )

    def _who(
        self, reactions: Iterable[tuple[URIRef, URIRef, URIRef]], kind: URIRef
    ) -> tuple[str, ...]:
        agents = (agent for found, agent, _ in reactions if found == kind)
        return tuple(dict.fromkeys(self._names.get(one, str(one)) for one in agents))

    def _attachments(self, about: About) -> tuple[Attached, ...]:
        nodes = sorted(_iris(about, AS2.attachment))
        found = (self._parts.get(node, {}) for node in nodes)
        return tuple(
            Attached(
                _text(one, AS2.url),
                _text(one, AS2.mediaType),
                _text(one, AS2.name),
                _text(one, AS2.summary),
            )
            for one in found
        )


def _kind(about: About) -> str:
    return min(
        (str(kind).rpartition("#")[2] for kind in about.get(RDF.type, ())), default=""
    )


def _agent(about: About) -> URIRef | None:
    return _iri(about, AS2.attributedTo) or _iri(about, AS2.actor)


def _iris(about: About, term: URIRef) -> list[URIRef]:
    return [value for value in about.get(term, ()) if isinstance(value, URIRef)]


def _iri(about: About, term: URIRef) -> URIRef | None:
    return min(_iris(about, term), default=None)


def _text(about: About, term: URIRef, datatype: URIRef | None = None) -> str:
    for value in about.get(term, ()):
        if isinstance(value, URIRef) or value.datatype == datatype:
            return str(value)
    return ""


def _moment(about: About, term: URIRef) -> datetime | None:
    for value in about.get(term, ()):
        try:
            return datetime.fromisoformat(str(value)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _when(about: About, own: About, heard: datetime | None) -> datetime:
    """Return when something was said: as it says, but never after it was heard."""
    said = _moment(about, AS2.published) or _moment(own, AS2.published)
    times = [time for time in (said, heard) if time is not None]
    return min(times, default=_EPOCH)
