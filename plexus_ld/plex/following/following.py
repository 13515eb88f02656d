"""Following, both ways: what other accounts ask for, and what the owner asks them."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.errors import (
    DeliveryError,
    GoneDeliveryError,
    PermanentDeliveryError,
    PlexusError,
)
from plexus_ld.model.actor import Actor
from plexus_ld.model.connection import ConnectionPoint, Direction
from plexus_ld.model.notification import Notification
from plexus_ld.model.site import Site
from plexus_ld.plex.connections.points import held_points, move_point
from plexus_ld.plex.following.points import (
    all_points,
    end,
    is_accepted,
    let_follow,
    points_at,
    write,
)
from plexus_ld.store import Store

_LOG: Final = logging.getLogger(__name__)
_CONTEXT: Final = "https://www.w3.org/ns/activitystreams"
#: Who was asked and did not answer is asked again.
_AGAIN: Final = timedelta(days=1)
#: Where the question could not be delivered.
_SOON: Final = timedelta(minutes=5)

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Needs:
    """What following needs of other rooms.

    Attributes:
        site: Where the agent is found.
        owner: The owner's IRI; who follows it, follows the account.
        find: Returns an account, asked for anew; a DeliveryError when it cannot.
        tell: Sends an activity to an account; a DeliveryError when it cannot.
        ask: Has the owner asked whether an account may follow, by the activity that
            asks for it; None when anyone may.
        left: Takes note that an account does not ask any more.
    """

    site: Callable[[], Site]
    owner: Callable[[], URIRef]
    find: Callable[[str], Actor]
    tell: Callable[[Actor, Json], None]
    ask: Callable[[Notification, Actor], None] | None
    left: Callable[[str], None]


class Following:
    """Who follows, and who is followed.

    Args:
        store: The home's store.
        needs: What it needs of other rooms.
        clock: Tells the time.
    """

    def __init__(self, store: Store, needs: Needs, clock: Clock) -> None:
        self._store = store
        self._needs = needs
        self._clock = clock
        self._asked: dict[URIRef, datetime] = {}
        self._followed: dict[URIRef, ConnectionPoint] | None = None
        self._verbs: Mapping[str, Callable[[Notification], str | None]] = {
            "Follow": self._follow,
            "Undo": self._undo,
            "Accept": self._accepted,
            "Reject": self._rejected,
            "Block": self._block,
            "Move": self._move,
            "Delete": self._delete,
        }

    def handle(self, told: Notification) -> str | None:
        """Act on what another account asks for or tells; see `Handler`.

        Raises:
            DeliveryError: The account cannot be had, or told, now.
        """
        act = self._verbs.get(told.verb)
        try:
            return act(told) if act is not None else None
        except PermanentDeliveryError as error:
            return f"{told.actor} cannot be answered: {error.reason}"

    def accept(self, actor: Actor, follow: object) -> str:
        """Have an account follow, and tell it so; twice is once.

        Raises:
            DeliveryError: It cannot be told now.
        """
        let_follow(self._store, actor, self._clock)
        self._needs.tell(actor, self._answer("Accept", actor, follow))
        return f"{actor.handle} follows you now"

    def refuse(self, actor: Actor, follow: object) -> str:
        """Tell an account that it may not follow.

        Raises:
            DeliveryError: It cannot be told now.
        """
        end(self._store, actor.iri, Direction.OUTGOING, self._clock)
        self._needs.tell(actor, self._answer("Reject", actor, follow))
        return f"{actor.handle} does not follow you"

    def look(self) -> None:
        """Ask those who are to be followed, and leave those who are not any more."""
        if not self._needs.site().is_known:
            return
        there = {
            one.point.iri: one.point
            for one in all_points(self._store)
            if is_accepted(one) and one.point.direction.listens
        }
        for iri, point in (self._followed or {}).items():
            if iri not in there:
                self._leave(point)
        self._followed = there
        for point in there.values():
            if not point.is_pushed and not point.is_paused:
                self._request(point)

    # What others say.

    def _is_mine(self, iri: str) -> bool:
        return iri in (self._needs.site().actor, str(self._needs.owner()))

    def _follow(self, told: Notification) -> str | None:
        if not self._is_mine(_id(told.activity.get("object"))):
            return None
        actor = self._needs.find(str(told.actor))
        stands = any(
            is_accepted(one) and one.point.direction.speaks
            for one in points_at(self._store, actor.iri)
        )
        if self._needs.ask is None or stands:
            return self.accept(actor, dict(told.activity))
        self._needs.ask(told, actor)
        return f"{actor.handle} asks to follow you"

    def _undo(self, told: Notification) -> str | None:
        undone = told.activity.get("object")
        if not isinstance(undone, dict) or undone.get("type") != "Follow":
            return None
        if not self._is_mine(_id(undone.get("object"))):
            return None
        self._needs.left(str(told.actor))
        end(self._store, str(told.actor), Direction.OUTGOING, self._clock)
        return f"{told.actor} does not follow you any more"

    def _accepted(self, told: Notification) -> str | None:
        point = self._asked_by(told)
        if point is None:
            return None
        self._write(point, replace(point, is_pushed=True), "they let you follow them")
        return f"{told.actor} lets you follow them"

    def _rejected(self, told: Notification) -> str | None:
        point = self._asked_by(told)
        if point is None:
            return None
        after = replace(point, is_pushed=False, is_paused=True)
        self._write(point, after, "they do not let you follow them")
        return f"{told.actor} does not let you follow them; the point is paused"

    def _asked_by(self, told: Notification) -> ConnectionPoint | None:
        """Return the point of whom the owner asked to follow, if this answers it."""
        answered = told.activity.get("object")
        for held in points_at(self._store, str(told.actor)):
            point = held.point
            known = _id(answered) == self._name(point) or self._is_follow(answered)
            if is_accepted(held) and point.direction.listens and known:
                return point
        return None

    def _is_follow(self, answered: object) -> bool:
        """Tell whether something is the owner's wish to follow; some name it anew."""
        if not isinstance(answered, dict) or answered.get("type") != "Follow":
            return False
        return self._is_mine(_id(answered.get("actor")))

    def _block(self, told: Notification) -> str | None:
        if not self._is_mine(_id(told.activity.get("object"))):
            return None
        end(self._store, str(told.actor), Direction.BOTH, self._clock)
        return f"{told.actor} blocks you"

    def _delete(self, told: Notification) -> str | None:
        if _id(told.activity.get("object")) != str(told.actor):
            return None
        end(self._store, str(told.actor), Direction.BOTH, self._clock)
        return f"{told.actor} is no more"

    def _move(self, told: Notification) -> str | None:
        old, new = str(told.actor), _id(told.activity.get("target"))
        held = points_at(self._store, old)
        if _id(told.activity.get("object")) != old or not new or not held:
            return None
        actor = self._needs.find(new)
        if old not in actor.also or actor.iri != new:
            return f"{old} says that it is {new} now, which says nothing of it"
        for one in held:
            move_point(self._store, one.point.iri, URIRef(new))
            moved = replace(one.point, address=URIRef(new))
            self._write(moved, replace(moved, is_pushed=False), "an account moved")
            self._asked.pop(one.point.iri, None)
        return f"{old} moved to {new}"

    # What the owner wants.

    def _request(self, point: ConnectionPoint) -> None:
        now = self._clock()
        if point.iri in self._asked and self._asked[point.iri] > now:
            return
        try:
            actor = self._needs.find(str(point.address))
            if URIRef(actor.iri) != point.address:
                move_point(self._store, point.iri, URIRef(actor.iri))
            self._needs.tell(actor, self._wish(point, actor.iri))
        except DeliveryError as error:
            _LOG.info("%s cannot be asked to follow: %s", point.address, error.reason)
            is_gone = isinstance(error, GoneDeliveryError)
            self._asked[point.iri] = now + (_AGAIN if is_gone else _SOON)
        else:
            self._asked[point.iri] = now + _AGAIN

    def _leave(self, point: ConnectionPoint) -> None:
        try:
            actor = self._needs.find(str(point.address))
            wish = {**self._wish(point, actor.iri)}
            wish.pop("@context")
            self._needs.tell(actor, self._act("Undo", f"{point.iri} undo", wish))
        except PlexusError as error:
            _LOG.info("%s cannot be told that you left: %s", point.address, error)

    def _wish(self, point: ConnectionPoint, actor: str) -> Json:
        site = self._needs.site()
        return {
            "@context": _CONTEXT,
            "id": self._name(point),
            "type": "Follow",
            "actor": site.actor,
            "object": actor,
            "to": [actor],
        }

    def _name(self, point: ConnectionPoint) -> str:
        return self._made(f"{point.iri} follow")

    def _answer(self, verb: str, actor: Actor, follow: object) -> Json:
        told = (
            {k: v for k, v in follow.items() if k != "@context"}
            if isinstance(follow, dict)
            else follow
        )
        return self._act(verb, f"{actor.iri} {verb} {_id(follow)}", told, actor.iri)

    def _act(self, verb: str, seed: str, about: object, to: str = "") -> Json:
        site = self._needs.site()
        act: Json = {
            "@context": _CONTEXT,
            "id": self._made(seed),
            "type": verb,
            "actor": site.actor,
            "object": about,
        }
        return {**act, "to": [to]} if to else act

    def _made(self, seed: str) -> str:
        site = self._needs.site()
        return site.url(f"activities/{uuid5(NAMESPACE_URL, f'{site.actor} {seed}')}")

    def _write(
        self, before: ConnectionPoint, after: ConnectionPoint, note: str
    ) -> None:
        (label,) = (one.label for one in held_points(self._store, points=(before.iri,)))
        write(self._store, before, after, label, note)


def _id(value: object) -> str:
    named = value.get("id") if isinstance(value, dict) else value
    return named if isinstance(named, str) else ""
