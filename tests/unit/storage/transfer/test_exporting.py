"""Export: one file, and back, equal."""

from contextlib import closing
from pathlib import Path

import pytest

from plexus_ld.errors import StoreError
from plexus_ld.storage.durable.local import LocalEngine
from plexus_ld.storage.home import Home
from plexus_ld.storage.transfer.exporting import export
from plexus_ld.storage.transfer.restoring import restore
from plexus_ld.storage.transfer.sealing import MAGIC
from tests.unit.storage.keeping import engine_of
from tests.unit.storage.transfer.homes import SAID, copied, hashed, new


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
        "keys: 1 file",
        "the secrets in the settings",
        "the history of changes",
    )


def test_the_graphs_alone_say_what_they_leave_out(
    engine: LocalEngine, home: Home, tmp_path: Path
) -> None:
    exported = export(engine, home, tmp_path / "all.trig")

    assert exported.left_out == (
        "originals: 1 file",
        "keys: 1 file",
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
