"""What the other side says about an agreement, and what is done about it.

What lets nothing pass that was not agreed, or asked for, before is accepted at once;
for anything more the owner has to be asked.
"""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from rdflib import URIRef

from plexus_ld.errors import RefusedError
from plexus_ld.model.activity import Verb
from plexus_ld.model.agreement import Agreement, Standing
from plexus_ld.model.notification import Notification
from plexus_ld.model.request import ACCEPTED, WAITING, WITHDRAWN, Request
from plexus_ld.plex.negotiating.concluding import Concluding
from plexus_ld.plex.negotiating.documents import (
    agreement_of,
    context_of,
    is_agreement,
)
from plexus_ld.plex.negotiating.letters import Letters
from plexus_ld.plex.negotiating.records import standing, standings, written
from plexus_ld.plex.negotiating.wording import in_words

#: Offers that wait for the owner; nobody fills the home with more.
MOST_WAITING: Final = 1_000
_LONGEST_NAME: Final = 100


class Hearing:
    """Acts on what the other side says.

    Args:
        book: How agreements stand.
        letters: Writes to the other side.
    """

    def __init__(self, book: Concluding, letters: Letters) -> None:
        self._book = book
        self._letters = letters
        self._verbs: Mapping[str, Callable[[Notification], str | None]] = {
            "Offer": self._offered,
            "Update": self._offered,
            "Accept": self._accepted,
            "Reject": self._rejected,
            "Undo": self._withdrawn,
            "Block": self._blocked,
        }

    def handle(self, told: Notification) -> str | None:
        """Act on an activity about a connection; see `Handler`.

        Raises:
            RefusedError: It proves nothing, or makes no sense.
        """
        act = self._verbs.get(told.verb)
        return act(told) if act is not None else None

    def _prove(self, told: Notification) -> None:
        if self._book.needs.prove(told.activity) != told.actor:
            raise RefusedError("the proof is somebody else's", 403)

    def _known(self, told: Notification) -> Standing | None:
        """Return the agreement that an activity is about, if its sender is in it."""
        iri = context_of(told.activity)
        found = standing(self._book.store, iri) if iri else None
        if found is None or found.peer != told.actor:
            return None
        self._prove(told)
        return found

    # Offers.

    def _offered(self, told: Notification) -> str | None:
        if not is_agreement(told.activity.get("object")):
            return None
        self._prove(told)
        parties = self._book.parties(told.actor)
        offer = agreement_of(told.activity, parties)
        known = standing(self._book.store, offer.iri)
        if known is not None and known.peer != told.actor:
            raise RefusedError("that agreement is between others", 403)
        agreed = known.agreed if known is not None else None
        if agreed is not None and agreed.get("object") == told.activity:
            return f"{told.actor} said so already"
        if known is None and not _is_on_host(offer.iri, told.actor):
            raise RefusedError("an agreement lies on the host of who offers it", 403)
        return self._weighed(told, offer, known)

    def _weighed(
        self, told: Notification, offer: Agreement, known: Standing | None
    ) -> str:
        """Accept what was asked for, or agreed, anyhow; have the owner asked else."""
        asked, agreed = self._book.asked(known), self._book.agreed(known)
        if known is not None and known.asked is not None and asked is not None:
            if told.activity.get("inReplyTo") == known.asked.get("id"):
                agreed = asked
            elif self._book.needs.me() < told.actor:
                return f"{told.actor} wrote before they read yours, which goes first"
        if agreed is not None and offer.is_within(agreed, told.actor):
            self.agree(told.activity, offer, told.actor)
            return f"agreed with {told.actor}"
        return self._ask(told, offer)

    def agree(
        self, activity: Mapping[str, object], offer: Agreement, peer: URIRef
    ) -> None:
        """Accept an offer: its points open, and the other side is told."""
        known = standing(self._book.store, offer.iri)
        before = known or Standing(offer.iri, peer, "proposed")
        letter = self._letters.letter(Verb.ACCEPT, peer, activity, offer.iri)
        name = _name(activity)
        self._book.conclude(before, letter.activity, offer, name, letter)
        self._book.settle(offer.iri, ACCEPTED, is_ours=True)
        # Something else that they asked for: this is their last word.
        self._book.settle(offer.iri, WITHDRAWN, is_ours=False)

    def _ask(self, told: Notification, offer: Agreement) -> str:
        book, name = self._book, _name(told.activity)
        waiting = [one for one in book.requests.all(WAITING) if not one.is_ours]
        if len(waiting) >= MOST_WAITING:
            raise RefusedError("too much waits for the owner's word here", 507)
        seed = f"{told.actor} {told.activity.get('id')} connection"
        request = Request(
            URIRef(f"urn:uuid:{uuid5(NAMESPACE_URL, seed)}"),
            "connection",
            told.actor,
            name,
            False,
            told.received_at,
            words=in_words(offer, book.needs.me()),
            about=offer.iri,
            sealed=written(told.activity).encode(),
        )
        for one in waiting:
            is_older = one.kind == "connection" and one.by == told.actor
            if is_older and one.iri != request.iri:
                book.requests.settle(one.iri, WITHDRAWN)
        book.requests.hold(request)
        return f"{name or told.actor} asks to be connected"

    # Answers.

    def _accepted(self, told: Notification) -> str | None:
        known = self._known(told)
        if known is None:
            return None
        asked = self._book.asked(known)
        if asked is None or told.activity.get("object") != known.asked:
            return f"{told.actor} accepts what nobody asks for any more"
        self._book.conclude(known, told.activity, asked, _name(told.activity))
        self._book.settle(known.iri, ACCEPTED)
        return f"{told.actor} accepts"

    def _rejected(self, told: Notification) -> str | None:
        known = self._known(told)
        if known is None:
            return None
        asked = known.asked
        if asked is None or told.activity.get("object") != asked.get("id"):
            return f"{told.actor} refuses what nobody asks for any more"
        self._book.refuse(known)
        return f"{told.actor} refuses"

    def _withdrawn(self, told: Notification) -> str | None:
        known = self._known(told)
        if known is None:
            return self._taken_back(told)
        self._book.end(known)
        return f"{told.actor} withdraws"

    def _taken_back(self, told: Notification) -> str | None:
        """Forget an offer that its maker takes back, before there was an answer."""
        iri = context_of(told.activity)
        held = [
            one
            for one in self._book.requests.all(WAITING)
            if iri and one.about == iri and one.by == told.actor
        ]
        if not held:
            return None
        self._prove(told)
        self._book.settle(iri, WITHDRAWN)
        return f"{told.actor} takes the offer back"

    def _blocked(self, told: Notification) -> str | None:
        mine = [one for one in standings(self._book.store) if one.peer == told.actor]
        if told.activity.get("object") != str(self._book.needs.me()) or not mine:
            return None
        self._prove(told)
        for one in mine:
            self._book.end(one)
        return f"{told.actor} blocks you"


def _name(activity: Mapping[str, object]) -> str:
    """Return what an activity's actor calls themselves: a stranger's word, one line."""
    actor = activity.get("actor")
    name = actor.get("name") if isinstance(actor, dict) else ""
    words = " ".join(name.split()) if isinstance(name, str) else ""
    return "".join(one for one in words if one.isprintable())[:_LONGEST_NAME]


def _is_on_host(iri: URIRef, actor: URIRef) -> bool:
    root = "/".join(str(actor).split("/", 3)[:3])
    return iri.startswith(f"{root}/")
