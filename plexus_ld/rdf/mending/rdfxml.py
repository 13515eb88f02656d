"""RDF/XML, read forgivingly: the striped syntax over a tree of any markup.

What stands is taken: attributes without their namespace, prefixes nobody declared,
bad names, several things in one property, a property outside its thing.
Source: RDF 1.1 XML Syntax §7, and what real profiles do to it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from plexus_ld.errors import ParseError
from plexus_ld.rdf.engine import Statements
from plexus_ld.rdf.guarding import entities_of
from plexus_ld.rdf.mending.iris import resolved
from plexus_ld.rdf.mending.markup import Element, tree
from plexus_ld.rdf.mending.notes import Notes
from plexus_ld.rdf.mending.terms import sound, text_term
from plexus_ld.rdf.naming import Parts
from plexus_ld.rdf.prefixes import FOAF, RDF, WELL_KNOWN

_TYPE: Final = f"<{RDF}type>"
#: Attributes of RDF itself that old documents write without their prefix.
_BARE: Final = frozenset({"about", "ID", "resource", "nodeID", "datatype", "parseType"})
_NAME: Final = re.compile(r"[^\W\d][\w.-]*")
_SPACE: Final = re.compile(r"\s*")
#: What a template does, and does not say (what it would say stays, to be noted).
_TEMPLATE: Final = re.compile(r"\{%[^{}]*\}")


@dataclass(frozen=True, slots=True)
class _Scope:
    """What holds for an element and all in it."""

    prefixes: Mapping[str, str]
    base: str
    language: str = ""

    def within(self, element: Element) -> "_Scope":
        fresh = {}
        scope = self
        for name, value in element.attributes.items():
            if name == "xmlns":
                fresh[""] = value
            elif name.startswith("xmlns:"):
                fresh[name[6:]] = value
            elif name == "xml:base":
                scope = replace(scope, base=resolved(value, self.base))
            elif name == "xml:lang":
                scope = replace(scope, language=value)
        return replace(scope, prefixes={**self.prefixes, **fresh}) if fresh else scope


def forgiving(text: str, base: str) -> tuple[Statements, list[str]]:
    """Read what can be read: statements and repairs.

    Raises:
        ParseError: There is no RDF in it.
    """
    reader = _Reader()
    root = tree(text, entities_of(text), reader.repairs)
    scope = _Scope({}, base)
    found, scope = _find_rdf(root, scope)
    if found is None:
        found = _fragment(root, reader)
    elif _outside(root, found):
        reader.repairs.add("passed over what stands around the RDF")
    reader.things(found, scope.within(found))
    kept = sound(reader.parts, base, reader.repairs, reader.losses)
    if not kept and _TEMPLATE.search(text):
        raise ParseError("a template that nobody has filled in")
    losses = tuple(reader.losses.sentences())
    return Statements.of(kept, losses), list(reader.repairs.sentences())


def _find_rdf(element: Element, scope: _Scope) -> tuple[Element | None, _Scope]:
    """Find the first element called RDF, with the scope that it stands in."""
    for child in element.elements():
        if child.name.rpartition(":")[2].upper() == "RDF":
            return child, scope
        found, inner = _find_rdf(child, scope.within(child))
        if found is not None:
            return found, inner
    return None, scope


def _fragment(root: Element, reader: "_Reader") -> Element:
    """Take a document without its root for RDF, if its elements look like it."""
    if any(child.name.partition(":")[0] in WELL_KNOWN for child in root.elements()):
        reader.repairs.add("read it as RDF/XML though it has no rdf:RDF around it")
        return root
    raise ParseError("XML, but no RDF in it")


def _outside(root: Element, found: Element) -> bool:
    return any(child is not found for child in root.elements()) or bool(
        root.text().strip()
    )


class _Reader:
    def __init__(self) -> None:
        self.parts: list[Parts] = []
        self.repairs = Notes()
        self.losses = Notes()
        self._blank = 0

    def things(self, holder: Element, scope: _Scope) -> list[str]:
        """Read every element in an element as a thing; return their terms."""
        found: list[str] = []
        for child in holder.elements():
            inner = scope.within(child)
            name = self._name(child.name, inner)
            if name is None:
                continue
            if found and self._is_property(name, child):
                self.repairs.add("a property stood outside its thing", child.name)
                self._property(found[-1], name, child, inner)
            else:
                found.append(self._thing(name, child, inner))
        return found

    def _is_property(self, name: str, element: Element) -> bool:
        """Tell a property where a thing should stand: FOAF's begin small."""
        local = name.removeprefix(FOAF)
        return local != name and local[:1].islower() and bool(element.children)

    def _thing(self, type_: str, element: Element, scope: _Scope) -> str:
        attributes = self._attributes(element, scope)
        subject = self._subject(attributes, scope)
        if type_ != f"{RDF}Description":
            self.parts.append((subject, _TYPE, f"<{type_}>"))
        self._said_by_attributes(subject, attributes, scope)
        if not _SPACE.fullmatch(_TEMPLATE.sub("", element.text())):
            self.losses.add("text where a property should stand", element.text())
        counter = 0
        for child in element.elements():
            inner = scope.within(child)
            name = self._name(child.name, inner)
            if name == f"{RDF}li":
                counter += 1
                name = f"{RDF}_{counter}"
            if name is not None:
                self._property(subject, name, child, inner)
        return subject

    def _subject(self, attributes: dict[str, str], scope: _Scope) -> str:
        about = attributes.pop(f"{RDF}about", None)
        identifier = attributes.pop(f"{RDF}ID", None)
        if about is not None:
            attributes.pop(f"{RDF}nodeID", None)
            return f"<{resolved(about, scope.base)}>"
        if identifier is not None:
            if not _NAME.fullmatch(identifier):
                self.repairs.add("took an rdf:ID that is no name", identifier)
            local = identifier.lstrip("#")
            return f"<{resolved('#' + local, scope.base)}>"
        return self._node(attributes.pop(f"{RDF}nodeID", None), scope)

    def _node(self, label: str | None, scope: _Scope) -> str:
        if label is None:
            self._blank += 1
            return f"_:m{self._blank}"
        if not _NAME.fullmatch(label):
            self.repairs.add("took an rdf:nodeID that is none as an IRI", label)
            return f"<{resolved(label, scope.base)}>"
        return f"_:n{label}"

    def _property(
        self, subject: str, name: str, element: Element, scope: _Scope
    ) -> None:
        predicate = f"<{name}>"
        attributes = self._attributes(element, scope)
        kind = attributes.pop(f"{RDF}parseType", "")
        attributes.pop(f"{RDF}ID", None)
        if kind == "Resource":
            self._inner_thing(subject, predicate, element, scope)
        elif kind == "Collection":
            things = self.things(element, scope)
            self.parts.append((subject, predicate, self._list(things)))
        elif kind:
            self.parts.append((subject, predicate, _xml_literal(element)))
        else:
            for term in self._values(attributes, element, scope):
                self.parts.append((subject, predicate, term))

    def _inner_thing(
        self, subject: str, predicate: str, element: Element, scope: _Scope
    ) -> None:
        plain = Element(element.name, {}, element.children)
        inner = self._thing(f"{RDF}Description", plain, scope)
        self.parts.append((subject, predicate, inner))

    def _values(
        self, attributes: dict[str, str], element: Element, scope: _Scope
    ) -> Iterator[str]:
        datatype = attributes.pop(f"{RDF}datatype", "")
        target = self._target(attributes, scope)
        things = self.things(element, scope)
        if len(things) > 1:
            self.repairs.add("took several things in one property", element.name)
        text = _TEMPLATE.sub("", element.text())
        if target is not None:
            self._said_by_attributes(target, attributes, scope)
            yield target
        yield from things
        if target is None and not things:
            datatype = datatype and resolved(datatype, scope.base)
            yield text_term(text, "" if datatype else scope.language, datatype)
        elif not _SPACE.fullmatch(text):
            self.losses.add("text beside a thing in one property", text)

    def _target(self, attributes: dict[str, str], scope: _Scope) -> str | None:
        for name in ("resource", "about"):
            iri = attributes.pop(f"{RDF}{name}", None)
            if iri is not None:
                return f"<{resolved(iri, scope.base)}>"
        label = attributes.pop(f"{RDF}nodeID", None)
        said = any(name != f"{RDF}bagID" for name in attributes)
        return self._node(label, scope) if label is not None or said else None

    def _said_by_attributes(
        self, subject: str, attributes: Mapping[str, str], scope: _Scope
    ) -> None:
        for name, value in attributes.items():
            if name == f"{RDF}type":
                self.parts.append((subject, _TYPE, f"<{resolved(value, scope.base)}>"))
            else:
                term = text_term(value, scope.language)
                self.parts.append((subject, f"<{name}>", term))

    def _attributes(self, element: Element, scope: _Scope) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, value in element.attributes.items():
            if name.startswith(("xmlns", "xml:")):
                continue
            if ":" in name:
                iri = self._name(name, scope)
            elif name in _BARE:
                self.repairs.add("took an attribute of RDF without its prefix", name)
                iri = f"{RDF}{name}"
            else:
                self.losses.add("an attribute without a namespace", name)
                continue
            if iri is not None:
                found.setdefault(iri, value)
        return found

    def _name(self, name: str, scope: _Scope) -> str | None:
        """Return the IRI of a name, or None where nothing says its namespace."""
        prefix, colon, local = name.rpartition(":")
        space = scope.prefixes.get(prefix)
        if space:
            return f"{space}{local}"
        if colon and prefix in WELL_KNOWN:
            self.repairs.add("declared a well-known prefix that was missing", prefix)
            return f"{WELL_KNOWN[prefix]}{local}"
        self.losses.add("an element or attribute of no known namespace", name)
        return None

    def _list(self, things: list[str]) -> str:
        rest = f"<{RDF}nil>"
        for thing in reversed(things):
            node = self._node(None, _Scope({}, ""))
            self.parts.append((node, f"<{RDF}first>", thing))
            self.parts.append((node, f"<{RDF}rest>", rest))
            rest = node
        return rest


def _xml_literal(element: Element) -> str:
    return text_term("".join(_markup(element)), datatype=f"{RDF}XMLLiteral")


def _markup(element: Element) -> Iterator[str]:
    from xml.sax.saxutils import escape, quoteattr

    for child in element.children:
        if isinstance(child, str):
            yield escape(child)
            continue
        said = "".join(f" {n}={quoteattr(v)}" for n, v in child.attributes.items())
        yield f"<{child.name}{said}>"
        yield from _markup(child)
        yield f"</{child.name}>"
