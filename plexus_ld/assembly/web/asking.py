"""Who asks, wired: what a request proves of its sender."""

from typing import TYPE_CHECKING, Final

from starlette.requests import Request

from plexus_ld.plex.profile.owner import find_owner
from plexus_ld.publish.web.asking import Asker, Asking
from plexus_ld.publish.web.problems import HttpProblem

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex

_WRONG: Final = {"WWW-Authenticate": 'Bearer realm="plexus", error="invalid_token"'}
_LONGEST: Final = 500


def asking_of(plex: "Plex") -> Asking:
    """Return what tells who asks: a program with a token of the owner's, or nobody."""

    def asking(request: Request) -> Asker:
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return Asker()
        secret = secret.strip()
        token = plex.tokens.find(secret) if len(secret) <= _LONGEST else None
        if token is None:
            raise HttpProblem(401, "this token is none, or was revoked", _WRONG)
        owner = find_owner(plex.store)
        agent = owner.webid if owner else None
        return Asker(agent, ("public",), frozenset(token.scopes), "token")

    return asking
