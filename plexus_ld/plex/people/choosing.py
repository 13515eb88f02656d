"""Which of a person's nodes gives the person's IRI.

In this order: the owner's own; the one that the owner's graphs use; the WebID whose
own document describes it; the longest known. An IRI that is as good as any stays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from plexus_ld.plex.people.records import ALIAS, ME, OWN, USED, Record
from plexus_ld.vocab.graphs import PREFIX

#: Returns when the first of some graphs was read.
Since = Callable[[Iterable[str]], str]


def chosen(
    nodes: Sequence[str],
    records: Mapping[str, Sequence[Record]],
    current: Mapping[str, str | None],
    since: Since,
) -> str:
    """Return the node whose IRI is the person's.

    Args:
        nodes: The person's nodes.
        records: What is said of each.
        current: The person that each was until now.
        since: Tells when the first of some graphs was read.
    """
    if len(nodes) == 1:
        return nodes[0]
    ranks = {node: _rank(node, records.get(node, ())) for node in nodes}
    best = min(ranks.values())
    few = [node for node in nodes if ranks[node] == best]
    iris = {current.get(node) for node in nodes}
    staying = [node for node in few if node in iris]
    if len(staying) == 1:
        return staying[0]
    few = staying or few
    if len(few) == 1:
        return few[0]
    return min(few, key=lambda node: _age(node, records.get(node, ()), since))


def _rank(node: str, records: Sequence[Record]) -> int:
    flags = "".join(record.flags for record in records)
    if ME in flags:
        return 0
    if USED in flags:
        return 1
    if OWN in flags and node.startswith(("<http:", "<https:")):
        return 2
    return 4 if flags == ALIAS else 3


def _age(node: str, records: Sequence[Record], since: Since) -> tuple[str, int, str]:
    graphs = [record.graph for record in records]
    # Of those that are as old: what leads somewhere before what does not.
    plain = 0 if node.startswith(("<http:", "<https:")) else 1
    return since(graphs), 2 if node.startswith(f"<{PREFIX}") else plain, node
