"""Which texts a change touches: read out of its lines, or asked of the store."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from rdflib import Literal, URIRef

from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import text_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import HEARD, SAID
from plexus_ld.vocab.plx import PLX

#: A title, and all the rest that is said.
Text = tuple[str, str]

_HEARD: Final = f" {text_of(HEARD)} ."
_SAID: Final = f" {text_of(SAID)} ."
_GRAPHS: Final = (_HEARD, _SAID)
_NAME: Final = text_of(AS2.name)
_CONTENT: Final = text_of(AS2.content)
_SUMMARY: Final = text_of(AS2.summary)
_WORDS: Final = frozenset({_NAME, _CONTENT, _SUMMARY})
_OBJECT: Final = text_of(AS2.object)
_HEARD_AT: Final = text_of(PLX.heardAt)
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_PLAIN: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(slots=True)
class Touched:
    """What some changes touched.

    Attributes:
        fresh: The texts of what is new, by IRI.
        others: What was changed; its text is to be asked for.
    """

    fresh: dict[str, Text] = field(default_factory=dict)
    others: dict[str, None] = field(default_factory=dict)


def touched(change: Change, found: Touched) -> None:
    """Add what a change touches."""
    texts: dict[str, list[str]] = {}
    new: set[str] = set()
    for line in change.added:
        if not line.endswith(_GRAPHS):
            continue
        subject, predicate, object_ = line.split(" ", 2)
        if predicate == _HEARD_AT:
            new.add(subject)
        elif predicate in _WORDS:
            texts.setdefault(subject, []).append(line)
        elif predicate == _OBJECT:  # the owner said it, said it anew, or deleted it
            found.others[object_.partition(" ")[0][1:-1]] = None
    for subject in _removed(change):
        texts.setdefault(subject, [])
        new.discard(subject)
    for subject, lines in texts.items():
        _take(subject[1:-1], lines, subject in new, found)


def _removed(change: Change) -> Iterator[str]:
    """Yield what lost a text."""
    for line in change.removed:
        if line.endswith(_GRAPHS):
            subject, predicate, _ = line.split(" ", 2)
            if predicate in _WORDS:
                yield subject


def _take(iri: str, lines: Iterable[str], is_new: bool, found: Touched) -> None:
    if is_new and iri not in found.others:
        found.fresh[iri] = _text(lines)
    else:
        found.fresh.pop(iri, None)
        found.others[iri] = None


def _text(lines: Iterable[str]) -> Text:
    title: list[str] = []
    body: list[str] = []
    for line in lines:
        _, predicate, rest = line.split(" ", 2)
        value = rest.rsplit(" ", 2)[0]
        if value.endswith('"'):  # neither HTML nor anything else that is typed
            (title if predicate == _NAME else body).append(_unescaped(value[1:-1]))
    return " ".join(title), "\n".join(body)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return _PLAIN.get(code, code)


def texts_of(
    store: Store, items: Sequence[URIRef] | None = None
) -> Iterator[tuple[str, Text]]:
    """Yield the texts of some things that were heard or said; of all if None."""
    if items is not None and not items:
        return
    rows = store.select("words", **({} if items is None else {"item": items}))
    found: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for item, title, body in rows:
        titles, bodies = found.setdefault(str(item), ({}, {}))
        if isinstance(title, Literal):
            titles[str(title)] = None
        if isinstance(body, Literal):
            bodies[str(body)] = None
    for iri, (titles, bodies) in found.items():
        yield iri, (" ".join(titles), "\n".join(bodies))
