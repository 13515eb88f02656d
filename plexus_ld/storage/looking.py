"""Which lines can be in a store at all: told by a look at their graphs and subjects."""

from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from plexus_ld.storage.canonical import terms_of
from plexus_ld.storage.statements import graph_of

#: Lines from which on their subjects are looked for first.
_MANY_LINES: Final = 500
#: Subjects of which one is unknown, or it is not worth to look for the others.
_FIRST_SUBJECTS: Final = 32


def may_be_there(store: ox.Store, lines: Sequence[str]) -> Sequence[str]:
    """Return the lines but those about what is new, or in graphs that are."""
    return _of_known_subjects(store, _in_old_graphs(store, lines))


def _in_old_graphs(store: ox.Store, lines: Sequence[str]) -> list[str]:
    """Return the lines in graphs that are there: of a new one nothing is."""
    graphs = [graph_of(line) for line in lines]
    names = set(graphs)
    old = names & {""}
    for name in names - old:
        if store.contains_named_graph(ox.NamedNode(name[1:-1])):
            old.add(name)
    if old == names:
        return list(lines)
    return [line for line, name in zip(lines, graphs, strict=True) if name in old]


def _of_known_subjects(store: ox.Store, lines: Sequence[str]) -> Sequence[str]:
    """Return the lines whose subject is there at all, in whatever graph.

    Most of what is added at once is about something new, which one look tells of all
    its lines.
    """
    if len(lines) < _MANY_LINES:
        return lines
    subjects = {line.partition(" ")[0] for line in lines}
    terms = zip(subjects, terms_of(*subjects), strict=True)
    first = list(islice(terms, _FIRST_SUBJECTS))
    known = {text for text, term in first if _is_known(store, term)}
    if len(known) == len(first):
        return lines  # it is about what is there: how something stands by now, say
    known.update(text for text, term in terms if _is_known(store, term))
    return [line for line in lines if line.partition(" ")[0] in known]


def _is_known(store: ox.Store, subject: Any) -> bool:
    return any(store.quads_for_pattern(subject, None, None, None))
