"""Logging in to the server that the profile is published on."""

from collections.abc import Mapping
from typing import Final

from rdflib import URIRef

from plexus_ld.errors import FetchError, PublishError
from plexus_ld.net.client import Answer, Client
from plexus_ld.net.login import door
from plexus_ld.net.login.credentials import Credentials
from plexus_ld.plex.profile.representation import Representation
from plexus_ld.vocab.solid import SOLID

_HINT: Final = "look at publish.user and publish.secret_file (docs/publishing.md)"


class Door:
    """Requests to one server, logged in once it asks.

    Args:
        client: What the requests go through.
        credentials: Who the owner is there.
        issuers: Who may be asked for a Solid token: the owner's own login servers.
    """

    def __init__(
        self,
        client: Client,
        credentials: Credentials | None,
        issuers: tuple[str, ...] = (),
    ) -> None:
        self._door = door.Door(client, credentials, issuers, _HINT)

    @property
    def webid(self) -> str:
        """Who the owner is there, once logged in to a Solid server; else ""."""
        return self._door.webid

    def request(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Make a request; log in and make it again when the server asks for it.

        Raises:
            PublishError: No answer, or the server does not let the owner in.
        """
        try:
            return self._door.request(method, url, body, headers)
        except FetchError as error:
            raise PublishError(str(error), error.url, error.status) from error


def issuers_of(shown: Representation) -> tuple[str, ...]:
    """Return the login servers that a profile names: they may have the secret."""
    return tuple(
        str(value)
        for subject, property_, value in shown.triples()
        if subject == shown.owner
        and property_ == SOLID.oidcIssuer
        and isinstance(value, URIRef)
    )
