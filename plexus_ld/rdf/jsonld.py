"""JSON-LD to statements. Contexts are taken from the shipped set, never fetched.

The engine reads JSON-LD and refuses remote contexts; so each known address is replaced
by the shipped context before it reads. An unknown one is replaced by the field's
well-known prefixes, and the reading says so.
Source: JSON-LD 1.1 §3.1 (contexts), JSON-LD 1.1 API §8 (toRdf).
"""

import json
from typing import Final

from plexus_ld.errors import ParseError
from plexus_ld.rdf import engine, formats
from plexus_ld.rdf.contexts import shipped
from plexus_ld.rdf.engine import Statements
from plexus_ld.rdf.errorpages import error_said
from plexus_ld.rdf.found import Found
from plexus_ld.rdf.guarding import check_json_depth
from plexus_ld.rdf.mending.jsontext import json_of
from plexus_ld.rdf.mending.lenient import lenient
from plexus_ld.rdf.mending.notes import Notes
from plexus_ld.rdf.prefixes import WELL_KNOWN

#: Remote contexts that one document may name; each shipped one is some 8 KB of text.
_MAX_CONTEXTS: Final = 200


def jsonld(text: str, base: str) -> Found:
    """Read JSON-LD.

    Raises:
        ParseError: It is none, or says nothing as RDF.
    """
    check_json_depth(text)
    try:
        found = Found(engine.statements(text, formats.JSONLD, base))
    except ParseError:
        found = _forgiving(text, base)
    if not found and '"@' not in text and ":" in text:
        said = error_said(text)
        raise ParseError(
            f"an error page, not a profile; it says “{said}”"
            if said
            else "JSON, but no JSON-LD: nothing in it is linked data"
        )
    return found


def _forgiving(text: str, base: str) -> Found:
    repairs, losses = Notes(), Notes()
    document = json_of(text, repairs, losses)
    contexts = _Contexts(losses)
    mended = json.dumps(contexts.put_in(document))
    terms_mended: list[str] = []
    try:
        found = engine.statements(mended, formats.JSONLD, base)
    except ParseError:
        found, terms_mended = lenient(mended, formats.JSONLD, base)
    if contexts.unknown and not found.lines:
        listed = ", ".join(contexts.unknown)
        message = f"it says nothing without contexts that do not ship here: {listed}"
        raise ParseError(message)
    said = (*found.losses, *losses.sentences())
    return Found(Statements(found.lines, said), (*repairs.sentences(), *terms_mended))


class _Contexts:
    """Puts contexts in where a document only names them."""

    def __init__(self, losses: Notes) -> None:
        self.unknown: dict[str, None] = {}
        self._losses = losses
        self._taken = 0

    def put_in(self, value: object) -> object:
        """Return a JSON value with every context that it names put in."""
        if isinstance(value, list):
            return [self.put_in(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            key: self._context(item) if key == "@context" else self.put_in(item)
            for key, item in value.items()
        }

    def _context(self, value: object) -> object:
        if isinstance(value, str):
            return self._named(value)
        if isinstance(value, list):
            found: list[object] = []
            for item in value:
                inner = self._context(item)
                found.extend(inner if isinstance(inner, list) else [inner])
            return found
        if isinstance(value, dict) and isinstance(value.get("@import"), str):
            return self._imported(value)
        return self.put_in(value)

    def _imported(self, value: dict[str, object]) -> object:
        """Merge what a context imports (JSON-LD 1.1 §4.1.10); its own terms win."""
        own = self.put_in({k: v for k, v in value.items() if k != "@import"})
        imported = self._named(str(value["@import"]))
        if isinstance(imported, dict) and isinstance(own, dict):
            return {**imported, **own}
        return own

    def _named(self, url: str) -> object:
        self._taken += 1
        if self._taken > _MAX_CONTEXTS:
            raise ParseError("it names more than 200 contexts: not read")
        context = shipped(url)
        if context is not None:
            return context
        self.unknown[url] = None
        self._losses.add("what only a context explains that does not ship here", url)
        return dict(WELL_KNOWN)
