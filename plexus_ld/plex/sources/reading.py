"""A batch of documents read in workers; each one's failure is its own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from plexus_ld.errors import PlexusError, SourceError, WorkerError
from plexus_ld.plex.sources.digest import Digest, digest, robots_marks
from plexus_ld.plex.sources.values import Had
from plexus_ld.rdf.document import Document
from plexus_ld.workers import Limits

if TYPE_CHECKING:
    from plexus_ld.workers import Workers

#: What asking for a document gave, and what reading it gave: None when there was
#: nothing to read.
Outcome = tuple[Had, Digest | PlexusError | None]

_MIB: Final = 1024 * 1024
#: From this size on a document has limits of its own, in bytes.
_LARGE_BYTES: Final = 4 * _MIB
#: Most memory for one document, in mebibytes, however large it is.
_MAX_MEMORY_MIB: Final = 3072


def read_batch(workers: "Workers", batch: Sequence[Had]) -> list[Outcome]:
    """Read what came of a batch, several documents at once."""
    documents = [had.document for had in batch if had.document]
    usual = [one for one in documents if len(one.body) < _LARGE_BYTES]
    read = workers.map(digest, usual)
    answers = {id(one): answer for one, answer in zip(usual, read, strict=True)}
    for document in documents:
        if id(document) not in answers:
            answers[id(document)] = _read_large(workers, document)
    return [
        (had, checked(had, answers[id(had.document)]) if had.document else None)
        for had in batch
    ]


def _read_large(workers: "Workers", document: Document) -> Digest | PlexusError:
    """Read a large document, with more time and memory the larger it is."""
    mebibytes = len(document.body) // _MIB
    limits = Limits(
        wall_s=10 + 2 * mebibytes,
        cpu_s=10 + 2 * mebibytes,
        memory_bytes=min(1024 + 40 * mebibytes, _MAX_MEMORY_MIB) * _MIB,
    )
    return next(iter(workers.map(digest, [document], limits)))


def checked(had: Had, read: Digest | PlexusError) -> Digest | PlexusError:
    """Return a digest that may be kept, or why it may not."""
    if isinstance(read, PlexusError):
        return read
    end = f" <{had.iri}> ."
    if not all(line.endswith(end) for line in read.reading.lines):
        return WorkerError("its reader spoke of another graph")
    reading = read.reading
    if reading.format == "html" and not (reading.triples or reading.profiles):
        return SourceError(had.iri, "is a page that says nothing of anybody")
    if had.target.found_in is not None:
        keep, _ = robots_marks(had.robots)
        if not (keep and read.keep):
            return SourceError(had.iri, "asks not to be collected")
    return read
