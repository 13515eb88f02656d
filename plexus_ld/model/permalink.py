"""Where people can read what the owner said, once it is published. Pure.

What is said under the owner's address has an IRI there, ``…/objects/ID``; the page
that `plexus publish` writes of it lies beside, at ``…/posts/ID.html``.
"""

from typing import Final

from rdflib import URIRef

#: The folder of objects' IRIs, and the one of the pages about them.
_OBJECTS: Final = "/objects/"
POSTS: Final = "posts"


def page_name(iri: URIRef) -> str:
    """Return the name of an object's page under the published folder."""
    tail = str(iri).rpartition(_OBJECTS)[2] or str(iri)
    safe = "".join(c if c.isalnum() and c.isascii() else "-" for c in tail)
    return f"{POSTS}/{safe.strip('-')[-80:]}.html"


def permalink(iri: URIRef) -> str:
    """Return the URL of an object's page; "" for one that is not under an address."""
    base, found, _ = str(iri).rpartition(_OBJECTS)
    if not found or not base.startswith(("https://", "http://")):
        return ""
    return f"{base}/{page_name(iri)}"
