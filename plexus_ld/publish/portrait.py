"""What the page shows, part by part, sorted out of the triples that are seen."""

import hashlib
import re
from dataclasses import dataclass, replace

from rdflib import DC, DCTERMS, FOAF, RDF, URIRef

from plexus_ld.plex.profile.representation import Representation
from plexus_ld.publish.sheet import LABELS, Said, Sheet, Thing, shown_iri

_BIO = URIRef("http://purl.org/vocab/bio/0.1/olb")
_SCHEMA = "http://schema.org/"
#: What is said of an account besides what it is called by.
_ACCOUNT = (FOAF.page, FOAF.accountServiceHomepage, RDF.type)
#: What a picture may be taken from, the best first.
_PICTURES = (FOAF.img, FOAF.depiction, FOAF.logo)


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the page's list of addresses: a word for what it is, and the triple."""

    word: str
    said: Said
    rel: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Portrait:
    """What the page shows, part by part.

    Attributes:
        webid: The owner's WebID.
        title: What the owner is called, for the browser's title bar.
        name: The triple of that name, if there is one.
        honorific: Titles before the name.
        also: Other names.
        types: What kinds of thing the owner is.
        picture: The picture that is shown.
        jobs: What the owner does.
        notes: What the owner says of themselves.
        towns: Where they live.
        links: Pages and addresses.
        accounts: Accounts elsewhere.
        interests: What they like.
        works: Work, schools, projects, publications.
        friends: People they know.
        rest: All other triples.
    """

    webid: str
    title: str
    name: Said | None
    honorific: tuple[Said, ...]
    also: tuple[Said, ...]
    types: tuple[Said, ...]
    picture: Said | None
    jobs: tuple[Said, ...]
    notes: tuple[Said, ...]
    towns: tuple[Thing, ...]
    links: tuple[Link, ...]
    accounts: tuple[Thing, ...]
    interests: tuple[Thing, ...]
    works: tuple[tuple[str, tuple[Thing, ...]], ...]
    friends: tuple[Thing, ...]
    rest: tuple[Said, ...]

    @property
    def initials(self) -> str:
        """Up to two letters that stand in for a picture."""
        words = re.findall(r"[^\W\d_]\w*", self.title)
        ends = [words[0], words[-1]] if len(words) > 1 else words
        return "".join(word[0] for word in ends).upper() or "·"

    @property
    def hue(self) -> int:
        """Which of the page's six colours is the owner's; it stays theirs."""
        return hashlib.sha256(self.webid.encode()).digest()[0] % 6


def portrait_of(shown: Representation) -> Portrait:
    """Sort what the audience sees into the parts of the page."""
    sheet, me = Sheet(shown.triples(), shown.document), shown.owner
    names = sheet.take(me, FOAF.name)
    given, family = _parts_of_name(sheet, me)
    nicks = sheet.take(me, FOAF.nick)
    called = [*names, *given[:1], *family[:1], *nicks]
    composed = " ".join(one.value for one in (*given[:1], *family[:1]))
    title = names[0].value if names else composed
    return Portrait(
        webid=str(me),
        title=title.strip() or (called[0].value if called else shown_iri(str(me))),
        name=names[0] if names else None,
        honorific=tuple(sheet.take(me, FOAF.title)),
        also=(*names[1:], *nicks, *((*given, *family) if not names else ())),
        types=tuple(sheet.take(me, RDF.type)),
        picture=_picture(sheet, me),
        jobs=tuple(sheet.take(me, URIRef(_SCHEMA + "jobTitle"))),
        notes=tuple(_notes(sheet, me)),
        towns=tuple(sheet.things(me, FOAF.based_near)),
        links=(*_links(sheet, me), *_birthdays(sheet, me)),
        accounts=_accounts(sheet, me),
        interests=tuple(sheet.things(me, FOAF.interest, FOAF.topic_interest)),
        works=tuple(_works(sheet, me)),
        friends=tuple(sheet.things(me, FOAF.knows, labels=(*LABELS, FOAF.nick))),
        rest=(*(() if not names else (*given, *family)), *sheet.rest()),
    )


def _parts_of_name(sheet: Sheet, me: URIRef) -> tuple[list[Said], list[Said]]:
    given = sheet.take(me, FOAF.givenName, FOAF.givenname, FOAF.firstName)
    family = sheet.take(
        me, FOAF.familyName, FOAF.family_name, FOAF.lastName, FOAF.surname
    )
    return given, family


def _picture(sheet: Sheet, me: URIRef) -> Said | None:
    """Take one picture; the others are links in the table."""
    for property_ in _PICTURES:
        found = sheet.first_link(me, property_)
        if found is not None:
            return found
    return None


def _notes(sheet: Sheet, me: URIRef) -> list[Said]:
    description = URIRef(_SCHEMA + "description")
    found = sheet.take(me, _BIO, description, DCTERMS.description, DC.description)
    return [*found, *sheet.take(me, FOAF.plan, FOAF.status)]


#: What an address is, its property, how a browser relates to it, its h-card class.
_ADDRESSES = (
    ("Website", FOAF.homepage, "me", "u-url"),
    ("Weblog", FOAF.weblog, "me", "u-url"),
    ("Page", FOAF.page, "me", "u-url"),
    ("OpenID", FOAF.openid, "me", "u-url"),
    ("Mail", FOAF.mbox, "", "u-email"),
    ("Phone", FOAF.phone, "", "p-tel"),
    ("Chat", FOAF.jabberID, "", "u-impp"),
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _links(sheet: Sheet, me: URIRef) -> list[Link]:
    return [
        Link(word, one, rel, mark)
        for word, property_, rel, mark in _ADDRESSES
        for one in sheet.take(me, property_)
    ]


def _birthdays(sheet: Sheet, me: URIRef) -> list[Link]:
    """Take the birthdays, shown as people write them."""
    found = sheet.take(me, FOAF.birthday)
    return [Link("Birthday", replace(one, shown=_day(one.value))) for one in found]


def _day(written: str) -> str:
    """Return ``03-14`` as ``14 March``; anything else as it stands."""
    found = re.fullmatch(r"(\d\d)-(\d\d)", written, re.A)
    if not found or not 1 <= int(found[1]) <= 12:
        return written
    return f"{int(found[2])} {_MONTHS[int(found[1]) - 1]}"


def _accounts(sheet: Sheet, me: URIRef) -> tuple[Thing, ...]:
    return tuple(
        sheet.things(
            me,
            FOAF.account,
            FOAF.holdsAccount,
            details=_ACCOUNT,
            labels=(FOAF.accountName, *LABELS),
        )
    )


_WORKS = (
    ("Works at", FOAF.workplaceHomepage),
    ("Does there", FOAF.workInfoHomepage),
    ("Studied at", FOAF.schoolHomepage),
    ("Works on", FOAF.currentProject),
    ("Worked on", FOAF.pastProject),
    ("Wrote", FOAF.publications),
    ("Made", FOAF.made),
)


def _works(sheet: Sheet, me: URIRef) -> list[tuple[str, tuple[Thing, ...]]]:
    found = [(word, tuple(sheet.things(me, made))) for word, made in _WORKS]
    return [(word, things) for word, things in found if things]
