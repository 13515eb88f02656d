"""A card's properties, as h-card names them, said in FOAF and vCard terms.

h-card, hCard, vCard 3 and 4 and jCard all come here; docs/formats.md has the table.
Source: h-card (microformats.org), RFC 6350 §6, vCard Ontology (W3C Note 2014).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from plexus_ld.rdf.engine import quoted
from plexus_ld.rdf.mending.notes import Notes
from plexus_ld.rdf.mending.terms import text_term
from plexus_ld.rdf.naming import Parts
from plexus_ld.rdf.prefixes import FOAF, RDF, VCARD, XSD

#: A card: property → values; a value is text, or a card of its own (an address).
Card = Mapping[str, Sequence["str | Card"]]

_TYPE: Final = f"<{RDF}type>"
_GEO: Final = "http://www.w3.org/2003/01/geo/wgs84_pos#"
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S")
_DATE: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?")
_DAY: Final = re.compile(r"--(\d{2})-?(\d{2})")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

#: Properties whose value is text.
_TEXTS: Final = {
    "name": f"{FOAF}name",
    "given-name": f"{FOAF}givenName",
    "family-name": f"{FOAF}familyName",
    "additional-name": f"{VCARD}additional-name",
    "honorific-prefix": f"{VCARD}honorific-prefix",
    "honorific-suffix": f"{VCARD}honorific-suffix",
    "nickname": f"{FOAF}nick",
    "note": f"{VCARD}note",
    "org": f"{VCARD}organization-name",
    "organization-unit": f"{VCARD}organization-unit",
    "job-title": f"{VCARD}title",
    "role": f"{VCARD}role",
    "category": f"{VCARD}category",
    "label": f"{VCARD}label",
    "sort-string": f"{VCARD}sort-string",
    "gender-identity": f"{FOAF}gender",
    "sex": f"{FOAF}gender",
    "rev": f"{VCARD}rev",
    "tz": f"{VCARD}tz",
}
#: Texts whose line breaks mean something.
_LONG: Final = frozenset({"note", "label"})
#: Properties whose value is an IRI; text in one of them is said as text.
_LINKS: Final = {
    "photo": f"{FOAF}img",
    "logo": f"{FOAF}logo",
    "sound": f"{VCARD}hasSound",
    "key": f"{VCARD}hasKey",
    "impp": f"{VCARD}hasInstantMessage",
    "knows": f"{FOAF}knows",
    "member": f"{FOAF}member",
    "related": f"{VCARD}hasRelated",
    "calendar": f"{VCARD}hasCalendarLink",
    "see-also": "http://www.w3.org/2000/01/rdf-schema#seeAlso",
}
#: Parts of an address: as h-card names them, and as the vCard Ontology does.
_ADDRESS: Final = {
    part: part
    for part in (
        "street-address",
        "extended-address",
        "post-office-box",
        "locality",
        "region",
        "postal-code",
        "country-name",
        "label",
    )
}
#: Properties whose value may be somebody else's card.
_PEOPLE: Final = {
    "knows": f"{FOAF}knows",
    "contact": f"{FOAF}knows",
    "member": f"{FOAF}member",
}


class CardWriter:
    """Writes cards as statements."""

    def __init__(self, losses: Notes) -> None:
        self.parts: list[Parts] = []
        self._losses = losses
        self._count = 0

    def write(self, card: Card, subject: str | None = None) -> str:
        """Say a card; return the term that it is about.

        Args:
            card: Its properties.
            subject: The IRI of whom it describes, if it has one.
        """
        node = f"<{subject}>" if subject else self._blank()
        self._say(node, RDF + "type", f"<{FOAF}{_kind(card)}>")
        for name, values in card.items():
            for value in values:
                if isinstance(value, str):
                    self._property(node, name, value.strip())
                else:
                    self._inner(node, name, value)
        self._links(node, card)
        return node

    def _blank(self) -> str:
        self._count += 1
        return f"_:c{self._count}"

    def _say(self, node: str, predicate: str, term: str) -> None:
        self.parts.append((node, f"<{predicate}>", term))

    def _property(self, node: str, name: str, value: str) -> None:
        if not value:
            return
        if name in _TEXTS:
            # Where a page or a file breaks its lines says nothing about a name.
            text = value if name in _LONG else " ".join(value.split())
            self._say(node, _TEXTS[name], text_term(text))
        elif name in _LINKS:
            self._link(node, _LINKS[name], value)
        elif name in _SPECIAL:
            for predicate, term in _SPECIAL[name](value):
                self._say(node, predicate, term)
        elif name in _ADDRESS:
            self._inner(node, "adr", {name: [value]})
        elif name not in _ELSEWHERE:
            self._losses.add("a property of a card that has no term here", name)

    def _link(self, node: str, predicate: str, value: str) -> None:
        if value.startswith("data:"):
            self._losses.add("a file inside the card", predicate.rpartition("/")[2])
        elif _SCHEME.match(value):
            self._say(node, predicate, f"<{quoted(value)}>")
        else:
            self._say(node, predicate, text_term(value))

    def _links(self, node: str, card: Card) -> None:
        """The first address of a person's page is their homepage, others are pages."""
        given = (*card.get("uid", ()), *card.get("url", ()))
        urls = (u.strip() for u in given if isinstance(u, str))
        pages = [u for u in urls if u.startswith(("http:", "https:"))]
        for place, url in enumerate(dict.fromkeys(pages)):
            predicate = f"{FOAF}page" if place else f"{FOAF}homepage"
            self._say(node, predicate, f"<{quoted(url)}>")

    def _inner(self, node: str, name: str, card: Card) -> None:
        if name == "adr":
            self._address(node, card)
        elif name == "org":
            for value in _texts(card, "name"):
                self._property(node, "org", value)
        elif name == "geo":
            for part in ("latitude", "longitude"):
                for value in _texts(card, part):
                    self._property(node, part, value)
        elif name in _PEOPLE:
            self._say(node, _PEOPLE[name], self.write(card))
        else:
            self._losses.add("a card within a card", name)

    def _address(self, node: str, card: Card) -> None:
        address = self._blank()
        self._say(node, f"{VCARD}hasAddress", address)
        for part, term in _ADDRESS.items():
            for value in _texts(card, part):
                self._say(address, f"{VCARD}{term}", text_term(value))


def _texts(card: Card, name: str) -> list[str]:
    """Return what a card says in text under a name."""
    values = (v.strip() for v in card.get(name, ()) if isinstance(v, str))
    return [value for value in values if value]


def _kind(card: Card) -> str:
    """A card of an organisation says so, or has one name for both."""
    kind = "".join(_texts(card, "kind")[:1]).lower()
    if kind in {"org", "organization"}:
        return "Organization"
    if kind == "group":
        return "Group"
    if kind and kind not in {"individual", "x-individual"}:
        return "Agent"
    names = set(_texts(card, "name"))
    same = names and names <= set(_texts(card, "org"))
    return "Organization" if same else "Person"


def _mailbox(value: str) -> Iterator[tuple[str, str]]:
    address = value.removeprefix("mailto:").partition("?")[0].strip()
    if "@" in address:
        yield f"{FOAF}mbox", f"<mailto:{quoted(address)}>"


def _phone(value: str) -> Iterator[tuple[str, str]]:
    number = re.sub(r"[^+0-9;=a-zA-Z]", "", value.removeprefix("tel:"))
    if number:
        yield f"{FOAF}phone", f"<tel:{number}>"


def _birthday(value: str) -> Iterator[tuple[str, str]]:
    """FOAF keeps day and month, as `mm-dd`; vCard the whole date."""
    whole = _DATE.fullmatch(value)
    day = _DAY.fullmatch(value)
    if whole:
        year, month, date = whole.groups()
        text = f"{year}-{month}-{date}"
        yield f"{VCARD}bday", text_term(text, datatype=f"{XSD}date")
        yield f"{FOAF}birthday", text_term(f"{month}-{date}")
    elif day:
        yield f"{FOAF}birthday", text_term(f"{day[1]}-{day[2]}")
    else:
        yield f"{VCARD}bday", text_term(value)


def _place(value: str) -> Iterator[tuple[str, str]]:
    found = re.fullmatch(r"(?:geo:)?\s*(-?[\d.]+)\s*[;,]\s*(-?[\d.]+).*", value)
    if found:
        yield f"{_GEO}lat", text_term(found[1])
        yield f"{_GEO}long", text_term(found[2])


def _identifier(value: str) -> Iterator[tuple[str, str]]:
    if not value.startswith(("http:", "https:")):
        yield f"{VCARD}hasUID", text_term(value)


def _address_text(value: str) -> Iterator[tuple[str, str]]:
    yield f"{VCARD}label", text_term(value)


def _language(value: str) -> Iterator[tuple[str, str]]:
    if _LANGUAGE.fullmatch(value):
        yield f"{VCARD}language", text_term(value)


def _latitude(value: str) -> Iterator[tuple[str, str]]:
    yield f"{_GEO}lat", text_term(value)


def _longitude(value: str) -> Iterator[tuple[str, str]]:
    yield f"{_GEO}long", text_term(value)


#: Properties whose value has a form of its own.
_SPECIAL: Final = {
    "email": _mailbox,
    "tel": _phone,
    "bday": _birthday,
    "geo": _place,
    "uid": _identifier,
    "adr": _address_text,
    "lang": _language,
    "latitude": _latitude,
    "longitude": _longitude,
}
#: Properties that are said elsewhere (`_links`, `_kind`), or say nothing of a person.
_ELSEWHERE: Final = frozenset({"url", "kind", "prodid", "version", "altitude", "class"})


def subjects_of(cards: Iterable[Card]) -> list[str | None]:
    """Return the IRI that each card has for whom it describes: a URN as its UID."""
    found: list[str | None] = []
    for card in cards:
        uid = "".join(_texts(card, "uid")[:1])
        found.append(quoted(uid) if uid.lower().startswith("urn:uuid:") else None)
    return found
