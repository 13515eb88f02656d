"""The feed as Atom.

Specification: RFC 4287; RFC 4685 (threads), RFC 6721 (deletions), WebSub §4 (hub)
"""

from datetime import UTC, datetime
from html import escape
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from plexus_ld.publish.posts.channel import ATOM, ATOM_TYPE, Channel
from plexus_ld.publish.posts.entries import Enclosure, Entry

_ATOM: Final = "http://www.w3.org/2005/Atom"
_THREADS: Final = "http://purl.org/syndication/thread/1.0"
_TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
#: Of a feed in which nothing was ever said: it has to say something, and the same
#: each time.
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)

# Process-wide, and only prefixes: how names are written, not what they are.
register_namespace("", _ATOM)
register_namespace("thr", _THREADS)
register_namespace("at", _TOMBSTONES)


def atom(channel: Channel) -> bytes:
    """Return the feed as Atom."""
    feed = Element(f"{{{_ATOM}}}feed")
    _add(feed, "title", channel.name)
    _add(feed, "id", f"{channel.base}{ATOM}" if channel.base else channel.owner)
    _add(feed, "updated", _time(channel.updated or _NEVER))
    author = SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", channel.name)
    if channel.owner.startswith(("https://", "http://")):
        _add(author, "uri", channel.owner)
    if channel.base:
        _link(feed, "self", f"{channel.base}{ATOM}", ATOM_TYPE)
        _link(feed, "alternate", channel.base, "text/html")
    if channel.hub:
        _link(feed, "hub", channel.hub)
    _add(feed, "generator", "Plexus-LD", uri="https://w3id.org/plexus")
    for iri, when in channel.taken_back:
        gone = {"ref": iri, "when": _time(when)}
        SubElement(feed, f"{{{_TOMBSTONES}}}deleted-entry", gone)
    for entry in channel.entries:
        _entry(SubElement(feed, f"{{{_ATOM}}}entry"), entry)
    return bytes(tostring(feed, "utf-8", xml_declaration=True)) + b"\n"


def _entry(node: Element, entry: Entry) -> None:
    if entry.language:
        node.set(_LANGUAGE, entry.language)
    _add(node, "id", entry.id)
    _add(node, "title", entry.title)
    _add(node, "published", _time(entry.published))
    _add(node, "updated", _time(entry.updated))
    _link(node, "alternate", entry.url, "text/html")
    if entry.link:
        _link(node, "related", entry.link)
    if entry.answers:
        answer = {"ref": entry.answers, "href": entry.answers}
        SubElement(node, f"{{{_THREADS}}}in-reply-to", answer)
    if entry.summary:
        _add(node, "summary", entry.summary)
    _add(node, "content", content_of(entry), type="html")
    for tag in entry.tags:
        SubElement(node, f"{{{_ATOM}}}category", {"term": tag})
    for one in entry.enclosures:
        _enclosure(node, one)


def content_of(entry: Entry) -> str:
    """Return an entry's HTML with what it shares and shows, for readers of feeds."""
    parts = [entry.html]
    if entry.link:
        link = escape(entry.link)
        parts.append(f'<p><a href="{link}">{escape(entry.title) or link}</a></p>')
    for one in entry.enclosures:
        if one.family == "image":
            url, words = escape(one.url), escape(one.words)
            parts.append(f'<p><img src="{url}" alt="{words}"></p>')
    return "".join(parts)


def _enclosure(node: Element, one: Enclosure) -> None:
    link = _link(node, "enclosure", one.url, one.media_type)
    if one.size_bytes:
        link.set("length", str(one.size_bytes))
    if one.words:
        link.set("title", one.words)


def _link(node: Element, rel: str, href: str, media_type: str = "") -> Element:
    link = SubElement(node, f"{{{_ATOM}}}link", {"rel": rel, "href": href})
    if media_type:
        link.set("type", media_type)
    return link


def _add(node: Element, name: str, text: str, **more: str) -> None:
    SubElement(node, f"{{{_ATOM}}}{name}", more).text = text


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
