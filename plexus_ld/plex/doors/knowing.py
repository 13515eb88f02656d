"""Whom the owner knows, by the names that they can prove to have."""

import threading
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from rdflib import URIRef

from plexus_ld.plex.touched import touched
from plexus_ld.rdf.lines import text_of
from plexus_ld.store import Store
from plexus_ld.vocab.channels import channel_iri
from plexus_ld.vocab.graphs import IDENTITY, PLEX

#: The channel whose addresses are accounts with keys.
_CHANNEL: Final = channel_iri("activitypub")
#: Where the owner says whom they know, and who is who.
_SAID: Final = tuple(f" {text_of(one)} ." for one in (PLEX, IDENTITY))


@dataclass(frozen=True, slots=True)
class _Names:
    sequence: int = -1
    agents: dict[str, set[str]] = field(default_factory=dict)
    hosts: frozenset[str] = frozenset()


class Knowing:
    """Accepted connections by their names; for several threads at once.

    Args:
        store: The home's store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._names = _Names()

    def agent(self, name: str) -> URIRef | None:
        """Return whose name that is; None for nobody, or for more than one.

        Args:
            name: Of a person or their account: an IRI.
        """
        agents = self._known().agents.get(name, set())
        if name in agents:
            return URIRef(name)
        return URIRef(next(iter(agents))) if len(agents) == 1 else None

    def has_host(self, url: str) -> bool:
        """Tell whether somebody who is known has a name on the host of a URL."""
        return _host(url) in self._known().hosts

    def _known(self) -> _Names:
        with self._lock:
            sequence = self._store.sequence
            if self._is_past(sequence):
                self._names = self._asked(sequence)
            return self._names

    def _is_past(self, sequence: int) -> bool:
        before = self._names.sequence
        if touched(self._store, before, sequence, lambda line: line.endswith(_SAID)):
            return True
        self._names = replace(self._names, sequence=sequence)
        return False

    def _asked(self, sequence: int) -> _Names:
        agents: defaultdict[str, set[str]] = defaultdict(set)
        for row in self._store.select("known-agents", channel=_CHANNEL):
            for name in (row.agent, row.name or row.agent):
                agents[str(name)].add(str(row.agent))
        return _Names(sequence, dict(agents), frozenset(map(_host, agents)) - {""})


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc.lower() if parts.scheme in ("http", "https") else ""
