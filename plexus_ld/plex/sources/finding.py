"""What the owner typed, to the documents that it names.

A file, a folder, a URL, ``-`` for standard input, or a handle (``acct:ann@host``,
``ann@host``, ``@ann@host``), which WebFinger leads to a profile.
"""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urlsplit

from plexus_ld.errors import ParseError, PlexusError, SourceError
from plexus_ld.net.discovery import profile_of_handle
from plexus_ld.plex.sources.originals import hash_of
from plexus_ld.plex.sources.values import Target
from plexus_ld.rdf import formats
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.engine import sound_iri
from plexus_ld.rdf.formats import format_of_name, sniff

if TYPE_CHECKING:
    from plexus_ld.net.client import Client

_HANDLE: Final = re.compile(r"(?:acct:|@)?([^@/\s:]+@[^@/\s]+)", re.IGNORECASE)
#: Suffixes that many files have that are none of ours.
_SAYS_LITTLE: Final = frozenset({".xml", ".json"})
_PREFIX: Final = re.compile(
    r"^\s*@?prefix\s+[\w.-]*:\s*<", re.MULTILINE | re.IGNORECASE
)
_KEYWORD: Final = re.compile(r'"@(?:context|id|graph)"\s*:')
#: How much of a file without a telling name is looked at, in bytes.
_HEAD_BYTES: Final = 4096
#: Most files taken out of one folder.
_MAX_FILES: Final = 1_000_000


def targets_of(
    spec: str, client: "Client", stdin: bytes | None
) -> Iterator[Target | PlexusError]:
    """Yield the documents that one word of the owner names.

    Args:
        spec: The word.
        client: The door to the network, for handles.
        stdin: What came by standard input.
    """
    try:
        if spec == "-":
            yield _standard_input(stdin)
        elif spec.lower().startswith(("http://", "https://")):
            yield target_of_url(spec)
        elif spec.lower().startswith("file://"):
            yield from _of_path(Path(path_of_iri(spec)), spec)
        elif os.path.lexists(spec):
            yield from _of_path(Path(spec), spec)
        elif handle := _HANDLE.fullmatch(spec):
            yield target_of_url(profile_of_handle(client, handle[1]), source=spec)
        else:
            yield SourceError(spec, "there is no such file, and it is no URL or handle")
    except PlexusError as error:
        yield error


def target_of_url(
    url: str, source: str | None = None, depth: int = 0, found_in: str | None = None
) -> Target:
    """Return the document that a URL leads to.

    Raises:
        SourceError: It is no URL.
    """
    url = url.strip()
    try:
        document, fragment = urldefrag(url)
        parts = urlsplit(document)
        host, _ = parts.hostname, parts.port
        iri = sound_iri(document)
    except (ValueError, ParseError) as error:
        raise SourceError(url, "that is no URL") from error
    if not host:
        raise SourceError(url, "that is no URL of a document")
    if not urlsplit(iri).path:
        iri += "/"
    return Target(
        source=source or url,
        iri=iri,
        depth=depth,
        found_in=found_in,
        agent=f"{iri}#{fragment}" if fragment else None,
    )


def target_of_file(path: Path, source: str | None = None) -> Target:
    """Return a file as a document.

    Its IRI is the ``file:`` IRI of where it lies. Nobody else ever sees it: a source
    is not published.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - links stay as they are named
    # A file's name may be no text at all; what is reported must be.
    called = (source or str(path)).encode("utf-8", "replace").decode()
    return Target(source=called, iri=absolute.as_uri(), path=path)


def _standard_input(stdin: bytes | None) -> Target:
    if not stdin:
        raise SourceError("-", "nothing came by standard input")
    return Target(source="-", iri=f"urn:sha256:{hash_of(stdin)}", body=stdin)


def path_of_iri(iri: str) -> str:
    """Return the path that a ``file:`` IRI names.

    Raises:
        SourceError: It is on another machine.
    """
    from urllib.request import url2pathname

    parts = urlsplit(iri)
    if parts.netloc not in ("", "localhost"):
        raise SourceError(iri, "that file lies on another machine")
    return url2pathname(parts.path)


def _of_path(path: Path, source: str) -> Iterator[Target | PlexusError]:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        yield SourceError(source, _words(error))
        return
    if stat.S_ISREG(mode):
        yield target_of_file(path, source)
    elif stat.S_ISDIR(mode):
        yield from _of_folder(path, source)
    else:
        yield SourceError(source, "is neither a file nor a folder")


def _of_folder(folder: Path, source: str) -> Iterator[Target | PlexusError]:
    found = 0
    waiting = [str(folder)]
    while waiting and found < _MAX_FILES:
        try:
            with os.scandir(waiting.pop()) as entries:
                inside = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield SourceError(str(error.filename or source), _words(error))
            continue
        for entry in inside:
            if _is_document(entry):
                found += 1
                yield target_of_file(Path(entry.path))
        folders = [entry.path for entry in inside if _is_folder(entry)]
        waiting += reversed(folders)
    if not found:
        yield SourceError(source, "there is no document in this folder")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    # A link to a folder is not followed: it may lead in a circle.
    return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)


def _is_document(entry: os.DirEntry[str]) -> bool:
    """Tell whether a file of a folder looks like a document.

    A file that is named on its own is always tried; of a folder, only what has a
    telling name or a telling beginning: the rest of a folder is none of our business.
    """
    if entry.name.startswith(".") or not entry.is_file():
        return False
    suffix = Path(entry.name).suffix.lower()
    if suffix not in _SAYS_LITTLE and format_of_name(entry.name) is not None:
        return True
    try:
        with Path(entry.path).open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return False
    if suffix in _SAYS_LITTLE and b"foaf" in head.lower():
        return True  # broken, perhaps; then that is said
    return b"\0" not in head and is_telling(head.decode(errors="replace"))


def is_telling(head: str) -> bool:
    """Tell whether the beginning of a file can only be that of a document."""
    found = sniff(head, Document("file:///", b""))
    if found in (formats.TURTLE, formats.TRIG, formats.N3):
        return _PREFIX.search(head) is not None
    if found == formats.JSONLD:
        return _KEYWORD.search(head) is not None
    return found is not None


def _words(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def named_in(specs: Sequence[str], iri: str, source: str) -> bool:
    """Tell whether one of the owner's words means a source on record."""
    for spec in specs:
        if spec in (iri, source) or urldefrag(spec).url in (iri, source):
            return True
        if Path(os.path.abspath(spec)).as_uri() == iri:  # noqa: PTH100
            return True
    return False
