"""A home that is held, newer, damaged or full: a sentence, and nothing lost."""

import fcntl
import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.terminal import PATIENCE_S, SCRIPT, Desk, Terminal, end_of

#: What each command on a home is, reading and writing.
READING = ["me", "show"]
WRITING = ["me", "add", "nick", "rob"]


def one_sentence(err: str) -> bool:
    lines = err.splitlines()
    return len(lines) == 1 and lines[0].startswith("plexus: ") and len(lines[0]) < 500


def test_a_home_that_is_held_and_does_not_answer_is_a_sentence(
    terminal: Terminal, home: Path
) -> None:
    with (home / "lock").open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        fcntl.lockf(file, fcntl.LOCK_EX)
        running = [terminal.start(*words) for words in (READING, WRITING)]
        told = [end_of(one) for one in running]

    for said in told:
        assert (said.status, said.out) == (1, "")
        assert one_sentence(said.err), said.err
        assert "database" not in said.err
    assert terminal(*WRITING).status == 0


def test_a_home_of_a_newer_version_is_left_alone(plexus: Desk, home: Path) -> None:
    (home / "VERSION").write_text("2\n", "utf-8")
    before = {file: file.stat().st_mtime_ns for file in home.rglob("*")}

    said = [plexus(*words) for words in (READING, WRITING, ["init"])]

    assert [one.status for one in said] == [1, 1, 1]
    assert all("newer" in one.err for one in said)
    assert {file: file.stat().st_mtime_ns for file in home.rglob("*")} == before


@pytest.mark.parametrize("text", ["", "two", "\0", "-1", "9" * 5000])
def test_a_version_that_is_none_is_a_sentence(
    plexus: Desk, home: Path, text: str
) -> None:
    (home / "VERSION").write_text(text, "utf-8")

    said = plexus(*READING)

    assert said.status == 1
    assert one_sentence(said.err), said.err


@pytest.mark.parametrize("kind", ["garbage", "gone", "cut", "empty"])
@pytest.mark.usefixtures("peopled")
def test_a_damaged_store_is_mended_from_the_journal(
    terminal: Terminal, kind: str
) -> None:
    whole = terminal("query", "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o").out
    store = terminal.home / "store"
    if kind in ("gone", "empty"):
        shutil.rmtree(store)
    if kind == "empty":
        store.mkdir()
    if kind in ("garbage", "cut"):
        for file in store.iterdir():
            if file.suffix in (".sst", ".log") or "MANIFEST" in file.name:
                body = file.read_bytes()
                made = (
                    os.urandom(len(body))
                    if kind == "garbage"
                    else body[: len(body) // 2]
                )
                file.write_bytes(made)

    said = terminal("query", "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o")

    assert said.status == 0, said.err
    assert said.out == whole
    assert said.is_told()
    assert terminal("doctor").status == 0


@pytest.mark.parametrize("kind", ["garbage", "empty", "a folder", "another's"])
def test_a_damaged_journal_is_a_sentence_and_nothing_is_touched(
    terminal: Terminal, home: Path, kind: str
) -> None:
    journal = home / "journal.db"
    for file in home.glob("journal.db-*"):
        file.unlink()
    journal.unlink()
    if kind == "a folder":
        journal.mkdir()
    elif kind == "another's":
        with closing(sqlite3.connect(journal)) as another:
            another.executescript("CREATE TABLE x (y); INSERT INTO x VALUES (1)")
    else:
        journal.write_bytes(os.urandom(8192) if kind == "garbage" else b"")

    said = terminal(*WRITING)

    assert said.is_told(), said.err
    if said.status != 0:
        assert said.status == 1
        assert one_sentence(said.err), said.err


def test_a_journal_gone_loses_nothing_of_the_store_without_a_word(
    terminal: Terminal, home: Path
) -> None:
    for file in home.glob("journal.db*"):
        file.unlink()

    said = terminal("me", "show")

    assert said.is_told()
    assert said.status == 1 or "Robin Example" in said.out


def test_a_file_is_no_home(plexus: Desk, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.write_text("mine", "utf-8")

    said = [plexus("--home", place, *words) for words in (READING, ["init"])]

    assert [one.status for one in said] == [1, 1]
    assert all(one_sentence(one.err) for one in said), said
    assert place.read_text("utf-8") == "mine"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 24 MiB, where this machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "plexus-test", str(place)]
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            mount, capture_output=True, timeout=PATIENCE_S, check=False
        )
    except FileNotFoundError:
        pytest.skip("there is no mount here")
    if done.returncode:
        pytest.skip(f"a disk cannot be mounted here: {done.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)  # noqa: S603, S607 - as above


def test_a_full_disk_is_a_sentence_and_nothing_is_lost(
    disk: Path, _begun: Path, tmp_path: Path
) -> None:
    shutil.copytree(_begun, disk / "home")
    terminal = Terminal(disk / "home")
    terminal("me", "set", "nick", "before")
    big = tmp_path / "big.nt"
    big.write_text(
        "".join(f'<urn:a{n}> <urn:p> "{n:0400d}" .\n' for n in range(20_000)), "utf-8"
    )
    with (disk / "filler").open("wb") as filler:
        room = os.statvfs(disk)
        filler.write(b"\0" * (room.f_bavail * room.f_frsize - 600_000))

    failed = [terminal("import", big), terminal("import", big)]
    seen = terminal("me", "show")
    (disk / "filler").unlink()
    after = [terminal("me", "add", "nick", "after"), terminal("me", "show")]

    for said in failed:
        assert said.status == 1
        assert said.is_told(), said.err
        assert said.err
    assert seen.is_told(), seen.err
    assert [said.status for said in after] == [0, 0], after
    assert "before" in after[1].out
    assert "after" in after[1].out
    assert terminal("doctor").status in (0, 1)


def test_a_limit_on_what_may_be_written_is_a_sentence(
    terminal: Terminal, home: Path, tmp_path: Path
) -> None:
    big = tmp_path / "big.nt"
    big.write_text(
        "".join(f'<urn:a{n}> <urn:p> "{n:0400d}" .\n' for n in range(20_000)), "utf-8"
    )
    most = 1024 * 1024

    done = subprocess.run(  # noqa: S603 - our own program
        [SCRIPT, "--home", home, "import", big],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert terminal("me", "add", "nick", "after").status == 0
    assert terminal("import", big).status == 0


def test_a_broken_question_of_the_owners_is_a_sentence(
    plexus: Desk, home: Path
) -> None:
    (home / "queries").mkdir(exist_ok=True)
    (home / "queries" / "mine.rq").write_text("nonsense", "utf-8")
    (home / "queries" / "bytes.rq").write_bytes(b"\xff\xfe\0")

    told = [plexus("query", "mine"), plexus("query", "bytes"), plexus("queries")]

    assert [said.status for said in told] == [1, 1, 1]
    assert all(said.is_told() for said in told)
    assert "friends-of-friends" in told[2].out
    assert plexus("query", "people").status == 0
