"""Words to values: what the owner types, as the term that the property takes.

One value may bring statements of its own: an account is a node with a service and a
name, a place a node with a label. Such nodes get IRIs of the owner's, made from what
they are, so that saying a thing twice says it once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from rdflib import FOAF, RDF, RDFS, XSD, Literal, Namespace, URIRef

from plexus_ld.errors import ParseError, ProfileError
from plexus_ld.plex.profile.owner import minted
from plexus_ld.plex.profile.properties import Kind, kind_of, prefixed_name
from plexus_ld.plex.profile.representation import Triple
from plexus_ld.rdf.lines import term_of, text_of

#: WHO, in the owner's words, to an IRI.
Who = Callable[[str], URIRef]

GEO = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")

#: Longest value, in characters; a profile is no archive.
MAX_CHARACTERS = 20_000
#: Control characters that no text needs and XML cannot write.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_MAILBOX = re.compile(
    r"[^\s@<>\"(),:;\\\[\]]+@[^\s@<>\"(),:;\\\[\]]+\.?[^\s@<>\"(),:;\\\[\]]+"
)
_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#].*)?")
_IRI_CHARACTERS = re.compile(r"[^\s<>\"{}|\\^`\x00-\x20]+")
_ANY_IRI = re.compile(r"(?:https?://|mailto:|tel:|urn:|acct:|xmpp:|did:|geo:)\S+")
_HANDLE = re.compile(
    r"(?:acct:)?@?(?P<user>[\w.+-]+)@(?P<host>(?:[\w-]+\.)+[\w-]+(?::\d+)?)"
)
_NTRIPLES = re.compile(
    r'"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^<>\s]+>)?|<[^<>\s]+>'
)
_COORDINATES = re.compile(
    r"(?:geo:)?(?P<lat>[+-]?\d{1,2}(?:\.\d+)?)\s*,\s*(?P<long>[+-]?\d{1,3}(?:\.\d+)?)"
)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A value as it is kept.

    Attributes:
        term: The value itself.
        about: What is said of it besides.
    """

    term: URIRef | Literal
    about: tuple[Triple, ...] = ()


def shaped(webid: URIRef, property_: URIRef, words: str, who: Who | None) -> Shaped:
    """Return the value that words say for a property.

    A text in quotes (``"chat"@fr``) or an IRI in angle brackets is taken as it is.

    Args:
        webid: The owner's, under whose document nodes get their IRIs.
        property_: The property.
        words: What was typed.
        who: Finds a person; without it only an IRI names one.

    Raises:
        ProfileError: They are no value of this property.
        WhoError: Nobody, or more than one, answers to them.
    """
    words = words.strip()
    if not words or len(words) > MAX_CHARACTERS or _CONTROLS.search(words):
        message = (
            f"a value has at least one character, {MAX_CHARACTERS} at most, "
            "and no control characters"
        )
        raise ProfileError(message)
    if _NTRIPLES.fullmatch(words):
        return Shaped(_as_typed(words))
    return _SHAPERS[kind_of(property_)](webid, words, who)


def _as_typed(words: str) -> URIRef | Literal:
    try:
        term = term_of(words)
        text_of(term)
    except (ParseError, SyntaxError, ValueError) as error:
        message = f"{words} is no term: {error}"
        raise ProfileError(message) from error
    if not isinstance(term, URIRef | Literal):
        raise TypeError
    return term


def _wrong(words: str, example: str) -> ProfileError:
    message = f"{words!r} will not do here; write it like {example}"
    return ProfileError(message)


def _iri(text: str, words: str, example: str) -> URIRef:
    """Return an IRI that can be kept, made out of words."""
    try:
        text_of(URIRef(text))
    except ParseError as error:
        raise _wrong(words, example) from error
    return URIRef(text)


def _text(_: URIRef, words: str, __: Who | None) -> Shaped:
    return Shaped(Literal(words))


def _mailbox(_: URIRef, words: str, __: Who | None) -> Shaped:
    address = words[7:] if words.lower().startswith("mailto:") else words
    if not _MAILBOX.fullmatch(address):
        raise _wrong(words, "alice@alice.example")
    return Shaped(_iri(f"mailto:{address}", words, "alice@alice.example"))


def _hash(_: URIRef, words: str, __: Who | None) -> Shaped:
    if not re.fullmatch(r"[0-9a-fA-F]{40}", words):
        raise _wrong(words, "40 hexadecimal digits; or say mbox, and it is hashed")
    return Shaped(Literal(words.lower()))


def _page(_: URIRef, words: str, __: Who | None) -> Shaped:
    return Shaped(_web_address(words))


def _web_address(words: str) -> URIRef:
    """Return a web address; ``alice.example`` means ``https://alice.example``."""
    given = f"https://{words}" if _HOST.fullmatch(words) else words
    try:
        parts = urlsplit(given)
    except ValueError as error:
        raise _wrong(words, "https://alice.example/") from error
    # A name or password in an address would be published with it.
    sound = parts.scheme in ("http", "https") and parts.hostname and not parts.username
    if not sound or not _IRI_CHARACTERS.fullmatch(given):
        raise _wrong(words, "https://alice.example/")
    bare = not (parts.path or parts.query or parts.fragment)
    return _iri(f"{given}/" if bare else given, words, "https://alice.example/")


def _person(_: URIRef, words: str, who: Who | None) -> Shaped:
    if who is not None:
        return Shaped(who(words))
    if not _ANY_IRI.fullmatch(words):
        raise _wrong(words, "https://bashir.example/#me")
    return Shaped(_iri(words, words, "https://bashir.example/#me"))


def _day(_: URIRef, words: str, __: Who | None) -> Shaped:
    found = re.fullmatch(r"(?:(\d{4})-|--)?(\d\d)-(\d\d)", words, re.ASCII)
    if not found:
        raise _wrong(words, "03-14, or 1984-03-14")
    try:
        # A year with a 29th of February, where none is said.
        date(int(found[1] or 2000), int(found[2]), int(found[3]))
    except ValueError as error:
        raise _wrong(words, "03-14, or 1984-03-14") from error
    return Shaped(Literal(words.removeprefix("--")))


def _number(_: URIRef, words: str, __: Who | None) -> Shaped:
    if not re.fullmatch(r"\d{1,9}", words, re.ASCII):
        raise _wrong(words, "42")
    return Shaped(Literal(words, datatype=XSD.integer))


def _phone(_: URIRef, words: str, __: Who | None) -> Shaped:
    number = words[4:] if words.lower().startswith("tel:") else words
    digits = re.sub(r"[\s().\u2010-\u2015/-]", "", number)
    if not re.fullmatch(r"\+?\d{3,20}", digits, re.ASCII):
        raise _wrong(words, "+61 3 5550 1234")
    return Shaped(URIRef(f"tel:{digits}"))


def _chat(_: URIRef, words: str, __: Who | None) -> Shaped:
    name = words[5:] if words.lower().startswith("xmpp:") else words
    if not _MAILBOX.fullmatch(name.partition("/")[0]):
        raise _wrong(words, "alice@chat.example")
    return Shaped(Literal(name))


def _account(webid: URIRef, words: str, _: Who | None) -> Shaped:
    """Take an account apart: ``@allie@social.example``, or the page it has."""
    handle = _HANDLE.fullmatch(words)
    if handle:
        service, name = f"https://{handle['host'].lower()}/", handle["user"]
        page = None
    else:
        page = _web_address(words)
        parts = urlsplit(page)
        service = f"{parts.scheme}://{parts.netloc.lower()}/"
        name = unquote(parts.path.strip("/").rpartition("/")[2]).lstrip("@~")
    if not name:
        raise _wrong(words, "@allie@social.example or https://social.example/@allie")
    node = minted(webid, f"account {urlsplit(service).netloc} {name}")
    about: list[Triple] = [
        (node, RDF.type, FOAF.OnlineAccount),
        (node, FOAF.accountServiceHomepage, URIRef(service)),
        (node, FOAF.accountName, Literal(name)),
    ]
    if page is not None:
        about.append((node, FOAF.page, page))
    return Shaped(node, tuple(about))


def _topic(webid: URIRef, words: str, _: Who | None) -> Shaped:
    """Take an IRI as it is; plain words become a node of the owner's that has them."""
    if _ANY_IRI.fullmatch(words):
        return Shaped(_anything(webid, words, None).term)
    node = minted(webid, f"topic {words}")
    return Shaped(node, ((node, RDFS.label, Literal(words)),))


def _place(webid: URIRef, words: str, _: Who | None) -> Shaped:
    """Read ``Hobart``, ``-42.88,147.33``, ``Hobart -42.88,147.33`` or an IRI."""
    found = _COORDINATES.search(words)
    if not found and _ANY_IRI.fullmatch(words):
        return Shaped(_anything(webid, words, None).term)
    label = (words[: found.start()] + words[found.end() :] if found else words).strip()
    # Without a name the node's IRI is a number: coordinates would be told by it.
    node = minted(webid, f"place {label or uuid5(NAMESPACE_URL, words)}")
    about: list[Triple] = []
    if label:
        about.append((node, RDFS.label, Literal(label)))
    if found:
        if abs(float(found["lat"])) > 90 or abs(float(found["long"])) > 180:
            raise _wrong(words, "Hobart -42.88,147.33 (latitude, longitude)")
        about += [
            (node, RDF.type, GEO.Point),
            (node, GEO.lat, Literal(found["lat"])),
            (node, GEO.long, Literal(found["long"])),
        ]
    return Shaped(node, tuple(about))


def _class(webid: URIRef, words: str, _: Who | None) -> Shaped:
    named = prefixed_name(words) or prefixed_name(f"foaf:{words}")
    return Shaped(named) if named else _anything(webid, words, None)


def _anything(_: URIRef, words: str, __: Who | None) -> Shaped:
    if not _ANY_IRI.fullmatch(words):
        return Shaped(Literal(words))
    if not _IRI_CHARACTERS.fullmatch(words):
        raise _wrong(words, "https://alice.example/ (no spaces, no quotes)")
    return Shaped(_iri(words, words, "https://alice.example/"))


_SHAPERS: dict[Kind, Callable[[URIRef, str, Who | None], Shaped]] = {
    Kind.TEXT: _text,
    Kind.MAILBOX: _mailbox,
    Kind.HASH: _hash,
    Kind.PAGE: _page,
    Kind.PERSON: _person,
    Kind.DAY: _day,
    Kind.NUMBER: _number,
    Kind.PHONE: _phone,
    Kind.CHAT: _chat,
    Kind.ACCOUNT: _account,
    Kind.TOPIC: _topic,
    Kind.PLACE: _place,
    Kind.TYPE: _class,
    Kind.ANYTHING: _anything,
}
