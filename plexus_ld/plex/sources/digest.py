"""What an import wants to know of a document, found out in a worker.

One pass over the lines: who it speaks of, whom it is about, where it leads, under
which licence it stands, and what it asks of those who collect.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urldefrag

from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS

from plexus_ld.model.change import Statement
from plexus_ld.rdf import parsing
from plexus_ld.rdf.document import Document, Reading
from plexus_ld.rdf.lines import split

_KNOWS: Final = f"<{FOAF.knows}>"
_SEE_ALSO: Final = f"<{RDFS.seeAlso}>"
_TYPE: Final = f"<{RDF.type}>"
_ABOUT: Final = (f"<{FOAF.primaryTopic}>", f"<{FOAF.maker}>")
_TOPIC: Final = _ABOUT[0]
_PEOPLE: Final = frozenset({f"<{FOAF.Person}>", f"<{FOAF.Agent}>"})
#: Kinds of agent that may be known, and are no people.
_NO_PEOPLE: Final = frozenset(
    {f"<{FOAF.Document}>", f"<{FOAF.PersonalProfileDocument}>", f"<{FOAF.Project}>"}
)
_LICENCES: Final = frozenset(
    {
        f"<{DCTERMS.license}>",
        f"<{DCTERMS.rights}>",
        "<http://creativecommons.org/ns#license>",
        "<http://web.resource.org/cc/license>",
        "<http://www.w3.org/1999/xhtml/vocab#license>",
    }
)
#: What Mastodon and its kin say of somebody who does not want to be collected.
_INDEXABLE: Final = "<http://joinmastodon.org/ns#indexable>"
_FALSE: Final = '"false"'
#: The same in a person's own words, as is the custom there.
_MARK: Final = re.compile(r"#(?:nobots?|nobridge|noindex)\b", re.IGNORECASE)
#: ``<meta name="robots" content="noindex, nofollow">``, in either order.
_META: Final = re.compile(
    rb"<meta\s[^>]*name\s*=\s*[\"']?robots\b[^>]*>", re.IGNORECASE
)
_META_CONTENT: Final = re.compile(rb"content\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
#: Most links taken from one document, so that none fills the frontier alone.
_MAX_LINKS: Final = 2000


@dataclass(frozen=True, slots=True)
class Survey:
    """Whom a document speaks of and where it leads; nodes as N-Triples text.

    Attributes:
        people: The nodes that stand for people.
        about: Whom it is about: its primary topics.
        links: Where it leads: ``rdfs:seeAlso`` and the documents of ``foaf:knows``.
        licence: The licence that it states for itself.
        collectable: Whether nobody in it asks not to be collected.
    """

    people: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    licence: str | None = None
    collectable: bool = True


@dataclass(frozen=True, slots=True)
class Digest:
    """A reading, and what an import wants to know of it.

    Attributes:
        reading: The lines, and how they were had.
        survey: Whom it speaks of and where it leads.
        keep: Whether it may be kept by who was not asked to import it.
        follow: Whether its links may be followed.
    """

    reading: Reading
    survey: Survey
    keep: bool = True
    follow: bool = True


def digest(document: Document) -> Digest:
    """Read a document and find out what an import wants to know; in a worker.

    Raises:
        ParseError: No reader makes anything of it.
    """
    reading = parsing.read(document)
    found = survey(document.iri, (split(line) for line in reading.lines))
    keep = follow = True
    if reading.format == "html":
        keep, follow = robots_marks(_meta(document.body))
    return Digest(reading, found, keep and found.collectable, follow)


def survey(iri: str, statements: Iterable[Statement]) -> Survey:
    """Find out of whom a document's statements speak and where they lead."""
    found = _Findings(f"<{iri}>")
    for subject, predicate, object_, _ in statements:
        found.take(subject, predicate, object_)
    return Survey(
        people=tuple(found.people),
        about=found.topics(),
        links=tuple(found.links)[:_MAX_LINKS],
        licence=found.licence,
        collectable=found.allowed,
    )


def robots_marks(words: str) -> tuple[bool, bool]:
    """Tell from ``noindex, nofollow`` whether to keep and whether to follow.

    Source: the robots meta tag and the X-Robots-Tag header, as search engines read
    them; a bot's name before a colon is read as meant for all.
    """
    said = set(re.findall(r"[a-z]+", words.lower()))
    return not said & {"noindex", "none"}, not said & {"nofollow", "none"}


def _meta(body: bytes) -> str:
    contents: list[bytes] = []
    for tag in _META.findall(body[:65536]):
        contents += _META_CONTENT.findall(tag)
    return b" ".join(contents).decode("ascii", errors="replace")


def _says_no(predicate: str, words: str) -> bool:
    """Tell whether a text asks not to be collected."""
    if predicate == _INDEXABLE:
        return words.startswith(_FALSE)
    return "#" in words and _MARK.search(words) is not None


class _Findings:
    """Takes statements one by one."""

    def __init__(self, document: str) -> None:
        self._document = document
        self._start = document[:-1] + "#"
        self._topics: dict[str, dict[str, None]] = {name: {} for name in _ABOUT}
        self._elsewhere: dict[str, None] = {}
        self._typed: dict[str, None] = {}
        self._known: dict[str, None] = {}
        self._others: set[str] = set()
        self.links: dict[str, None] = {}
        self.licence: str | None = None
        self.allowed = True

    def take(self, subject: str, predicate: str, object_: str) -> None:
        """Take one statement."""
        if predicate == _TYPE:
            self._take_type(subject, object_)
        elif predicate == _KNOWS:
            self._known[subject] = None
            if object_[0] == "<":
                self._known[object_] = None
                self._link(object_)
        elif predicate == _SEE_ALSO:
            self._link(object_)
        elif subject == self._document:
            self._take_of_document(predicate, object_)
        elif object_[0] == '"':
            self.allowed = self.allowed and not _says_no(predicate, object_)
        elif predicate == _TOPIC:
            self._elsewhere[object_] = None

    def _take_type(self, subject: str, object_: str) -> None:
        if object_ in _PEOPLE:
            self._typed[subject] = None
        elif object_ in _NO_PEOPLE:
            self._others.add(subject)

    def _take_of_document(self, predicate: str, object_: str) -> None:
        if object_[0] != "<":
            return
        if predicate in _LICENCES:
            self.licence = self.licence or object_
        elif predicate in self._topics:
            self._topics[predicate][object_] = None

    def _link(self, object_: str) -> None:
        if object_.startswith(("<http://", "<https://")):
            target = urldefrag(object_[1:-1]).url
            if target != self._document[1:-1]:
                self.links[target] = None

    @property
    def people(self) -> Iterable[str]:
        """The nodes that stand for people."""
        found = dict.fromkeys((*self._typed, *self._known))
        return [node for node in found if node not in self._others]

    def topics(self) -> tuple[str, ...]:
        """Whom the document is about, by the clearest word that it has on it."""
        for said in self._topics.values():
            people = [node for node in said if node not in self._others]
            if people:
                return tuple(people)
        # A file with a base of its own speaks of itself under that name.
        if len(self._elsewhere) == 1:
            return tuple(self._elsewhere)
        own = [node for node in self.people if node.startswith(self._start)]
        if own:
            return tuple(own[:1])
        return tuple(self._typed) if len(self._typed) == 1 else ()
