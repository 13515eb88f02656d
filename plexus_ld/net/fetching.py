"""One document by its URL: RDF first, only when it has changed, and what became of it.

Specification: RFC 9110 §8.3 (type), §12.5.1 (Accept), §13.1 (conditions),
§10.2.3 (Retry-After).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from plexus_ld.errors import FetchError
from plexus_ld.rdf.document import Document

if TYPE_CHECKING:
    from plexus_ld.net.client import Answer, Client

#: What is asked for: RDF before pages, pages before anything.
RDF_ACCEPT: Final = (
    "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.9, "
    "application/n-triples;q=0.8, text/n3;q=0.8, application/trig;q=0.8, "
    "application/n-quads;q=0.8, application/activity+json;q=0.7, "
    "text/html;q=0.5, application/xhtml+xml;q=0.5, text/vcard;q=0.4, */*;q=0.1"
)
#: Longest wait that a server's Retry-After is believed, in seconds (a day).
MAX_RETRY_AFTER_S: Final = 86_400
#: Longest ETag or date that is kept and sent back, in characters.
_MAX_VALIDATOR: Final = 1024
#: What to say of a status that the owner may meet.
_WORDS: Final[Mapping[int, str]] = {
    401: "wants a login",
    403: "is not for us to see",
    404: "is not there",
    410: "is gone for good",
    429: "asks to wait",
    503: "is out of service for now",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch gave.

    Attributes:
        document: The document; None when it has not changed (304).
        url: The URL that answered, after redirects.
        status: The HTTP status.
        etag: The validator to send next time, if the server gave one.
        last_modified: The date to send next time, if the server gave one.
        moved_to: The URL to use from now on, if the document has moved for good.
        robots: The X-Robots-Tag, "" if there was none.
    """

    document: Document | None
    url: str
    status: int
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    robots: str = ""


def fetch(
    client: "Client",
    url: str,
    etag: str | None = None,
    last_modified: str | None = None,
    accept: str = RDF_ACCEPT,
    max_body_bytes: int | None = None,
    timeout_s: float | None = None,
) -> Fetched:
    """Fetch one document, if it has changed.

    The document's IRI is the URL that answered: its relative IRIs are read against
    that one (RFC 3986 §5.1.3).

    Args:
        client: The door.
        url: Which document.
        etag: The validator of the last fetch.
        last_modified: The date of the last fetch, as the server gave it.
        accept: Which forms are wanted.
        max_body_bytes: The most to take; the client's setting if left out.
        timeout_s: The most time; the client's setting if left out.

    Raises:
        FetchError: It could not be had; its status says what the server said.
    """
    headers = {"Accept": accept}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    answer = client.get(url, headers, max_body_bytes, timeout_s)
    if answer.status == 304:
        return _fetched(answer, None)
    if not 200 <= answer.status < 300:
        raise FetchError(
            url, _refusal(answer.status), answer.status, retry_after_s(answer.headers)
        )
    return _fetched(answer, _document(answer))


def _fetched(answer: "Answer", document: Document | None) -> Fetched:
    return Fetched(
        document,
        answer.url,
        answer.status,
        _validator(answer.headers.get("etag")),
        _validator(answer.headers.get("last-modified")),
        answer.moved_to,
        answer.headers.get("x-robots-tag", "")[:_MAX_VALIDATOR],
    )


def _document(answer: "Answer") -> Document:
    media_type, charset = content_type(answer.headers.get("content-type", ""))
    path = urlsplit(answer.url).path
    name = unquote(path.rpartition("/")[2]) or None
    return Document(answer.url, answer.body, media_type, charset, name)


def content_type(header: str) -> tuple[str | None, str | None]:
    """Split a Content-Type into media type and charset, both in lower case."""
    if not header.strip():
        return None, None
    message = Message()
    message["content-type"] = header.replace("\r", " ").replace("\n", " ")
    media_type = message.get_content_type()
    named = header.partition(";")[0].strip().lower()
    # `Message` answers text/plain to what it cannot read: that is no answer.
    charset = (message.get_content_charset() or "").strip("'\" ")
    return (media_type if media_type == named else None), charset or None


def _validator(value: str | None) -> str | None:
    """Return a validator that can be sent back as it is."""
    if not value or len(value) > _MAX_VALIDATOR or not value.isascii():
        return None
    return value if value.isprintable() else None


def _refusal(status: int) -> str:
    words = _WORDS.get(status)
    if words is None:
        words = "the server failed" if status >= 500 else "the server refused"
    return f"{words} (HTTP {status})"


def retry_after_s(headers: Mapping[str, str]) -> int | None:
    """Return the wait in seconds that the server asked for.

    Source: RFC 9110 §10.2.3. The date form is rare and is read as no wish, and so is
    a number of more than six digits (eleven days): the header is a stranger's word.
    """
    wish = headers.get("retry-after", "").strip()
    if not (wish.isascii() and wish.isdigit() and len(wish) <= 6):
        return None
    return min(int(wish), MAX_RETRY_AFTER_S)
