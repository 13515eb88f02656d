"""An export, back into an empty home.

The file is the owner's word for what comes, not for where it may be put: names that
lead out of the home, archives that unpack to more than the disk holds, and archives
that are not what was written are refused before anything is kept.
"""

import json
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from plexus_ld.errors import StoreError
from plexus_ld.model.change import Change
from plexus_ld.storage.canonical import canonical, text_of
from plexus_ld.storage.durable.base import hash_of
from plexus_ld.storage.durable.rebuild import source_lines
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.home import Home
from plexus_ld.storage.statements import is_derived, statement_of
from plexus_ld.storage.transfer.exporting import (
    FORMAT,
    GRAPHS,
    LABEL,
    OPEN_FOLDERS,
    SECRET_FOLDERS,
    SETTINGS,
    Progress,
)
from plexus_ld.storage.transfer.sealing import is_sealed, unseal

_MIB = 1024 * 1024

#: Largest member that is read into memory, in bytes: some ten million statements.
_MAX_GRAPHS_BYTES = 2048 * _MIB

#: How much smaller than its contents a large archive may be; text shrinks tenfold.
_MAX_RATIO = 300
_RATIO_FROM_BYTES = 64 * _MIB

_FOLDERS = "|".join((*OPEN_FOLDERS, *SECRET_FOLDERS))
_FILE = re.compile(rf"(?:{_FOLDERS})(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back.

    Attributes:
        lines: How many statements.
        files: How many files besides.
        sha256: The canonical hash of the statements.
    """

    lines: int
    files: int
    sha256: str


def restore(
    engine: Engine,
    home: Home | None,
    file: Path,
    passphrase: Callable[[], str] | None = None,
    on_progress: Progress = lambda _done, _total, _what: None,
) -> Restored:
    """Put an export back into a home that holds no statement yet.

    Raises:
        StoreError: The home is not empty, or the file is no sound export; nothing of
            it was kept.
    """
    if next(source_lines(engine), None) is not None:
        raise StoreError("this home is not empty: restore into a new one")
    try:
        if is_sealed(file):
            return _restore_sealed(engine, home, file, passphrase, on_progress)
        if zipfile.is_zipfile(file):
            return _restore_zip(engine, home, file, file, on_progress)
        return _restore_text(engine, file)
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError) as error:
        message = f"{file} cannot be read: {error}"
        raise StoreError(message) from error


def _restore_sealed(
    engine: Engine,
    home: Home | None,
    file: Path,
    passphrase: Callable[[], str] | None,
    on_progress: Progress,
) -> Restored:
    if passphrase is None:
        message = f"{file} is encrypted: it takes the passphrase"
        raise StoreError(message)
    words = passphrase()
    # Inside the home, as it holds the owner's secrets; dropped at the next opening.
    if home is not None:
        home.checkpoints.mkdir(exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=home.checkpoints if home else None) as folder:
        opened = Path(folder) / "opened.zip"
        with opened.open("wb") as target:
            unseal(file, words, target)
        return _restore_zip(engine, home, opened, file, on_progress)


def _restore_text(engine: Engine, file: Path) -> Restored:
    formats = {".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS}
    if file.suffix.lower() not in formats:
        message = f"{file}: an export is a .zip, .trig or .nq file"
        raise StoreError(message)
    if file.stat().st_size > _MAX_GRAPHS_BYTES:
        message = f"{file} is larger than {_MAX_GRAPHS_BYTES // _MIB} MiB"
        raise StoreError(message)
    lines = _lines(file, file.read_bytes(), formats[file.suffix.lower()])
    _keep(engine, file, lines)
    return Restored(len(lines), 0, hash_of(lines))


def _lines(file: Path, body: bytes, format_: ox.RdfFormat) -> list[str]:
    """Return the lines in a text, sorted; those that can be derived left out."""
    try:
        text = text_of(ox.parse(body, format=format_))
    except (SyntaxError, ValueError) as error:
        message = f"{file} is no sound export: {error}"
        raise StoreError(message) from error
    lines = set(canonical(text.split("\n")[:-1]))
    return sorted(line for line in lines if not is_derived(statement_of(line)[3]))


def _keep(engine: Engine, file: Path, lines: list[str]) -> None:
    engine.apply(Change(added=tuple(lines), note=f"restored from {file.name}"))


def _restore_zip(
    engine: Engine, home: Home | None, archive: Path, file: Path, on_progress: Progress
) -> Restored:
    with zipfile.ZipFile(archive) as opened:
        label = _label(opened, file)
        members = _members(opened, home, file)
        lines = _lines(file, opened.read(GRAPHS), ox.RdfFormat.TRIG)
        if hash_of(lines) != label.get("sha256"):
            message = f"{file} is damaged: its statements are not what was exported"
            raise StoreError(message)
        damaged = opened.testzip()
        if damaged is not None:
            message = f"{file} is damaged: {damaged}"
            raise StoreError(message)
        if home is not None:
            _unpack(opened, home, members, on_progress)
    _keep(engine, file, lines)
    return Restored(len(lines), len(members) if home else 0, hash_of(lines))


def _label(archive: zipfile.ZipFile, file: Path) -> dict[str, object]:
    try:
        with archive.open(LABEL) as opened:
            label = json.loads(opened.read(_MIB))
        number = int(label["format"])
        archive.getinfo(GRAPHS)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        message = f"{file} is no export of Plexus-LD"
        raise StoreError(message) from error
    if number > FORMAT:
        message = f"{file} was written by a newer program"
        raise StoreError(message)
    return dict(label)


def _members(
    archive: zipfile.ZipFile, home: Home | None, file: Path
) -> list[zipfile.ZipInfo]:
    """Return the members that are files of a home, once all are found harmless."""
    room = shutil.disk_usage(home.folder).free if home else _MAX_GRAPHS_BYTES
    infos = archive.infolist()
    if sum(info.file_size for info in infos) > room:
        message = f"{file} unpacks to more than there is room for"
        raise StoreError(message)
    for info in infos:
        _refuse(info, file)
    return [info for info in infos if info.filename not in {GRAPHS, LABEL}]


def _refuse(info: zipfile.ZipInfo, file: Path) -> None:
    name = info.filename
    is_link = (info.external_attr >> 28) == 0o12
    if is_link or not (name in {GRAPHS, LABEL, SETTINGS} or _FILE.fullmatch(name)):
        message = f"{file} holds {name[:80]!r}, which is no part of a home"
        raise StoreError(message)
    is_large = info.file_size > _RATIO_FROM_BYTES
    if is_large and info.file_size > _MAX_RATIO * max(info.compress_size, 1):
        message = f"{file}: {name[:80]!r} unpacks to suspiciously much"
        raise StoreError(message)
    if name in {GRAPHS, LABEL} and info.file_size > _MAX_GRAPHS_BYTES:
        message = f"{file}: {name} is larger than {_MAX_GRAPHS_BYTES // _MIB} MiB"
        raise StoreError(message)


def _unpack(
    archive: zipfile.ZipFile,
    home: Home,
    members: list[zipfile.ZipInfo],
    on_progress: Progress,
) -> None:
    for done, info in enumerate(members, 1):
        target = home.folder / info.filename
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            made = target.with_name(f".{target.name}.part")
            with archive.open(info) as source, made.open("wb") as opened:
                made.chmod(0o600)
                shutil.copyfileobj(source, opened, _MIB)
            made.replace(target)
        on_progress(done, len(members), info.filename)
