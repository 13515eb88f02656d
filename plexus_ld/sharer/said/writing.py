"""Activities as lines of the graph of what was said.

An object's description is written anew whenever it is said anew, so that each object
stands there once, as it is now; its attachments and its preview have IRIs of their
own under it, and are numbered in the author's order. What is liked or passed on is only
referred to: it stands where it was said or heard, as its author leaves it.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from rdflib import Literal, URIRef

from plexus_ld.errors import ParseError
from plexus_ld.model.activity import Activity, Attachment, LinkPreview, Object, Verb
from plexus_ld.model.change import Reader
from plexus_ld.rdf.lines import line, text_of
from plexus_ld.sharer.said import terms as t
from plexus_ld.vocab.plx import PLX

#: What is done to a thing without saying it.
REFERRING: Final = frozenset({Verb.LIKE, Verb.ANNOUNCE})


def activity_lines(activity: Activity) -> tuple[str, ...]:
    """Return an activity as lines: the act, its audience, and the object it says."""
    subject = text_of(activity.iri)
    said = [
        (t.TYPE, t.class_of(activity.verb)),
        (t.ACTOR, text_of(activity.actor)),
        (t.OBJECT, text_of(activity.object.iri)),
        (t.PUBLISHED, _time(activity.published)),
        (t.PRIVACY, text_of(PLX[activity.privacy])),
    ]
    lines = [line(subject, *pair, t.GRAPH) for pair in said]
    to = f"{subject} {t.BTO} <"
    end = f"> {t.GRAPH} ."
    lines += [f"{to}{agent}{end}" for agent in activity.audience]
    lines += [
        line(subject, t.AUDIENCE, text_of(circle), t.GRAPH)
        for circle in activity.circles
    ]
    if activity.sealed:
        sealed = text_of(Literal(activity.sealed.decode()))
        lines.append(line(subject, t.SEALED, sealed, t.GRAPH))
    if activity.verb in REFERRING:
        return tuple(lines)
    return (*lines, *_object(activity.object))


def described(reader: Reader, node: URIRef) -> tuple[str, ...]:
    """Return the lines that describe an object and its parts, as they stand."""
    subject = text_of(node)
    own = list(reader.matching(subject, None, None, t.GRAPH))
    parts = [o for _, p, o, _ in own if p in (t.ATTACHMENT, t.PREVIEW)]
    for part in parts:
        own += reader.matching(part, None, None, t.GRAPH)
    return tuple(line(*statement) for statement in own)


def _object(node: Object) -> Iterator[str]:
    subject = text_of(node.iri)
    yield line(subject, t.TYPE, t.class_of(node.kind), t.GRAPH)
    words = (
        (t.CONTENT, node.text), (t.NAME, node.title), (t.SUMMARY, node.summary),
        (t.LANGUAGE, node.language), *((t.TAG, tag) for tag in node.tags),
    )  # fmt: skip
    yield from _texts(subject, words)
    if node.html:
        html = text_of(Literal(node.html)) + t.HTML
        yield line(subject, t.CONTENT, html, t.GRAPH)
    yield from _addresses(subject, ((t.URL, node.url),))
    if node.in_reply_to is not None:
        yield line(subject, t.IN_REPLY_TO, text_of(node.in_reply_to), t.GRAPH)
    for term, moment in ((t.PUBLISHED, node.published), (t.UPDATED, node.updated)):
        if moment is not None:
            yield line(subject, term, _time(moment), t.GRAPH)
    for number, attachment in enumerate(node.attachments, 1):
        part = text_of(URIRef(f"{node.iri}{t.ATTACHED}{number}"))
        yield line(subject, t.ATTACHMENT, part, t.GRAPH)
        yield from _attachment(part, attachment)
    if node.preview is not None:
        part = text_of(URIRef(f"{node.iri}{t.PREVIEWED}"))
        yield line(subject, t.PREVIEW, part, t.GRAPH)
        yield from _preview(part, node.preview)


def _attachment(part: str, attachment: Attachment) -> Iterator[str]:
    family = attachment.media_type.partition("/")[0].capitalize()
    known = family if family in ("Image", "Video", "Audio") else "Document"
    yield line(part, t.TYPE, t.class_of(known), t.GRAPH)
    words = (
        (t.MEDIA_TYPE, attachment.media_type), (t.NAME, attachment.name),
        (t.SUMMARY, attachment.alt), (t.SHA256, attachment.sha256),
    )  # fmt: skip
    yield from _texts(part, words)
    yield from _addresses(part, ((t.URL, attachment.url),))
    if attachment.size_bytes is not None:
        size = text_of(Literal(attachment.size_bytes))
        yield line(part, t.SIZE, size, t.GRAPH)


def _preview(part: str, preview: LinkPreview) -> Iterator[str]:
    yield line(part, t.TYPE, t.class_of("Link"), t.GRAPH)
    words = ((t.NAME, preview.title), (t.SUMMARY, preview.summary))
    yield from _texts(part, (*words, (t.SITE, preview.site)))
    yield from _addresses(part, ((t.URL, preview.url), (t.IMAGE, preview.image)))


def _texts(subject: str, words: Iterable[tuple[str, str]]) -> Iterator[str]:
    for term, word in words:
        if word:
            yield line(subject, term, text_of(Literal(word)), t.GRAPH)


def _addresses(subject: str, urls: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield addresses: IRIs, or, as somebody else may have written them, texts."""
    for term, url in urls:
        if not url:
            continue
        try:
            object_ = text_of(URIRef(url))
        except ParseError:
            object_ = text_of(Literal(url))
        yield line(subject, term, object_, t.GRAPH)


def _time(moment: datetime) -> str:
    return f'"{moment.astimezone(UTC).isoformat()}"{t.DATE_TIME}'
