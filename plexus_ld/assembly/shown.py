"""The profile as it goes out: what an audience sees, and the key that proves it."""

from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urldefrag

from rdflib import URIRef

from plexus_ld.plex.profile.faces import seen_as, seen_by
from plexus_ld.plex.profile.publickey import with_key
from plexus_ld.plex.profile.representation import Representation
from plexus_ld.plex.touched import touched
from plexus_ld.rdf.lines import text_of
from plexus_ld.vocab.graphs import PLEX, PROFILE, SAID
from plexus_ld.vocab.plx import PLX

if TYPE_CHECKING:
    from plexus_ld.plex.profile.key import OwnerKey
    from plexus_ld.settings import Settings
    from plexus_ld.store import Store

#: Graphs that the public face and the posts are made of.
_SHOWN: Final = (f" {text_of(PROFILE)} .", f" {text_of(SAID)} .")
#: What of the Plex is a face, or says whose it is, or how many follow.
_FACE: Final = tuple(
    f" {text_of(one)} "
    for one in (PLX.audience, PLX.construct, PLX.owner, PLX.channel, PLX.state)
)
_PLEX: Final = f" {text_of(PLEX)} ."


class Showing(Protocol):
    """What of an opened home showing takes."""

    @property
    def store(self) -> "Store":
        """The quads."""

    @property
    def owner_key(self) -> "OwnerKey":
        """What the owner signs with."""


def shown_by(plex: Showing, audience: str) -> Representation:
    """Return the profile as an audience sees it; raises as `seen_by` does."""
    return with_key(seen_by(plex.store, audience), plex.owner_key.public_bytes)


def shown_as(plex: Showing, agent: URIRef) -> Representation:
    """Return the profile as somebody sees it; raises as `seen_as` does."""
    return with_key(seen_as(plex.store, agent), plex.owner_key.public_bytes)


def kept_at(settings: "Settings") -> str:
    """Return the document, or the folder, where the public face is kept; "" if none.

    A WebID is taken for its document.
    """
    return urldefrag(settings.publish.to).url


def concerns_all(store: "Store", before: int, after: int) -> bool:
    """Tell whether a change between two concerns what everybody may read."""
    return touched(store, before, after, _concerns)


def _concerns(line: str) -> bool:
    is_face = line.endswith(_PLEX) and any(term in line for term in _FACE)
    return line.endswith(_SHOWN) or is_face
