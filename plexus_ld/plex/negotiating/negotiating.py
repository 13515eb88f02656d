"""`Negotiating`: what the owner offers, answers, changes and withdraws."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from json import loads
from typing import Final
from uuid import NAMESPACE_URL, uuid4, uuid5

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.errors import ConnectionPointError, NoSuchChannelError, RequestError
from plexus_ld.model.activity import Verb
from plexus_ld.model.agreement import AgreedPoint, Agreement, Standing
from plexus_ld.model.notification import Notification
from plexus_ld.model.request import WITHDRAWN, Request
from plexus_ld.plex.negotiating.concluding import Concluding
from plexus_ld.plex.negotiating.documents import agreement_of, said_of
from plexus_ld.plex.negotiating.hearing import Hearing
from plexus_ld.plex.negotiating.letters import Letters, Needs
from plexus_ld.plex.negotiating.points import INBOXES, person, wanted
from plexus_ld.plex.negotiating.records import has_letters, standing, standings
from plexus_ld.plex.negotiating.wording import in_words
from plexus_ld.plex.people.finding import name_of
from plexus_ld.plex.requests.requests import Requests
from plexus_ld.rdf.lines import text_of
from plexus_ld.store import Store

_FORCE: Final = "accepted"
#: Gives what is wanted instead of a point of an offer, by its number; 1 is the first.
Terms = Callable[[int, AgreedPoint], AgreedPoint]


class Negotiating:
    """The owner's side of all agreements; for several threads at once.

    Args:
        store: The home's store.
        needs: What it needs of other rooms.
        requests: What waits for somebody's word.
        clock: Tells the time.
    """

    def __init__(
        self, store: Store, needs: Needs, requests: Requests, clock: Clock
    ) -> None:
        self._store = store
        self._needs = needs
        self._letters = Letters(store, needs, clock)
        self._book = Concluding(store, needs, requests, clock)
        self._hearing = Hearing(self._book, self._letters)
        self._clock = clock

    def handle(self, told: Notification) -> str | None:
        """Act on what the other side says about an agreement; see `Handler`."""
        return self._hearing.handle(told)

    def with_(self, peer: URIRef) -> Standing | None:
        """Return the agreement with somebody: the one in force, or the last."""
        found = [one for one in standings(self._store) if one.peer == peer]
        in_force = [one for one in found if one.state == _FORCE]
        asked = [one for one in found if one.asked is not None]
        return next(iter((*in_force, *asked, *found)), None)

    def standing(self, request: Request) -> Standing | None:
        """Return the agreement that a request is about."""
        return standing(self._store, request.about) if request.about else None

    def agreement(self, one: Standing) -> Agreement | None:
        """Return what is agreed; what is asked for, while nothing is."""
        return self._book.agreed(one) or self._book.asked(one)

    def point(
        self, peer: URIRef, channel: str, address: str, *, out: bool
    ) -> AgreedPoint:
        """Return a point that could be offered.

        Args:
            peer: To whom.
            channel: The channel's name.
            address: Where the listener hears it; "" for what is known of itself.
            out: Whether the owner speaks by it.

        Raises:
            RequestError: The owner has no address there that they could name.
        """
        me, own = self._needs.me(), self._needs.own(channel)
        is_needed = out or not (address or self._needs.is_fetched(channel))
        if is_needed and not own:
            message = f"your profile does not say as what you speak by {channel}"
            raise RequestError(message)
        iri = URIRef(uuid4().urn)
        theirs = str(peer) if channel == INBOXES else ""
        if out:
            return AgreedPoint(iri, channel, me, own, address or theirs)
        mine = "" if self._needs.is_fetched(channel) else address or own
        return AgreedPoint(iri, channel, peer, theirs, mine)

    def offer(self, peer: URIRef, points: Sequence[AgreedPoint]) -> Standing:
        """Ask somebody for a connection, or for more points of one.

        It is signed and kept when this returns; `look` brings it.
        """
        known = self.with_(peer)
        agreed = self._book.agreed(known)
        if known is not None and agreed is not None:
            more = Agreement(known.iri, (*agreed.points, *points))
            return self._ask(known, more, Verb.UPDATE)
        name = self._letters.name()
        agreement = Agreement(URIRef(f"{name}#agreement"), tuple(points))
        fresh = Standing(agreement.iri, peer, "proposed")
        return self._ask(fresh, agreement, Verb.OFFER, name)

    def accept(
        self,
        request: Request,
        without: Collection[int] = (),
        terms: Terms = lambda _number, point: point,
    ) -> str:
        """Accept what somebody offers, some of it, or under other terms.

        Args:
            request: Their offer.
            without: Numbers of points that are refused; 1 is the first.
            terms: Changes a point that is accepted.

        Raises:
            RequestError: Nothing of it is left.
        """
        activity = loads(request.sealed)
        offer = agreement_of(activity, self._book.parties(request.by))
        points = [
            terms(number, point)
            for number, point in enumerate(offer.points, 1)
            if number not in without
        ]
        mine = tuple(filter(None, map(self._filled, points)))
        if not mine:
            raise RequestError("nothing of it is left that could be used here")
        if mine == offer.points:
            self._hearing.agree(activity, offer, request.by)
            return "you are connected"
        known = standing(self._store, offer.iri)
        known = known or Standing(offer.iri, request.by, "proposed")
        wish = Agreement(offer.iri, mine)
        self._ask(known, wish, Verb.OFFER, answers=str(activity["id"]))
        return "they are asked whether they agree to your terms"

    def refuse(self, request: Request) -> str:
        """Refuse what somebody offers; or take back what the owner offered."""
        iri = request.about or URIRef("")
        if request.is_ours:
            known = standing(self._store, iri)
            if known is not None:
                self._take_back(known)
            return "your offer is taken back"
        activity = loads(request.sealed)
        letter = self._letters.letter(Verb.REJECT, request.by, activity["id"], iri)
        known = standing(self._store, iri) or Standing(iri, request.by, "refused")
        asked = known.asked
        if asked is not None and activity.get("inReplyTo") != asked.get("id"):
            self._book.keep(known, letter)  # what the owner asks for still waits
        else:
            self._book.refuse(known, letter)
        return "they are told that you refuse"

    def block(self, peer: URIRef, *, tell: bool) -> None:
        """End whatever there is with somebody, silently or with one last word."""
        for one in standings(self._store):
            if one.peer == peer:
                self._book.end(one)
        self._letters.drop(peer)
        if tell:
            self._letters.keep(self._letters.letter(Verb.BLOCK, peer, str(peer)))

    @property
    def waits(self) -> bool:
        """Whether somebody was not told yet."""
        return has_letters(self._store)

    def look(self, agent: URIRef | None = None) -> Mapping[URIRef, str]:
        """Write to the other sides what changed here; bring what waits.

        Args:
            agent: Who is told now; the others wait for the agent. Everybody, if left
                out.

        Returns:
            Who could not be told now, and why.
        """
        if not self._needs.site().is_known:
            return {}
        for one in standings(self._store):
            agreed = self._book.agreed(one)
            if agreed is not None:
                self._follow(one, agreed)
        return self.tell(agent)

    def tell(self, agent: URIRef | None = None) -> Mapping[URIRef, str]:
        """Bring what waits; see `look`."""
        if agent is None:
            return self._letters.tell()
        whom = person(self._store, agent)
        return self._letters.tell(lambda peer: person(self._store, peer) == whom)

    def _follow(self, one: Standing, agreed: Agreement) -> None:
        """Ask for what the owner wants now, where it is not what is agreed."""
        me = self._needs.me()
        new = wanted(self._store, one.peer, me, agreed)
        if not new.points:
            letter = self._letters.letter(Verb.UNDO, one.peer, str(one.iri), one.iri)
            self._book.end(one, letter=letter)
            return
        asked = self._book.asked(one)
        if asked is not None and asked.is_within(agreed, me):
            return  # they answer by themselves: one change at a time
        if not new.is_within(agreed, me) or new == agreed:
            self._book.restore(one, agreed)
        if new not in (agreed, asked):
            self._ask(one, new, Verb.UPDATE)

    def _ask(
        self,
        one: Standing,
        wish: Agreement,
        verb: Verb,
        name: URIRef | None = None,
        answers: str = "",
    ) -> Standing:
        iri = name or self._letters.name()
        about = said_of(wish, f"{iri}#agreement")
        letter = self._letters.letter(verb, one.peer, about, wish.iri, iri, answers)
        after = replace(one, asked=letter.activity)
        self._book.keep(after, letter)
        self._book.settle(wish.iri, WITHDRAWN, is_ours=True)
        agreed = self._book.agreed(one)
        if agreed is None or not wish.is_within(agreed, self._needs.me()):
            self._book.requests.hold(self._request(after, wish, iri))
        return after

    def _request(self, one: Standing, wish: Agreement, activity: URIRef) -> Request:
        me = self._needs.me()
        found = person(self._store, one.peer)
        return Request(
            URIRef(f"urn:uuid:{uuid5(NAMESPACE_URL, f'{activity} asked')}"),
            "connection",
            me,
            f"you, of {name_of(self._store, text_of(found))}",
            True,
            self._clock(),
            words=in_words(wish, me),
            about=one.iri,
        )

    def _take_back(self, one: Standing) -> None:
        """Take back what the owner asked for; what was agreed before stays."""
        agreed = self._book.agreed(one)
        if agreed is not None:
            # They may have said yes already: this is the owner's last word.
            self._ask(one, agreed, Verb.UPDATE)
            return
        letter = self._letters.letter(Verb.UNDO, one.peer, str(one.iri), one.iri)
        self._book.end(one, letter=letter)

    def _filled(self, point: AgreedPoint) -> AgreedPoint | None:
        """Return a point with the owner's address in it; None if it is of no use."""
        me, own = self._needs.me(), self._needs.own(point.channel)
        is_fetched = self._needs.is_fetched(point.channel)
        if point.speaker == me:
            full = replace(point, source=point.source or own)
            place = full.source if is_fetched else full.address
        else:
            mine = "" if is_fetched else point.address or own
            full = replace(point, address=mine)
            place = full.source
        try:
            self._needs.check(point.channel, place)
        except (ConnectionPointError, NoSuchChannelError):
            return None
        return full if full.source and (is_fetched or full.address) else None
