"""What a change does to the records: of which nodes which graphs now say what."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from plexus_ld.model.change import Change, Reader, Statement
from plexus_ld.plex.people.reading import Parts, Said, said_by
from plexus_ld.plex.people.records import ALIAS, CONNECTED, ME, USED, Record
from plexus_ld.plex.people.spelling import FOAF, class_of
from plexus_ld.plex.people.terms import (
    AGENT,
    DIFFERENCE,
    KNOWN_AS,
    NODE,
    OWNER,
    SAMENESS,
    THINGS,
    TYPE,
    Role,
    role_of,
)
from plexus_ld.plex.people.world import IDENTITY, PLEX, PROFILE, is_source
from plexus_ld.rdf.lines import split

_MEMBER: Final = f"<{FOAF}member>"


@dataclass(slots=True)
class Moved:
    """The statements of one graph that a change takes out and puts in."""

    removed: dict[Parts, None] = field(default_factory=dict)
    added: dict[Parts, None] = field(default_factory=dict)


def moved_by(change: Change) -> dict[str, Moved]:
    """Return what a change does to each graph."""
    moved: dict[str, Moved] = defaultdict(Moved)
    for line in change.removed:
        subject, predicate, object_, graph = split(line)
        moved[graph].removed[subject, predicate, object_] = None
    for line in change.added:
        subject, predicate, object_, graph = split(line)
        moved[graph].added[subject, predicate, object_] = None
    for parts in moved.values():
        for statement in parts.removed.keys() & parts.added.keys():
            del parts.removed[statement]
    return dict(moved)


@dataclass(slots=True)
class Shift:
    """What a change does to the records.

    Attributes:
        gone: Records that are no more, by node and graph.
        come: Records that are new, or changed, by node and graph.
        mentioned: People that a changed graph now knows, and says no more of.
        recheck: Nodes that may have begun or ceased to be people.
        filled: Graphs that were empty, and are not now.
        emptied: Graphs that are empty now.
        touched: All graphs that were looked at: documents, profile, decisions.
    """

    gone: dict[str, dict[str, Record]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    come: dict[str, dict[str, Record]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    mentioned: set[str] = field(default_factory=set)
    recheck: set[str] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)
    emptied: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)

    def put(
        self, node: str, graph: str, old: Record | None, new: Record | None
    ) -> None:
        """Take in that one graph's record of a node is another now."""
        if old == new:
            return
        if old:
            self.gone[node][graph] = old
        if new:
            self.come[node][graph] = new


def shift_of(reader: Reader, moved: dict[str, Moved]) -> Shift:
    """Return what the moved statements do to the records."""
    shift = Shift()
    for graph, parts in moved.items():
        if is_source(graph) or graph == PROFILE:
            _shift_document(reader, graph, parts, shift)
        elif graph == PLEX:
            _shift_plex(reader, parts, shift)
        elif graph == IDENTITY:
            _shift_decisions(reader, parts, shift)
    return shift


def _shift_document(reader: Reader, graph: str, parts: Moved, shift: Shift) -> None:
    owned = graph == PROFILE
    there = {quad[:3]: None for quad in reader.matching(None, None, None, graph)}
    after = _after(there, parts)
    before = said_by(graph, there, owned=owned) if there else Said({}, set())
    now = said_by(graph, after, owned=owned) if after else Said({}, set())
    for node in before.records.keys() | now.records.keys():
        shift.put(node, graph, before.records.get(node), now.records.get(node))
    shift.mentioned |= now.mentions
    shift.recheck |= before.mentions ^ now.mentions
    shift.touched.add(graph)
    if not there or not after:
        (shift.emptied if there else shift.filled).add(graph)
        shift.recheck.add(graph)


def _after(there: Iterable[Parts], parts: Moved) -> dict[Parts, None]:
    after = {part: None for part in there if part not in parts.removed}
    after.update(parts.added)
    return after


def _shift_plex(reader: Reader, parts: Moved, shift: Shift) -> None:
    """The Plex says of people only that it uses them, and for what."""
    touched: dict[str, Moved] = defaultdict(Moved)
    for part in parts.removed:
        if part[2][0] == "<" and _uses(part[1]):
            touched[part[2]].removed[part] = None
    for part in parts.added:
        if part[2][0] == "<" and _uses(part[1]):
            touched[part[2]].added[part] = None
    for node, around in touched.items():
        there = {q[:3]: None for q in reader.matching(None, None, node, PLEX)}
        after = _after(there, around)
        shift.put(node, PLEX, _used(there), _used(after))


def _uses(predicate: str) -> bool:
    if predicate in (AGENT, OWNER, _MEMBER):
        return True
    return role_of(predicate)[0] in (Role.KNOWS, Role.MAKER)


def _used(statements: Iterable[Parts]) -> Record | None:
    uses = {predicate for _, predicate, _ in statements if _uses(predicate)}
    if not uses:
        return None
    flags = USED
    if not uses.isdisjoint((AGENT, OWNER)):
        flags += CONNECTED
    return Record(PLEX, flags + ME if OWNER in uses else flags)


def _shift_decisions(reader: Reader, parts: Moved, shift: Shift) -> None:
    changed = (*parts.removed, *parts.added)
    decisions = {subject for subject, _, _ in changed}
    said = {part: None for name in decisions for part in _of_subject(reader, name)}
    shift.touched.add(IDENTITY)
    touched = {o for _, p, o in (*said, *parts.added) if p == NODE}
    touched |= {n for s, p, o in changed if p == KNOWN_AS for n in (s, o)}
    for node in touched:
        there = {**said, **_around(reader, node)}
        before, after = _decided(node, there), _decided(node, _after(there, parts))
        shift.put(node, IDENTITY, before, after)


def _of_subject(reader: Reader, subject: str) -> list[Parts]:
    return [quad[:3] for quad in reader.matching(subject, None, None, IDENTITY)]


def _around(reader: Reader, node: str) -> dict[Parts, None]:
    """Return the statements of the decisions on a node, and its other names."""
    found: dict[Parts, None] = {}
    for quad in reader.matching(None, NODE, node, IDENTITY):
        found.update(dict.fromkeys(_of_subject(reader, quad[0])))
    for known in ((node, None), (None, node)):
        quads = reader.matching(known[0], KNOWN_AS, known[1], IDENTITY)
        found.update(dict.fromkeys(quad[:3] for quad in quads))
    return found


def _decided(node: str, statements: Iterable[Parts]) -> Record | None:
    """Return the owner's word on a node as a record."""
    kinds: dict[str, str] = {}
    nodes: dict[str, list[str]] = defaultdict(list)
    keys: set[str] = set()
    flags = ""
    for subject, predicate, object_ in statements:
        if predicate == TYPE and object_ in (SAMENESS, DIFFERENCE):
            kinds[subject] = "+" if object_ == SAMENESS else "-"
        elif predicate == NODE:
            nodes[subject].append(object_)
        elif predicate == KNOWN_AS and node in (subject, object_):
            keys.add(f"+{object_ if node == subject else subject}")
            flags = ALIAS
    for decision, kind in kinds.items():
        if node in nodes[decision]:
            keys |= {kind + other for other in nodes[decision] if other != node}
    return Record(IDENTITY, flags, (), tuple(sorted(keys))) if keys else None


def is_mentioned(reader: Reader, node: str, shift: Shift) -> bool:
    """Tell whether a node of which nothing is said is known by somebody."""
    if node in shift.mentioned:
        return True
    return any(
        graph not in shift.touched
        and (is_source(graph) or graph == PROFILE)
        and role_of(predicate)[0] is Role.KNOWS
        and not _is_thing(reader, node, graph)
        for _, predicate, _, graph in reader.matching(None, None, node)
    )


def _is_thing(reader: Reader, node: str, graph: str) -> bool:
    quads: Iterable[Statement] = reader.matching(node, TYPE, None, graph)
    return any(class_of(quad[2]) in THINGS for quad in quads)
