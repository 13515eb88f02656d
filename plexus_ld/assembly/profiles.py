"""Somebody's profile, fetched because the owner typed its address."""

from typing import TYPE_CHECKING

from rdflib import URIRef

from plexus_ld.errors import PlexusError

if TYPE_CHECKING:
    from plexus_ld.plex.sources.sources import Sources


def read_profile(sources: "Sources", url: str) -> tuple[tuple[URIRef, ...], str]:
    """Import one document, if it is about somebody; nothing is kept of any other.

    Args:
        sources: What imports.
        url: The document, or a WebID in it.

    Returns:
        Whom it is about; and why nobody is known by it, "" when somebody is.
    """
    try:
        tried = sources.import_([url], dry_run=True)
        if tried.failed:
            return (), f"{url} cannot be read: {tried.failed[0].error}"
        if not tried.about:
            return (), f"{url} says of nobody who they are"
        done = sources.import_([url])
    except PlexusError as error:
        return (), f"{url} cannot be read: {error}"
    return tuple(map(URIRef, done.about)), ""
