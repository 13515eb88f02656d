"""One document, had and read but not kept: what ``init --from`` takes over."""

from typing import TYPE_CHECKING

from plexus_ld.clock import Clock
from plexus_ld.errors import PlexusError, SourceError
from plexus_ld.plex.sources.finding import targets_of
from plexus_ld.plex.sources.getting import get_url, read_file
from plexus_ld.rdf.document import Reading
from plexus_ld.rdf.parsing import read
from plexus_ld.settings import Settings

if TYPE_CHECKING:
    from plexus_ld.net.client import Client
    from plexus_ld.workers import Workers


def read_one(
    spec: str, workers: "Workers", client: "Client", settings: Settings, clock: Clock
) -> Reading:
    """Read the one document that a word of the owner names, in a worker.

    Raises:
        SourceError: It names none, or more than one.
        FetchError: It could not be had.
        ParseError: Nothing can be made of it.
    """
    found = list(targets_of(spec, client, None))
    if len(found) != 1:
        raise SourceError(spec, f"that are {len(found)} documents; name one")
    target = found[0]
    if isinstance(target, PlexusError):
        raise target
    if target.path is None:
        limit = settings.net.max_body_bytes
        had = get_url(target, None, client, limit, clock())
    else:
        had = read_file(target, None, settings.imports.max_file_bytes, clock())
    if had.error is not None:
        raise had.error
    if had.document is None:
        raise SourceError(spec, "the server sent nothing")
    reading = workers.call(read, had.document)
    if not isinstance(reading, Reading):
        raise TypeError
    return reading
