"""Publishing: the profile as an audience sees it, into a folder or onto a server."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urldefrag

from rdflib import URIRef

from plexus_ld.assembly.shown import kept_at, shown_by
from plexus_ld.listener.states import note_error
from plexus_ld.plex.profile import publications
from plexus_ld.plex.profile.representation import Representation
from plexus_ld.publish.credentials import credentials_of
from plexus_ld.publish.folder import Published, publish_files
from plexus_ld.publish.login import Door, issuers_of
from plexus_ld.publish.pod import ready_inbox, with_inbox
from plexus_ld.publish.portrait import portrait_of
from plexus_ld.publish.posts.channel import ATOM
from plexus_ld.publish.posts.writing import Posts, posts_of
from plexus_ld.publish.remote import publish_to
from plexus_ld.publish.websub import ping
from plexus_ld.sharer.publicly import said_publicly

if TYPE_CHECKING:
    from plexus_ld.clock import Clock
    from plexus_ld.net.client import Client
    from plexus_ld.plex.profile.key import OwnerKey
    from plexus_ld.settings import Settings
    from plexus_ld.sharer.media import Media
    from plexus_ld.store import Store


class Publisher(Protocol):
    """What of an opened Plex publishing takes."""

    @property
    def store(self) -> "Store":
        """The quads."""

    @property
    def settings(self) -> "Settings":
        """The hub, and the login to a server."""

    @property
    def media(self) -> "Media":
        """The bytes of what goes with posts."""

    @property
    def clock(self) -> "Clock":
        """The time."""

    @property
    def owner_key(self) -> "OwnerKey":
        """What the owner signs with."""

    @property
    def client(self) -> "Client":
        """The door to the network."""


def publish(plex: Publisher, place: str, audience: str, *, replace: bool) -> Published:
    """Publish into a folder or to a URL; see `Plex.publish`."""
    shown = shown_by(plex, audience)
    if not place.lower().startswith(("http://", "https://")):
        return _into_folder(plex, shown, Path(place))
    return _onto_server(plex, shown, urldefrag(place).url, may_replace=replace)


def _onto_server(
    plex: Publisher, shown: Representation, url: str, *, may_replace: bool
) -> Published:
    """Put the profile; an inbox that it names is there before it is named."""
    settings = plex.settings.publish
    credentials = credentials_of(settings)
    problems: tuple[str, ...] = ()
    if settings.inbox:
        door = Door(plex.client, credentials, issuers_of(shown))
        problems = ready_inbox(door, settings.inbox)
    shown = with_inbox(shown, settings.inbox)
    # The place that the settings name is shared with whoever else writes there.
    is_shared = url == kept_at(plex.settings) and not url.endswith("/")
    done = publish_to(
        shown,
        url,
        plex.client,
        credentials=credentials,
        known=publications.published_etags(plex.store),
        replace=may_replace,
        ours=publications.statements_at(plex.store, url) if is_shared else None,
    )
    if is_shared:
        publications.record_statements(plex.store, url, shown.lines)
    if url == kept_at(plex.settings):
        note_error(plex.store, URIRef(url), "", plex.clock())
    publications.record_published(plex.store, done.etags, plex.clock())
    return replace(done, problems=(*problems, *done.problems))


def _into_folder(plex: Publisher, shown: Representation, folder: Path) -> Published:
    """Write the files; what everybody may read goes with the public face only."""
    if shown.audience != "public":
        return publish_files(shown, folder)
    posts = _posts(plex, shown)
    done = publish_files(shown, folder, posts)
    channel = posts.channel
    if not (channel.hub and channel.base and ATOM in done.written):
        return done
    problem = ping(plex.client, channel.hub, f"{channel.base}{ATOM}")
    return replace(done, problems=(*done.problems, problem)) if problem else done


def _posts(plex: Publisher, shown: Representation) -> Posts:
    document = str(shown.document or "")
    return posts_of(
        said_publicly(plex.store, plex.media, plex.clock()),
        owner=str(shown.owner),
        name=portrait_of(shown).title,
        # A profile that is one document of many has no folder to itself.
        base=document if document.endswith("/") else "",
        hub=plex.settings.publish.hub,
    )
