"""Which version of the profile lies where: what tells our own words from another's."""

from collections.abc import Mapping
from datetime import datetime

from rdflib import PROV, RDF, XSD, Literal, URIRef

from plexus_ld.model.change import Change
from plexus_ld.plex.profile.owner import owner_of
from plexus_ld.rdf.lines import Quad, line, lines_of, term_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

_PLEX = text_of(PLEX)


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
