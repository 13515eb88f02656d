"""Blocking somebody: nothing is heard of them, nothing goes to them, in any room."""

from typing import TYPE_CHECKING

from rdflib import URIRef

from plexus_ld.errors import ConnectionPointError
from plexus_ld.model.request import REFUSED, WAITING
from plexus_ld.plex.connections.blocking import blocked
from plexus_ld.plex.people.finding import name_of, nodes_of
from plexus_ld.rdf.lines import text_of

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex


def block(plex: "Plex", who: str, *, tell: bool = False) -> str:
    """Block somebody; return a sentence.

    Their agreements end, their requests are refused, their links are taken back; they
    are told nothing, unless one last word is wanted.

    Raises:
        WhoError: Nobody, or more than one, answers to the words.
        ConnectionPointError: That is the owner.
    """
    found = plex.connections.look(who, fetch=False)
    agent = found.agent
    if agent == plex.me:
        message = "that is you: nobody blocks themselves"
        raise ConnectionPointError(message)
    nodes = nodes_of(plex.store, text_of(agent))
    names = {agent, URIRef(who), *(URIRef(node[1:-1]) for node in nodes)}
    peers = [one for one in names if plex.negotiating.with_(one)]
    for peer in peers:
        plex.negotiating.block(peer, tell=tell)
    plex.store.change(lambda now: blocked(now, agent, found.about, plex.clock()))
    for request in plex.requests.all(WAITING):
        if request.by in names:
            plex.requests.settle(request.iri, REFUSED)
    for link in plex.links.all():
        if link.person in names:
            plex.links.revoke(link.id)
    if tell:
        plex.negotiating.look(agent)
    said = "they are told" if tell and peers else "they are not told"
    return f"{name_of(plex.store, text_of(agent))} is blocked; {said}"
