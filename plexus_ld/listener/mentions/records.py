"""How a mention lies in the graph of what was received, as lines."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from rdflib import RDF, XSD, Literal, URIRef

from plexus_ld.rdf.lines import line, term_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import RECEIVED
from plexus_ld.vocab.plx import PLX

GRAPH: Final = text_of(RECEIVED)
_TYPE: Final = text_of(RDF.type)
_MENTION: Final = text_of(PLX.Mention)


@dataclass(frozen=True, slots=True)
class Mention:
    """A page that is said to mention one of the owner's.

    Attributes:
        iri: Its node: of the same two pages always the same.
        source: The page.
        target: The owner's, as the page is said to name it.
        about: What the owner's page is about; None for the profile.
        at: When that was said first.
        state: `plx:due` to be looked at, `plx:waiting` for the owner's word,
            `plx:accepted`, `plx:refused`.
        is_kept: Whether it stands in the timeline: an accepted one that is looked at
            again is due as well.
        attempts: How often it was looked at in vain.
        next: When it is looked at next; None: now.
        author: Who wrote it, as far as the page may say.
        name: What they call themselves.
        words: How it begins.
    """

    iri: URIRef
    source: str
    target: str
    about: URIRef | None
    at: datetime
    state: URIRef = PLX.due
    is_kept: bool = False
    attempts: int = 0
    next: datetime | None = None
    author: URIRef | None = None
    name: str = ""
    words: str = ""


def node_of(source: str, target: str) -> URIRef:
    """Return the node of a mention."""
    return URIRef(uuid5(NAMESPACE_URL, f"mention {source} {target}").urn)


def lines_of(mention: Mention) -> tuple[str, ...]:
    """Return a mention as lines."""
    said: list[tuple[URIRef, URIRef | Literal]] = [
        (RDF.type, PLX.Mention),
        (AS2.url, Literal(mention.source)),
        (AS2.target, Literal(mention.target)),
        (AS2.published, _time(mention.at)),
        (PLX.state, mention.state),
    ]
    if mention.about is not None:
        said.append((AS2.object, mention.about))
    if mention.is_kept:
        said.append((PLX.mark, PLX.save))
    if mention.attempts:
        said.append((PLX.attempts, Literal(mention.attempts)))
    if mention.next is not None:
        said.append((PLX.nextAttempt, _time(mention.next)))
    if mention.author is not None:
        said.append((AS2.attributedTo, mention.author))
    texts = ((PLX.senderName, mention.name), (AS2.summary, mention.words))
    said += [(term, Literal(text)) for term, text in texts if text]
    node = text_of(mention.iri)
    return tuple(line(node, text_of(p), text_of(o), GRAPH) for p, o in said)


def standing(store: Store, iri: URIRef) -> tuple[str, ...]:
    """Return a mention's lines as they stand in the store."""
    return tuple(
        line(*statement) for statement in store.matching(text_of(iri), graph=GRAPH)
    )


def find(store: Store, iri: URIRef) -> Mention | None:
    """Return a mention; None when there is none."""
    said = {
        p: term_of(o) for _, p, o, _ in store.matching(text_of(iri), None, None, GRAPH)
    }
    if said.get(_TYPE) != PLX.Mention:
        return None

    def text(term: URIRef) -> str:
        return str(said.get(text_of(term), ""))

    def iri_of(term: URIRef) -> URIRef | None:
        found = said.get(text_of(term))
        return found if isinstance(found, URIRef) else None

    next_ = text(PLX.nextAttempt)
    return Mention(
        iri,
        text(AS2.url),
        text(AS2.target),
        iri_of(AS2.object),
        datetime.fromisoformat(text(AS2.published)),
        iri_of(PLX.state) or PLX.due,
        iri_of(PLX.mark) is not None,
        int(text(PLX.attempts) or 0),
        datetime.fromisoformat(next_) if next_ else None,
        iri_of(AS2.attributedTo),
        text(PLX.senderName),
        text(AS2.summary),
    )


def all_mentions(store: Store, state: URIRef | None = None) -> tuple[Mention, ...]:
    """Return the mentions, the oldest first; those of a state."""
    nodes = [s for s, *_ in store.matching(None, _TYPE, _MENTION, GRAPH)]
    found = (find(store, URIRef(term_of(node))) for node in nodes)
    wanted = (one for one in found if one and state in (None, one.state))
    return tuple(sorted(wanted, key=lambda one: (one.at, one.iri)))


def again(mention: Mention, at: datetime) -> Mention:
    """Return a mention that was told of once more: it is looked at anew."""
    state = mention.state if mention.state == PLX.refused else PLX.due
    return replace(mention, state=state, attempts=0, next=at)


def count(store: Store) -> int:
    """Return how many mentions there are."""
    return sum(1 for _ in store.matching(None, _TYPE, _MENTION, GRAPH))


def removed(lines: Iterable[str], kept: Iterable[str]) -> tuple[str, ...]:
    """Return the lines that are to go."""
    stay = set(kept)
    return tuple(one for one in lines if one not in stay)


def _time(at: datetime) -> Literal:
    return Literal(at.astimezone(UTC).isoformat(), datatype=XSD.dateTime)
