"""Publishing: the profile as an audience sees it, into a folder or onto a server."""

from pathlib import Path
from typing import TYPE_CHECKING

from plexus_ld.plex.profile import publications
from plexus_ld.plex.profile.faces import seen_by
from plexus_ld.publish.credentials import credentials_of
from plexus_ld.publish.folder import Published, publish_files
from plexus_ld.publish.remote import publish_to

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex


def publish(plex: "Plex", place: str, audience: str, *, replace: bool) -> Published:
    """Publish into a folder or to a URL; see `Plex.publish`."""
    shown = seen_by(plex.store, audience)
    if not place.lower().startswith(("http://", "https://")):
        return publish_files(shown, Path(place))
    done = publish_to(
        shown,
        place,
        plex.client,
        credentials=credentials_of(plex.settings.publish),
        known=publications.published_etags(plex.store),
        replace=replace,
    )
    publications.record_published(plex.store, done.etags, plex.clock())
    return done
