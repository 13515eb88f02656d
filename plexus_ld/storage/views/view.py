"""Live rdflib views: any program that knows rdflib reads and changes the Plex by it.

Reading is always of this moment. `add` and `remove` are journaled changes, one each;
`addN` (and so ``graph += other``) is one for all. A blank node that a program adds is
named by a ``urn:uuid:`` IRI, as none is ever stored; the program may go on to call it
by its blank node as long as it runs. The derived graphs (the default graph, which is
the network view, and our own records) can be read and not written. `query` and
`update` take texts and never reach rdflib's own engine.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from rdflib import Dataset, Graph, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.store import Store as RdflibStore
from rdflib.term import Identifier, Node

from plexus_ld.errors import QueryError
from plexus_ld.model.change import Change, Statement
from plexus_ld.model.graphs import Graphs
from plexus_ld.rdf.lines import line
from plexus_ld.storage.terms import term
from plexus_ld.storage.views.asking import (
    form_of,
    refuse_unknown,
    result_of,
    text_and_base,
)
from plexus_ld.storage.views.names import (
    DERIVED_NAMES,
    graph_name,
    named,
    one_graph,
    term_text,
    writable,
)
from plexus_ld.vocab.plx import PLX

if TYPE_CHECKING:
    from rdflib.graph import _ContextType, _QuadType, _TriplePatternType, _TripleType
    from rdflib.plugins.sparql.sparql import Query, Update
    from rdflib.query import Result

#: What the owner reads in the history of a change that a program made by a view.
NOTE: Final = "by a program"


class Answered(Protocol):
    """The answer to a typed query."""

    @property
    def body(self) -> bytes:
        """The answer, written."""


class Quads(Protocol):
    """What a view asks of the store."""

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        """Yield the statements that match."""

    def graphs(self) -> Iterable[str]:
        """Yield the name of every named graph."""

    def apply(self, change: Change, expecting: int | None = None) -> int:
        """Keep a change."""

    def answer(
        self,
        typed: str,
        format: str,  # noqa: A002 - the word of HTTP
        *,
        values: Mapping[str, Node] | None = None,
        base: str | None = None,
        graphs: Graphs | None = None,
    ) -> Answered:
        """Answer a typed query, on one graph alone if it is named."""

    def update(self, typed: str, note: str) -> int:
        """Make a typed update."""


class PlexView(RdflibStore):
    """The store of a Plex as rdflib wants a store."""

    context_aware = True
    graph_aware = True

    def __init__(self, quads: Quads) -> None:
        super().__init__()
        self._quads = quads
        self._prefixes: dict[str, URIRef] = {}
        self._graphs: dict[str, Graph] = {}
        self.bind("plx", URIRef(str(PLX)))

    def graph(self, name: URIRef | None) -> Graph:
        """Return a named graph, or for None the default graph: the network."""
        return self._graph("" if name is None else term_text(name))

    def dataset(self) -> Dataset:
        """Return all graphs; its default graph is the network."""
        return Dataset(self)

    # Reading

    def triples(
        self,
        triple_pattern: "_TriplePatternType",
        context: "_ContextType | None" = None,
    ) -> "Iterator[tuple[_TripleType, Iterator[_ContextType | None]]]":
        """Yield the triples that match, each with the graph that it is in."""
        found = self._matching(triple_pattern, context)
        for subject, predicate, object_, graph in found:
            triple = term(subject), term(predicate), term(object_)
            yield triple, iter((self._graph(graph),))

    def _matching(
        self, pattern: "_TriplePatternType", context: "_ContextType | None"
    ) -> Iterator[Statement]:
        subject, predicate, object_ = (
            None if part is None else term_text(part) for part in pattern
        )
        if any(text and not text.startswith("<") for text in (subject, predicate)):
            return iter(())  # rdflib asks so when it looks for lists
        name = None if context is None else graph_name(context)
        return self._quads.matching(subject, predicate, object_, name)

    def __len__(self, context: "_ContextType | None" = None) -> int:
        """Count the triples of a graph, or of all."""
        return sum(1 for _ in self._matching((None, None, None), context))

    def contexts(
        self, triple: "_TripleType | None" = None
    ) -> "Generator[_ContextType, None, None]":
        """Yield the graphs that hold a triple, or anything."""
        if triple is None:
            names = ["", *self._quads.graphs()]
        else:
            names = list(dict.fromkeys(s[3] for s in self._matching(triple, None)))
        yield from map(self._graph, names)

    def _graph(self, name: str) -> Graph:
        if name not in self._graphs:
            identifier = URIRef(name[1:-1]) if name else DATASET_DEFAULT_GRAPH_ID
            self._graphs[name] = Graph(self, identifier)
        return self._graphs[name]

    # Writing

    def add(
        self, triple: "_TripleType", context: "_ContextType", quoted: bool = False
    ) -> None:
        """Add a triple to a graph: one change."""
        self.addN([(*triple, context)])

    def addN(self, quads: "Iterable[_QuadType]") -> None:  # noqa: N802 - rdflib's
        """Add quads: one change, whole or not at all."""
        added = [
            line(
                term_text(s), term_text(p), term_text(o), writable(graph_name(context))
            )
            for s, p, o, context in quads
        ]
        self._apply(Change(added=tuple(dict.fromkeys(added)), note=NOTE))

    def remove(
        self,
        triple: "_TriplePatternType",
        context: "_ContextType | None" = None,
    ) -> None:
        """Remove what matches, from one graph or from all that can be written."""
        if context is not None:
            writable(graph_name(context))
        found = self._matching(triple, context)
        removed = [line(*s) for s in found if s[3] not in DERIVED_NAMES]
        self._apply(Change(removed=tuple(removed), note=NOTE))

    def _apply(self, change: Change) -> None:
        if change:
            self._quads.apply(change)

    def add_graph(self, graph: Graph) -> None:
        """Do nothing: a graph is there as long as a triple is in it."""

    def remove_graph(self, graph: Graph) -> None:
        """Remove all triples of a graph."""
        self.remove((None, None, None), graph)

    # Queries and updates

    def query(
        self,
        query: "Query | str",
        initNs: Mapping[str, Any],  # noqa: N803 - rdflib's
        initBindings: Mapping[str, Identifier],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **kwargs: Any,
    ) -> "Result":
        """Answer a query by our engine, in a worker, under the limits of the settings.

        Raises:
            QueryError: It is wrong or refused, or met a limit.
        """
        text, base = text_and_base(query, initNs, kwargs.pop("base", None))
        refuse_unknown(kwargs)
        graph = one_graph(queryGraph)
        form = form_of(text)
        format_ = "nt" if form in ("CONSTRUCT", "DESCRIBE") else "json"
        values = {str(name): named(given) for name, given in initBindings.items()}
        graphs = Graphs.only(str(graph)) if graph else None
        answer = self._quads.answer(
            text, format_, values=values, base=base, graphs=graphs
        )
        return result_of(form, answer.body)

    def update(
        self,
        update: "Update | str",
        initNs: Mapping[str, Any],  # noqa: N803 - rdflib's
        initBindings: Mapping[str, Identifier],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **kwargs: Any,
    ) -> None:
        """Make an update of the owner's graphs, each of which it names itself.

        Raises:
            QueryError: It is wrong or refused, or has values or a graph of its own.
        """
        text, base = text_and_base(update, initNs, kwargs.pop("base", None))
        refuse_unknown(kwargs)
        if initBindings:
            raise QueryError("an update takes no initBindings; write the values in it")
        if graph := one_graph(queryGraph):
            message = (
                "an update names its graphs itself: put it to the dataset, with "
                f"GRAPH <{graph}> {{ … }}"
            )
            raise QueryError(message)
        self._quads.update(f"BASE <{base}> {text}" if base else text, NOTE)

    # Prefixes: of this view, never stored

    def bind(self, prefix: str, namespace: URIRef, override: bool = True) -> None:
        """Bind a prefix; a namespace has one."""
        known = self.prefix(namespace)
        if not override and (known is not None or prefix in self._prefixes):
            return
        if known is not None:
            del self._prefixes[known]
        self._prefixes[prefix] = namespace

    def prefix(self, namespace: URIRef) -> str | None:
        """Return a namespace's prefix."""
        found = (p for p, bound in self._prefixes.items() if bound == namespace)
        return next(found, None)

    def namespace(self, prefix: str) -> URIRef | None:
        """Return a prefix's namespace."""
        return self._prefixes.get(prefix)

    def namespaces(self) -> Iterator[tuple[str, URIRef]]:
        """Yield the prefixes and their namespaces."""
        return iter(list(self._prefixes.items()))
