"""What a command prints: tables for people, plain lines for pipes, JSON for machines.

Messages and progress go to stderr; stdout has the answer and nothing else. Whatever a
stranger wrote is stripped of control characters first, so that no document can move
the cursor, colour the screen or name the window (ECMA-48 §5).
"""

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any

#: What JSON lets stand and a terminal obeys, C1 controls and marks of direction; and
#: what stands for the bytes of a file's name that are no text.
_OBEYED = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

#: Columns of this many characters are never folded, and others get no fewer than these.
_WHOLE = 20
_LEAST = 12
#: Characters between two columns.
_GAP = 1


def clean(value: object) -> str:
    """Return a value as one line that a terminal shows as it is."""
    text = "" if value is None else str(value)
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\t\n\r":
        return " "
    # Cc: control; Cf: direction marks and joiners, of which emoji need the joiner.
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return "" if hidden and character != "\N{ZERO WIDTH JOINER}" else character


def say(message: str) -> None:
    """Print a message for the person, on stderr."""
    print(clean(message), file=sys.stderr)


def emit(text: str) -> None:
    """Print a part of the answer, cleaned, on stdout."""
    print(clean(text))


def emit_bytes(body: bytes) -> None:
    """Print an answer that is already serialised: to the byte, but on a terminal."""
    if sys.stdout.isatty():
        for line in body.decode(errors="replace").splitlines():
            emit(line)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def emit_json(value: object) -> None:
    """Print one JSON document on stdout; what a terminal could obey is escaped."""
    text = json.dumps(_plain(value), ensure_ascii=False, indent=2)
    print(_OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def _plain(value: object) -> Any:
    """Return a value as JSON knows it: dataclasses as objects, times in ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(entry) for entry in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    return value


def short(iri: str) -> str:
    """Return a property as people write it: ``foaf:name``."""
    from plexus_ld.rdf.prefixes import WELL_KNOWN, shortener, split_iri

    namespace, name = split_iri(iri)
    prefix = shortener(WELL_KNOWN).get(namespace)
    return f"{prefix}:{name}" if prefix and name else iri


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    shows_empty: bool = False,
) -> None:
    """Print rows: a table on a terminal, tab-separated lines with a head elsewhere.

    Args:
        columns: The head.
        rows: What stands below it.
        shows_empty: Whether a terminal is shown columns in which nothing stands.
    """
    if not sys.stdout.isatty():
        print("\t".join(columns))
        for row in rows:
            print("\t".join(clean(cell) for cell in row))
        return
    cells = [[clean(cell) for cell in row] for row in rows]
    every = shows_empty or not cells
    shown = [n for n in range(len(columns)) if every or any(row[n] for row in cells)]
    _draw([columns[n] for n in shown], [[row[n] for n in shown] for row in cells])


def _draw(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Draw a table as wide as the terminal; what is short is never folded."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    wide = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    console = Console()
    whole = [width <= _WHOLE for width in wide]
    pairs = zip(wide, whole, strict=True)
    needed = sum(_GAP + (width if is_whole else _LEAST) for width, is_whole in pairs)
    # Where the short ones leave no room for the others, all of them give way.
    is_roomy = needed <= console.width
    drawn = Table(
        box=SIMPLE_HEAD, header_style="bold", padding=(0, _GAP, 0, 0), pad_edge=False
    )
    for column, is_whole in zip(columns, whole, strict=True):
        drawn.add_column(column, no_wrap=is_whole and is_roomy)
    for row in cells:
        drawn.add_row(*(Text(cell, overflow="fold") for cell in row))
    console.print(drawn)


def folded(text: str, indent: str) -> Iterator[str]:
    """Yield a text in lines that a terminal shows whole, each behind an indent."""
    width = max(_LEAST, get_terminal_size().columns - len(indent) - 1)
    for line in text.splitlines():
        for part in wrap(clean(line), width, break_on_hyphens=False) or [""]:
            yield f"{indent}{part}" if part else ""


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its word: ``1 person``, ``2 people``."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show how far a long work is, on stderr, where somebody looks.

    Yields:
        A callable that takes how much is done, how much there is in all (0: nobody
        knows) and what is being done now.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _total, _what: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    shown = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[what]}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
    with shown:
        task = shown.add_task(title, total=None, what="")

        def update(done: int, total: int, what: str) -> None:
            shown.update(task, completed=done, total=total or None, what=clean(what))

        yield update
