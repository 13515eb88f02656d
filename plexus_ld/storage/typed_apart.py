"""What a worker does with a typed query that may see one graph only."""

from collections.abc import Iterable

import pyoxigraph as ox

from plexus_ld.storage import typed_graphs, typed_worker
from plexus_ld.storage.typed_worker import RESULTS, Question


def answered(lines: Iterable[str], question: Question) -> bytes:
    """Answer a query on some lines: under their graph's name, and as default graph.

    Raises:
        QueryError: It is no SPARQL, or could not be evaluated or written.
        QueryLimitError: The answer is too large.
    """
    store = ox.Store()
    quads = list(ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS))
    store.extend(quads)
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    if question.format in RESULTS:
        return typed_worker.results(store, question)
    return typed_graphs.graph(store, question)
