"""What is known of who is who before a change: looked up where needed, once."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from plexus_ld.model.change import Reader
from plexus_ld.plex.people.keys import WEAK, key_iri, kind_of
from plexus_ld.plex.people.records import Record, record_of
from plexus_ld.plex.people.terms import KNOWN_AS
from plexus_ld.rdf.lines import line
from plexus_ld.vocab import graphs

#: The graph of all this, and its terms: node → record, key → person, key → name,
#: key → how it stands.
KEYS: Final = f"<{graphs.KEYS}>"
SAID: Final = f"<{graphs.PREFIX}said>"
HOLDER: Final = f"<{graphs.PREFIX}holder>"
NAMED: Final = f"<{graphs.PREFIX}named>"
STANDS: Final = f"<{graphs.PREFIX}stands>"
#: … and the keys graph → each document that was read.
READ: Final = f"<{graphs.PREFIX}read>"
#: How a key stands that joins nobody: several people share it, or it is open whose
#: it is. One that stands for nothing else is its one holder's.
SHARED: Final = '"shared"'
OPEN: Final = '"open"'

#: Graphs whose statements the network view does not show.
UNSEEN: Final = frozenset(
    f"<{graph}>"
    for graph in (
        graphs.IDENTITY,
        graphs.SOURCES,
        graphs.KEYS,
        graphs.STATE,
        *graphs.RECORDS,
    )
) | {""}
PROFILE: Final = f"<{graphs.PROFILE}>"
PLEX: Final = f"<{graphs.PLEX}>"
IDENTITY: Final = f"<{graphs.IDENTITY}>"
SOURCES: Final = f"<{graphs.SOURCES}>"


def is_source(graph: str) -> bool:
    """Tell whether a graph is somebody's document."""
    return bool(graph) and not graph.startswith(f"<{graphs.PREFIX}")


class Key(NamedTuple):
    """What is known of a key.

    Attributes:
        holders: The people who have it.
        names: By which names, as literals of words.
        stands: `SHARED`, `OPEN` or "".
    """

    holders: frozenset[str]
    names: frozenset[str]
    stands: str


_UNKNOWN: Final = Key(frozenset(), frozenset(), "")


def _key(said: Iterable[tuple[str, str]]) -> Key:
    holders, names, stands = set(), set(), ""
    for term, value in said:
        if term == HOLDER:
            holders.add(value)
        elif term == NAMED:
            names.add(value)
        else:
            stands = value
    if not holders and not stands:
        return _UNKNOWN
    return Key(frozenset(holders), frozenset(names), stands)


class World:
    """The people as they stand before a change; each question is asked once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._persons: dict[str, str | None] = {}
        self._nodes: dict[str, list[str]] = {}
        self._records: dict[str, dict[str, Record]] = {}
        self._keys: dict[str, Key] = {}
        self._read: dict[str, str] = {}
        #: Nothing was ever derived: nothing needs to be looked up.
        self.is_empty = not any(True for _ in reader.matching(*_BEGUN))

    def person_of(self, node: str) -> str | None:
        """Return the person that a node is, None if it is none."""
        if self.is_empty:
            return None
        if node not in self._persons:
            found = self._reader.matching(None, KNOWN_AS, node, "")
            self._persons[node] = next((quad[0] for quad in found), None)
        return self._persons[node]

    def presume_nobody(self, node: str) -> None:
        """Take it that a node is no person yet if no graph says anything of it."""
        if node not in self._persons and not self.records_of(node):
            self._persons[node] = None

    def nodes_of(self, person: str) -> list[str]:
        """Return all nodes of a person."""
        if self.is_empty:
            return []
        found = self._nodes.get(person)
        if found is None:
            quads = self._reader.matching(person, KNOWN_AS, None, "")
            found = self._nodes[person] = [quad[2] for quad in quads]
            self._persons.update(dict.fromkeys(found, person))
        return found

    def records_of(self, node: str) -> dict[str, Record]:
        """Return what each graph says of a node."""
        if self.is_empty:
            return {}
        if node not in self._records:
            quads = self._reader.matching(node, SAID, None, KEYS)
            records = (record_of(quad[2]) for quad in quads)
            self._records[node] = {record.graph: record for record in records}
        return self._records[node]

    def key(self, key: str) -> Key:
        """Return what is known of a key."""
        if self.is_empty:
            return _UNKNOWN
        if key not in self._keys:
            quads = self._reader.matching(key_iri(key), None, None, KEYS)
            self._keys[key] = _key((quad[1], quad[2]) for quad in quads)
        return self._keys[key]

    def is_shared(self, key: str) -> bool:
        """Tell whether a key is known to be several people's."""
        if self.is_empty:
            return False
        if key in self._keys or kind_of(key) not in WEAK:
            return self.key(key).stands == SHARED
        # A thousand people may have their company's homepage: they are not read.
        found = self._reader.matching(key_iri(key), STANDS, SHARED, KEYS)
        return any(True for _ in found)

    def beginning(self) -> list[str]:
        """Return the line with which the keys graph begins, if it has to."""
        return [line(*_BEGUN)] if self.is_empty else []

    def is_read(self, graph: str) -> bool:
        """Tell whether a graph is a document that was read."""
        if self.is_empty:
            return False
        return any(True for _ in self._reader.matching(KEYS, READ, graph, KEYS))

    def first_known(self, graphs_: Iterable[str]) -> str:
        """Return when the first of some graphs was read, as a literal; "~": unknown."""
        return min(map(self._first_read, graphs_), default="~")

    def note_reading(self, statements: Iterable[tuple[str, str, str]]) -> None:
        """Take in when sources are read that come with the change itself."""
        for graph, predicate, time in statements:
            if predicate in (_GENERATED, _CREATED):
                self._read[graph] = min(self._first_read(graph), time)

    def _first_read(self, graph: str) -> str:
        if graph not in self._read:
            self._read[graph] = min(
                (
                    quad[2]
                    for term in (_GENERATED, _CREATED)
                    if not self.is_empty
                    for quad in self._reader.matching(graph, term, None, SOURCES)
                ),
                default="~",
            )
        return self._read[graph]


#: Stands in the keys graph as soon as there is one.
_BEGUN: Final = (KEYS, STANDS, '"begun"', KEYS)

_GENERATED: Final = "<http://www.w3.org/ns/prov#generatedAtTime>"
_CREATED: Final = "<http://purl.org/dc/terms/created>"
