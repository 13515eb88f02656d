"""Restore: what is no sound export is refused before anything is kept."""

import json
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from plexus_ld.errors import StoreError
from plexus_ld.storage.durable.base import hash_of
from plexus_ld.storage.durable.local import LocalEngine
from plexus_ld.storage.durable.rebuild import source_lines
from plexus_ld.storage.home import Home
from plexus_ld.storage.transfer.exporting import GRAPHS, LABEL, Exported, export
from plexus_ld.storage.transfer.restoring import restore
from plexus_ld.storage.transfer.sealing import MAGIC
from tests.unit.storage.keeping import engine_of
from tests.unit.storage.transfer.homes import new


def _flipped(body: bytes) -> bytes:
    return body[:-40] + bytes([body[-40] ^ 1]) + body[-39:]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda body: body, "other words"),
        (_flipped, "words"),
        (lambda body: body[:-30], "words"),
        (lambda body: body[: len(MAGIC) + 10], "words"),
        (lambda body: body + b"more", "words"),
    ],
)
def test_a_sealed_archive_that_is_not_what_was_sealed_is_refused(
    engine: LocalEngine,
    home: Home,
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
    words: str,
) -> None:
    file = tmp_path / "all.zip"
    export(engine, home, file, "words")
    file.write_bytes(damage(file.read_bytes()))

    with (
        closing(engine_of()) as other,
        pytest.raises(StoreError, match="passphrase is another"),
    ):
        restore(other, None, file, lambda: words)


def test_a_sealed_archive_takes_its_passphrase(
    engine: LocalEngine, home: Home, tmp_path: Path
) -> None:
    export(engine, home, tmp_path / "all.zip", "words")

    with closing(engine_of()) as other, pytest.raises(StoreError, match="encrypted"):
        restore(other, None, tmp_path / "all.zip")


def test_only_an_empty_home_is_restored_into(
    engine: LocalEngine, home: Home, tmp_path: Path
) -> None:
    export(engine, home, tmp_path / "all.nq")

    with pytest.raises(StoreError, match="not empty"):
        restore(engine, home, tmp_path / "all.nq")


def archive(file: Path, members: dict[str, bytes], exported: Exported) -> None:
    """Write an archive that is sound but for what the members say."""
    label = {"format": 1, "sha256": exported.sha256}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        named = {LABEL: json.dumps(label).encode(), GRAPHS: trig(), **members}
        for name, body in named.items():
            made.writestr(name, body)


def trig() -> bytes:
    return b'<https://anna.example/card> { <a:s> <a:p> "x" }'


EXPORTED = Exported(1, hash_of(['<a:s> <a:p> "x" <https://anna.example/card> .']), ())


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "/tmp/outside",  # noqa: S108 - never written
        "media/../../outside",
        "media/..",
        "media\\..\\outside",
        "VERSION",
        "journal.db",
        "store/CURRENT",
        "media/",
        "media/a\nb",
        "media/.hidden",
        "elsewhere/file",
    ],
)
def test_a_name_that_leads_out_of_the_home_is_refused(
    tmp_path: Path, name: str
) -> None:
    file = tmp_path / "bad.zip"
    archive(file, {name: b"x"}, EXPORTED)
    target = new(tmp_path)

    with closing(engine_of(target.folder)) as other:
        with pytest.raises(StoreError, match="no part of a home"):
            restore(other, target, file)
        assert next(source_lines(other), None) is None

    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize(
    "members",
    [
        {GRAPHS: b"nonsense {"},
        {GRAPHS: b"<a:g> { <a:s> <a:p> [] }"},
        {GRAPHS: b"<a:g> { <a:s> <a:p> <a:other> }"},
        {LABEL: b"no label"},
        {LABEL: b"[" * 100_000},
        {LABEL: b'{"format": 99}'},
        {LABEL: b"{}"},
        {"media/bomb": bytes(80 * 1024 * 1024)},
    ],
)
def test_an_archive_that_is_not_ours_is_refused(
    tmp_path: Path, members: dict[str, bytes]
) -> None:
    file = tmp_path / "bad.zip"
    archive(file, members, EXPORTED)
    target = new(tmp_path)

    with closing(engine_of(target.folder)) as other:
        with pytest.raises(StoreError):
            restore(other, target, file)
        assert next(source_lines(other), None) is None

    assert list(target.media.iterdir()) == []


def test_an_archive_that_was_damaged_is_refused(
    engine: LocalEngine, home: Home, tmp_path: Path
) -> None:
    (home.media / "picture").write_bytes(b"0123456789" * 100)
    file = tmp_path / "all.zip"
    export(engine, home, file)
    with zipfile.ZipFile(file) as opened:
        place = opened.getinfo("media/picture").header_offset + 60
    body = bytearray(file.read_bytes())
    body[place] ^= 255
    file.write_bytes(body)
    target = new(tmp_path)

    with closing(engine_of(target.folder)) as other:
        with pytest.raises(StoreError):
            restore(other, target, file)
        assert next(source_lines(other), None) is None


@pytest.mark.parametrize("name", ["none.zip", "text.nq", "text.trig", "text.txt"])
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, name: str) -> None:
    if not name.startswith("none"):
        (tmp_path / name).write_text("no statement at all")

    with closing(engine_of()) as other, pytest.raises(StoreError):
        restore(other, None, tmp_path / name)
