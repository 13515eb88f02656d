"""What an agreement's coming about, changing and ending changes, each in one piece."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.model.agreement import Agreement, Letter, Standing
from plexus_ld.model.change import Change
from plexus_ld.model.request import REFUSED, WAITING
from plexus_ld.plex.negotiating.documents import agreement_of
from plexus_ld.plex.negotiating.letters import Needs
from plexus_ld.plex.negotiating.opening import Between, Opening, closed, unproposed
from plexus_ld.plex.negotiating.records import (
    agreement_lines,
    letter_lines,
    lines_about,
    standing_lines,
)
from plexus_ld.plex.requests.requests import Requests
from plexus_ld.store import Store

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Concluding:
    """Writes how agreements stand.

    Attributes:
        store: The home's store.
        needs: What is needed of other rooms.
        requests: What waits for somebody's word.
        clock: Tells the time.
    """

    store: Store
    needs: Needs
    requests: Requests
    clock: Clock

    def parties(self, peer: URIRef) -> frozenset[URIRef]:
        """Return the two between whom something is."""
        return frozenset({self.needs.me(), peer})

    def agreed(self, standing: Standing | None) -> Agreement | None:
        """Return what is agreed; None while nothing is."""
        if standing is None or standing.agreed is None or standing.state != "accepted":
            return None
        offer = standing.agreed["object"]
        if not isinstance(offer, dict):
            raise TypeError(offer)
        return agreement_of(offer, self.parties(standing.peer))

    def asked(self, standing: Standing | None) -> Agreement | None:
        """Return what the owner asks for, and waits for; None if nothing."""
        if standing is None or standing.asked is None:
            return None
        return agreement_of(standing.asked, self.parties(standing.peer))

    def keep(self, standing: Standing, letter: Letter | None = None) -> None:
        """Write how an agreement stands, and a letter that says so."""
        self.store.change(lambda now: _records(now, standing, letter))

    def conclude(
        self,
        standing: Standing,
        accept: Json,
        new: Agreement,
        name: str,
        letter: Letter | None = None,
    ) -> None:
        """Have an agreement be in force, its points open.

        Args:
            standing: How it stood.
            accept: The Accept, with the Offer in it.
            new: What is agreed now.
            name: What the other calls themselves.
            letter: What tells the other side.
        """
        old = self._before(standing, accept)
        after = replace(standing, state="accepted", agreed=accept, asked=None)
        between = Between(self.needs.me(), standing.peer, name)

        def compute(now: Store) -> Change:
            plex = self._opening(now, between).change(new, old)
            made = Change(agreement_lines(accept, standing.peer))
            return _together(_together(plex, _records(now, after, letter)), made)

        self.store.change(compute)

    def _before(self, standing: Standing, accept: Json) -> Agreement | None:
        """Return what the points were to be like before.

        What the owner asked for is what their points were like when they asked, unless
        it was more than was agreed.
        """
        agreed, asked = self.agreed(standing), self.asked(standing)
        if agreed is None or asked is None or accept.get("object") != standing.asked:
            return agreed
        return asked if asked.is_within(agreed, self.needs.me()) else agreed

    def restore(self, standing: Standing, agreement: Agreement) -> None:
        """Have the points be as agreed again."""
        between = Between(self.needs.me(), standing.peer)
        self.store.change(
            lambda now: self._opening(now, between).change(agreement, None)
        )

    def _opening(self, store: Store, between: Between) -> Opening:
        return Opening(store, between, self.needs.check, self.clock())

    def end(
        self, standing: Standing, state: str = "withdrawn", letter: Letter | None = None
    ) -> None:
        """Have an agreement end: its points are gone."""
        agreement = self.agreed(standing)
        after = replace(standing, state=state, asked=None)

        def compute(now: Store) -> Change:
            records = _records(now, after, letter)
            if agreement is None:
                return records
            return _together(
                closed(now, standing.peer, agreement, self.clock()), records
            )

        self.store.change(compute)
        self.settle(standing.iri, state)

    def refuse(self, standing: Standing, letter: Letter | None = None) -> None:
        """Have nothing be asked for any more; what was agreed before stays."""
        is_agreed = self.agreed(standing) is not None
        state = standing.state if is_agreed else "refused"
        after = replace(standing, state=state, asked=None)

        def compute(now: Store) -> Change:
            records = _records(now, after, letter)
            return _together(unproposed(now, standing.peer), records)

        self.store.change(compute)
        self.settle(standing.iri, REFUSED, is_ours=True)

    def settle(
        self, agreement: URIRef, state: str, *, is_ours: bool | None = None
    ) -> None:
        """Take note of what became of the requests about an agreement.

        Args:
            agreement: Which.
            state: What became of them.
            is_ours: Those of the owner's, or of the other's, alone; None: all.
        """
        for one in self.requests.all(WAITING):
            is_about = one.about == agreement and one.kind == "connection"
            if is_about and is_ours in (None, one.is_ours):
                self.requests.settle(one.iri, state)


def _records(store: Store, standing: Standing, letter: Letter | None) -> Change:
    before = lines_about(store, standing.iri)
    after = standing_lines(standing)
    added = [line for line in after if line not in before]
    added += letter_lines(letter) if letter else ()
    removed = tuple(line for line in before if line not in after)
    return Change(tuple(added), removed)


def _together(first: Change, second: Change) -> Change:
    return Change(
        first.added + second.added, first.removed + second.removed, note=first.note
    )
