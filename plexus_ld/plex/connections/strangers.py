"""Whom the owner means by words that nobody known answers to.

A mailbox, a page, a feed, or a name with a way to reach whom it names: the owner's
graph then says of them what the owner said, and no more.
"""

import re
from typing import Final
from urllib.parse import urlsplit

from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.errors import ConnectionPointError
from plexus_ld.plex.profile.owner import is_webid, minted, owner_of
from plexus_ld.rdf.lines import Quad
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PLEX

_MAILBOX: Final = re.compile(
    r"(?:mailto:)?([^@\s/:<>\"]+@[^@\s/:<>\"]+\.[^@\s/:<>\"]+)"
)
_LONGEST_NAME: Final = 200


def is_page(words: str) -> bool:
    """Tell whether words are the URL of a page or a feed, and no WebID."""
    return words.lower().startswith(("http://", "https://")) and "#" not in words


def mailbox_in(words: str) -> str:
    """Return the mail address that words are; "" if they are none."""
    found = _MAILBOX.fullmatch(words)
    return found[1] if found else ""


def stranger(
    store: Store, words: str, called: str = "", *, is_feed: bool = False
) -> tuple[URIRef, tuple[Quad, ...]]:
    """Return somebody new, and what is said of them.

    Args:
        store: The home's store.
        words: Whom the owner means: a WebID, a URL, a mailbox, a name.
        called: What they call themselves, where that is known.
        is_feed: Whether a URL is their feed, and not their page.

    Raises:
        ConnectionPointError: The words name nobody that could be spoken of.
    """
    if not words or len(words) > _LONGEST_NAME or not words.isprintable():
        message = f"{words[:60]!r} names nobody"
        raise ConnectionPointError(message)
    mailbox = mailbox_in(words)
    if not is_page(words) and not mailbox and ":" in words:
        return _named(words)
    agent = minted(owner_of(store).webid, f"agent {words}")
    said: list[Quad] = [(agent, RDF.type, FOAF.Agent, PLEX)]
    if is_page(words):
        host = (urlsplit(words).hostname or words).removeprefix("www.")
        page = FOAF.weblog if is_feed else FOAF.homepage
        said.append((agent, FOAF.name, Literal(called or host), PLEX))
        said.append((agent, page, URIRef(words), PLEX))
    elif mailbox:
        said.append((agent, FOAF.name, Literal(called or mailbox), PLEX))
        said.append((agent, FOAF.mbox, URIRef(f"mailto:{mailbox}"), PLEX))
    else:
        said.append((agent, FOAF.name, Literal(words), PLEX))
    return agent, tuple(said)


def _named(words: str) -> tuple[URIRef, tuple[Quad, ...]]:
    """Return somebody who has an IRI already."""
    if not is_webid(words):
        message = f"{words!r} names nobody; one looks like https://bob.example/card#me"
        raise ConnectionPointError(message)
    agent = URIRef(words)
    return agent, ((agent, RDF.type, FOAF.Agent, PLEX),)
