"""From bytes to what is kept, in a worker: a channel's `read`, then cleaning.

What comes out are plain tuples, for two reasons: a worker's answer may name no class
but our frozen values, and tuples travel ten times as fast as these. Terms are N-Triples
text already, so that the process that stores them has only to put a subject before.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Final, NamedTuple

from rdflib import DCTERMS, RDF

from plexus_ld.listener import cleaning
from plexus_ld.model.activity import Attachment, Kind, Verb
from plexus_ld.model.arrival import Arrival, Raw, Reading
from plexus_ld.rdf.lines import text_of
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.plx import PLX

#: Arrivals of one `Raw` that are taken; the oldest of more are left out.
MAX_ARRIVALS: Final = 1_000
#: Ids, answers, attachments, tags of one arrival.
_MOST: Final = 30

TYPE: Final = f"{text_of(RDF.type)} "
CONTENT: Final = f"{text_of(AS2.content)} "
NAME: Final = f"{text_of(AS2.name)} "
SUMMARY: Final = f"{text_of(AS2.summary)} "
URL: Final = f"{text_of(AS2.url)} "
PUBLISHED: Final = f"{text_of(AS2.published)} "
UPDATED: Final = f"{text_of(AS2.updated)} "
TAG: Final = f"{text_of(AS2.tag)} "
ATTACHMENT: Final = f"{text_of(AS2.attachment)} "
MEDIA_TYPE: Final = f"{text_of(AS2.mediaType)} "
LANGUAGE: Final = f"{text_of(DCTERMS.language)} "
SENDER_NAME: Final = f"{text_of(PLX.senderName)} "
PRIVATE: Final = f"{text_of(PLX.privacy)} {text_of(PLX.addressed)}"
HTML: Final = f"^^{text_of(RDF.HTML)}"
_CLASSES: Final = {str(kind): text_of(AS2[str(kind)]) for kind in Kind}
_VERBS: Final = {
    Verb.LIKE: text_of(AS2.Like),
    Verb.ANNOUNCE: text_of(AS2.Announce),
}


class Job(NamedTuple):
    """What a worker is asked to read: the module and name of a function, and bytes."""

    module: str
    function: str
    raw: Raw


class Heard(NamedTuple):
    """One arrival, clean.

    Attributes:
        verb: ``Create`` …
        ids: The first is the channel's own; none is "".
        sender: An IRI in lower case; "" for the point itself.
        tails: Predicates and objects of the item, as N-Triples text.
        parts: Its attachments: an end of an IRI, and predicates and objects.
        replies: Ids of what it answers, the nearest first.
        targets: Ids of what it is done to.
        link: What it shares or reshares, as N-Triples text; "" when nothing.
        updated: When it was changed, as N-Triples text; "" when not known.
    """

    verb: str
    ids: tuple[str, ...]
    sender: str
    tails: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    replies: tuple[str, ...]
    targets: tuple[str, ...]
    link: str
    updated: str


class Read(NamedTuple):
    """What became of one `Raw`.

    Attributes:
        heard: Each a `Heard`, as a tuple; oldest first.
        failures: Deliveries that did not arrive: the fields of `ReportedFailure`.
        pace_s: The least time until the next poll, in seconds; -1 when none is said.
        skip_hours, skip_days: As in `Reading`.
        warnings: What was wrong, a sentence each.
        hub, topic: As in `Reading`.
    """

    heard: tuple[tuple[object, ...], ...]
    failures: tuple[tuple[str, str, str, bool], ...] = ()
    pace_s: float = -1.0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    hub: str = ""
    topic: str = ""


def read(job: Job) -> tuple[object, ...]:
    """Read and clean, in a worker; what comes is a `Read`, as a tuple.

    Raises:
        ParseError: The bytes make no sense to the channel.
    """
    module, function, raw = job
    reading = _reader(module, function)(raw)
    arrivals = reading.arrivals[-MAX_ARRIVALS:]
    title = cleaning.name(reading.title)
    made = Read(
        tuple(tuple(heard(arrival, title)) for arrival in arrivals if arrival.id),
        tuple(
            (str(one.remote_id), str(one.address), str(one.reason), one.is_permanent)
            for one in reading.failures[:MAX_ARRIVALS]
        ),
        _seconds(reading.pace),
        tuple(reading.skip_hours),
        tuple(reading.skip_days),
        tuple(cleaning.name(warning) for warning in reading.warnings[:_MOST]),
        reading.hub,
        reading.topic,
    )
    return tuple(made)


def modules_of(readers: Iterable[str]) -> tuple[str, ...]:
    """Return what reading imports, to be imported before workers are forked.

    Args:
        readers: The modules of the channels' `read`.
    """
    found: dict[str, None] = {}
    for reader in readers:
        if reader not in found:
            found[reader] = None
            libraries = getattr(import_module(reader), "IMPORTS", ())
            found.update(dict.fromkeys(libraries))
    return (*found, *cleaning.IMPORTS) if found else ()


@cache
def _reader(module: str, function: str) -> Callable[[Raw], Reading]:
    found: Callable[[Raw], Reading] = getattr(import_module(module), function)
    return found


def _seconds(pace: timedelta | None) -> float:
    return -1.0 if pace is None else max(0.0, pace.total_seconds())


def heard(arrival: Arrival, source_title: str = "") -> Heard:
    """Clean one arrival.

    Args:
        arrival: As the channel read it.
        source_title: What the source as a whole calls itself.
    """
    html, text, pictures = _words(arrival)
    link = cleaning.iri(arrival.link) if arrival.link else ""
    tails = (
        *_what(arrival, text, html, link),
        *_around(arrival, source_title),
    )
    parts = dict(_parts(arrival, pictures, link))
    return Heard(
        str(arrival.verb),
        _ids((arrival.id, *arrival.also)),
        address(arrival.sender),
        (*tails, *(f"{ATTACHMENT}\0{end}" for end in parts)),
        tuple(parts.items()),
        _ids(arrival.in_reply_to),
        _ids(arrival.target),
        link,
        _time(arrival.updated),
    )


def _words(arrival: Arrival) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    if not arrival.html:
        return "", cleaning.plain(arrival.text), ()
    html, text, pictures = cleaning.cleaned(arrival.html)
    return html, text or cleaning.plain(arrival.text), pictures


def _what(arrival: Arrival, text: str, html: str, link: str) -> Iterator[str]:
    """Yield what it is and says."""
    class_ = _VERBS.get(arrival.verb) or _CLASSES[str(arrival.kind)]
    yield TYPE + class_
    if text:
        yield CONTENT + cleaning.literal(text)
    if html:
        yield f"{CONTENT}{cleaning.literal(html)}{HTML}"
    if title := cleaning.name(arrival.title):
        yield NAME + cleaning.literal(title)
    if arrival.summary and (summary := cleaning.plain(arrival.summary, 10_000)):
        yield SUMMARY + cleaning.literal(summary)
    url = link if link and arrival.kind is Kind.PAGE else cleaning.iri(arrival.url)
    if url:
        yield URL + url


def _around(arrival: Arrival, source_title: str) -> Iterator[str]:
    """Yield what is said of it: when, by whom, in which language."""
    if published := _time(arrival.published):
        yield PUBLISHED + published
    for tag in dict.fromkeys(map(cleaning.name, arrival.tags[:_MOST])):
        if tag:
            yield TAG + cleaning.literal(tag)
    if language := cleaning.name(arrival.language)[:40]:
        yield LANGUAGE + cleaning.literal(language)
    sender = cleaning.name(arrival.sender_name)
    if sender and sender != source_title:
        yield SENDER_NAME + cleaning.literal(sender)
    if arrival.is_private:
        yield PRIVATE


def _parts(
    arrival: Arrival, pictures: tuple[tuple[str, str], ...], link: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the attachments, each once; one that has no address is only named."""
    attached = [*arrival.attachments[:_MOST]]
    known = {one.url for one in attached}
    attached += [
        Attachment("image", alt=alt, url=url)
        for url, alt in pictures
        if url not in known
    ]
    if link and arrival.kind is not Kind.PAGE and arrival.verb is Verb.CREATE:
        attached.append(Attachment("", url=arrival.link))
    for attachment in attached[:_MOST]:
        tails = tuple(_attachment(attachment))
        if tails:
            yield f"#{cleaning.short_hash(' '.join(tails))}", tails


def _attachment(attachment: Attachment) -> Iterator[str]:
    if url := cleaning.iri(attachment.url):
        yield URL + url
    if media_type := cleaning.name(attachment.media_type)[:100]:
        yield MEDIA_TYPE + cleaning.literal(media_type)
    if title := cleaning.name(attachment.name):
        yield NAME + cleaning.literal(title)
    if alt := cleaning.plain(attachment.alt, 5_000):
        yield SUMMARY + cleaning.literal(alt)


def _ids(ids: tuple[str, ...]) -> tuple[str, ...]:
    clean = map(cleaning.identifier, ids[:_MOST])
    return tuple(dict.fromkeys(one for one in clean if one))


def address(sender: str) -> str:
    """Return an address as it is compared: mail addresses in lower case."""
    found = cleaning.identifier(sender)
    scheme, colon, rest = found.partition(":")
    if scheme.lower() in ("mailto", "xmpp", "acct"):
        rest = rest.lower()
    return f"{scheme.lower()}{colon}{rest}"


def _time(when: datetime | None) -> str:
    return "" if when is None else cleaning.date_time(when)
