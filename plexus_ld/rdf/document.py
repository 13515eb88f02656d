"""A document: bytes that somebody published, and what is known of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes as they were had, from the network or from a file.

    Attributes:
        iri: The document's IRI: the base that its relative IRIs are read against.
        body: The bytes.
        media_type: What the server (or the file's name) called it, without
            parameters, if anything.
        charset: The charset that the server named, if any.
        name: The last part of its path or URL, a hint at its format.
    """

    iri: str
    body: bytes
    media_type: str | None = None
    charset: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be had of a document.

    Attributes:
        lines: N-Quads lines, all in one graph, no blank node among them.
        format: The format it proved to be in: ``turtle``, ``rdfxml``, ``html`` …
        triples: How many triples were read, as they stood in the document.
        repairs: What had to be mended, one sentence each; () for a sound document.
        losses: What could not be had, one sentence each.
        profiles: Profile documents that an HTML page names (``rel=alternate``,
            ``rel=me``), as absolute URLs.
    """

    lines: tuple[str, ...]
    format: str
    triples: int
    repairs: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
