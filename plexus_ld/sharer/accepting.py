"""Accepting: an activity, its plan and what it changes, kept in one durable change."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.errors import SharingError
from plexus_ld.model.activity import Activity, Object, Privacy, Verb
from plexus_ld.model.capability import CapabilityCard
from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import line, text_of
from plexus_ld.sharer.composing import Composer
from plexus_ld.sharer.media import Media
from plexus_ld.sharer.outbox import planned_lines
from plexus_ld.sharer.proposal import Proposal
from plexus_ld.sharer.routing import Audiences, Router
from plexus_ld.sharer.said import (
    REFERRING,
    Minting,
    activity_lines,
    activity_of,
    described,
)
from plexus_ld.sharer.subjects import Subject, found, subject_of
from plexus_ld.store import Store
from plexus_ld.vocab.channels import channel_iri
from plexus_ld.vocab.graphs import SAID
from plexus_ld.vocab.plx import PLX


@dataclass(frozen=True, slots=True)
class Needs:
    """What sharing needs of other rooms.

    Attributes:
        store: The quads.
        media: Where files are kept.
        composer: Makes objects of drafts.
        audiences: Finds who is meant.
        router: Chooses points.
        card_of: Tells the card of a channel; None when it is not installed.
        owner: Tells the owner's IRI and what they are called.
        clock: Tells the time.
    """

    store: Store
    media: Media
    composer: Composer
    audiences: Audiences
    router: Router
    card_of: Callable[[str], CapabilityCard | None]
    owner: Callable[[], tuple[URIRef, str]]
    clock: Clock


class Accepting:
    """What all that the owner says and does has in common."""

    def __init__(self, needs: Needs) -> None:
        self._needs = needs
        self._store = needs.store
        self._media = needs.media
        self._router = needs.router

    @property
    def _minting(self) -> Minting:
        return Minting.of(self._needs.owner()[0])

    def _act(
        self, verb: Verb, node: Object, privacy: Privacy, people: tuple[URIRef, ...]
    ) -> Activity:
        me, name = self._needs.owner()
        iri = self._minting.activity()
        now = self._needs.clock()
        return Activity(iri, verb, me, node, now, name, privacy, people)

    def _subject(self, id_: str) -> Subject:
        item = found(self._store, id_, self._minting.base)
        return subject_of(self._store, item, self._media)

    def _own(self, id_: str) -> Activity:
        subject = self._subject(id_)
        if subject.activity is None:
            raise SharingError("somebody else said that; change what you said yourself")
        return activity_of(self._store, subject.activity, self._media)

    def _accepted(self, proposal: Proposal) -> Proposal:
        plan = proposal.plan
        if not plan.planned and not _is_posted(proposal.activity):
            reasons = dict.fromkeys(left.reason for left in plan.left_out)
            why = "; ".join(reasons) or "nobody is in its audience"
            message = f"nobody would get it: {why}"
            raise SharingError(message)
        self._keep(proposal)
        return proposal

    def _keep(self, proposal: Proposal, besides: Change | None = None) -> None:
        """Keep an activity and its plan, whole or not at all."""
        act, plan = proposal.activity, proposal.plan
        added = (
            *activity_lines(act),
            *_via_lines(proposal),
            *planned_lines(act.iri, plan.planned, plan.left_out),
            *(besides.added if besides else ()),
        )
        stays = frozenset(added)

        def compute(store: Store) -> Change:
            is_said = act.verb not in REFERRING
            gone = (
                *(described(store, act.object.iri) if is_said else ()),
                *(besides.removed if besides else ()),
            )
            return Change(added, tuple(line for line in gone if line not in stays))

        self._store.change(compute)


def _is_posted(activity: Activity) -> bool:
    """Tell whether something is there for everybody, though nobody is sent it."""
    return activity.is_public and activity.verb in (Verb.CREATE, Verb.ANNOUNCE)


def _via_lines(proposal: Proposal) -> Iterator[str]:
    """Yield the lines that name the channels that alone may carry an activity."""
    act, term, graph = (text_of(n) for n in (proposal.activity.iri, PLX.channel, SAID))
    for name in sorted(set(proposal.via)):
        yield line(act, term, text_of(channel_iri(name)), graph)
