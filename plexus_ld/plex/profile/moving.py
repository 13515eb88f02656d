"""A new address: the owner's own nodes get IRIs under it, in one change.

The owner's old address stays in the profile as owl:sameAs, so that whoever knew it
finds the new one; `publish` writes redirects from it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib import OWL, Literal, URIRef

from plexus_ld.errors import ProfileError
from plexus_ld.model.change import Change
from plexus_ld.plex.profile.owner import address, is_own, owner_of
from plexus_ld.plex.profile.renaming import Names, names_under, renamed
from plexus_ld.rdf.lines import line, split, term_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import OWNED, PROFILE, RECORDS
from plexus_ld.vocab.plx import PLX

_SAME = text_of(OWL.sameAs)
#: What says that a node is another name of the owner's.
_ALIASES = frozenset({_SAME, text_of(PLX.knownAs)})
_OWNED = tuple(sorted(text_of(graph) for graph in OWNED))
_RECORDS = tuple(sorted(text_of(graph) for graph in RECORDS))
#: Properties whose text is SPARQL, in which IRIs stand too.
_QUERIES = frozenset(
    text_of(term) for term in (PLX.construct, PLX.memberQuery, PLX.when, PLX.query)
)


@dataclass(frozen=True, slots=True)
class Moved:
    """What moving did.

    Attributes:
        old: The owner's IRI before.
        new: And now.
        nodes: How many of the owner's nodes have a new IRI.
        sequence: The number of the change; the last one when nothing had to change.
    """

    old: URIRef
    new: URIRef
    nodes: int
    sequence: int


def move(store: Store, base: str) -> Moved:
    """Give the owner and all their own nodes IRIs under a new address.

    Args:
        store: The home's store.
        base: The address: a folder on the web. The owner becomes ``BASE#me``.

    Raises:
        ProfileError: It is no address, or the profile speaks of its ``#me`` already.
        HomeError: There is no owner yet.
    """
    old = owner_of(store).webid
    new = URIRef(f"{address(base)}#me")
    if new == old:
        return Moved(old, new, 0, store.sequence)
    done: list[Names] = []

    def compute(now: Store) -> Change:
        before = [
            line(*found) for graph in _OWNED for found in now.matching(graph=graph)
        ]
        _refuse_taken(before, old, new)
        names = _names(before, old, new)
        done.append(names)
        after = _after(before, names, old, new)
        kept = list(_records_of(now, names))
        before += kept
        after.update(renamed(kept, names))
        return Change(
            added=tuple(sorted(after.difference(before))),
            removed=tuple(sorted(set(before).difference(after))),
            note=f"me move: {base}",
        )

    sequence = store.change(compute)
    return Moved(old, new, len(done[-1]), sequence)


def _refuse_taken(lines: Iterable[str], old: URIRef, new: URIRef) -> None:
    """Refuse an address whose ``#me`` is somebody else; a former one is the owner."""
    name, me = text_of(new), text_of(old)
    for text in lines:
        subject, predicate, object_, _ = split(text)
        is_former = subject == me and predicate in _ALIASES
        if name in (subject, object_) and not is_former:
            message = f"<{new}> is spoken of in this Plex already; choose another base"
            raise ProfileError(message)


def _names(lines: Iterable[str], old: URIRef, new: URIRef) -> Names:
    nodes = {term for text in lines for term in split(text)[0:3:2]}
    names = names_under(nodes - {text_of(old)}, new, lambda node: is_own(old, node))
    return {**names, text_of(old): text_of(new)}


def _records_of(store: Store, names: Names) -> Iterator[str]:
    """Yield the lines of the agent's records that speak of the owner's nodes.

    What was said keeps its own IRI, by which those know it who heard it.
    """
    for node in names:
        for graph in _RECORDS:
            for found in store.matching(node, None, None, graph):
                yield line(*found)
            for found in store.matching(None, None, node, graph):
                yield line(*found)


def _after(lines: Iterable[str], names: Names, old: URIRef, new: URIRef) -> set[str]:
    """Return the owner's graphs as they will be, the old address among them."""
    me = text_of(new)
    after = {_in_queries(text, names) for text in renamed(lines, names)}
    after.add(line(me, _SAME, text_of(old), text_of(PROFILE)))
    loops = {line(me, alias, me, graph) for alias in _ALIASES for graph in _OWNED}
    return after - loops


def _in_queries(text: str, names: Names) -> str:
    """Rename the nodes that stand in the text of a query."""
    subject, predicate, object_, graph = split(text)
    if predicate not in _QUERIES:
        return text
    query = str(term_of(object_))
    for old, new in names.items():
        query = query.replace(old, new)
    return line(subject, predicate, text_of(Literal(query)), graph)
