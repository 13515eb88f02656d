"""`history`, `undo`, `backup`, `export`, `restore`, `doctor`."""

import zipfile
from pathlib import Path

import pytest

from tests.cli.terminal import Desk, Terminal

EVERYTHING = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"


@pytest.mark.usefixtures("peopled")
def test_history_tells_what_changed_the_latest_first(plexus: Desk) -> None:
    plexus("me", "set", "nick", "rob")

    said = plexus("history", "--json")
    short = plexus("history", "--limit", "1")

    sequences = [change["sequence"] for change in said.json]
    assert sequences == sorted(sequences, reverse=True)
    assert "nick" in said.json[0]["note"]
    assert said.json[0]["added"] == [
        '<https://robin.example/#me> <http://xmlns.com/foaf/0.1/nick> "rob" '
        "<urn:x-plexus:profile> ."
    ]
    assert "T" in said.json[0]["at"]
    assert [row["change"] for row in short.rows] == [str(sequences[0])]
    assert "--limit" in short.err


@pytest.mark.usefixtures("peopled")
def test_history_of_a_person_has_what_concerns_them(plexus: Desk) -> None:
    plexus("me", "set", "nick", "rob")

    said = plexus("history", "--of", "https://alice.example/#me", "--json")

    notes = [change["note"] for change in said.json]
    assert any("import" in note for note in notes)
    assert not any("nick" in note for note in notes)


@pytest.mark.usefixtures("peopled")
def test_undo_takes_one_change_after_another_back(plexus: Desk) -> None:
    whole = plexus("query", EVERYTHING).out
    plexus("me", "set", "nick", "rob")
    plexus("me", "set", "nick", "robbie")

    told = [plexus("undo"), plexus("undo")]

    assert [said.status for said in told] == [0, 0]
    assert all("nick" in said.err for said in told)
    assert plexus("query", EVERYTHING).out == whole
    assert plexus("undo").status == 0  # the import
    assert "Bashir" not in plexus("query", EVERYTHING).out


@pytest.mark.usefixtures("home")
def test_when_nothing_is_left_to_undo_it_is_a_sentence(plexus: Desk) -> None:
    told = [plexus("undo") for _ in range(3)]

    assert told[-1].status == 1
    assert told[-1].err.startswith("plexus: ")
    assert plexus("init", "--name", "Robin").status == 0


@pytest.mark.usefixtures("peopled")
def test_a_backup_opens_as_a_home(plexus: Desk, tmp_path: Path) -> None:
    said = plexus("backup", tmp_path / "copy")

    assert said.status == 0, said.err
    there = plexus("--home", tmp_path / "copy", "query", EVERYTHING)
    assert there.out == plexus("query", EVERYTHING).out
    assert plexus("--home", tmp_path / "copy", "undo").status == 0


@pytest.mark.usefixtures("peopled")
def test_a_backup_into_a_folder_that_is_not_empty_is_a_sentence(
    plexus: Desk, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter").write_text("mine", "utf-8")

    said = plexus("backup", tmp_path / "full")

    assert said.status == 1
    assert said.err.startswith("plexus: ")
    assert [f.name for f in (tmp_path / "full").iterdir()] == ["letter"]


@pytest.mark.parametrize("suffix", ["zip", "trig", "nq"])
@pytest.mark.usefixtures("peopled")
def test_an_export_restored_is_equal(plexus: Desk, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"plexus.{suffix}"
    plexus("me", "set", "nick", "rob")

    out = plexus("export", file)
    back = plexus("--home", tmp_path / "new", "restore", file)

    assert (out.status, back.status) == (0, 0), out.err + back.err
    there = plexus("--home", tmp_path / "new", "query", EVERYTHING)
    assert there.out == plexus("query", EVERYTHING).out
    assert "left out" in out.err
    assert plexus("--home", tmp_path / "new", "doctor").status == 0


@pytest.mark.usefixtures("peopled")
def test_keys_go_along_only_with_a_passphrase(
    terminal: Terminal, tmp_path: Path
) -> None:
    key = (tmp_path / "home" / "keys" / "owner.pem").read_bytes()
    plain, sealed = tmp_path / "plain.zip", tmp_path / "sealed.zip"
    words = b"correct horse battery\n"

    terminal("export", plain)
    out = terminal("export", sealed, "--encrypt", stdin=words * 2)
    wrong = terminal("--home", tmp_path / "a", "restore", sealed, stdin=b"wrong\n")
    right = terminal("--home", tmp_path / "b", "restore", sealed, stdin=words)

    assert out.status == 0, out.err
    assert key not in b"".join(_entries(plain)) + sealed.read_bytes()
    assert (wrong.status, right.status) == (1, 0), wrong.err + right.err
    assert not (tmp_path / "a" / "keys" / "owner.pem").exists()
    assert (tmp_path / "b" / "keys" / "owner.pem").read_bytes() == key


def _entries(file: Path) -> list[bytes]:
    with zipfile.ZipFile(file) as opened:
        return [opened.read(name) for name in opened.namelist()]


@pytest.mark.parametrize(
    "name",
    ["nowhere.zip", "garbage.zip", "cut.zip", "letter.txt", "other.zip", "bad.nq"],
)
@pytest.mark.usefixtures("peopled")
def test_what_is_no_export_is_a_sentence_and_the_home_stays_free(
    plexus: Desk, tmp_path: Path, name: str
) -> None:
    plexus("export", tmp_path / "good.zip")
    good = (tmp_path / "good.zip").read_bytes()
    made = {
        "garbage.zip": bytes(range(256)) * 10,
        "cut.zip": good[: len(good) // 2],
        "letter.txt": b"Dear Ada",
        "bad.nq": b"<urn:a> <urn:b> nonsense",
    }
    if name in made:
        (tmp_path / name).write_bytes(made[name])
    if name == "other.zip":
        with zipfile.ZipFile(tmp_path / name, "w") as other:
            other.writestr("../../escaped", "x")

    said = plexus("--home", tmp_path / "new", "restore", tmp_path / name)

    assert said.status == 1
    assert said.is_told()
    assert said.err.startswith("plexus: ")
    assert not (tmp_path.parent / "escaped").exists()
    good_now = plexus("--home", tmp_path / "new", "restore", tmp_path / "good.zip")
    assert good_now.status == 0, good_now.err


@pytest.mark.usefixtures("peopled")
def test_a_restore_into_a_home_that_is_in_use_is_refused(
    plexus: Desk, tmp_path: Path
) -> None:
    plexus("export", tmp_path / "plexus.zip")
    before = plexus("query", EVERYTHING).out

    said = plexus("restore", tmp_path / "plexus.zip")

    assert said.status == 1
    assert plexus("query", EVERYTHING).out == before


@pytest.mark.parametrize("name", ["plexus.docx", "plexus", "missing/plexus.zip"])
@pytest.mark.usefixtures("home")
def test_an_export_that_cannot_be_is_a_sentence(
    plexus: Desk, tmp_path: Path, name: str
) -> None:
    said = plexus("export", tmp_path / name)

    assert said.status == 1
    assert said.err.startswith("plexus: ")
    assert said.is_told()


@pytest.mark.usefixtures("peopled")
def test_a_sound_home_is_told_to_be_so(plexus: Desk) -> None:
    said = plexus("doctor")
    told = plexus("doctor", "--json").json

    assert said.status == 0
    assert all(line.startswith(("ok ", "   ")) for line in said.out.splitlines())
    assert all(finding["ok"] for finding in told)
    assert {"ok", "what", "advice"} == told[0].keys()


@pytest.mark.usefixtures("home")
def test_what_is_wrong_comes_with_what_to_do(plexus: Desk, tmp_path: Path) -> None:
    plexus("import", "http://127.0.0.1:9/card")

    said = plexus("doctor")

    assert said.status in (0, 1)
    assert (said.status == 1) == ("BAD" in said.out)
