"""The owner's graphs call a person by one IRI, and are rewritten when it changes.

And so are the agent's records with them: what was said to somebody, and what was heard
of them, stays with them. Only the owner's own word joins two nodes that their graphs
use, so a rewriting is always part of a change of the owner's. The old IRI stays, as
``plx:knownAs`` in the identity graph.
"""

from collections.abc import Iterable, Iterator, Mapping

from plexus_ld.model.change import Change, Reader
from plexus_ld.plex.people.records import USED
from plexus_ld.plex.people.regrouping import Regrouped
from plexus_ld.plex.people.terms import KNOWN_AS, SAME_AS, leads_to_person
from plexus_ld.plex.people.world import IDENTITY, PLEX, PROFILE, World
from plexus_ld.rdf.lines import line, split
from plexus_ld.vocab.graphs import RECORDS

_OWNED = (PROFILE, PLEX)
_RECORDS = tuple(sorted(f"<{graph}>" for graph in RECORDS))
#: How a line ends that is rewritten.
_ENDS = tuple(f" {graph} ." for graph in (*_OWNED, *_RECORDS))


def named_once(reader: Reader, world: World, change: Change) -> Change:
    """Return a change in which a person who is in use is called by the IRI in use.

    A change of decisions is left as it is: it may be about to take people apart. And
    so is one that takes the IRI out of use: the other one is to take its place.
    """
    decided = f" {IDENTITY} ."
    if world.is_empty or any(
        text.endswith(decided) for text in (*change.added, *change.removed)
    ):
        return change
    names: dict[str, str] = {}
    for text in change.added:
        if text.endswith((f" {PROFILE} .", f" {PLEX} .")):
            subject, predicate, object_, _ = split(text)
            for node in (subject, object_ if leads_to_person(predicate) else ""):
                person = world.person_of(node) if node[:1] == "<" else None
                if person and person != node and _is_used(world, person):
                    names[node] = person
    gone = frozenset(change.removed)
    names = {
        node: person
        for node, person in names.items()
        if not _is_used(world, node) and not gone.issuperset(_mentions(reader, person))
    }
    if not names:
        return change
    added = tuple(dict.fromkeys(_renamed(text, names) for text in change.added))
    return Change(added, change.removed, change.note, change.id)


def _is_used(world: World, node: str) -> bool:
    return any(USED in record.flags for record in world.records_of(node).values())


def _renamed(text: str, names: Mapping[str, str]) -> str:
    if not text.endswith(_ENDS):
        return text
    subject, predicate, object_, graph = split(text)
    # What another name is (owl:sameAs) stays that name: `me move` keeps it so.
    if leads_to_person(predicate) and predicate != SAME_AS:
        object_ = names.get(object_, object_)
    return line(names.get(subject, subject), predicate, object_, graph)


def renamed(reader: Reader, change: Change, people: Regrouped) -> Change | None:
    """Return a change that rewrites the owner's graphs too; None if none is needed."""
    names = {
        node: person
        for node, records in people.records.items()
        if (person := people.person.get(node))
        and person != node
        and any(USED in record.flags for record in records)
    }
    if not names:
        return None
    added = {_renamed(text, names): None for text in change.added}
    removed = dict.fromkeys(change.removed)
    graphs = (*_OWNED, *_RECORDS)
    for said in (text for old in names for text in _standing(reader, old, graphs)):
        new = _renamed(said, names)
        if said not in removed and new != said:
            removed[said] = None
            added[new] = None
    for old, person in names.items():
        added[line(person, KNOWN_AS, old, IDENTITY)] = None
    if added.keys() == set(change.added) and removed.keys() == set(change.removed):
        return None  # only an owl:sameAs still says the old name
    return Change(tuple(added), tuple(removed), change.note, change.id)


def _mentions(reader: Reader, node: str) -> Iterator[str]:
    """Yield the lines of the owner's graphs that a node stands in."""
    yield from _standing(reader, node, _OWNED)


def _standing(reader: Reader, node: str, graphs: Iterable[str]) -> Iterator[str]:
    for subject, object_ in ((node, None), (None, node)):
        for graph in graphs:
            for quad in reader.matching(subject, None, object_, graph):
                yield line(*quad)
