"""Evidence on who is who, as the documents write it."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from rdflib.term import Node

from plexus_ld.model.change import Reader
from plexus_ld.plex.people.finding import iri, records_of
from plexus_ld.plex.people.keys import kind_of
from plexus_ld.plex.people.reading import gives
from plexus_ld.plex.people.values import Evidence
from plexus_ld.rdf.lines import term_of

#: What a value is, for people.
_KINDS = {
    "mbox": "mailbox",
    "jabber": "Jabber ID",
    "icq": "ICQ number",
    "msn": "MSN name",
    "aim": "AIM name",
    "yahoo": "Yahoo name",
    "acct": "account",
    "account": "account",
    "key": "public key",
    "me": "link to each other",
    "same": "owl:sameAs",
}


def evidence_on(
    store: Reader, nodes: Sequence[str], keys: Collection[str]
) -> tuple[Evidence, ...]:
    """Return who gives which of some values to which of some nodes."""
    return tuple(dict.fromkeys(_given(store, nodes, keys)))


def evidence_for(store: Reader, nodes: Sequence[str]) -> tuple[Evidence, ...]:
    """Return why some nodes are one person: the values that several of them have."""
    held: Counter[str] = Counter()
    for node in nodes:
        held.update({key for record in records_of(store, node) for key in record.keys})
    shared = {key for key, count in held.items() if count > 1 and key[0] not in "+-"}
    words = {f"+{node}" for node in nodes}
    return evidence_on(store, nodes, shared | words)


def _given(
    store: Reader, nodes: Sequence[str], keys: Collection[str]
) -> Iterator[Evidence]:
    for node in nodes:
        for record in records_of(store, node):
            for key in record.keys:
                if key in keys:
                    value = _value(store, node, record.graph, key)
                    yield Evidence(_kind(key), iri(node), iri(record.graph), value)


def _kind(key: str) -> str:
    return "your word" if key[0] == "+" else _KINDS.get(kind_of(key), kind_of(key))


def _value(store: Reader, node: str, graph: str, key: str) -> Node | None:
    """Return the value that gives a key, as the document writes it."""
    if key[0] == "+":
        return iri(key[1:])
    for _, predicate, object_, _ in store.matching(node, None, None, graph):
        if key in gives(predicate, object_):
            return term_of(object_)
    return None
