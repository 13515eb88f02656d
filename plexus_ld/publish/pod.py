"""An inbox in a pod: made where it is missing, and named by the profile.

Specification: Solid Protocol §5.3 (containers), https://www.w3.org/TR/ldn/ §3.1
"""

from dataclasses import replace
from typing import Final

from rdflib import URIRef

from plexus_ld.errors import PublishError
from plexus_ld.net.client import Answer
from plexus_ld.plex.profile.representation import Representation
from plexus_ld.publish.access import Mode, allows, open_to_all
from plexus_ld.publish.login import Door
from plexus_ld.rdf.lines import line, text_of
from plexus_ld.vocab.ldp import LDP

_CONTAINER: Final = {
    "Content-Type": "text/turtle",
    "If-None-Match": "*",
    "Link": f'<{LDP.BasicContainer}>; rel="type"',
}
_ACCEPT: Final = {"Accept": "application/ld+json, text/turtle;q=0.8"}


def ready_inbox(door: Door, url: str) -> tuple[str, ...]:
    """Make an inbox where there is none: everybody may post, the owner alone reads.

    Args:
        door: The way to its server.
        url: The inbox.

    Returns:
        What of it is not as it should be, a sentence each.

    Raises:
        PublishError: It is not there, and cannot be made.
    """
    seen = door.request("HEAD", url, headers=_ACCEPT)
    if seen.status in (404, 410):
        seen = _made(door, url)
    if seen.status != 200:
        message = f"the inbox {url} cannot be looked at ({seen.status})"
        raise PublishError(message, url, seen.status)
    problems = [open_to_all(door, seen, Mode.APPEND)]
    if allows(seen, Mode.READ):
        problems.append(f"everybody may read what lies in your inbox {url}")
    return tuple(filter(None, problems))


def with_inbox(shown: Representation, url: str) -> Representation:
    """Return a profile that names an inbox, unless it names one already."""
    start = f"{text_of(shown.owner)} {text_of(LDP.inbox)} "
    if not url or any(text.startswith(start) for text in shown.lines):
        return shown
    named = line(text_of(shown.owner), text_of(LDP.inbox), text_of(URIRef(url)))
    return replace(shown, lines=tuple(sorted((*shown.lines, named))))


def _made(door: Door, url: str) -> Answer:
    if not url.endswith("/"):
        message = f"there is no inbox {url}; one that is to be made ends in a slash"
        raise PublishError(message, url, 404)
    answer = door.request("PUT", url, b"", _CONTAINER)
    # 409, 412: somebody made it at this moment.
    if answer.status not in (200, 201, 204, 205, 409, 412):
        message = f"the server does not let us make the inbox {url} ({answer.status})"
        raise PublishError(message, url, answer.status)
    return door.request("HEAD", url, headers=_ACCEPT)
