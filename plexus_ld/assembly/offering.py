"""Asking somebody for a connection, in the way that they understand.

Another agent of this kind is sent an offer; an account of the Fediverse is asked to be
followed; whoever has a mailbox is written to; a feed is subscribed to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import FOAF, URIRef

from plexus_ld.assembly.lacks import lacking
from plexus_ld.assembly.terms import Terms
from plexus_ld.errors import RequestError, SignatureError
from plexus_ld.model.agreement import AgreedPoint
from plexus_ld.model.connection import Direction
from plexus_ld.plex.connections.blocking import is_blocked
from plexus_ld.plex.connections.making import connect
from plexus_ld.plex.connections.points import held_points
from plexus_ld.plex.connections.values import Found, Way
from plexus_ld.plex.negotiating.points import INBOXES
from plexus_ld.plex.negotiating.wording import in_words
from plexus_ld.plex.people.finding import name_of, nodes_of
from plexus_ld.plex.profile.publickey import key_id
from plexus_ld.plex.profile.representation import document_of
from plexus_ld.rdf.lines import text_of
from plexus_ld.sharer.composing import Draft
from plexus_ld.sharer.routing import Wanted
from plexus_ld.vocab.plx import PLX
from plexus_ld.vocab.sec import SEC

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex

#: Channels by which somebody else is asked, the plainest last.
_PLAIN: Final = ("activitypub", "email", "feed")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the owner offers.

    Attributes:
        out: ``CHANNEL`` or ``CHANNEL:ADDRESS`` by which they would speak.
        in_: And those by which they would listen.
        terms: ``KEY=VALUE``, ``N:KEY=VALUE``.
        note: The owner's words on the connection.
    """

    out: Sequence[str] = ()
    in_: Sequence[str] = ()
    terms: Sequence[str] = ()
    note: str = ""


def offer(plex: "Plex", who: str, wish: Wish) -> str:
    """Ask somebody for a connection; return what was done, in a sentence.

    Raises:
        WhoError: Nobody, or more than one, answers to the words.
        RequestError: There is no way to ask them.
    """
    found = plex.connections.look(who)
    peer = _agent(plex, found, who)
    if peer is not None:
        return _offered(plex, found, peer, wish)
    if wish.out or wish.in_ or wish.terms:
        message = (
            f"{_name(plex, found)} has no agent to negotiate with: ask without --out, "
            "--in and --term, or connect without --offer"
        )
        raise RequestError(message)
    return _plainly(plex, found, wish.note)


def _offered(plex: "Plex", found: Found, peer: URIRef, wish: Wish) -> str:
    if not plex.site.is_known:
        message = "others cannot answer: set web.address, or give your profile a base"
        raise RequestError(message)
    if is_blocked(plex.store, peer):
        message = f"{_name(plex, found)} is blocked; `plexus connect` takes that back"
        raise RequestError(message)
    terms = Terms(plex, wish.terms)
    points = [
        terms(number, point)
        for number, point in enumerate(_points(plex, peer, wish), 1)
    ]
    connect(plex.store, found.agent, PLX.proposed, plex.clock)
    plex.negotiating.offer(peer, points)
    problem = plex.negotiating.look(peer).get(peer, "")
    name = _name(plex, found)
    if problem:
        return f"{name} cannot be asked now ({problem}); `plexus run` goes on trying"
    asked = plex.negotiating.with_(peer)
    agreement = asked and plex.negotiating.agreement(asked)
    words = in_words(agreement, plex.me) if agreement else ""
    return f"{name} is asked: {words}"


def _points(plex: "Plex", peer: URIRef, wish: Wish) -> Iterator[AgreedPoint]:
    out, in_ = wish.out, wish.in_
    if not out and not in_:
        out, in_ = (INBOXES,), (INBOXES,)
    for words, is_out in [(one, True) for one in out] + [(one, False) for one in in_]:
        channel, _, address = words.partition(":")
        card = plex.channels[channel].card
        way = plex.connections.ways(out=[words]) if address else ()
        place = str(way[0].address) if way else ""
        yield plex.negotiating.point(peer, card.name, place, out=is_out)


def _agent(plex: "Plex", found: Found, who: str) -> URIRef | None:
    """Return the WebID by which somebody's agent can be asked; None if they have none.

    An agent of this kind is known by a profile that holds the key it signs with.
    """
    nodes = nodes_of(plex.store, text_of(found.agent))
    names = dict.fromkeys(
        [who, str(found.agent), *(node[1:-1] for node in nodes if node[0] == "<")]
    )
    webids = [URIRef(one) for one in names if one.startswith(("https://", "http://"))]
    for webid in webids:
        if any(plex.store.matching(text_of(webid), text_of(SEC.assertionMethod))):
            return webid
    for webid in webids:
        document = document_of(webid)
        try:
            if document and plex.public_keys.find(key_id(document)).owner == webid:
                return webid
        except SignatureError:
            continue
    return None


def _plainly(plex: "Plex", found: Found, note: str) -> str:
    """Ask somebody who has no agent, in the plain way of their service."""
    way = _plain_way(plex, found)
    name = _name(plex, found)
    if way is None:
        message = f"no way to ask {name} is known; plexus connect --out names one"
        raise RequestError(message)
    if way.channel == "feed":
        plex.connections.connect(found, (way,), note)
        return f"you listen to the feed of {name}: nobody has to be asked"
    lack = lacking(plex.channels, plex.accounts, way.channel)
    if lack:
        raise RequestError(lack)
    plex.connections.connect(found, (way,), note)
    if way.channel == "activitypub":
        plex.following.look()
        return f"{name} is asked to let you follow them"
    me = plex.me
    text = (
        f"{name_of(plex.store, text_of(me))} would like to be connected with you.\n\n"
        f"This is their profile: {me}\n"
        "If you agree, answer this mail."
    )
    wanted = Wanted((str(found.agent),))
    plex.sharing.share(Draft(text=text), wanted, via=(way.channel,))
    return f"{name} is asked by mail to {way.address}"


def _plain_way(plex: "Plex", found: Found) -> Way | None:
    """Return the way by which somebody is asked: one that stands, or a new one."""
    ways = [one.way for one in found.proposals if one.way is not None]
    for held in held_points(plex.store, agents=(found.agent,)):
        point = held.point
        ways.append(Way(point.channel, point.address, point.direction, point.account))
    for channel in _PLAIN:
        for way in ways:
            if way.channel == channel:
                both = channel == "activitypub"
                return Way(way.channel, way.address, Direction.BOTH) if both else way
    return None


def _name(plex: "Plex", found: Found) -> str:
    named = (str(value) for _, term, value, _ in found.about if term == FOAF.name)
    return next(named, "") or name_of(plex.store, text_of(found.agent))
