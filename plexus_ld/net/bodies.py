"""The body of an answer, read piece by piece and never past its limit.

The limit holds after decompression too: a kilobyte of gzip can be a gigabyte.
"""

import zlib
from collections.abc import Iterator
from typing import Protocol

#: Bytes asked for at a time.
_PIECE = 64 * 1024
#: `zlib`: gzip or zlib, told by the head.
_EITHER_HEAD = 32 + zlib.MAX_WBITS


class TooLongError(ValueError):
    """The body does not end within the limit."""


class EncodedError(ValueError):
    """The body is compressed in a way that was not asked for, or wrongly."""


class Raw(Protocol):
    """What is asked of urllib3's response."""

    def read(self, amt: int | None = None, decode_content: bool | None = None) -> bytes:
        """Return up to so many bytes as they came over the wire; b"" at the end."""


def read_body(raw: Raw, encoding: str, limit: int, *, cut: bool = False) -> bytes:
    """Read a body.

    Args:
        raw: What comes over the wire.
        encoding: The Content-Encoding.
        limit: The most bytes, before and after decompression.
        cut: Stop at the limit and keep what came, instead of an error.

    Raises:
        TooLongError: It is longer than the limit.
        EncodedError: It is compressed in a way that was not asked for.
    """
    found = bytearray()
    for piece in _decoded(_pieces(raw, limit), encoding.strip().lower(), limit):
        found += piece
        if len(found) > limit:
            if cut:
                break
            raise TooLongError
    return bytes(found[:limit])


def _pieces(raw: Raw, limit: int) -> Iterator[bytes]:
    left = limit + 1
    while left > 0:
        piece = raw.read(min(_PIECE, left), decode_content=False)
        if not piece:
            return
        left -= len(piece)
        yield piece


def _decoded(pieces: Iterator[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    if encoding in ("", "identity"):
        yield from pieces
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        message = f"it is compressed as {encoding[:40]!r}, which was not asked for"
        raise EncodedError(message)
    unpack = zlib.decompressobj(_EITHER_HEAD)
    for piece in pieces:
        waiting = piece
        while waiting:
            try:
                yield unpack.decompress(waiting, limit + 1)
            except zlib.error as error:
                raise EncodedError("it is not compressed as it says") from error
            waiting = unpack.unconsumed_tail or unpack.unused_data
            if unpack.unused_data:  # gzip may have several members: RFC 1952 §2.2
                unpack = zlib.decompressobj(_EITHER_HEAD)
    if not unpack.eof:
        raise EncodedError("it ends in the middle")
