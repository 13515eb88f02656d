"""Who proves who they are, wired: by a signature, with a key of a connection's."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from rdflib import URIRef
from starlette.requests import Request

from plexus_ld.assembly.shown import shown_as
from plexus_ld.assembly.web.links import fingers, links
from plexus_ld.errors import PlexusError, SignatureError
from plexus_ld.net.signing.replays import Replays
from plexus_ld.net.signing.values import Incoming, PublicKey
from plexus_ld.net.signing.verifying import proof_of, verified
from plexus_ld.plex.doors.knowing import Knowing
from plexus_ld.plex.touched import touched
from plexus_ld.publish.portrait import portrait_of
from plexus_ld.publish.posts.writing import posts_of
from plexus_ld.publish.web.incoming import joined
from plexus_ld.publish.web.problems import HttpProblem
from plexus_ld.publish.web.resources.faced import NAMING, Faces
from plexus_ld.publish.web.resources.keeping import Asks, Kept
from plexus_ld.publish.web.resources.making import Seen, contents_of
from plexus_ld.publish.web.resources.shelf import Contents
from plexus_ld.publish.web.resources.spoken import spoken
from plexus_ld.rdf.lines import text_of
from plexus_ld.sharer.publicly import said_to
from plexus_ld.vocab.graphs import RECORDS, SAID

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex

#: Source: RFC 9110 §11.6.1; the names are those of draft-cavage §2.1.
_SIGN: Final = {
    "WWW-Authenticate": 'Signature realm="plexus",headers="(request-target) host date"'
}
#: Records that no face is made of: what was heard and delivered changes all the time.
_BESIDE: Final = tuple(f" {text_of(one)} ." for one in sorted(RECORDS - {SAID}))


class _StrangerError(SignatureError):
    """A key of a host where nobody has a name who is known: it is not asked for."""


def faces_of(plex: "Plex") -> Faces:
    """Return what is shown to each of those who are known."""
    return Faces(_who(plex), lambda agent: _kept(plex, agent))


def _who(plex: "Plex") -> Callable[[Request], URIRef | None]:
    knowing, replays = Knowing(plex.store), Replays()

    def find(key_id: str) -> PublicKey:
        if not knowing.has_host(key_id):
            raise _StrangerError("the key of the signature is nobody's who is known")
        return plex.public_keys.find(key_id)

    def who(request: Request) -> URIRef | None:
        if not plex.site.is_known:
            return None  # nobody can have signed for an address that there is not
        incoming, now = _incoming(plex, request), plex.clock()
        try:
            agent = knowing.agent(str(verified(incoming, find, now).owner))
            if agent is not None:
                replays.check(proof_of(incoming.headers), now)
        except _StrangerError:
            return None
        except SignatureError as error:
            raise HttpProblem(401, str(error), _SIGN) from error
        return agent

    return who


def _incoming(plex: "Plex", request: Request) -> Incoming:
    """Return a request as it was meant: for our own address, whatever it says."""
    site = urlsplit(plex.site.base)
    path = request.scope["raw_path"].decode("latin-1")
    query = request.url.query
    url = f"{site.scheme}://{site.netloc}{path}{'?' if query else ''}{query}"
    return Incoming(request.method, url, joined(request))


def _kept(plex: "Plex", agent: URIRef) -> Kept:
    return Kept(
        Asks(
            sequence=lambda: plex.store.sequence,
            changed=lambda before, after: _is_shown(plex, before, after),
            contents=lambda: _contents(plex, agent),
            now=lambda: plex.clock(),
        )
    )


def _contents(plex: "Plex", agent: URIRef) -> tuple[Contents, datetime | None]:
    try:
        shown = shown_as(plex, agent)
    except PlexusError as error:
        message = "your face of this profile cannot be shown now"
        raise HttpProblem(503, message, {"Retry-After": "60"}) from error
    said = said_to(plex.store, plex.media, plex.clock(), agent)
    posts = posts_of(
        said,
        owner=str(shown.owner),
        name=portrait_of(shown).title,
        base=plex.site.base,
        # A hub would send on what is for them alone.
        hub="",
    )
    seen = Seen(
        plex.site,
        shown,
        posts,
        links(plex),
        fingers(plex),
        vary=NAMING,
        reader=str(agent),
    )
    return contents_of(seen, late=spoken(seen, said)), said.until


def _is_shown(plex: "Plex", before: int, after: int) -> bool:
    """Tell whether a change between two may concern a face, or who sees which."""
    return touched(plex.store, before, after, lambda line: not line.endswith(_BESIDE))
