"""The graph store endpoint, wired."""

from typing import TYPE_CHECKING

from plexus_ld.errors import ParseError
from plexus_ld.model.change import Change
from plexus_ld.publish.web.asking import Asking
from plexus_ld.publish.web.graphs.endpoint import GraphStore, Lines, Means
from plexus_ld.publish.web.sparql.forms import GRAPHS
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.lines import line
from plexus_ld.rdf.parsing import read
from plexus_ld.storage.typed.graphs import written

if TYPE_CHECKING:
    from collections.abc import Callable

    from plexus_ld.assembly.plex import Plex
    from plexus_ld.store import Store


def graphs_of(plex: "Plex", asking: Asking) -> GraphStore:
    """Return what answers at ``graphs``."""
    site = plex.site
    # Without an address a graph without a name is named as if it lay on this machine.
    url = site.url("graphs") if site.is_known else "http://localhost/graphs"

    def taken(body: bytes, media_type: str, graph: str) -> Lines:
        document = Document(graph, body, media_type, "utf-8")
        reading = plex.workers.call(read, document)
        faults = (*reading.repairs, *reading.losses)
        if faults or reading.format not in GRAPHS.values():
            raise ParseError("; ".join(faults) or f"it is {reading.format}")
        return tuple(sorted(_without_graph(one) for one in reading.lines))

    def serialize(lines: Lines, format_: str) -> bytes:
        body = "".join(f"{one}\n" for one in lines).encode()
        return plex.workers.call(written, body, format_)

    def write(name: str, become: "Callable[[Lines], Lines]", note: str) -> object:
        def computed(store: "Store") -> Change:
            before = _lines(store, name)
            after = set(become(before))
            return Change(
                added=_in_graph(after.difference(before), name),
                removed=_in_graph(set(before) - after, name),
                note=note,
            )

        return plex.store.change(computed)

    means = Means(
        url=url,
        asking=asking,
        lines=lambda name: _lines(plex.store, name),
        read=taken,
        write=write,
        serialize=serialize,
    )
    return GraphStore(means)


def _lines(store: "Store", name: str) -> Lines:
    graph = f"<{name}>" if name else ""
    return tuple(sorted(line(*one[:3]) for one in store.matching(graph=graph)))


def _in_graph(lines: set[str], name: str) -> tuple[str, ...]:
    return tuple(f"{one[:-1]}<{name}> ." for one in sorted(lines))


def _without_graph(text: str) -> str:
    """Take the graph's name off a line; its IRI has no space in it."""
    return f"{text.removesuffix(' .').rpartition(' ')[0]} ."
