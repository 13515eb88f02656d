"""What the owner may say of themselves: words for properties, and their kinds.

A property is a FOAF term (``name``), a plain word for one (``mail``), a prefixed name
of any well-known vocabulary (``schema:jobTitle``), or a whole IRI.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from enum import Enum
from typing import Final

from rdflib import FOAF, RDF, URIRef

from plexus_ld.errors import ProfileError
from plexus_ld.rdf.prefixes import WELL_KNOWN
from plexus_ld.vocab.ldp import LDP
from plexus_ld.vocab.solid import SOLID


class Kind(Enum):
    """What the values of a property are, and so how words become one."""

    TEXT = "text"
    MAILBOX = "a mailbox"
    HASH = "the SHA-1 of a mailbox"
    PAGE = "a web address"
    PERSON = "a person"
    DAY = "a day"
    NUMBER = "a whole number"
    PHONE = "a telephone number"
    CHAT = "a chat address"
    ACCOUNT = "an account"
    TOPIC = "a topic"
    PLACE = "a place"
    TYPE = "a class"
    ANYTHING = "a text or an IRI"


def _foaf(names: str) -> list[URIRef]:
    return [FOAF[name] for name in names.split()]


_KINDS: Final[Mapping[URIRef, Kind]] = {
    FOAF.mbox: Kind.MAILBOX,
    FOAF.mbox_sha1sum: Kind.HASH,
    FOAF.knows: Kind.PERSON,
    FOAF.birthday: Kind.DAY,
    FOAF.age: Kind.NUMBER,
    FOAF.phone: Kind.PHONE,
    FOAF.jabberID: Kind.CHAT,
    FOAF.based_near: Kind.PLACE,
    RDF.type: Kind.TYPE,
    LDP.inbox: Kind.PAGE,
    SOLID.oidcIssuer: Kind.PAGE,
    **dict.fromkeys(_foaf("account holdsAccount"), Kind.ACCOUNT),
    **dict.fromkeys(_foaf("interest topic_interest"), Kind.TOPIC),
    **dict.fromkeys(
        _foaf(
            "homepage weblog page isPrimaryTopicOf openid tipjar img depiction logo "
            "thumbnail workplaceHomepage workInfoHomepage schoolHomepage "
            "publications currentProject pastProject fundedBy theme made"
        ),
        Kind.PAGE,
    ),
    **dict.fromkeys(
        _foaf(
            "name nick title givenName givenname firstName familyName family_name "
            "lastName surname plan status gender geekcode myersBriggs dnaChecksum "
            "skypeID icqChatID aimChatID msnChatID yahooChatID"
        ),
        Kind.TEXT,
    ),
}

#: Plain words for what FOAF and others call otherwise.
WORDS: Final[Mapping[str, URIRef]] = {
    "mail": FOAF.mbox,
    "email": FOAF.mbox,
    "mailbox": FOAF.mbox,
    "website": FOAF.homepage,
    "url": FOAF.homepage,
    "blog": FOAF.weblog,
    "photo": FOAF.img,
    "picture": FOAF.img,
    "image": FOAF.img,
    "nickname": FOAF.nick,
    "tel": FOAF.phone,
    "telephone": FOAF.phone,
    "bday": FOAF.birthday,
    "friend": FOAF.knows,
    "place": FOAF.based_near,
    "town": FOAF.based_near,
    "city": FOAF.based_near,
    "employer": FOAF.workplaceHomepage,
    "school": FOAF.schoolHomepage,
    "project": FOAF.currentProject,
    "jabber": FOAF.jabberID,
    "xmpp": FOAF.jabberID,
    "bio": URIRef("http://schema.org/description"),
    "about": URIRef("http://schema.org/description"),
    "job": URIRef("http://schema.org/jobTitle"),
    "inbox": LDP.inbox,
    "a": RDF.type,
    "type": RDF.type,
}
_FOAF_TERMS: Final = {
    str(term).removeprefix(str(FOAF._NS)): URIRef(term) for term in dir(FOAF)
}
_PREFIXED: Final = re.compile(r"(?P<prefix>[A-Za-z][\w-]*):(?P<name>[\w.-]+)")
_IRI: Final = re.compile(r"<?((?:https?|urn):[^\s<>\"{}|\\^`]+)>?")


def property_of(words: str) -> URIRef:
    """Return the property that words name.

    Raises:
        ProfileError: They name none; it carries those that are close.
    """
    known = WORDS.get(words) or _FOAF_TERMS.get(words)
    # A class (foaf:Person) is no property: FOAF spells those with a capital.
    if known is not None and not words[:1].isupper():
        return known
    found = _IRI.fullmatch(words)
    if found:
        return URIRef(found[1])
    prefixed = prefixed_name(words)
    if prefixed is not None:
        return prefixed
    raise _unknown(words)


def prefixed_name(words: str) -> URIRef | None:
    """Return the IRI of ``prefix:name`` where the prefix is well known."""
    found = _PREFIXED.fullmatch(words)
    if not found or found["prefix"] not in WELL_KNOWN:
        return None
    if found["prefix"] == "foaf" and found["name"] not in _FOAF_TERMS:
        raise _unknown(words)
    return URIRef(WELL_KNOWN[found["prefix"]] + found["name"])


def kind_of(property_: URIRef) -> Kind:
    """Return what the values of a property are."""
    return _KINDS.get(property_, Kind.ANYTHING)


def _unknown(words: str) -> ProfileError:
    name = words.removeprefix("foaf:")
    every = [term for term in _FOAF_TERMS if not term[0].isupper()]
    close = get_close_matches(name, [*every, *WORDS], n=3, cutoff=0.6)
    hint = f"; do you mean {' or '.join(close)}?" if close else ""
    message = (
        f"{words!r} is no property{hint} Take a FOAF term (name, mbox, homepage …), "
        "a prefixed name (schema:jobTitle) or an IRI"
    )
    return ProfileError(message.replace(" Take", " Take" if close else "; take"), close)
