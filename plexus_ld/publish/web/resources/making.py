"""What there is to hand out, made of a face and of what was said to whoever sees it.

The files of a static host (`publish.forms`, `publish.posts`) are sent as they are: the
same bytes, at the same names.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from urllib.parse import unquote, urlsplit

from plexus_ld.model.site import Site
from plexus_ld.plex.profile.representation import Representation
from plexus_ld.publish.card import vcard
from plexus_ld.publish.forms import FORMS, PAGE, form_bytes, page_bytes
from plexus_ld.publish.page import page_policy
from plexus_ld.publish.posts.atom import atom
from plexus_ld.publish.posts.channel import ATOM, ATOM_TYPE, JSON, JSON_TYPE, Channel
from plexus_ld.publish.posts.entries import Entry
from plexus_ld.publish.posts.jsonfeed import json_feed
from plexus_ld.publish.posts.pages import post_page, post_policy
from plexus_ld.publish.posts.writing import Posts
from plexus_ld.publish.web.resources.forms import Form, Resource, link_header
from plexus_ld.publish.web.resources.moved import Moved
from plexus_ld.publish.web.resources.shelf import Contents
from plexus_ld.publish.webfinger import finger_of

HTML: Final = "text/html"
#: A form more than a static host is given.
_LINES: Final = ("foaf.nt", "nt", "application/n-triples")
#: And the owner's card; a vCard says a part of it all.
CARD: Final = "card.vcf"
#: Of a page: what its own policy cannot say in the page itself.
FRAMELESS: Final = "; frame-ancestors 'none'"
#: What Solid's programs look for: everybody may read, nobody may write.
_WAC: Final = 'user="read",public="read"'
_TOPIC: Final = "http://xmlns.com/foaf/0.1/primaryTopic"

#: What lies at paths, made at once or when it is asked for.
Ready = Mapping[str, Resource]
Late = Mapping[str, Callable[[], Resource]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody sees of the owner.

    Attributes:
        site: Where the agent is, or the folder in it that they alone know.
        shown: The profile, as they see it.
        posts: What was said that they may read.
        links: Where the agent is spoken to: relation and URL.
        finger: What WebFinger says besides: ``rel``, ``type``, ``href``.
        headers: What goes with the profile and the feeds.
        vary: Request headers that make another answer of it.
        reader: Who sees it; "" for anybody.
    """

    site: Site
    shown: Representation
    posts: Posts
    links: tuple[tuple[str, str], ...] = ()
    finger: tuple[Mapping[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    vary: tuple[str, ...] = ()
    reader: str = ""


def contents_of(
    seen: Seen, more: Ready | None = None, late: Late | None = None
) -> Contents:
    """Return what there is to hand out.

    Args:
        seen: What somebody sees of the owner.
        more: What lies there besides.
        late: And what is made when it is asked for.
    """
    site, posts, shown = seen.site, seen.posts, seen.shown
    pages = {
        site.path(entry.name): partial(_page, seen, entry, posts.channel)
        for entry in posts.entries
    }
    forms = dict(_forms(seen))
    ready = {**dict(_files(seen, forms)), **dict(_feeds(seen)), **(more or {})}
    profile = {**dict(_documents(seen, tuple(forms.values()))), **ready}
    known = {*profile, *pages, *(late or {})}
    things = {path: one for path, one in _things(seen) if path not in known}
    return Contents(
        resources={**things, **profile},
        late={**(late or {}), **pages},
        media={site.path(one.name): one for one in posts.media()},
        moved=Moved.of(site, str(shown.document or ""), map(str, shown.moved_from)),
        finger=finger_of(shown, site.base, seen.finger) if site.is_known else None,
    )


def _forms(seen: Seen) -> Iterator[tuple[str, Form]]:
    """Yield the forms of the profile by their files' names, the page first.

    Whoever asks for anything gets the page, as of a static host; it carries every
    triple.
    """
    url, shown = seen.site.url, seen.shown
    page = page_bytes(shown, FORMS, seen.posts.beside)
    policy = page_policy(shown) + FRAMELESS
    yield PAGE, Form(HTML, page, url(PAGE), policy=policy)
    files = [(one.name, one.format, one.media_type) for one in FORMS]
    for name, format_, media_type in (*files, _LINES):
        yield name, Form(media_type, form_bytes(shown, format_), url(name))
    yield CARD, Form("text/vcard", vcard(shown), url(CARD))


def _files(seen: Seen, forms: Mapping[str, Form]) -> Iterator[tuple[str, Resource]]:
    headers = _profile_headers(seen)
    for name, form in forms.items():
        yield seen.site.path(name), Resource((form,), headers, vary=seen.vary)


def _documents(seen: Seen, forms: tuple[Form, ...]) -> Iterator[tuple[str, Resource]]:
    """Yield the profile by content negotiation, wherever it is asked for.

    That is the agent's folder, and the document that the WebID leads to. Where one of
    them is the WebID itself, a person, it leads to a document about them: "Cool URIs
    for the Semantic Web" §4.
    """
    site, shown = seen.site, seen.shown
    document = Resource((*forms, *_as_actor(seen)), _profile_headers(seen), seen.vary)
    elsewhere = tuple(Form(one.media_type, see_other=one.location) for one in forms)
    person = Resource(elsewhere, vary=seen.vary)
    owner = path_here(site, shown.owner)
    paths = {site.root, path_here(site, str(shown.document or ""))} - {""}
    for path in paths:
        yield path, person if path == owner else document


def _as_actor(seen: Seen) -> Iterator[Form]:
    """Yield what leads who asks for an account of ActivityPub to it."""
    for link in seen.finger:
        if link.get("rel") == "self":
            yield Form(link["type"], see_other=link["href"])


def _things(seen: Seen) -> Iterator[tuple[str, Resource]]:
    """Yield where things lead that the profile tells of, and that are no document."""
    site = seen.site
    about = site.url("") if seen.shown.document is None else str(seen.shown.document)
    if seen.shown.document == seen.shown.owner:
        about = site.url(PAGE)
    for line in seen.shown.lines:
        path = path_here(site, line[1:].partition(">")[0])
        if path:
            yield path, Resource((Form(HTML, see_other=about),))


def path_here(site: Site, iri: str) -> str:
    """Return the path of an IRI on the agent's host; "" for one that is elsewhere."""
    parts = urlsplit(iri)
    is_here = site.is_known and parts.netloc == site.host and "#" not in iri
    return unquote(parts.path or "/") if is_here and not parts.query else ""


def _profile_headers(seen: Seen) -> Mapping[str, str]:
    url = seen.site.url
    files = [(one.name, one.media_type) for one in FORMS]
    others = [(PAGE, HTML), *files, _LINES[::2], (ATOM, ATOM_TYPE), (JSON, JSON_TYPE)]
    links = [
        *((url(name), "alternate", media_type) for name, media_type in others),
        (str(seen.shown.owner), _TOPIC, ""),
        *((address, rel, "") for rel, address in seen.links),
    ]
    return {"Link": link_header(links), "WAC-Allow": _WAC, **seen.headers}


def _feeds(seen: Seen) -> Iterator[tuple[str, Resource]]:
    channel, site = seen.posts.channel, seen.site
    made = ((ATOM, ATOM_TYPE, atom), (JSON, JSON_TYPE, json_feed))
    for name, media_type, write in made:
        links = [(site.url(name), "self", "")]
        links += [(channel.hub, "hub", "")] if channel.hub else []
        headers = {"Link": link_header(links), **seen.headers}
        form = Form(media_type, write(channel))
        yield site.path(name), Resource((form,), headers, seen.vary)


def _page(seen: Seen, entry: Entry, channel: Channel) -> Resource:
    """Return the page of a post."""
    policy = post_policy(entry) + FRAMELESS
    form = Form(HTML, post_page(entry, channel), policy=policy)
    told = [(url, rel, "") for rel, url in seen.links if rel == "webmention"]
    headers = {"Link": link_header(told), **seen.headers} if told else seen.headers
    return Resource((form,), headers, seen.vary)
