"""Whose own document a graph is: the person of whom its word is their own."""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from plexus_ld.plex.people.records import document_of
from plexus_ld.vocab.graphs import NODE

#: Fragments by which a document calls its own person.
_SPEAKER: Final = re.compile(r"#(?:me|i|id|this|self)>$", re.IGNORECASE)


def speaker_of(
    document: str,
    told: Collection[str],
    people: Collection[str],
    knowers: Collection[str],
) -> str | None:
    """Return the person that a document is the own document of, if there is one.

    It is the one that the document says it is about, if it may say so. If it says
    nothing, it is the only person with a name under the document's (``…/card#ada``),
    or the one called ``#me``, or the only one who knows others: a project's maintainer
    in a document about the project is none of these.

    Args:
        document: Its name, as N-Triples text.
        told: Whom it says it is about: the people among them.
        people: All people in it.
        knowers: Those of them who know others.
    """
    told = {node for node in told if _may_describe(document, node)}
    if told:
        exact = {node for node in told if document_of(node) == document}
        return _sole(told) or _sole(exact)
    named = {node for node in people if document_of(node) == document}
    speakers = {node for node in named if _SPEAKER.search(node)}
    local = {node for node in knowers if is_local(document, node)}
    return _sole(speakers) or _sole(local) or _sole(named)


def _sole(nodes: Collection[str]) -> str | None:
    return next(iter(nodes)) if len(nodes) == 1 else None


def is_local(document: str, node: str) -> bool:
    """Tell whether a node was named in the document, or by us for it."""
    return node.startswith(f"<{NODE}") or document_of(node) == document


def _may_describe(document: str, node: str) -> bool:
    """Tell whether a document may say that it is about a node.

    Anybody can write ``<> foaf:primaryTopic <https://bob.example/card#me>``; it is
    believed of a document on Bob's own host, and of a file that the owner chose.
    Compared are scheme, host and port, never the beginnings of texts.
    """
    if is_local(document, node) or not document.startswith(("<http:", "<https:")):
        return True
    return _origin(document) == _origin(node)


def _origin(iri: str) -> tuple[str, str]:
    try:
        parts = urlsplit(iri[1:-1])
    except ValueError:
        return iri, ""
    return parts.scheme.lower(), parts.netloc.lower()
