"""Activities read back out of the graph of what was said."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from rdflib import URIRef

from plexus_ld.errors import SharingError
from plexus_ld.model.activity import (
    Activity,
    Attachment,
    Kind,
    LinkPreview,
    Object,
    Privacy,
    Verb,
)
from plexus_ld.model.change import Reader
from plexus_ld.plex.people.finding import name_of
from plexus_ld.rdf.lines import term_of
from plexus_ld.sharer.media import Media
from plexus_ld.sharer.said import terms as t
from plexus_ld.vocab.as2 import AS2

#: What one node says: the objects of each property, as N-Triples text.
_Node = Mapping[str, list[str]]
_NAMESPACE = str(AS2._NS)


def activity_of(reader: Reader, iri: URIRef, media: Media) -> Activity:
    """Return what was said, as it was said, with its frozen audience.

    Args:
        reader: The store.
        iri: The activity's.
        media: Where the bytes of its attachments lie.

    Raises:
        SharingError: Nothing was said under this IRI.
    """
    found = activities_of(reader, (iri,), media).get(iri)
    if found is None:
        message = f"nothing was said under <{iri}>"
        raise SharingError(message)
    return found


def activities_of(
    reader: Reader, iris: Iterable[URIRef], media: Media
) -> Mapping[URIRef, Activity]:
    """Return those of many activities that were said; see `activity_of`."""
    names: dict[str, str] = {}
    found = {}
    for iri in iris:
        act = _node(reader, t.node(iri))
        if t.OBJECT not in act or t.ACTOR not in act:
            continue
        actor = act[t.ACTOR][0]
        if actor not in names:
            names[actor] = _called(reader, actor)
        found[iri] = _activity(iri, act, names[actor], reader, media)
    return found


def object_of(
    reader: Reader, iri: URIRef, media: Media, *, as_heard: bool = False
) -> Object:
    """Return an object as it was said, else as it was heard; else its IRI alone.

    Args:
        reader: The store.
        iri: The object's.
        media: Where the bytes of its attachments lie.
        as_heard: Only as its sender left it, whatever the owner said of it.
    """
    graphs = (t.HEARD_GRAPH,) if as_heard else (t.GRAPH, t.HEARD_GRAPH)
    return _object(reader, t.node(iri), media, graphs)


def _activity(
    iri: URIRef, act: _Node, actor_name: str, reader: Reader, media: Media
) -> Activity:
    privacy = _iri(act[t.PRIVACY][0]).rpartition("#")[2] if t.PRIVACY in act else ""
    return Activity(
        iri=iri,
        verb=next(verb for verb in Verb if t.class_of(verb) in act[t.TYPE]),
        actor=_iri(act[t.ACTOR][0]),
        actor_name=actor_name,
        object=_object(reader, act[t.OBJECT][0], media),
        published=_moment(act[t.PUBLISHED][0]),
        privacy=Privacy(privacy or Privacy.ADDRESSED),
        audience=tuple(sorted(map(_iri, act.get(t.BTO, ())))),
        circles=tuple(sorted(map(_iri, act.get(t.AUDIENCE, ())))),
        sealed=str(term_of(act[t.SEALED][0])).encode() if t.SEALED in act else b"",
    )


def _object(
    reader: Reader,
    subject: str,
    media: Media,
    graphs: tuple[str, ...] = (t.GRAPH, t.HEARD_GRAPH),
) -> Object:
    graph, said = graphs[0], _node(reader, subject, graphs[0])
    if t.TYPE not in said:  # the last one it is, then
        graph, said = graphs[-1], _node(reader, subject, graphs[-1])
    parts = sorted(said.get(t.ATTACHMENT, ()), key=_number)
    previews = said.get(t.PREVIEW, ())
    answered = said.get(t.IN_REPLY_TO, ())
    content = said.get(t.CONTENT, ())
    return Object(
        iri=_iri(subject),
        kind=_kind(said.get(t.TYPE, ())),
        text=_first([one for one in content if not one.endswith(t.HTML)]),
        # Without its datatype: rdflib would take it apart, and write it anew.
        html=_first(c.removesuffix(t.HTML) for c in content if c.endswith(t.HTML)),
        title=_first(said.get(t.NAME, ())),
        summary=_first(said.get(t.SUMMARY, ())),
        url=_first(said.get(t.URL, ())),
        preview=_preview(_node(reader, previews[0], graph)) if previews else None,
        attachments=tuple(
            _attachment(_node(reader, part, graph), media) for part in parts
        ),
        in_reply_to=_iri(answered[0]) if answered else None,
        tags=tuple(sorted(str(term_of(tag)) for tag in said.get(t.TAG, ()))),
        language=_first(said.get(t.LANGUAGE, ())),
        published=_time(said.get(t.PUBLISHED, ())),
        updated=_time(said.get(t.UPDATED, ())),
    )


def _attachment(said: _Node, media: Media) -> Attachment:
    sha256 = _first(said.get(t.SHA256, ()))
    size = _first(said.get(t.SIZE, ()))
    return Attachment(
        media_type=_first(said.get(t.MEDIA_TYPE, ())),
        name=_first(said.get(t.NAME, ())),
        alt=_first(said.get(t.SUMMARY, ())),
        file=media.file(sha256) if sha256 else None,
        url=_first(said.get(t.URL, ())),
        size_bytes=int(size) if size.isdecimal() else None,
        sha256=sha256,
    )


def _preview(said: _Node) -> LinkPreview:
    return LinkPreview(
        url=_first(said.get(t.URL, ())),
        title=_first(said.get(t.NAME, ())),
        summary=_first(said.get(t.SUMMARY, ())),
        image=_first(said.get(t.IMAGE, ())),
        site=_first(said.get(t.SITE, ())),
    )


def _node(reader: Reader, subject: str, graph: str = t.GRAPH) -> _Node:
    found: dict[str, list[str]] = defaultdict(list)
    for _, predicate, object_, _ in reader.matching(subject, None, None, graph):
        found[predicate].append(object_)
    return dict(found)


def _kind(classes: Iterable[str]) -> Kind:
    names = {_iri(name).removeprefix(_NAMESPACE) for name in classes}
    return next((kind for kind in Kind if kind in names), Kind.NOTE)


def _number(part: str) -> tuple[int, str]:
    digits = re.search(r"[0-9]{1,9}$", part[1:-1])
    return (int(digits[0]) if digits else 0, part)


def _first(values: Iterable[str]) -> str:
    return next((str(term_of(value)) for value in sorted(values)), "")


def _iri(text: str) -> URIRef:
    return URIRef(term_of(text))


def _time(values: Iterable[str]) -> datetime | None:
    return next((_moment(value) for value in sorted(values)), None)


def _moment(literal: str) -> datetime:
    return datetime.fromisoformat(literal[1 : literal.index('"', 1)])


def _called(reader: Reader, actor: str) -> str:
    """Return what the owner is called; "" when nothing."""
    name = name_of(reader, actor)
    return "" if name == actor[1:-1] else name
