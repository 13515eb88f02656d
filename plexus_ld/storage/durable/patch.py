"""A change as bytes: RDF Patch rows, ``D`` before ``A``, packed when they are many.

Source: RDF Patch (afs.github.io/rdf-patch), rows A and D only.
"""

import zlib
from collections.abc import Iterable

from plexus_ld.errors import DamagedStoreError
from plexus_ld.storage.statements import parted

#: Bytes from which on a body is packed. Below, zlib saves less than a disk page.
PACK_BYTES = 1024


def to_body(removed: Iterable[str], added: Iterable[str]) -> tuple[bool, bytes]:
    """Return whether the body is packed, and the body."""
    rows = [*("D " + line for line in removed), *("A " + line for line in added)]
    plain = "\n".join(rows).encode()
    if len(plain) < PACK_BYTES:
        return False, plain
    return True, zlib.compress(plain, 1)


def text_of(packed: bool, body: bytes) -> str:
    """Return a body's rows.

    Raises:
        DamagedStoreError: They are not what was written.
    """
    try:
        return (zlib.decompress(body) if packed else body).decode()
    except (zlib.error, UnicodeDecodeError) as error:
        message = f"a change in the journal cannot be read: {error}"
        raise DamagedStoreError(message) from error


def from_text(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines removed, and the lines added."""
    rows = text.split("\n") if text else []
    return (
        tuple(row[2:] for row in rows if row.startswith("D ")),
        tuple(row[2:] for row in rows if row.startswith("A ")),
    )


def without(lines: Iterable[str], graphs: frozenset[str]) -> tuple[str, ...]:
    """Return lines without those of some graphs."""
    return tuple(line for line in lines if parted(line)[1] not in graphs)
