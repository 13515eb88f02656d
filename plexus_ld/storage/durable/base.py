"""The base: a real copy of all that cannot be derived, which the journal goes on from.

Sorted N-Quads, compressed, with its hash, on the disk and read back before anything
is dropped for it. A checkpoint would not do: it shares its files with the store.
"""

import gzip
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from plexus_ld.errors import DamagedStoreError, StoreError

_NAME = "base.json"


@dataclass(frozen=True, slots=True)
class Base:
    """What a base's label says.

    Attributes:
        sequence: The last change that is in it.
        lines: How many lines.
        sha256: The hash of its text, unpacked; of sorted lines, so that two stores
            with the same hash hold the same quads.
        file: The name of the file beside the label.
    """

    sequence: int
    lines: int
    sha256: str
    file: str


def hash_of(lines: Iterable[str]) -> str:
    """Return the hash of lines that come sorted."""
    hashed = sha256()
    for piece in _pieces(lines):
        hashed.update(piece)
    return hashed.hexdigest()


def _pieces(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield the lines' text, some thousand lines at a time."""
    rest = iter(lines)
    while some := list(islice(rest, 10_000)):
        yield "".join(f"{line}\n" for line in some).encode()


def find(folder: Path) -> Base | None:
    """Return the label of the base in a folder, if there is one.

    Raises:
        DamagedStoreError: The label cannot be read.
    """
    try:
        text = (folder / _NAME).read_text(encoding="ascii")
        return Base(**json.loads(text))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        message = f"the label of the base in {folder} cannot be read: {error}"
        raise DamagedStoreError(message) from error


def write(folder: Path, lines: Iterable[str], sequence: int) -> Base:
    """Write a base, read it back, and drop the one before.

    Args:
        folder: The home's folder for it.
        lines: Lines in any order, each once.
        sequence: The last change that is in them.

    Raises:
        StoreError: It could not be written; the one before still stands.
    """
    ordered = sorted(lines)
    name = f"base-{sequence}-{os.urandom(4).hex()}.nq.gz"
    label = Base(sequence, len(ordered), hash_of(ordered), name)
    try:
        folder.mkdir(exist_ok=True, mode=0o700)
        _write_lines(folder / name, ordered)
        verify(folder, label)
        _write_label(folder, label)
        _drop_others(folder, name)
    except OSError as error:
        (folder / name).unlink(missing_ok=True)
        message = f"no base could be written: {error}"
        raise StoreError(message) from error
    return label


def verify(folder: Path, label: Base) -> None:
    """Read a base as it lies on the disk.

    Raises:
        DamagedStoreError: It is not what was written.
    """
    hashed = sha256()
    with _opened(folder, label) as file:
        while piece := file.read(1024 * 1024):
            hashed.update(piece)
    _check(folder, label, hashed.hexdigest())


@contextmanager
def _opened(folder: Path, label: Base) -> Iterator[gzip.GzipFile]:
    try:
        with gzip.open(folder / label.file, "rb") as file:
            yield file
    except (OSError, EOFError, ValueError, zlib.error) as error:
        message = f"the base {folder / label.file} cannot be read: {error}"
        raise DamagedStoreError(message) from error


def _check(folder: Path, label: Base, found: str) -> None:
    if found != label.sha256:
        message = f"the base {folder / label.file} is not what was written"
        raise DamagedStoreError(message)


def read(folder: Path, label: Base) -> Iterator[str]:
    """Yield a base's lines; only the last tells that all were what was written.

    Raises:
        DamagedStoreError: They were not.
    """
    hashed = sha256()
    with _opened(folder, label) as file:
        for row in file:
            hashed.update(row)
            yield row[:-1].decode()
    _check(folder, label, hashed.hexdigest())


def _write_lines(file: Path, lines: Iterable[str]) -> None:
    with file.open("wb") as raw:
        with gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed:
            for piece in _pieces(lines):
                packed.write(piece)
        raw.flush()
        os.fsync(raw.fileno())


def _write_label(folder: Path, label: Base) -> None:
    made = folder / f"{_NAME}.new"
    with made.open("w", encoding="ascii") as file:
        json.dump(asdict(label), file)
        file.flush()
        os.fsync(file.fileno())
    made.replace(folder / _NAME)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _drop_others(folder: Path, name: str) -> None:
    for file in folder.glob("base-*.nq.gz"):
        if file.name != name:
            file.unlink()
