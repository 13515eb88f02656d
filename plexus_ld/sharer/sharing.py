"""`Sharing`: the owner says something, or does something to what was heard or said.

What is accepted is one durable change: the activity with its frozen audience, a
delivery for each person who gets it, and a word for each who does not. Sending it is
the deliverer's work.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from rdflib import URIRef

from plexus_ld.errors import SharingError
from plexus_ld.model.activity import Activity, Attachment, Object, Privacy, Verb
from plexus_ld.model.change import Change
from plexus_ld.model.plan import LeftOut, Plan, Planned
from plexus_ld.rdf.lines import text_of
from plexus_ld.sharer.accepting import Accepting
from plexus_ld.sharer.composing import Attach, Draft
from plexus_ld.sharer.composing.composer import tags_of
from plexus_ld.sharer.former import cancelled, former, to_come
from plexus_ld.sharer.proposal import Proposal, Told, told
from plexus_ld.sharer.routing import Wanted
from plexus_ld.sharer.said import activity_of
from plexus_ld.sharer.said import terms as t
from plexus_ld.sharer.subjects import Subject
from plexus_ld.vocab.as2 import AS2

#: The audience of whoever says nothing of one: all accepted connections.
EVERYBODY = Wanted()
#: Channels that tell a page on the web what is said about it.
_PAGES = ("webmention",)


class Sharing(Accepting):
    """Says things, and does things to what was said or heard."""

    def preview(
        self,
        draft: Draft,
        wanted: Wanted = EVERYBODY,
        via: Iterable[str] = (),
        at: datetime | None = None,
    ) -> Proposal:
        """Return what would become of a draft; nothing is sent, nothing kept of it.

        Args:
            draft: What the owner wants to say.
            wanted: To whom; all accepted connections unless said.
            via: Channels that alone may carry it; empty: any.
            at: Not before this time.

        Raises:
            SharingError: It says nothing, or a file cannot go out.
            WhoError: A word of the audience names nobody, or more than one.
            QueryError: A query of the audience is wrong, or met a limit.
        """
        return self._proposed(draft, wanted, via, at, keeps=False)

    def _proposed(
        self,
        draft: Draft,
        wanted: Wanted,
        via: Iterable[str],
        at: datetime | None,
        *,
        keeps: bool,
    ) -> Proposal:
        audience = self._needs.audiences.gather(wanted)
        composed = self._needs.composer.compose(draft, self._minting, keeps=keeps)
        privacy = Privacy.PUBLIC if wanted.is_public else Privacy.ADDRESSED
        act = replace(
            self._act(Verb.CREATE, composed.object, privacy, audience.people),
            circles=audience.circles,
        )
        if at is not None and at > act.published:
            # It is said when it goes: no public feed shows it before.
            act = replace(act, published=at, object=replace(act.object, published=at))
        only = tuple(via)
        planned, left = self._router.route(act, audience.people, only, at)
        out = (*audience.left_out, *left)
        plan = Plan(act.iri, planned, out, audience.doubtful)
        return Proposal(act, plan, composed.notes, only)

    def share(
        self,
        draft: Draft,
        wanted: Wanted = EVERYBODY,
        via: Iterable[str] = (),
        at: datetime | None = None,
    ) -> Proposal:
        """Accept a draft: once this returns it is durable, and due.

        Takes and raises what `preview` does.

        Raises:
            SharingError: Besides, that nobody would get it.
        """
        return self._accepted(self._proposed(draft, wanted, via, at, keeps=True))

    def reply(self, id_: str, text: str) -> Proposal:
        """Answer something: its author where it was heard, else its own audience.

        The answer is no more public than what it answers.

        Raises:
            SharingError: Nothing, or more than one thing, is called so; or there is no
                way to answer it.
        """
        subject = self._subject(id_)
        draft = Draft(text=text, in_reply_to=subject.object.iri)
        answer = self._needs.composer.compose(draft, self._minting).object
        if subject.activity is not None:
            return self._accepted(self._own_reply(subject, answer))
        return self._accepted(self._to_author(Verb.CREATE, answer, subject))

    def like(self, id_: str) -> Proposal:
        """Tell the author that one likes it; raises as `reply` does."""
        subject = self._subject(id_)
        if subject.activity is not None:
            raise SharingError("that is your own; like what others said")
        proposal = self._to_author(Verb.LIKE, subject.object, subject)
        return self._accepted(proposal)

    def reshare(self, id_: str, *, once: bool = False) -> Proposal:
        """Pass something on that everybody may read, to all accepted connections.

        Args:
            id_: What.
            once: Refuse what was passed on before.

        Raises:
            SharingError: It is private, or as `reply` does.
        """
        subject = self._subject(id_)
        if subject.is_private:
            raise SharingError("it was not said to everybody, and is not passed on")
        if once and self._was_reshared(subject.object.iri):
            raise SharingError("it was passed on before")
        people = self._needs.audiences.gather(EVERYBODY).people
        people = tuple(agent for agent in people if agent != subject.author)
        act = self._act(Verb.ANNOUNCE, subject.object, Privacy.PUBLIC, people)
        planned, left = self._router.route(act, people)
        known = self._router.channels_of(r.point for r in subject.renditions)
        ids = {
            known[one.point]: one.remote_id
            for one in reversed(subject.renditions)
            if one.point in known
        }
        if ids:
            channels = self._router.channels_of(entry.point for entry in planned)
            planned = tuple(
                replace(entry, reply_to=ids.get(channels.get(entry.point, ""), ""))
                for entry in planned
            )
        return self._accepted(Proposal(act, Plan(act.iri, planned, left)))

    def edit(self, id_: str, text: str, title: str | None = None) -> Proposal:
        """Say something anew, exactly where it was said before.

        Args:
            id_: What.
            text: The new text.
            title: A new title; None: as it was.

        Raises:
            SharingError: It is not the owner's own, or as `reply` does.
        """
        before = self._own(id_)
        moment = self._needs.clock()
        tags = tags_of(f"{before.object.summary}\n{text}")
        # What was written as HTML is not what is said now.
        changed = replace(before.object, text=text, html="", tags=tags, updated=moment)
        if title is not None:
            changed = replace(changed, title=title)
        return self._again(Verb.UPDATE, before, changed)

    def delete(self, id_: str) -> Proposal:
        """Take something back wherever it went; raises as `edit` does."""
        before = self._own(id_)
        return self._again(Verb.DELETE, before, before.object)

    def text_of(self, id_: str) -> str:
        """Return what the owner said, for editing; raises as `edit` does."""
        return self._own(id_).object.text

    def own(self, id_: str) -> Activity:
        """Return what the owner said, as it stands; raises as `edit` does."""
        return self._own(id_)

    def keep(self, attach: Attach) -> Attachment:
        """Keep a file for what is said later.

        Raises:
            MediaError: It cannot go out.
        """
        return self._needs.composer.attached(attach)

    def told(self, proposal: Proposal) -> tuple[Told, ...]:
        """Tell of each person what becomes of an activity for them."""
        return tuple(told(self._store, proposal, self._needs.card_of))

    def _was_reshared(self, item: URIRef) -> bool:
        acts = self._store.matching(None, t.OBJECT, text_of(item), t.GRAPH)
        kind = text_of(AS2.Announce)
        return any(
            any(self._store.matching(act, t.TYPE, kind, t.GRAPH)) for act, *_ in acts
        )

    def _to_author(self, verb: Verb, node: Object, subject: Subject) -> Proposal:
        """Plan what goes to an author alone, by the way that their word came."""
        if subject.author is None:
            raise SharingError("nobody is known who said that")
        privacy = Privacy.ADDRESSED if subject.is_private else Privacy.PUBLIC
        act = self._act(verb, node, privacy, (subject.author,))
        planned, left = self._way_back(act, subject, subject.author)
        return Proposal(act, Plan(act.iri, planned, left))

    def _way_back(
        self, act: Activity, subject: Subject, author: URIRef
    ) -> tuple[tuple[Planned, ...], tuple[LeftOut, ...]]:
        left: tuple[LeftOut, ...] = ()
        for one in subject.renditions:
            reason = "by the way that it came"
            entry = Planned(
                one.point, author, one.point, reason, reply_to=one.remote_id
            )
            planned, left = self._router.judged(act, (entry,))
            if planned:
                return planned, ()
        planned = self._to_the_page(act, subject, author)
        if planned:
            return planned, ()
        if act.verb is Verb.LIKE:  # elsewhere nobody would know what is meant
            return (), left
        return self._router.route(act, (author,))

    def _to_the_page(
        self, act: Activity, subject: Subject, author: URIRef
    ) -> tuple[Planned, ...]:
        """Plan to tell the page that is answered, where its author wants that."""
        page = subject.object.url
        if not (act.is_public and page.startswith(("https://", "http://"))):
            return ()
        planned, _ = self._router.route(act, (author,), _PAGES)
        return tuple(replace(entry, reply_to=page) for entry in planned)

    def _own_reply(self, subject: Subject, answer: Object) -> Proposal:
        """Plan a reply to one's own word: for those, and there, where that went."""
        first = activity_of(self._store, subject.activity or URIRef(""), self._media)
        act = self._act(Verb.CREATE, answer, first.privacy, first.audience)
        entries = [
            replace(entry, remote_id="", reply_to=entry.remote_id)
            for entry in former(self._store, first.iri)
        ]
        planned, left = self._router.judged(act, entries)
        return Proposal(act, Plan(act.iri, planned, left))

    def _again(self, verb: Verb, before: Activity, node: Object) -> Proposal:
        act = self._act(verb, node, before.privacy, before.audience)
        clock, off = self._needs.clock, Change()
        unneeded = to_come(self._store, before.iri, clock)
        if verb is Verb.DELETE:
            off = cancelled(self._store, before.iri, clock)
        entries = former(self._store, before.iri, but=off)
        entries = [entry for entry in entries if entry.point not in unneeded]
        planned, left = self._router.judged(act, entries)
        proposal = Proposal(act, Plan(act.iri, planned, left))
        self._keep(proposal, off)
        return proposal
