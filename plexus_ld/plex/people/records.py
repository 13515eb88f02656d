"""Records: what one graph says of one node that tells who they are.

A record is a pure function of the graph's lines (`plexus_ld.plex.people.reading`). It
is kept in the keys graph as one literal for each node of each graph, so that
who-is-who reads no document again.
"""

from typing import Final, NamedTuple

#: The graph is the node's own document.
OWN: Final = "o"
#: The graph is the owner's, and uses the node: its name is to stay.
USED: Final = "u"
#: The node has a connection, or is the owner.
CONNECTED: Final = "c"
#: The node is the owner.
ME: Final = "m"
#: The node is another name of a person, by the owner's word.
ALIAS: Final = "a"


class Record(NamedTuple):
    """What one graph says of one node.

    Attributes:
        graph: The graph's name, as N-Triples text.
        flags: `OWN`, `USED`, `CONNECTED`, `ME`, `ALIAS`, joined.
        names: The names it gives, as words (`plexus_ld.plex.people.names`).
        keys: The keys it gives; ``+node`` and ``-node`` are the owner's word that
            the node is, or is not, another.
    """

    graph: str
    flags: str = ""
    names: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    def text(self) -> str:
        """Return it as the literal that the keys graph holds."""
        names = "|".join(self.names) or "-"
        parts = (self.graph[1:-1], self.flags or "-", names, *self.keys)
        return f'"{" ".join(parts)}"'


def record_of(text: str) -> Record:
    """Return the record that a literal of the keys graph holds."""
    graph, flags, names, *keys = text[1:-1].split(" ")
    return Record(
        f"<{graph}>",
        "" if flags == "-" else flags,
        () if names == "-" else tuple(names.split("|")),
        tuple(keys),
    )


def document_of(node: str) -> str:
    """Return the IRI of the document that a node's own IRI leads to."""
    return f"{node[:-1].partition('#')[0]}>"
