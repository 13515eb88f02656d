"""A home as one file: ``.zip`` with everything, ``.trig`` or ``.nq`` with the graphs.

What can be derived is left out; what is secret goes along only into a sealed file.
"""

import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from plexus_ld.errors import StoreError
from plexus_ld.rdf.prefixes import used
from plexus_ld.storage.canonical import quads_of
from plexus_ld.storage.durable.base import hash_of
from plexus_ld.storage.durable.rebuild import source_lines
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.home import Home
from plexus_ld.storage.statements import is_derived, statement_of
from plexus_ld.storage.transfer.sealing import SealingWriter

#: Told how much is done, how much there is (0: nobody knows), and what is done now.
Progress = Callable[[int, int, str], None]

#: The members of an archive.
GRAPHS: Final = "graphs.trig"
LABEL: Final = "plexus-ld.json"
SETTINGS: Final = "settings.toml"

#: The version of the archive's layout.
FORMAT: Final = 1

#: Folders of a home that go along always, and only when sealed.
OPEN_FOLDERS: Final = ("media", "originals", "queries")
SECRET_FOLDERS: Final = ("keys",)

#: A setting that says a secret itself; one that names a file of secrets says none.
_SECRET_SETTING = re.compile(
    r"^\s*\w*(password|passphrase|token|secret)\s*=.*$", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        lines: How many statements.
        sha256: The canonical hash of them.
        left_out: What the file does not hold, a sentence each.
    """

    lines: int
    sha256: str
    left_out: tuple[str, ...]


def snapshot(engine: Engine) -> list[str]:
    """Return all that cannot be derived, as of one moment, sorted."""
    folder = engine.checkpoint()
    if folder is not None:
        return sorted(_lines_in(folder))
    while True:
        before = engine.sequence
        lines = sorted(source_lines(engine))
        if engine.sequence == before:
            return lines


def canonical_hash(engine: Engine) -> str:
    """Return the hash of all that cannot be derived: equal for equal quads."""
    return hash_of(snapshot(engine))


def _lines_in(folder: Path) -> Iterator[str]:
    store = ox.Store.read_only(str(folder))
    for name in store.named_graphs():
        if is_derived(str(name)):
            continue
        quads = store.quads_for_pattern(None, None, None, name)
        written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
        yield from written.decode().split("\n")[:-1]


def export(
    engine: Engine,
    home: Home | None,
    file: Path,
    passphrase: str | None = None,
    on_progress: Progress = lambda _done, _total, _what: None,
) -> Exported:
    """Write a home into a file, by the file's suffix.

    The file is there, whole, or it is not.

    Raises:
        StoreError: The suffix is none of the three, or the file cannot be written.
    """
    kind = file.suffix.lower()
    if kind not in {".zip", ".trig", ".nq"}:
        message = f"{file}: an export ends in .zip, .trig or .nq"
        raise StoreError(message)
    if passphrase is not None and kind != ".zip":
        message = f"{file}: only a .zip can be encrypted"
        raise StoreError(message)
    on_progress(0, 0, "graphs")
    lines = snapshot(engine)
    exported = Exported(len(lines), hash_of(lines), _left_out(home, kind, passphrase))
    try:
        with _whole(file) as target:
            if kind == ".zip":
                archive = _Archive(home, lines, exported, engine.sequence, on_progress)
                archive.write(target, passphrase)
            else:
                target.write(_trig(lines) if kind == ".trig" else _nquads(lines))
    except OSError as error:
        message = f"{file} cannot be written: {error}"
        raise StoreError(message) from error
    return exported


@contextmanager
def _whole(file: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of the named one when all is written."""
    made = file.with_name(f".{file.name}.{os.getpid()}.part")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        made.replace(file)
    finally:
        made.unlink(missing_ok=True)


def _nquads(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _trig(lines: Sequence[str]) -> bytes:
    statements = {line: statement_of(line) for line in lines}
    ordered = sorted(lines, key=lambda line: (statements[line][3], line))
    terms = (term for statement in statements.values() for term in statement)
    prefixes = used(terms)
    quads = quads_of(ordered)
    return ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=prefixes) or b""


def _left_out(home: Home | None, kind: str, passphrase: str | None) -> tuple[str, ...]:
    if home is None:
        return ()
    found = [] if passphrase else _counted(home, SECRET_FOLDERS)
    if kind != ".zip":
        found = [*_counted(home, OPEN_FOLDERS), *found]
        if home.settings.exists():
            found.append("the settings")
    elif not passphrase and home.settings.exists() and _has_secrets(home.settings):
        found.append("the secrets in the settings")
    return (*found, "the history of changes")


def _counted(home: Home, folders: Sequence[str]) -> list[str]:
    counts = {name: len(_files(home.folder / name)) for name in folders}
    return [
        f"{name}: {count} file{'s' if count > 1 else ''}"
        for name, count in counts.items()
        if count
    ]


def _files(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if not path.is_symlink())
    return sorted(path for path in found if path.is_file())


def _has_secrets(settings: Path) -> bool:
    return bool(_SECRET_SETTING.search(_text(settings)))


def _text(settings: Path) -> str:
    return settings.read_bytes().decode(errors="replace")


class _Archive:
    """A zip file of a home."""

    def __init__(
        self,
        home: Home | None,
        lines: Sequence[str],
        exported: Exported,
        sequence: int,
        on_progress: Progress,
    ) -> None:
        self._home = home
        self._lines = lines
        self._label = {
            "format": FORMAT,
            "sequence": sequence,
            "lines": exported.lines,
            "sha256": exported.sha256,
        }
        self._on_progress = on_progress

    def write(self, target: IO[bytes], passphrase: str | None) -> None:
        """Write the archive, sealed where there is a passphrase."""
        if passphrase is None:
            self._fill(target, OPEN_FOLDERS, secrets=False)
            return
        sealing = SealingWriter(target, passphrase)
        self._fill(sealing, (*OPEN_FOLDERS, *SECRET_FOLDERS), secrets=True)
        sealing.finish()

    def _fill(
        self,
        target: IO[bytes] | SealingWriter,
        folders: Sequence[str],
        *,
        secrets: bool,
    ) -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(LABEL, json.dumps(self._label, indent=2))
            archive.writestr(GRAPHS, _trig(self._lines))
            if self._home is None:
                return
            if self._home.settings.exists():
                text = _text(self._home.settings)
                kept = text if secrets else _SECRET_SETTING.sub("", text)
                archive.writestr(SETTINGS, kept)
            self._add_files(archive, folders)

    def _add_files(self, archive: zipfile.ZipFile, folders: Sequence[str]) -> None:
        root = self._home.folder if self._home else Path()
        files = [file for name in folders for file in _files(root / name)]
        for done, file in enumerate(files, 1):
            archive.write(file, file.relative_to(root).as_posix())
            self._on_progress(done, len(files), file.name)
