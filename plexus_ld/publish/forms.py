"""The files of a profile: each form of it, carrying the same triples."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from plexus_ld.plex.profile.representation import Representation
from plexus_ld.publish.hosting import htaccess, nginx
from plexus_ld.publish.page import NOTHING_SAID, Beside, Form, page
from plexus_ld.publish.webfinger import WEBFINGER, webfinger
from plexus_ld.rdf.negotiation import media_type_of, suffix_of
from plexus_ld.rdf.prefixes import WELL_KNOWN
from plexus_ld.rdf.serializing import serialize


def _form(format_: str, title: str) -> Form:
    return Form(f"foaf{suffix_of(format_)}", format_, media_type_of(format_), title)


_NOTHING: Mapping[str, str] = MappingProxyType({})
#: The page's file: what a static host sends for the folder.
PAGE: Final = "index.html"
#: The forms beside the page, the one to prefer first.
FORMS: Final = (
    _form("turtle", "Turtle"),
    _form("jsonld", "JSON-LD"),
    _form("rdfxml", "RDF/XML"),
)
#: What Apache reads, and what nginx is told.
HTACCESS: Final = ".htaccess"
NGINX: Final = "nginx.conf.example"


def form_bytes(shown: Representation, format_: str) -> bytes:
    """Return the profile in one format.

    Without a base: it says the same wherever its file is copied to.
    """
    prefixes = dict(WELL_KNOWN)
    if format_ == "turtle" and shown.document is not None:
        prefixes = {"": f"{shown.document}#", **prefixes}  # the owner is `:me`
    return serialize(shown.lines, format_, prefixes)


def page_bytes(
    shown: Representation,
    beside: Sequence[Form] = (),
    said: Beside = NOTHING_SAID,
) -> bytes:
    """Return the profile as a page; it links to the forms and posts beside it."""
    return page(shown, form_bytes(shown, "jsonld"), beside, said)


def files_of(
    shown: Representation,
    said: Beside = NOTHING_SAID,
    links: Mapping[str, str] = _NOTHING,
) -> Mapping[str, bytes]:
    """Return every file of the profile for a static host, by its path.

    Args:
        shown: What the audience sees.
        said: What lies beside of what was said, for the page to name.
        links: The Link headers that some of them are sent with.
    """
    found = {PAGE: page_bytes(shown, FORMS, said)}
    found.update((form.name, form_bytes(shown, form.format)) for form in FORMS)
    finger = webfinger(shown)
    if finger is not None:
        found[WEBFINGER] = finger
    types = {form.name: form.media_type for form in FORMS}
    found[HTACCESS] = htaccess(
        shown, types, finger is not None, links, has_posts=bool(said.feeds)
    )
    found[NGINX] = nginx(
        shown, types, finger is not None, links, has_posts=bool(said.feeds)
    )
    return found
