"""Who asks: what a request proves of its sender, and what that opens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef
from starlette.requests import Request

from plexus_ld.publish.web.problems import HttpProblem

#: All that the owner sees: SPARQL queries, graphs, what is in the inbox.
READ: Final = "read"
#: Changes of the owner's graphs.
WRITE: Final = "write"
#: Saying something in the owner's name.
POST: Final = "post"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as they proved it.

    Attributes:
        agent: Their IRI; None for somebody unknown.
        audiences: What they may see the owner's words as: ``public``, names of circles.
        scopes: What the owner's token allows a program: `READ`, `WRITE`, `POST`.
        how: By what they proved it: ``token``, ``signature``, ``link``; "" by nothing.
    """

    agent: URIRef | None = None
    audiences: tuple[str, ...] = ("public",)
    scopes: frozenset[str] = frozenset()
    how: str = ""


#: Tells who asks; bad credentials are an `HttpProblem` (401), none are nobody.
Asking = Callable[[Request], Asker]


def require(asker: Asker, scope: str) -> None:
    """Let nobody by without a scope.

    Raises:
        HttpProblem: 401 for somebody unknown, 403 for somebody known who may not.
            Source: RFC 6750 §3.1.
    """
    if scope in asker.scopes:
        return
    if not asker.how:
        challenge = {"WWW-Authenticate": 'Bearer realm="plexus"'}
        raise HttpProblem(401, "this needs a token of the owner's", challenge)
    raise HttpProblem(403, f"this needs the scope {scope}")
