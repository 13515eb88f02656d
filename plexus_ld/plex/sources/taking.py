"""One document, read and handed over without being kept as a source."""

from typing import TYPE_CHECKING

from plexus_ld.clock import Clock, now
from plexus_ld.errors import PlexusError, SourceError
from plexus_ld.plex.sources.digest import Digest
from plexus_ld.plex.sources.finding import targets_of
from plexus_ld.plex.sources.getting import get_url, read_file
from plexus_ld.plex.sources.reading import read_batch
from plexus_ld.plex.sources.values import Had, Target
from plexus_ld.rdf.document import Reading
from plexus_ld.settings import Settings

if TYPE_CHECKING:
    from plexus_ld.net.client import Client
    from plexus_ld.workers import Workers


def read_one(
    source: str,
    workers: "Workers",
    client: "Client",
    settings: Settings,
    clock: Clock = now,
    stdin: bytes | None = None,
) -> Reading:
    """Read a file or a URL; of a page without people, the profile that it names.

    Args:
        source: A file, a URL, a handle, ``-`` for standard input.
        workers: Where it is read.
        client: The door to the network.
        settings: What it may cost.
        clock: Tells the time.
        stdin: What came by standard input.

    Raises:
        SourceError: There is no such document, or more than one.
        FetchError: It could not be had.
        ParseError: No reader makes anything of it.
    """
    found = list(targets_of(source, client, stdin))
    if len(found) != 1:
        raise SourceError(source, "names more than one document")
    target = found[0]
    if isinstance(target, PlexusError):
        raise target
    digest = _read(target, workers, client, settings, clock)
    for url in () if digest.survey.people else digest.reading.profiles[:1]:
        named = Target(source=url, iri=url)
        return _read(named, workers, client, settings, clock).reading
    return digest.reading


def read_url(
    url: str, workers: "Workers", client: "Client", settings: Settings, clock: Clock
) -> Reading:
    """Read the document at a URL, and none that it names; raises as `read_one` does."""
    target = Target(source=url, iri=url)
    return _read(target, workers, client, settings, clock).reading


def _read(
    target: Target,
    workers: "Workers",
    client: "Client",
    settings: Settings,
    clock: Clock,
) -> Digest:
    had = _had(target, client, settings, clock)
    if had.error is not None:
        raise had.error
    ((_, read),) = read_batch(workers, [had])
    if isinstance(read, PlexusError):
        raise read
    if read is None:
        raise SourceError(target.source, "gave nothing")
    return read


def _had(target: Target, client: "Client", settings: Settings, clock: Clock) -> Had:
    if target.iri.startswith(("http://", "https://")):
        return get_url(target, None, client, settings.net.max_body_bytes, clock())
    return read_file(target, None, settings.imports.max_file_bytes, clock())
