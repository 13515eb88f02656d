"""Texts as lines; pure."""

from collections.abc import Iterator
from typing import Final

#: Bytes of one line's text: 512, without what the server puts before it. RFC 2812 §2.3.
MOST_BYTES: Final = 400


def lines_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return texts as lines that fit, broken at words; nothing that is a command."""
    lines: list[str] = []
    for text in texts:
        for line in text.splitlines():
            # \x01 begins what programs answer by themselves, \x00 nobody may send.
            clean = line.replace("\x00", "").replace("\x01", "").strip()
            lines += _broken(clean)
    return tuple(filter(None, lines))


def _broken(line: str) -> Iterator[str]:
    while len(line.encode()) > MOST_BYTES:
        head = line.encode()[: MOST_BYTES + 1].decode(errors="ignore")
        cut = head.rfind(" ")
        if cut <= MOST_BYTES // 2:
            cut = len(line.encode()[:MOST_BYTES].decode(errors="ignore"))
        yield line[:cut].rstrip()
        line = line[cut:].lstrip()
    yield line
