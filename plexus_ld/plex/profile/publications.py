"""Which version of the profile lies where: what tells our own words from another's."""

from collections.abc import Collection, Mapping
from datetime import datetime

from rdflib import PROV, RDF, XSD, Literal, URIRef

from plexus_ld.model.change import Change, Reader
from plexus_ld.plex.profile.owner import owner_of
from plexus_ld.rdf.lines import Quad, line, lines_of, term_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import PLEX, POLLS
from plexus_ld.vocab.plx import PLX

_PLEX = text_of(PLEX)
_POLLS = text_of(POLLS)
_CONTENT = text_of(AS2.content)


def published_etags(store: Store) -> dict[str, str]:
    """Return the ETags of what was published last, by URL."""
    etag = text_of(PLX.etag)
    return {
        node[1:-1]: str(term_of(value))
        for node, _, value, _ in store.matching(None, etag, None, _PLEX)
    }


def record_published(store: Store, etags: Mapping[str, str], at: datetime) -> int:
    """Remember the versions that a server took.

    Args:
        store: The home's store.
        etags: What the server calls them, by URL.
        at: When.

    Returns:
        The number of the change.
    """
    me = owner_of(store).webid

    def compute(now: Store) -> Change:
        known = published_etags(now)
        fresh = {url: tag for url, tag in etags.items() if known.get(url) != tag}
        before = [
            line(*statement)
            for url in fresh
            for property_ in (PLX.etag, PROV.generatedAtTime)
            for statement in now.matching(
                text_of(URIRef(url)), text_of(property_), None, _PLEX
            )
        ]
        quads: list[Quad] = []
        for url, etag in fresh.items():
            node = URIRef(url)
            quads += [
                (node, RDF.type, PROV.Entity, PLEX),
                (node, PROV.specializationOf, me, PLEX),
                (node, PLX.etag, Literal(etag), PLEX),
                (
                    node,
                    PROV.generatedAtTime,
                    Literal(at.isoformat(), datatype=XSD.dateTime),
                    PLEX,
                ),
            ]
        return Change(
            added=lines_of(quads), removed=tuple(before), note="publish: to a server"
        )

    return store.change(compute) if etags else store.sequence


def statements_at(store: Reader, url: str) -> tuple[str, ...]:
    """Return what was put last into a document that others write into as well."""
    found = store.matching(text_of(URIRef(url)), _CONTENT, None, _POLLS)
    said = "".join(str(term_of(content)) for *_, content, _ in found)
    return tuple(filter(None, said.split("\n")))


def record_statements(store: Store, url: str, lines: Collection[str]) -> None:
    """Remember what was put into a document that others write into as well.

    It is a record of the agent's: `plexus undo` takes no statement out of a document.

    Args:
        store: The home's store.
        url: The document.
        lines: All that we say there now, as default-graph lines.
    """
    node = text_of(URIRef(url))

    def compute(now: Reader) -> Change:
        if statements_at(now, url) == tuple(lines):
            return Change()
        before = tuple(line(*one) for one in now.matching(node, _CONTENT, None, _POLLS))
        after = line(node, _CONTENT, text_of(Literal("\n".join(lines))), _POLLS)
        return Change(added=(after,), removed=before)

    store.change(compute)
