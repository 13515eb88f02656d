"""Opening the points of an agreement in the Plex, and closing them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import uuid4

from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.errors import ConnectionPointError, NoSuchChannelError
from plexus_ld.model.agreement import AgreedPoint, Agreement
from plexus_ld.model.change import Change
from plexus_ld.model.connection import ConnectionPoint, Direction
from plexus_ld.plex.connections.labels import label_for
from plexus_ld.plex.connections.making import connection_quads, standing_of
from plexus_ld.plex.connections.points import held_points, lines_about
from plexus_ld.plex.connections.writing import point_quads
from plexus_ld.plex.negotiating.points import INBOXES, merged, person
from plexus_ld.plex.people import finding
from plexus_ld.rdf.lines import Quad, line, lines_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

_HOW: Final = (f" {text_of(PLX.state)} ", f" {text_of(PLX.since)} ")
_LEADS: Final = f" {text_of(PLX.connectionPoint)} "
#: Checks an address on a channel; a ConnectionPointError or NoSuchChannelError if it
#: is none, or the channel cannot be used.
CheckAddress = Callable[[str, str], URIRef]


@dataclass(frozen=True, slots=True)
class Between:
    """Whose agreement it is, seen from the owner.

    Attributes:
        me: The owner's WebID.
        peer: The other's.
        name: What the other calls themselves; "" where that is not known.
    """

    me: URIRef
    peer: URIRef
    name: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """Makes an agreement's points those of the Plex.

    Attributes:
        store: The home's store.
        between: Whose agreement it is.
        check: Checks addresses.
        now: The time.
    """

    store: Store
    between: Between
    check: CheckAddress
    now: datetime

    def change(self, new: Agreement, old: Agreement | None) -> Change:
        """Return the change by which points are opened, changed and closed.

        What the owner changed on a point, and the other side does not know of yet,
        stays, where the two agreements say the same of it.

        Args:
            new: What is agreed.
            old: What was agreed before; None: the points are as agreed, all of them.
        """
        agent = person(self.store, self.between.peer)
        standing = standing_of(self.store, agent)
        connection = standing.iri if standing else URIRef(f"urn:uuid:{uuid4()}")
        names = {one.iri for one in (*new.points, *(old.points if old else ()))}
        card = lines_about(self.store, connection)
        removed = [one for one in card if _leads_to(one, names)]
        for iri in names:
            removed += lines_about(self.store, iri)
        said: list[Quad] = []
        if standing is None or standing.state != PLX.accepted:
            removed += [one for one in card if any(term in one for term in _HOW)]
            said += connection_quads(connection, agent, PLX.accepted, self.now)
        said += self._about(agent)
        said += self._points(new, old, agent, connection)
        added = lines_of(said)
        return Change(
            added=tuple(one for one in added if one not in set(removed)),
            removed=tuple(one for one in removed if one not in set(added)),
            note=f"agreed with {self.between.name or agent}",
        )

    def _about(self, agent: URIRef) -> Iterator[Quad]:
        if any(self.store.matching(text_of(agent), None, None, None)):
            return
        yield agent, RDF.type, FOAF.Agent, PLEX
        if self.between.name:
            yield agent, FOAF.name, Literal(self.between.name), PLEX

    def _points(
        self, new: Agreement, old: Agreement | None, agent: URIRef, connection: URIRef
    ) -> Iterator[Quad]:
        names = tuple(one.iri for one in new.points)
        held = {one.point.iri: one for one in held_points(self.store, points=names)}
        known = {one.iri: one for one in old.points} if old else {}
        name = self.between.name or finding.name_of(self.store, text_of(agent))
        taken: set[str] = set()
        for agreed in new.points:
            there, before = held.get(agreed.iri), known.get(agreed.iri)
            address = self._address(agreed)
            if address is None or (there is None and before is not None):
                continue  # of no use here; or the owner took it away
            label = there.label if there else ""
            if not label:
                label = label_for(self.store, agreed.channel, name, address, taken)
                taken.add(label)
            fresh = self._fresh(agreed, agent, connection, address)
            point = merged(there.point if there else fresh, agreed, before)
            yield from point_quads(
                replace(point, address=address, agent=agent, connection=connection),
                label,
            )

    def _fresh(
        self, agreed: AgreedPoint, agent: URIRef, connection: URIRef, address: URIRef
    ) -> ConnectionPoint:
        speaks = agreed.speaker == self.between.me
        return ConnectionPoint(
            agreed.iri,
            agreed.channel,
            address,
            Direction.OUTGOING if speaks else Direction.INCOMING,
            agent,
            connection,
            is_pushed=not speaks and agreed.channel == INBOXES,
        )

    def _address(self, agreed: AgreedPoint) -> URIRef | None:
        """Return where a point leads from the owner; None where it leads nowhere."""
        speaks = agreed.speaker == self.between.me
        try:
            return self.check(
                agreed.channel, agreed.address if speaks else agreed.source
            )
        except (ConnectionPointError, NoSuchChannelError):
            return None


def closed(store: Store, peer: URIRef, agreed: Agreement, now: datetime) -> Change:
    """Return the change by which an agreement ends: its points go.

    A connection that has no point left then is withdrawn.
    """
    names = {point.iri for point in agreed.points}
    removed = [one for iri in names for one in lines_about(store, iri)]
    added: list[str] = []
    agent = person(store, peer)
    standing = standing_of(store, agent)
    if standing is not None:
        card = lines_about(store, standing.iri)
        leads = [one for one in card if _LEADS in one]
        gone = [one for one in leads if _leads_to(one, names)]
        removed += gone
        if len(gone) == len(leads) and standing.state == PLX.accepted:
            removed += [one for one in card if any(term in one for term in _HOW)]
            quads = connection_quads(standing.iri, agent, PLX.withdrawn, now)
            added += [one for one in lines_of(quads) if one not in card]
    return Change(tuple(added), tuple(removed), note=f"no longer agreed with {peer}")


def unproposed(store: Store, peer: URIRef) -> Change:
    """Return the change by which a connection that was only proposed is refused."""
    standing = standing_of(store, person(store, peer))
    if standing is None or standing.state != PLX.proposed:
        return Change()
    node, term = text_of(standing.iri), text_of(PLX.state)
    after, before = (
        line(node, term, text_of(state), text_of(PLEX))
        for state in (PLX.refused, PLX.proposed)
    )
    return Change((after,), (before,), note=f"refused: {peer}")


def _leads_to(text: str, names: Iterable[URIRef]) -> bool:
    return _LEADS in text and any(text_of(iri) in text for iri in names)
