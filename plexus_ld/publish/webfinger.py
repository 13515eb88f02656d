"""WebFinger: who answers to ``acct:alice@alice.example``, as a file and over HTTP.

A static host gives the same file whatever is asked for (``?resource=acct:…``); on the
host of one person that is the right answer. So the file is written only for a profile
at the root of its host.
Specification: RFC 7033 (WebFinger), RFC 7565 (acct URIs).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from rdflib import FOAF, Literal

from plexus_ld.plex.profile.representation import Representation

#: Where the file lies, under the host's root: RFC 7033 §10.1.
WEBFINGER: Final = ".well-known/webfinger"

#: A link of the answer: ``rel``, ``href``, ``type``.
_Link = dict[str, str]


@dataclass(frozen=True, slots=True)
class Finger:
    """What is said of the one person who lives here.

    Attributes:
        subject: Their account's IRI, ``acct:alice@alice.example``.
        aliases: Other names, by which they are found too.
        links: What there is of them.
    """

    subject: str
    aliases: tuple[str, ...]
    links: tuple[_Link, ...]

    def answer(self, resource: str, rels: Sequence[str] = ()) -> bytes | None:
        """Return what is said to somebody who asks for a name; None: nobody's.

        Args:
            resource: The name: an ``acct:`` IRI, or an address on the web.
            rels: Only links of these kinds; all if there are none (RFC 7033 §4.3).
        """
        names = {_compared(name) for name in (self.subject, *self.aliases)}
        return self.body(rels) if _compared(resource) in names else None

    def body(self, rels: Sequence[str] = ()) -> bytes:
        """Return the descriptor (JRD)."""
        links = [one for one in self.links if not rels or one["rel"] in rels]
        said = {"subject": self.subject, "aliases": list(self.aliases), "links": links}
        return (json.dumps(said, indent=2, ensure_ascii=False) + "\n").encode()


def webfinger(shown: Representation) -> bytes | None:
    """Return the file, or None where no static host could serve it."""
    if shown.document is None:
        return None
    parts = urlsplit(shown.document)
    if parts.path not in ("", "/") or parts.query or not parts.hostname:
        return None
    return finger_of(shown, str(shown.document)).body()


def finger_of(
    shown: Representation, base: str, others: Sequence[Mapping[str, str]] = ()
) -> Finger:
    """Return what is said of the owner.

    Args:
        shown: The profile.
        base: The folder that its forms lie in, as a URL with its slash.
        others: Links besides.
    """
    aliases = dict.fromkeys([str(shown.owner), str(shown.document or base), base])
    host = urlsplit(base).netloc.rpartition("@")[2]
    return Finger(
        f"acct:{user_of(shown)}@{host}",
        tuple(one for one in aliases if one),
        (*_links(shown, base), *map(dict, others)),
    )


def user_of(shown: Representation) -> str:
    """Return the name before the ``@``: a plain nick, or the WebID's fragment."""
    nicks = [
        str(value)
        for subject, property_, value in shown.triples()
        if subject == shown.owner and property_ == FOAF.nick
    ]
    plain = [nick for nick in nicks if re.fullmatch(r"[A-Za-z0-9._-]{1,64}", nick)]
    return plain[0] if plain else quote(shown.owner.partition("#")[2] or "me", safe="")


def _compared(name: str) -> str:
    """Return a name as it is compared: an account's whole, of an address the host."""
    if name[:5].lower() == "acct:":
        return name.lower()
    head, slashes, rest = name.partition("://")
    host, slash, path = rest.partition("/")
    return f"{head.lower()}{slashes}{host.lower()}{slash or '/'}{path}"


def _links(shown: Representation, base: str) -> list[_Link]:
    found = [
        {
            "rel": "http://webfinger.net/rel/profile-page",
            "type": "text/html",
            "href": base,
        },
        {"rel": "describedby", "type": "text/turtle", "href": f"{base}foaf.ttl"},
        {
            "rel": "describedby",
            "type": "application/ld+json",
            "href": f"{base}foaf.jsonld",
        },
    ]
    pictures = [
        str(value)
        for subject, property_, value in shown.triples()
        if subject == shown.owner
        and property_ == FOAF.img
        and not isinstance(value, Literal)
    ]
    found += [
        {"rel": "http://webfinger.net/rel/avatar", "href": picture}
        for picture in pictures[:1]
    ]
    return found
