"""Terms that are none, made sound: IRIs with spaces or prose, odd language tags.

A lenient reader hands over what it found. A line must hold sound terms only, so each
different term that looks odd is mended, or its statements are left out.
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urljoin

import pyoxigraph as ox

from plexus_ld.rdf.engine import quoted
from plexus_ld.rdf.mending.notes import Notes
from plexus_ld.rdf.naming import Parts

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MAILBOX: Final = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_LITERAL: Final = re.compile(
    r'("(?:[^"\\]|\\.)*")(?:@(?P<language>.*)|\^\^(?P<datatype><.*>))?', re.DOTALL
)


def sound(
    statements: Iterable[Parts], base: str, repairs: Notes, losses: Notes
) -> tuple[Parts, ...]:
    """Return statements with every term sound; what cannot be mended is left out."""
    mender = _Mender(base, repairs, losses)
    kept: dict[Parts, None] = {}
    for subject, predicate, object_ in statements:
        if _is_placeholder(subject) or _is_placeholder(object_):
            losses.add("a template's placeholder that nobody filled in", object_)
            continue
        s = mender.iri(subject)
        p = mender.iri(predicate)
        o = mender.object(object_)
        if s and p and o and s[0] in "<_" and p[0] == "<":
            kept[s, p, o] = None
    return tuple(kept)


class _Mender:
    def __init__(self, base: str, repairs: Notes, losses: Notes) -> None:
        self._base = base
        self._folder = base[: base.rfind("/") + 1] or base
        self._repairs = repairs
        self._losses = losses
        self._known: dict[tuple[str, bool], str | None] = {}

    def iri(self, term: str) -> str | None:
        """Return a subject or predicate, sound, or None."""
        return term if term[0] == "_" else self._mended(term, may_be_text=False)

    def object(self, term: str) -> str | None:
        """Return an object, sound, or None."""
        if term[0] == "_":
            return term
        if term[0] == "<":
            return self._mended(term, may_be_text=True)
        found = _LITERAL.fullmatch(term)
        if found is None:
            return None
        if found["datatype"]:
            return self._typed(found[1], found["datatype"])
        language = found["language"]
        return found[1] if language is None else self._tagged(found[1], language)

    def _mended(self, term: str, *, may_be_text: bool) -> str | None:
        key = term, may_be_text
        if key not in self._known:
            self._known[key] = self._mend(term[1:-1], may_be_text)
        return self._known[key]

    def _mend(self, iri: str, may_be_text: bool) -> str | None:
        if _is_sound(iri):
            return f"<{iri}>"
        if may_be_text and (prose := self._prose(iri)):
            self._repairs.add("kept as text where an IRI should stand", prose)
            return text_term(prose)
        mended = quoted(self._absolute(iri.strip()))
        if not _is_sound(mended):
            self._losses.add("left out what has no IRI", iri)
            return None
        self._repairs.add("mended an IRI", iri)
        return f"<{mended}>"

    def _absolute(self, iri: str) -> str:
        if _SCHEME.match(iri):
            return iri
        if _MAILBOX.fullmatch(iri):
            return f"mailto:{iri}"
        try:
            return urljoin(self._base, iri)
        except ValueError:
            return iri

    def _prose(self, iri: str) -> str | None:
        """Return the words that stand where an IRI should, if they are words.

        A reader has resolved them against the base already; they are what follows
        its folder.
        """
        words = iri.removeprefix(self._folder).strip()
        if _SCHEME.match(words) or "/" in words.split(" ")[0]:
            return None
        return words if re.search(r"\w\s+\S", words) else None

    def _tagged(self, text: str, language: str) -> str:
        if _is_language(language):
            return f"{text}@{language.lower()}"
        mended = re.sub(r"[^A-Za-z0-9-]+", "-", language).strip("-").lower()
        if _is_language(mended):
            self._repairs.add("mended a language tag", language)
            return f"{text}@{mended}"
        self._repairs.add("left out a language tag that is none", language)
        return text

    def _typed(self, text: str, datatype: str) -> str | None:
        mended = self._mended(datatype, may_be_text=False)
        return f"{text}^^{mended}" if mended else None


def _is_placeholder(term: str) -> bool:
    """Tell a template's own words, as Jinja and Liquid write them."""
    return any(
        open_ in term and term.find(close, term.find(open_)) > 0
        for open_, close in (("{{", "}}"), ("{%", "%}"))
    )


def _is_language(tag: str) -> bool:
    try:
        ox.Literal("", language=tag)
    except ValueError:
        return False
    return bool(tag)


def _is_sound(iri: str) -> bool:
    try:
        ox.NamedNode(iri)
    except ValueError:
        return False
    return not re.search(r"[\x00-\x20<>\"{}|^`\\]", iri)


def text_term(text: str, language: str = "", datatype: str = "") -> str:
    """Return a literal as N-Triples text; language and datatype are not checked."""
    quoted_text = str(ox.Literal(_no_surrogates(text)))
    if language:
        return f"{quoted_text}@{language}"
    return f"{quoted_text}^^<{datatype}>" if datatype else quoted_text


def _no_surrogates(text: str) -> str:
    return text.encode(errors="replace").decode()


def text_of_node(term: object) -> str:
    """Return a term of rdflib as N-Triples text, unchecked: `sound` comes after."""
    from rdflib import BNode, Literal

    if isinstance(term, BNode):
        return f"_:{term}"
    if isinstance(term, Literal):
        datatype = str(term.datatype) if term.datatype else ""
        return text_term(str(term), term.language or "", datatype)
    return f"<{term}>"
