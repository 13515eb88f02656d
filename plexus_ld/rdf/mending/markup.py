"""A tree of any markup, however ill-formed: nothing here ever raises.

Unclosed elements are closed, stray ends are passed over, a bare `&` is itself. What is
done is noted.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from plexus_ld.rdf.mending.notes import Notes


@dataclass(slots=True)
class Element:
    """An element: its name as written, attributes, and what it holds.

    Attributes:
        name: With its prefix, if any.
        attributes: As written, the first of each name.
        children: Elements and texts, in order.
    """

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def elements(self) -> Iterator["Element"]:
        """Yield the elements that it holds directly."""
        return (child for child in self.children if isinstance(child, Element))

    def text(self) -> str:
        """Return the text that it holds directly."""
        return "".join(child for child in self.children if isinstance(child, str))


_PIECE: Final = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|$)"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|$)"
    r"|<\?[^<>]*>"
    r"|<!DOCTYPE(?P<doctype>[^<>\[]*(?:\[.*?\]\s*)?)>"
    r"|</\s*(?P<end>[^<>\s/]+)[^<>]*>"
    r"|<(?P<start>[A-Za-z_][^<>\s/=\"']*)"
    r"|(?P<text>[^<]+|<)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE: Final = re.compile(
    r"""[\s/]*([^\s=/>"'<]+)(?:\s*=\s*(?:"([^"<]*)"|'([^'<]*)'|([^\s"'<>]*)))?"""
)
_TAG_END: Final = re.compile(r"[^<>]*?(/?)>|[^<>]*")
_ENTITY: Final = re.compile(r"&(#?[A-Za-z0-9_.-]+);")
#: How far up an end looks for its start; real faults leave one or two open.
_MAX_UNCLOSED: Final = 20
#: Deeper elements are laid flat; the readers of a tree need not care about depth.
_MAX_DEPTH: Final = 200


def tree(text: str, entities: Mapping[str, str], repairs: Notes) -> Element:
    """Return the document as one nameless element that holds all that stands in it."""
    builder = _Builder(entities, repairs)
    position = 0
    while found := _PIECE.match(text, position):
        position = found.end()
        if found["start"]:
            position = builder.start(found["start"], text, position)
        elif found["end"]:
            builder.end(found["end"])
        elif found["cdata"] is not None:
            builder.text(found["cdata"], raw=True)
        elif found["text"]:
            builder.text(found["text"])
    if len(builder.open) > 1:
        name = builder.open[-1].name
        repairs.add("closed what the document left open at its end", name)
    return builder.open[0]


class _Builder:
    def __init__(self, entities: Mapping[str, str], repairs: Notes) -> None:
        self.open = [Element("")]
        self._entities = entities
        self._repairs = repairs

    def text(self, text: str, *, raw: bool = False) -> None:
        self.open[-1].children.append(text if raw else self._resolved(text))

    def start(self, name: str, text: str, position: int) -> int:
        """Take an element's attributes; return where its tag ends."""
        element = Element(name)
        while found := _ATTRIBUTE.match(text, position):
            position = found.end()
            value = next((v for v in found.groups()[1:] if v is not None), "")
            if found[1] in element.attributes:
                self._repairs.add("an attribute stood twice", found[1])
            else:
                element.attributes[found[1]] = self._resolved(value)
        closing = _TAG_END.match(text, position)
        self.open[-1].children.append(element)
        closed = closing is not None and closing[1] == "/"
        if not closed and len(self.open) < _MAX_DEPTH:
            self.open.append(element)
        return closing.end() if closing else position

    def end(self, name: str) -> None:
        names = [element.name for element in self.open[-_MAX_UNCLOSED:]]
        if self.open[-1].name == name:
            self.open.pop()
        elif name in names[1:] or (name in names and len(self.open) > len(names)):
            self._repairs.add(
                "closed an element that was left open", self.open[-1].name
            )
            while self.open.pop().name != name:
                pass
        elif len(self.open) > 1 and _similar(name, self.open[-1].name):
            self._repairs.add("an element was closed under another name", name)
            self.open.pop()
        else:
            self._repairs.add("passed over an end that ends nothing", name)

    def _resolved(self, text: str) -> str:
        if "&" not in text:
            return text
        if _ENTITY.sub("", text).count("&"):
            self._repairs.add("read a bare & as itself")
        return _ENTITY.sub(self._entity, text)

    def _entity(self, found: re.Match[str]) -> str:
        name = found[1]
        if name in self._entities:
            return self._entities[name]
        value = html.unescape(found[0])
        if value != found[0]:
            return value
        self._repairs.add("read an unknown entity as itself", name)
        return found[0]


def _similar(end: str, start: str) -> bool:
    """Tell whether an end tag may have been meant for a start tag: `foaf`, `mbox`."""
    return end.lower() in {*start.lower().split(":"), start.lower()}
