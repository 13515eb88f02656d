"""Export and restore: one file, and back, equal."""

import json
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from plexus_ld.errors import StoreError
from plexus_ld.model.change import Change, Derivation, Reader
from plexus_ld.storage.base import hash_of
from plexus_ld.storage.exporting import GRAPHS, LABEL, Exported, export
from plexus_ld.storage.home import Home
from plexus_ld.storage.local import LocalEngine
from plexus_ld.storage.rebuild import source_lines
from plexus_ld.storage.restoring import restore
from plexus_ld.storage.sealing import MAGIC
from tests.unit.storage.keeping import OTHER, OpenEngine, add, engine_of, line

XSD = "http://www.w3.org/2001/XMLSchema#"
SAID = (
    line("Anna"),
    line("Ben", OTHER, "ben"),
    f'<a:s> <a:p> "7"^^<{XSD}integer> <urn:x-plexus:profile> .',
    '<a:s> <a:p> "two\\nlines \\"x\\" \\\\u0041 \\u0001"@en <urn:x-plexus:profile> .',
)


def copied(reader: Reader, change: Change) -> Derivation:
    """Copy what is added into the default graph."""
    made = tuple(text.rsplit(" ", 2)[0] + " ." for text in change.added)
    return Derivation(change, Change(added=made))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.prepare()
    home.settings.write_text('[publish]\nuser = "anna"\npassword = "canary"\n')
    (home.originals / "ab").mkdir()
    (home.originals / "ab" / "cdef").write_bytes(b"as it was read")
    (home.keys / "owner.pem").write_bytes(b"canary key")
    return home


@pytest.fixture
def engine(home: Home, open_engine: OpenEngine) -> LocalEngine:
    engine = open_engine(home.folder, derive=copied)
    add(engine, *SAID)
    return engine


def new(tmp_path: Path) -> Home:
    home = Home(tmp_path / "new")
    home.prepare()
    return home


def hashed(engine: LocalEngine) -> str:
    return hash_of(sorted(source_lines(engine)))


@pytest.mark.parametrize("suffix", [".zip", ".trig", ".nq", ".ZIP"])
@pytest.mark.parametrize("place", ["disk", "memory"])
def test_what_was_exported_comes_back_equal(
    engine: LocalEngine, home: Home, tmp_path: Path, suffix: str, place: str
) -> None:
    file = tmp_path / f"all{suffix}"
    exported = export(engine, home, file)

    target = new(tmp_path) if place == "disk" else None
    folder = target.folder if target else None
    with closing(engine_of(folder, derive=copied)) as other:
        restored = restore(other, target, file)

        assert restored.lines == exported.lines == len(SAID)
        assert hashed(other) == hashed(engine) == exported.sha256 == restored.sha256
        assert len(list(other.matching())) > len(SAID)
        assert sorted(other.matching()) == sorted(engine.matching())


def test_an_archive_brings_the_files_along_and_no_secret(
    engine: LocalEngine, home: Home, tmp_path: Path
) -> None:
    file = tmp_path / "all.zip"
    exported = export(engine, home, file)
    target = new(tmp_path)
    with closing(engine_of(target.folder)) as other:
        restore(other, target, file)

    assert (target.originals / "ab" / "cdef").read_bytes() == b"as it was read"
    assert 'user = "anna"' in target.settings.read_text()
    assert "canary" not in target.settings.read_text()
    assert not (target.keys / "owner.pem").exists()
    assert exported.left_out == (
        "keys: 1 files",
        "the secrets in the settings",
        "the history of changes",
    )


def test_the_graphs_alone_say_what_they_leave_out(
    engine: LocalEngine, home: Home, tmp_path: Path
) -> None:
    exported = export(engine, home, tmp_path / "all.trig")

    assert exported.left_out == (
        "originals: 1 files",
        "keys: 1 files",
        "the settings",
        "the history of changes",
    )


def test_a_sealed_archive_brings_keys_and_secrets(
    engine: LocalEngine, home: Home, tmp_path: Path
) -> None:
    file = tmp_path / "all.zip"
    exported = export(engine, home, file, "a long passphrase")
    target = new(tmp_path)
    with closing(engine_of(target.folder, derive=copied)) as other:
        restore(other, target, file, lambda: "a long passphrase")
        assert hashed(other) == hashed(engine)

    assert exported.left_out == ("the history of changes",)
    assert file.read_bytes().startswith(MAGIC)
    assert (target.keys / "owner.pem").read_bytes() == b"canary key"
    assert (target.keys / "owner.pem").stat().st_mode & 0o777 == 0o600
    assert "canary" in target.settings.read_text()


def test_a_sealed_archive_of_several_pieces_opens(
    engine: LocalEngine, home: Home, tmp_path: Path
) -> None:
    large = bytes(range(256)) * 4096 * 3
    (home.media / "picture").write_bytes(large)
    zipped = tmp_path / "all.zip"
    export(engine, home, zipped, "words")
    target = new(tmp_path)

    with closing(engine_of(target.folder)) as other:
        restore(other, target, zipped, lambda: "words")

    assert (target.media / "picture").read_bytes() == large


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


@pytest.mark.parametrize("name", ["all.txt", "all", "nowhere/all.zip"])
def test_an_export_that_cannot_be_written_is_said(
    engine: LocalEngine, home: Home, tmp_path: Path, name: str
) -> None:
    with pytest.raises(StoreError):
        export(engine, home, tmp_path / name)

    assert not (tmp_path / name).exists()


def test_an_export_that_fails_leaves_the_older_one(
    engine: LocalEngine, home: Home, tmp_path: Path
) -> None:
    file = tmp_path / "all.zip"
    export(engine, home, file)
    before = file.read_bytes()

    def stop(done: int, total: int, what: str) -> None:
        if done:
            raise OSError("the disk is full")

    with pytest.raises(StoreError, match="full"):
        export(engine, home, file, on_progress=stop)

    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.glob(".*")] == []


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
