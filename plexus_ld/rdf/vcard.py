"""vCard 3 and 4 (and 2.1, as phones still write it) and jCard.

An own reader, because what is needed is small and what is met is not sound: lines
folded in the middle of a character, properties of either version in the other.
Source: RFC 6350 (vCard 4), RFC 2426 (vCard 3), RFC 7095 (jCard).
"""

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from plexus_ld.errors import ParseError
from plexus_ld.rdf.cards import Card, CardWriter, subjects_of
from plexus_ld.rdf.engine import Statements
from plexus_ld.rdf.found import Found
from plexus_ld.rdf.guarding import check_json_depth
from plexus_ld.rdf.mending.jsontext import json_of
from plexus_ld.rdf.mending.notes import Notes
from plexus_ld.rdf.mending.terms import sound

#: A property as vCard calls it → as h-card does.
_NAMES: Final = {
    "FN": "name", "NICKNAME": "nickname", "EMAIL": "email", "TEL": "tel",
    "URL": "url", "PHOTO": "photo", "LOGO": "logo", "SOUND": "sound",
    "NOTE": "note", "TITLE": "job-title", "ROLE": "role", "BDAY": "bday",
    "CATEGORIES": "category", "UID": "uid", "KIND": "kind", "GEO": "geo",
    "TZ": "tz", "KEY": "key", "IMPP": "impp", "MEMBER": "member", "REV": "rev",
    "LANG": "lang", "CALURI": "calendar", "SOURCE": "see-also", "SEX": "sex",
    "X-SOCIALPROFILE": "url", "X-JABBER": "impp", "SORT-STRING": "sort-string",
    "LABEL": "label", "PRODID": "prodid", "VERSION": "version", "CLASS": "class",
    "X-ADDRESSBOOKSERVER-KIND": "kind",
}  # fmt: skip
_NAME_PARTS: Final = (
    "family-name", "given-name", "additional-name", "honorific-prefix",
    "honorific-suffix",
)  # fmt: skip
_ADDRESS_PARTS: Final = (
    "post-office-box", "extended-address", "street-address", "locality", "region",
    "postal-code", "country-name",
)  # fmt: skip
#: Properties of which each value, parted by commas, stands for itself.
_LISTS: Final = frozenset({"NICKNAME", "CATEGORIES"})
#: Kinds of relation (RFC 6350 §6.6.6) that say that one knows the other.
_KNOWING: Final = frozenset(
    {"contact", "acquaintance", "friend", "met", "co-worker", "colleague", "neighbor",
     "child", "parent", "sibling", "spouse", "kin", "muse", "crush", "date",
     "sweetheart", "co-resident"}
)  # fmt: skip
_GENDERS: Final = {"M": "male", "F": "female"}
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_LINE: Final = re.compile(
    r'(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<parameters>(?:;(?:"[^"]*"|[^":;])*)*):(?P<value>.*)',
    re.DOTALL,
)
_PARAMETER: Final = re.compile(r';([\w-]+)(?:=((?:"[^"]*"|[^";])*))?')
_MAX_CARDS: Final = 50_000


@dataclass(frozen=True, slots=True)
class _Property:
    """One property of a vCard.

    Attributes:
        name: In capitals, as vCard names it.
        kinds: Its TYPE, in small letters.
        parts: Its value, parted by `;`, each part by `,`.
    """

    name: str
    kinds: frozenset[str]
    parts: tuple[tuple[str, ...], ...]

    @property
    def whole(self) -> str:
        """The value where it is one text."""
        return ";".join(",".join(part) for part in self.parts)


def vcard(text: str, base: str) -> Found:
    """Read vCards.

    Raises:
        ParseError: There is none.
    """
    repairs, losses = Notes(), Notes()
    return _found(_cards(text, repairs, losses), base, repairs, losses)


def jcard(text: str, base: str) -> Found:
    """Read jCards: one, or several in a list.

    Raises:
        ParseError: It is none.
    """
    check_json_depth(text)
    repairs, losses = Notes(), Notes()
    document = json_of(text, repairs, losses)
    return _found(_jcards(document), base, repairs, losses)


def _found(
    cards: Iterable[list[_Property]], base: str, repairs: Notes, losses: Notes
) -> Found:
    writer = CardWriter(losses)
    translated = [_card(properties) for properties in cards]
    if len(translated) > _MAX_CARDS:
        raise ParseError("it holds more than 50,000 cards: not read")
    if not any(translated):
        raise ParseError("there is no card in it")
    for card, subject in zip(translated, subjects_of(translated), strict=True):
        writer.write(card, subject)
    parts = sound(writer.parts, base, repairs, losses)
    statements = Statements.of(parts, tuple(losses.sentences()))
    return Found(statements, tuple(repairs.sentences()))


def _cards(text: str, repairs: Notes, losses: Notes) -> Iterator[list[_Property]]:
    current: list[_Property] | None = None
    for found in _lines(text, losses):
        if found.name == "BEGIN":
            if current is not None:
                repairs.add("ended a card that had no end")
                yield current
            current = []
        elif current is None:
            losses.add("a line outside of every card", found.name)
        elif found.name == "END":
            yield current
            current = None
        else:
            current.append(found)
    if current is not None:
        repairs.add("ended a card that had no end")
        yield current


def _lines(text: str, losses: Notes) -> Iterator[_Property]:
    for line in _unfolded(text):
        found = _LINE.fullmatch(line)
        if found:
            yield _property(found["name"].upper(), found["parameters"], found["value"])
        elif line.strip():
            losses.add("a line of a card that is none", line)


def _unfolded(text: str) -> list[str]:
    """Join folded lines (RFC 6350 §3.2), and those that quoted-printable breaks."""
    text = re.sub(r"\r\n?", "\n", text)
    lines = re.sub(r"\n[ \t]", "", text).split("\n")
    joined: list[str] = []
    for line in lines:
        last = joined[-1] if joined else ""
        if last.endswith("=") and "QUOTED-PRINTABLE" in last.upper():
            joined[-1] = last[:-1] + line
        else:
            joined.append(line)
    return joined


def _property(name: str, parameters: str, value: str) -> _Property:
    kinds: set[str] = set()
    for key, given in _PARAMETER.findall(parameters):
        if key.upper() == "TYPE":
            kinds.update(given.replace('"', "").lower().split(","))
        elif not given:  # vCard 2.1 writes `TEL;HOME`
            kinds.add(key.lower())
        if "QUOTED-PRINTABLE" in (given or key).upper():
            value = quopri.decodestring(value.encode()).decode(errors="replace")
        if "BASE64" in (given or key).upper() or given.upper() == "B":
            value = "data:"
    return _Property(name, frozenset(kinds), _parted(value))


def _parted(value: str) -> tuple[tuple[str, ...], ...]:
    parts = re.split(r"(?<!\\);", value)
    return tuple(
        tuple(_unescaped(item) for item in re.split(r"(?<!\\),", part))
        for part in parts
    )


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _jcards(document: object) -> Iterator[list[_Property]]:
    """Yield the cards of a jCard document (RFC 7095 §3)."""
    if not isinstance(document, list):
        raise ParseError("there is no card in it")
    if len(document) == 2 and document[0] == "vcard" and isinstance(document[1], list):
        yield [p for item in document[1] if (p := _jproperty(item))]
        return
    for item in document:
        if isinstance(item, list) and item[:1] == ["vcard"]:
            yield from _jcards(item)


def _jproperty(item: object) -> _Property | None:
    if not isinstance(item, list) or len(item) < 4:
        return None
    name, parameters, _, *values = item
    kinds = parameters.get("type", ()) if isinstance(parameters, dict) else ()
    kinds = [kinds] if isinstance(kinds, str) else kinds
    structured = values[0] if isinstance(values[0], list) else [values]
    parts = tuple(
        tuple(str(text) for text in (part if isinstance(part, list) else [part]))
        for part in structured
    )
    return _Property(
        str(name).upper(), frozenset(str(kind).lower() for kind in kinds), parts
    )


def _card(properties: Iterable[_Property]) -> Card:
    card: dict[str, list[str | Card]] = {}
    for found in properties:
        for name, value in _said(found):
            card.setdefault(name, []).append(value)
    return card


def _said(found: _Property) -> Iterator[tuple[str, "str | Card"]]:
    if found.name == "N":
        for name, values in zip(_NAME_PARTS, found.parts, strict=False):
            yield from ((name, value) for value in values)
    elif found.name == "ADR":
        parts = zip(_ADDRESS_PARTS, found.parts, strict=False)
        yield "adr", {name: list(values) for name, values in parts}
    elif found.name == "ORG":
        names = [",".join(part) for part in found.parts]
        yield "org", names[0]
        yield from (("organization-unit", name) for name in names[1:])
    elif found.name in _LISTS:
        yield from ((_NAMES[found.name], v) for part in found.parts for v in part)
    else:
        yield from _said_simply(found)


def _said_simply(found: _Property) -> Iterator[tuple[str, str]]:
    value = found.whole
    if found.name == "GENDER":
        sex = found.parts[0][0].upper()
        identity = found.parts[1][0] if len(found.parts) > 1 else ""
        yield "sex", identity or _GENDERS.get(sex, "")
    elif found.name == "RELATED":
        yield ("knows" if found.kinds & _KNOWING else "related"), value
    else:
        # A property that is unknown keeps its name, so that its loss can be said.
        yield _NAMES.get(found.name, found.name.lower()), value
