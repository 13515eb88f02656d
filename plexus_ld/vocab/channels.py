"""The names of channels, as IRIs: a term of ours, or a third party's name."""

from typing import Final

from rdflib import URIRef

from plexus_ld.vocab.graphs import PREFIX
from plexus_ld.vocab.plx import PLX

_OURS: Final = str(PLX._NS)
_THEIRS: Final = f"{PREFIX}channel:"
#: Channels that the ontology describes.
_TERMS: Final = frozenset(
    {
        *("feed", "email", "ldn", "webmention", "xmpp", "matrix", "nostr", "irc"),
        *("mastodon", "activitypub", "apprise", "file", "command", "webhook"),
    }
)


def channel_iri(name: str) -> URIRef:
    """Return the IRI of a channel, by its name."""
    return URIRef(f"{_OURS if name in _TERMS else _THEIRS}{name}")


def channel_name(iri: str) -> str:
    """Return the name of a channel, by its IRI; one of neither kind is the IRI."""
    return iri.removeprefix(_OURS).removeprefix(_THEIRS)
