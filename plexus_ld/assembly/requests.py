"""What is done when the owner answers a request, by its kind."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from rdflib import URIRef

from plexus_ld.assembly.following import follow_answer
from plexus_ld.assembly.terms import Terms
from plexus_ld.errors import RequestError
from plexus_ld.model.agreement import Standing
from plexus_ld.model.request import ACCEPTED, REFUSED, WAITING, Answer, Request
from plexus_ld.plex.negotiating.wording import terms_in_words
from plexus_ld.plex.people.finding import nodes_of
from plexus_ld.rdf.lines import text_of

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex


def answers(plex: "Plex") -> Mapping[str, Answer]:
    """Return what answers each kind of request."""
    return {
        "follow": follow_answer(plex),
        "connection": Answer(
            lambda request: _told(plex, request, plex.negotiating.accept(request)),
            lambda request: _told(plex, request, plex.negotiating.refuse(request)),
        ),
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


def accept_some(
    plex: "Plex", id_: str, without: Collection[int], terms: Sequence[str]
) -> str:
    """Accept some of the points that are offered, or under other terms.

    Args:
        plex: The opened home.
        id_: Which request.
        without: Numbers of the points that are refused.
        terms: ``KEY=VALUE``, ``N:KEY=VALUE``.

    Raises:
        RequestError: It offers no points; or nothing of it is left.
    """
    request = _waiting(plex, id_)
    if request.kind != "connection":
        message = f"a {request.kind} has no points to choose from"
        raise RequestError(message)
    wanted = Terms(plex, terms)
    sentence = plex.negotiating.accept(request, without, wanted)
    plex.requests.settle(request.iri, ACCEPTED)
    return _told(plex, request, sentence)


def _told(plex: "Plex", request: Request, sentence: str) -> str:
    """Tell whoever asked, or was asked; return what the owner is told."""
    found = plex.negotiating.standing(request)
    problems = plex.negotiating.look(found.peer if found else request.by)
    if not problems:
        return sentence
    reasons = "; ".join(problems.values())
    return (
        f"{sentence}; they cannot be told now ({reasons}), `plexus run` goes on trying"
    )


def refuse(plex: "Plex", id_: str) -> str:
    """Do not do what a request asks for; return a sentence. Raises as `accept` does."""
    request = _waiting(plex, id_, ours_too=True)
    sentence = answers(plex)[request.kind].refuse(request)
    plex.requests.settle(request.iri, REFUSED)
    return sentence


def _waiting(plex: "Plex", id_: str, *, ours_too: bool = False) -> Request:
    request = plex.requests.one(id_)
    if request.is_ours and not ours_too:
        message = "that is what you ask for: others answer it"
        raise RequestError(message)
    if request.state != WAITING:
        message = f"that was {request.state} already"
        raise RequestError(message)
    return request


def agreement_with(
    plex: "Plex", who: str
) -> tuple[Standing, tuple[tuple[object, ...], ...]]:
    """Return the agreement with somebody, and its points as rows of a table.

    Raises:
        WhoError: Nobody, or more than one, answers to the words.
        RequestError: There is none.
    """
    agent = plex.resolve(who)
    nodes = nodes_of(plex.store, text_of(agent))
    for iri in (agent, *(URIRef(node[1:-1]) for node in nodes)):
        found = plex.negotiating.with_(iri)
        if found is not None:
            said = plex.negotiating.agreement(found)
            points = said.points if said else ()
            return found, tuple(
                (
                    number,
                    "you" if point.speaker == plex.me else "they",
                    point.channel,
                    terms_in_words(point, plex.me),
                    point.source,
                    point.address,
                )
                for number, point in enumerate(points, 1)
            )
    message = f"there is no agreement with {who}"
    raise RequestError(message)
