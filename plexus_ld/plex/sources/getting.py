"""One document's bytes: out of a file, or from the network if it has changed."""

import os
import stat
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urldefrag, urlsplit

from plexus_ld.errors import FetchError, ParseError, SourceError
from plexus_ld.net.fetching import content_type, fetch
from plexus_ld.plex.sources.originals import Originals, hash_of
from plexus_ld.plex.sources.records import Record
from plexus_ld.plex.sources.values import Had, Target
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.engine import sound_iri

if TYPE_CHECKING:
    from plexus_ld.net.client import Client

_MIB: Final = 1024 * 1024
#: Kinds of media that no reader here makes anything of.
_NOT_READ: Final = ("image/", "audio/", "video/", "font/", "application/pdf")


def read_file(
    target: Target, record: Record | None, max_bytes: int, at: datetime
) -> Had:
    """Read a file, or what came by standard input.

    Args:
        target: Which.
        record: What is on record of it.
        max_bytes: The largest that is read.
        at: The time.
    """
    try:
        body = target.body if target.path is None else _bytes(target.path, max_bytes)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Had(target, at, error=SourceError(target.source, reason))
    except ValueError as error:
        return Had(target, at, error=SourceError(target.source, str(error)))
    name = target.path.name if target.path else None
    return _had(Had(target, at), Document(target.iri, body or b"", name=name), record)


def get_url(
    target: Target,
    record: Record | None,
    client: "Client",
    max_bytes: int,
    at: datetime,
) -> Had:
    """Fetch a document, if it has changed since it was last had.

    Args:
        target: Which.
        record: What is on record of it.
        client: The door.
        max_bytes: The largest that is taken.
        at: The time.
    """
    url = record.source if record else target.iri
    # Without the bytes' hash nothing of it was ever kept: then all of it is wanted.
    known = record if record and record.sha256 else None
    etag, date = (known.etag, known.last_modified) if known else (None, None)
    try:
        fetched = fetch(client, url, etag, date, max_body_bytes=max_bytes)
        if fetched.document is None and known and fetched.url != known.graph:
            # The validator was of a document that stands elsewhere now.
            fetched = fetch(client, url, max_body_bytes=max_bytes)
        document = _sound(fetched.document)
    except FetchError as error:
        return Had(target, at, http_status=error.status, error=error)
    had = Had(
        target,
        at,
        http_status=fetched.status,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        moved_to=_iri(fetched.moved_to),
        robots=fetched.robots,
    )
    return _had(had, document, record) if document else had


def reread(record: Record, originals: Originals) -> Had:
    """Have a document again out of its original bytes, as if it had just come.

    Args:
        record: What is on record of it.
        originals: Where the bytes are kept.
    """
    target = Target(record.source, record.source, found_in=record.found_in)
    body = originals.get(record.sha256) if record.sha256 else None
    if body is None:
        error = SourceError(record.source, "its original bytes are not kept any more")
        return Had(target, record.checked_at, error=error)
    media_type, charset = content_type(record.media_type or "")
    name = unquote(urlsplit(record.graph).path.rpartition("/")[2]) or None
    return Had(
        target,
        record.checked_at,
        Document(record.graph, body, media_type, charset, name),
        sha256=record.sha256,
        http_status=record.http_status,
        etag=record.etag,
        last_modified=record.last_modified,
    )


def _sound(document: Document | None) -> Document | None:
    """Return a document under an IRI that a graph can be named by.

    Raises:
        FetchError: It is of a kind that is not read here.
        ParseError: There is no such IRI.
    """
    if document is None:
        return None
    media_type = document.media_type or ""
    if media_type.startswith(_NOT_READ):
        raise FetchError(document.iri, f"is {media_type}, which says nothing of people")
    try:
        iri = sound_iri(urldefrag(document.iri).url)
    except ParseError as error:
        raise FetchError(document.iri, "is no IRI") from error
    return Document(
        iri, document.body, document.media_type, document.charset, document.name
    )


def _iri(url: str | None) -> str | None:
    """Return a URL that a server gave, if it is fit to be kept as an IRI."""
    try:
        return sound_iri(url) if url else None
    except ParseError:
        return None


def _had(had: Had, document: Document, record: Record | None) -> Had:
    digest = hash_of(document.body)
    same = (
        record is not None and record.sha256 == digest and record.graph == document.iri
    )
    return Had(
        had.target,
        had.at,
        document=None if same else document,
        sha256=digest,
        http_status=had.http_status,
        etag=had.etag,
        last_modified=had.last_modified,
        moved_to=had.moved_to,
        robots=had.robots,
        size=len(document.body),
    )


def _bytes(path: Path, max_bytes: int) -> bytes:
    """Read a regular file, up to a limit."""
    # Not to be kept waiting by a pipe that somebody left there.
    number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(number, "rb", buffering=0) as file:  # noqa: PTH123 - it is a number
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode):
            raise ValueError("is neither a file nor a folder")
        if found.st_size > max_bytes:
            size, most = found.st_size / _MIB, max_bytes / _MIB
            message = (
                f"is {size:.0f} MiB; the largest that is read is {most:g} MiB "
                "(the setting imports.max_file_bytes)"
            )
            raise ValueError(message)
        return file.read(max_bytes)
