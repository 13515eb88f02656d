"""Blank nodes get names that last: skolem IRIs, made from what is said of them.

A blank node with an inverse-functional value (a mailbox, say) is named from source,
property and value, so it keeps its name however the rest of the source is edited, and
two nodes of one source with one such value are one node, as FOAF means it. Any other
is named from its RDFC-1.0 first-degree hash; those that share a hash are told apart by
what has been named around them, then by the order that gives the least hash, and where
that could take forever (poison graphs) by their place in the document.
Source: RDF 1.1 Concepts §3.5 (skolem IRIs), RDF Dataset Canonicalization §4.6.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import permutations
from typing import Final

from plexus_ld.vocab.graphs import NODE

_FOAF: Final = "http://xmlns.com/foaf/0.1/"
#: Properties whose value belongs to one agent only, the surest first. Not homepage,
#: weblog and the like, though FOAF says so of them: real documents give one homepage to
#: three people. Nor an account, of which FOAF does not say it.
_IDENTIFYING: Final = {
    f"<{_FOAF}{name}>": name
    for name in (
        "mbox",
        "mbox_sha1sum",
        "openid",
        "jabberID",
        "aimChatID",
        "icqChatID",
        "msnChatID",
        "yahooChatID",
    )
}
#: Properties that name a node where no other node of the source has the same value:
#: they say who is meant, but not surely enough to make two nodes one.
_TELLING: Final = {
    f"<{_FOAF}account>": "account",
    f"<{_FOAF}holdsAccount>": "account",
    f"<{_FOAF}homepage>": "homepage",
    f"<{_FOAF}weblog>": "weblog",
    f"<{_FOAF}isPrimaryTopicOf>": "isPrimaryTopicOf",
    "<http://www.w3.org/2006/vcard/ns#hasUID>": "hasUID",
}
#: Values that identify nobody: nothing, `mailto:` alone, and the hashes of the two.
_NOTHING: Final = frozenset(
    {
        "",
        "mailto:",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "08445a31a78661b5c746feff39a9db6e4e2cc5cf",
    }
)
#: Rounds of telling equal nodes apart by their newly named neighbours; each round
#: reaches one step further, and real documents need two or three.
_MAX_ROUNDS: Final = 8
#: A round must name one in so many of the nodes that are left, or it was the last: a
#: long chain would give two names a round.
_MIN_PROGRESS: Final = 50
#: How many equal nodes, linked to each other, are told apart by trying every order:
#: the work grows with the factorial of this number (5: about 1 ms). RDFC-1.0's own
#: way is exponential too: 6 nodes in a clique cost 18 ms, 8 cost 2 s.
_MAX_LINKED: Final = 5
#: For how many such clusters of one document that is done: 0.2 s at the worst.
_MAX_ORDERED: Final = 200

#: Subject, predicate, object, as N-Triples text.
Parts = tuple[str, str, str]


def named(lines: Sequence[str], source: str) -> list[str]:
    """Return lines of the default graph with every blank node named.

    Args:
        lines: Distinct statements; a blank node is written ``_:label``.
        source: The IRI of the document that they stand in.
    """
    # Most lines have no blank node: only the others are taken apart.
    blank = [line for line in lines if "_:" in line]
    if not blank:
        return list(lines)
    statements = [_parts(line) for line in blank]
    around = _around(statements)
    names = _identified(statements, source)
    rest = _name_by_hash(around, names, source)
    _name_by_place(rest, around, names, source)
    get = names.get
    written = {
        line: f"{get(s, s)} {p} {get(o, o)} ."
        for line, (s, p, o) in zip(blank, statements, strict=True)
    }
    return [written.get(line, line) for line in lines]


def _parts(line: str) -> Parts:
    subject, predicate, rest = line.split(" ", 2)
    return subject, predicate, rest[:-2]


def _around(statements: Iterable[Parts]) -> dict[str, list[Parts]]:
    """Return for each blank node the statements that it stands in."""
    around: dict[str, list[Parts]] = {}
    for parts in statements:
        subject, _, object_ = parts
        if subject[0] == "_":
            around.setdefault(subject, []).append(parts)
        if object_[0] == "_" and object_ != subject:
            around.setdefault(object_, []).append(parts)
    return around


def _iri(source: str, *key: str) -> str:
    text = "\n".join((source, *key))
    return f"<{NODE}{sha256(text.encode()).hexdigest()[:32]}>"


_Holders = dict[tuple[str, str], list[str]]


def _holders(statements: Iterable[Parts]) -> tuple[_Holders, _Holders]:
    """Return which blank nodes hold which value: sure ones, and telling ones."""
    sure: _Holders = defaultdict(list)
    telling: _Holders = defaultdict(list)
    for subject, predicate, object_ in statements:
        if subject[0] != "_" or object_[0] == "_":
            continue
        if predicate in _IDENTIFYING:
            value = _plain(object_)
            if value not in _NOTHING:
                sure[_IDENTIFYING[predicate], value].append(subject)
        elif predicate in _TELLING:
            telling[_TELLING[predicate], object_].append(subject)
    return sure, telling


def _identified(statements: Iterable[Parts], source: str) -> dict[str, str]:
    """Name the nodes that have a value of their own."""
    sure, telling = _holders(statements)
    names: dict[str, str] = {}
    for group, keys in _groups(sure):
        # The surest property wins, so a nickname added later renames nobody.
        name = _iri(source, *min(keys, key=_rank))
        names.update(dict.fromkeys(group, name))
    for key in sorted(telling):
        nodes = telling[key]
        if len(nodes) == 1 and nodes[0] not in names:
            names[nodes[0]] = _iri(source, *key)
    return names


_RANK: Final = {name: rank for rank, name in enumerate(_IDENTIFYING.values())}


def _rank(key: tuple[str, str]) -> tuple[int, str]:
    return _RANK[key[0]], key[1]


def _plain(text: str) -> str:
    """Return what identifies, however it was spelled: literal, IRI, upper case."""
    value = text[1:-1] if text[0] == "<" else text[1 : text.rindex('"')]
    value = value.strip().lower()
    return value[7:] if value.startswith("mailto:") else value


def _groups(
    holders: Mapping[tuple[str, str], Sequence[str]],
) -> Iterator[tuple[set[str], list[tuple[str, str]]]]:
    """Yield nodes that share a value, over any number of steps, with their values."""
    values: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, nodes in holders.items():
        for node in nodes:
            values[node].append(key)
    seen: set[str] = set()
    for start in values:
        if start in seen:
            continue
        group, keys, open_ = {start}, set(values[start]), [start]
        while open_:
            for key in values[open_.pop()]:
                keys.add(key)
                fresh = [node for node in holders[key] if node not in group]
                group.update(fresh)
                open_.extend(fresh)
        seen |= group
        yield group, list(keys)


def _name_by_hash(
    around: Mapping[str, Sequence[Parts]], names: dict[str, str], source: str
) -> list[str]:
    """Name every node whose hash is its own; return the others."""
    rest = [node for node in around if node not in names]
    for _ in range(_MAX_ROUNDS):
        equal: dict[str, list[str]] = defaultdict(list)
        for node in rest:
            equal[_shape([node], around, names)].append(node)
        single = {
            nodes[0]: _iri(source, shape, "0", "0")
            for shape, nodes in equal.items()
            if len(nodes) == 1
        }
        names.update(single)
        rest = [node for node in rest if node not in single]
        if len(single) * _MIN_PROGRESS < len(rest) or not rest:
            break
    return rest


def _shape(
    nodes: Sequence[str],
    around: Mapping[str, Sequence[Parts]],
    names: Mapping[str, str],
) -> str:
    """Return the hash of what is said of nodes, they themselves called ``_:a`` on.

    For one node it is its first-degree hash; named nodes stand as their names.
    Source: RDF Dataset Canonicalization §4.6.
    """
    called = {node: f"_:{letter}" for node, letter in zip(nodes, "abcde", strict=False)}

    def said(term: str) -> str:
        if term[0] != "_":
            return term
        return called.get(term) or names.get(term, "_:z")

    touching = {parts for node in nodes for parts in around[node]}
    texts = sorted(f"{said(s)} {p} {said(o)} .\n" for s, p, o in touching)
    return sha256("".join(texts).encode()).hexdigest()


def _name_by_place(
    rest: Sequence[str],
    around: Mapping[str, Sequence[Parts]],
    names: dict[str, str],
    source: str,
) -> None:
    """Name nodes that look alike, a cluster of linked ones at a time.

    Clusters of one shape mirror each other exactly: numbered in any order they give
    the same graph. Within a small cluster the order of its nodes that gives the least
    hash is taken; in a great one (a poison graph) the document's order has to do.
    """
    taken: Counter[str] = Counter()
    budget = _MAX_ORDERED
    fresh: dict[str, str] = {}
    for cluster in _clusters(rest, around):
        if len(cluster) <= _MAX_LINKED and budget:
            budget -= len(cluster) > 1
            orders = ((_shape(o, around, names), o) for o in permutations(cluster))
            shape, order = min(orders)
            for index, node in enumerate(order):
                fresh[node] = _iri(source, shape, str(index), str(taken[shape]))
            taken[shape] += 1
            continue
        for node in cluster:
            shape = _shape([node], around, names)
            fresh[node] = _iri(source, shape, "great", str(taken[shape]))
            taken[shape] += 1
    names.update(fresh)


def _clusters(
    rest: Sequence[str], around: Mapping[str, Sequence[Parts]]
) -> Iterator[list[str]]:
    """Yield the given nodes in clusters of those that are linked, in their order."""
    place = {node: index for index, node in enumerate(rest)}
    seen: set[str] = set()
    for start in rest:
        if start in seen:
            continue
        seen.add(start)
        cluster, open_ = [start], [start]
        while open_:
            for subject, _, object_ in around[open_.pop()]:
                for term in (subject, object_):
                    if term in place and term not in seen:
                        seen.add(term)
                        cluster.append(term)
                        open_.append(term)
        yield sorted(cluster, key=place.__getitem__)
