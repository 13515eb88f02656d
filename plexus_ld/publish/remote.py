"""Publishing to a server: PUT, for Solid, plain LDP and WebDAV alike.

A document that was not written from here, or that somebody has changed since, is never
overwritten silently: the version that was read is named in the request (If-Match), and
it has to be the one that was written last.
Specification: RFC 9110 §13 (conditional requests); Solid Protocol §5; RFC 4918 (MKCOL).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from posixpath import dirname
from urllib.parse import urlsplit, urlunsplit

from plexus_ld.errors import PublishError
from plexus_ld.net.client import Answer, Client
from plexus_ld.net.login.credentials import Credentials
from plexus_ld.plex.profile.representation import Representation
from plexus_ld.publish.access import Mode, open_to_all
from plexus_ld.publish.folder import Published
from plexus_ld.publish.forms import FORMS, PAGE, form_bytes, page_bytes
from plexus_ld.publish.login import Door, issuers_of
from plexus_ld.publish.patching import links_of_card, patch, takes_patches
from plexus_ld.rdf.negotiation import format_of_name, media_type_of

#: What the server means, and what to do, for the statuses that a person can mend.
_ADVICE = {
    403: "the server knows you but does not let you write there",
    405: "the server takes no documents there (no PUT)",
    413: "the server finds the profile too large",
    415: "the server does not take this format; try another suffix (.ttl, .html)",
    423: "somebody has locked it",
    507: "the server has no room left",
}


@dataclass(frozen=True, slots=True)
class _Put:
    """One document on its way."""

    url: str
    body: bytes
    media_type: str


@dataclass
class _Server:
    """Where to, and what is known of it."""

    door: Door
    known: Mapping[str, str]
    replace: bool
    shown: Representation
    ours: Collection[str] | None
    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    etags: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def publish_to(
    shown: Representation,
    url: str,
    client: Client,
    *,
    credentials: Credentials | None = None,
    known: Mapping[str, str] | None = None,
    replace: bool = False,
    ours: Collection[str] | None = None,
) -> Published:
    """Put the profile on a server.

    A URL that ends in a slash gets the page and every form; any other gets the one
    form that its suffix names, Turtle if it names none.

    Args:
        shown: What the audience sees.
        url: Where to.
        client: What the requests go through.
        credentials: Who the owner is there.
        known: ETags of what was written last, by URL.
        replace: Overwrite what was not written from here.
        ours: What was put there last, as default-graph lines, where the document is
            one that others write into as well: then only our statements are changed,
            on a server that can do that. None where it is ours alone.

    Raises:
        PublishError: The server did not take it; with its status, and what to do.
    """
    door = Door(client, credentials, issuers_of(shown))
    server = _Server(door, known or {}, replace, shown, None if replace else ours)
    for put in _documents(shown, url):
        _publish(server, put)
    return Published(
        url,
        tuple(server.written),
        tuple(server.unchanged),
        len(shown.lines),
        server.etags,
        problems=tuple(server.problems),
    )


def _documents(shown: Representation, url: str) -> list[_Put]:
    if url.endswith("/"):
        beside = [
            _Put(f"{url}{form.name}", form_bytes(shown, form.format), form.media_type)
            for form in FORMS
        ]
        return [*beside, _Put(f"{url}{PAGE}", page_bytes(shown, FORMS), "text/html")]
    format_ = format_of_name(urlsplit(url).path) or "turtle"
    if format_ == "html":
        return [_Put(url, page_bytes(shown), "text/html")]
    body = form_bytes(shown, format_)
    return [_Put(url, body, media_type_of(format_))]


def _publish(server: _Server, put: _Put) -> None:
    before = server.door.request("GET", put.url, headers={"Accept": put.media_type})
    is_shared = server.ours is not None and put.media_type == "text/turtle"
    if is_shared and takes_patches(before):
        _change(server, put.url)
    elif before.status == 200 and before.body == put.body:
        server.unchanged.append(put.url)
    else:
        condition = _condition(server, put, before)
        headers = {"Content-Type": put.media_type, **condition}
        answer = server.door.request("PUT", put.url, put.body, headers)
        if answer.status in (404, 409) and before.status != 200:
            _make_folders(server.door, put.url)
            answer = server.door.request("PUT", put.url, put.body, headers)
        _check_taken(put, answer)
        server.written.append(put.url)
    after = server.door.request("HEAD", put.url, headers={"Accept": put.media_type})
    if "etag" in after.headers:
        server.etags[put.url] = after.headers["etag"]
    is_public = server.shown.audience == "public"
    problem = open_to_all(server.door, after, Mode.READ) if is_public else ""
    if problem:
        server.problems.append(problem)


def _change(server: _Server, url: str) -> None:
    """Change our statements in a document, and leave those of others."""
    if not patch(server.door, url, server.ours or (), server.shown.lines):
        server.unchanged.append(url)
        return
    patch(server.door, url, (), links_of_card(server.door, server.shown, url))
    server.written.append(url)


def _condition(server: _Server, put: _Put, before: Answer) -> dict[str, str]:
    """Return the header that keeps somebody else's document from being overwritten.

    Raises:
        PublishError: There is one.
    """
    if before.status in (404, 410):
        return {"If-None-Match": "*"}
    if before.status != 200:
        raise _refused(put, before)
    etag = before.headers.get("etag")
    if not server.replace and (etag is None or etag != server.known.get(put.url)):
        message = (
            f"{put.url} is there already and was not written from here, or was changed "
            "since; look at it first, then publish with --replace"
        )
        raise PublishError(message, put.url, 412)
    if b"oidcIssuer" in before.body and b"oidcIssuer" not in put.body:
        message = (
            f"{put.url} names the server that you log in with (solid:oidcIssuer), and "
            "your profile does not: without it you could not log in again; first say "
            "plexus me add solid:oidcIssuer URL"
        )
        raise PublishError(message, put.url, 412)
    if etag is not None and not etag.startswith("W/"):
        return {"If-Match": etag}
    date = before.headers.get("last-modified")
    return {"If-Unmodified-Since": date} if date else {}


def _make_folders(door: Door, url: str) -> None:
    """Make the folders above a document, the outermost first (WebDAV)."""
    parts = urlsplit(url)
    missing: list[str] = []
    path = dirname(parts.path)
    while path not in ("", "/"):
        folder = urlunsplit((parts.scheme, parts.netloc, f"{path}/", "", ""))
        status = door.request("MKCOL", folder).status
        if status not in (404, 409):
            break  # made, or there, or not ours to make: the PUT will tell
        missing.append(folder)
        path = dirname(path)
    for folder in reversed(missing):
        door.request("MKCOL", folder)


def _check_taken(put: _Put, answer: Answer) -> None:
    if answer.status == 412:
        message = (
            f"{put.url} was changed by somebody else just now; nothing was "
            "overwritten. Look at it, then publish again"
        )
        raise PublishError(message, put.url, 412)
    if answer.status not in (200, 201, 202, 204, 205):
        raise _refused(put, answer)


def _refused(put: _Put, answer: Answer) -> PublishError:
    if answer.status in (301, 302, 307, 308):
        target = answer.headers.get("location", "another address")
        message = f"{put.url} has moved ({answer.status}); publish to {target} instead"
        return PublishError(message, put.url, answer.status)
    why = _ADVICE.get(answer.status, "the server did not take it")
    message = f"{put.url}: {why} ({answer.status})"
    return PublishError(message, put.url, answer.status)
