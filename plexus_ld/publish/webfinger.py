"""WebFinger for one person on a static host: ``.well-known/webfinger``.

A static host gives the same file whatever is asked for (``?resource=acct:…``); on the
host of one person that is the right answer. So the file is written only for a profile
at the root of its host.
Specification: RFC 7033 (WebFinger), RFC 7565 (acct URIs).
"""

import json
import re
from typing import Final
from urllib.parse import quote, urlsplit

from rdflib import FOAF, Literal, URIRef

from plexus_ld.plex.profile.representation import Representation

#: Where the file lies, under the host's root: RFC 7033 §10.1.
WEBFINGER: Final = ".well-known/webfinger"


def webfinger(shown: Representation) -> bytes | None:
    """Return the file, or None where no static host could serve it."""
    if shown.document is None:
        return None
    parts = urlsplit(shown.document)
    if parts.path not in ("", "/") or parts.query or not parts.hostname:
        return None
    descriptor = {
        "subject": f"acct:{_user(shown)}@{parts.netloc.rpartition('@')[2]}",
        "aliases": [str(shown.owner), str(shown.document)],
        "links": _links(shown, shown.document),
    }
    return (json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n").encode()


def _user(shown: Representation) -> str:
    """Return the name before the ``@``: a plain nick, or the WebID's fragment."""
    nicks = [
        str(value)
        for subject, property_, value in shown.triples()
        if subject == shown.owner and property_ == FOAF.nick
    ]
    plain = [nick for nick in nicks if re.fullmatch(r"[A-Za-z0-9._-]{1,64}", nick)]
    return plain[0] if plain else quote(shown.owner.partition("#")[2] or "me", safe="")


def _links(shown: Representation, document: URIRef) -> list[dict[str, str]]:
    found = [
        {
            "rel": "http://webfinger.net/rel/profile-page",
            "type": "text/html",
            "href": str(document),
        },
        {"rel": "describedby", "type": "text/turtle", "href": f"{document}foaf.ttl"},
        {
            "rel": "describedby",
            "type": "application/ld+json",
            "href": f"{document}foaf.jsonld",
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
