"""What is done when the owner answers a request, by its kind."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from plexus_ld.assembly.following import follow_answer
from plexus_ld.errors import RequestError
from plexus_ld.model.request import ACCEPTED, REFUSED, WAITING, Answer, Request

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex


def answers(plex: "Plex") -> Mapping[str, Answer]:
    """Return what answers each kind of request."""
    return {
        "follow": follow_answer(plex),
        "mention": Answer(
            lambda request: plex.mentions.accept(request.iri),
            lambda request: plex.mentions.refuse(request.iri),
        ),
    }


def accept(plex: "Plex", id_: str) -> str:
    """Do what a request asks for; return a sentence.

    Raises:
        RequestError: There is no such request, or it was answered.
        RefusedError: It cannot be done now, or any more.
    """
    request = _waiting(plex, id_)
    sentence = answers(plex)[request.kind].accept(request)
    plex.requests.settle(request.iri, ACCEPTED)
    return sentence


def refuse(plex: "Plex", id_: str) -> str:
    """Do not do what a request asks for; return a sentence. Raises as `accept` does."""
    request = _waiting(plex, id_)
    sentence = answers(plex)[request.kind].refuse(request)
    plex.requests.settle(request.iri, REFUSED)
    return sentence


def _waiting(plex: "Plex", id_: str) -> Request:
    request = plex.requests.one(id_)
    if request.state != WAITING:
        message = f"that was {request.state} already"
        raise RequestError(message)
    return request
