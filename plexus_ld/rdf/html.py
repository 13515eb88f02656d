"""A page to statements: RDFa, JSON-LD in scripts, cards, and the profiles it names.

Nothing that the page names is fetched: no vocabulary, no context, no profile.
Source: HTML+RDFa 1.1, JSON-LD 1.1 §7 (embedding), microformats2, XFN 1.1.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from plexus_ld.errors import ParseError
from plexus_ld.rdf.engine import Statements, quoted
from plexus_ld.rdf.errorpages import error_said
from plexus_ld.rdf.found import Found
from plexus_ld.rdf.guarding import check_page_depth
from plexus_ld.rdf.jsonld import jsonld
from plexus_ld.rdf.links import Links, lean
from plexus_ld.rdf.mending import rdfxml
from plexus_ld.rdf.mending.notes import Notes
from plexus_ld.rdf.mending.terms import sound
from plexus_ld.rdf.microformats import has_cards, statements_of_cards
from plexus_ld.rdf.naming import Parts
from plexus_ld.rdf.rdfa import has_rdfa, statements_of_rdfa

#: Tags and entities that the readers of RDFa and cards are asked to take; they do some
#: 4,000 a second.
_MAX_MARKS: Final = 20_000
_XFN: Final = "http://gmpg.org/xfn/11#"
_BASE: Final = re.compile(r"<base\s[^<>]*>", re.IGNORECASE)
#: RDF/XML within a page, in a comment mostly (Creative Commons once asked for that).
_ISLAND: Final = re.compile(r"<(\w+:)?RDF\b[^<>]*>")


def html(text: str, base: str) -> Found:
    """Read a page.

    Raises:
        ParseError: It says nothing and names no profile, or is an error page.
    """
    text = lean(text)
    check_page_depth(text)
    repairs, losses = Notes(), Notes()
    page = _links(text, base)
    parts: dict[Parts, None] = {}
    for reader in _readers(text, page, repairs, losses):
        try:
            parts.update(dict.fromkeys(reader()))
        except ParseError as error:
            losses.add("a part of the page that could not be read", str(error))
    kept = sound(parts, base, repairs, losses)
    said = tuple(losses.sentences())
    if not kept and (page.profiles == {} or error_said(text)):
        raise _refusal(text, said)
    return Found(
        Statements.of(kept, said), tuple(repairs.sentences()), tuple(page.profiles)
    )


def _links(text: str, base: str) -> Links:
    page = Links(base)
    try:
        page.feed(text)
        page.close()
    except AssertionError as error:
        # The standard library's reader, at a marked section that is none.
        message = f"not readable as a page: {error}"
        raise ParseError(message) from error
    return page


def _refusal(text: str, losses: tuple[str, ...]) -> ParseError:
    error = error_said(text)
    if error:
        return ParseError(f"an error page, not a profile; it says “{error}”")
    reasons = "".join(f"; {loss}" for loss in losses)
    return ParseError(f"a page with no RDFa, JSON-LD or card in it{reasons}")


def _readers(
    text: str, page: Links, repairs: Notes, losses: Notes
) -> Iterator[Callable[[], Iterable[Parts]]]:
    heavy = text.count("<") + text.count("&") > _MAX_MARKS
    if heavy:
        losses.add("RDFa and cards of a page of more than 10,000 elements")
    if has_rdfa(text) and not heavy:
        # pyRdfa takes the base element's word as it stands, relative or not.
        based = _BASE.sub(f'<base href="{quoted(page.base)}">', text, count=1)
        yield lambda: statements_of_rdfa(based, page.document)
    for number, script in enumerate(page.scripts):
        yield lambda script=script, number=number: _script(  # type: ignore[misc]
            script, number, page.base, repairs, losses
        )
    if has_cards(text) and not heavy:
        yield lambda: statements_of_cards(text, page.document, losses)
    found = _ISLAND.search(text)
    if found:
        yield lambda: _island(text[found.start() :], page.base, repairs, losses)
    yield lambda: _relations(page)


def _script(
    script: str, number: int, base: str, repairs: Notes, losses: Notes
) -> list[Parts]:
    found = jsonld(script, base)
    for repair in found.repairs:
        repairs.add(repair)
    for loss in found.statements.losses:
        losses.add(loss)
    # Each script has blank nodes of its own.
    return [_apart(parts, f"s{number}") for parts in found.statements.parts()]


def _island(text: str, base: str, repairs: Notes, losses: Notes) -> list[Parts]:
    found, mended = rdfxml.forgiving(text.replace("-->", ""), base)
    for repair in mended:
        repairs.add(repair)
    for loss in found.losses:
        losses.add(loss)
    return [_apart(parts, "x") for parts in found.parts()]


def _apart(parts: Parts, where: str) -> Parts:
    s, p, o = parts
    return (
        f"_:{where}{s[2:]}" if s[0] == "_" else s,
        p,
        f"_:{where}{o[2:]}" if o[0] == "_" else o,
    )


def _relations(page: Links) -> Iterator[Parts]:
    """Say whom the page links to as whom (XFN), and who is behind both."""
    for relation, url in page.relations:
        yield f"<{page.document}>", f"<{_XFN}{relation}>", f"<{quoted(url)}>"
