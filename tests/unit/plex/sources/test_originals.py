import sqlite3
from pathlib import Path

from plexus_ld.plex.sources.originals import Originals, hash_of

BODY = b"a word that stands nowhere else: quixotry" * 50


def test_what_was_put_is_had_again(tmp_path: Path) -> None:
    first = Originals(tmp_path / "originals")
    first.put([(hash_of(BODY), BODY), (hash_of(b"x"), b"x"), (hash_of(BODY), BODY)])
    first.close()

    second = Originals(tmp_path / "originals")

    assert second.get(hash_of(BODY)) == BODY
    assert second.hashes() == {hash_of(BODY), hash_of(b"x")}
    assert second.get("0" * 64) is None
    second.close()


def test_what_was_dropped_leaves_no_byte(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    originals.put([(hash_of(BODY), BODY), (hash_of(b"x"), b"x")])

    originals.drop([hash_of(BODY)])

    assert originals.get(hash_of(BODY)) is None
    assert all(b"quixotry" not in file.read_bytes() for file in tmp_path.iterdir())
    originals.close()


def test_bytes_that_have_changed_are_not_given_out(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    originals.put([(hash_of(BODY), BODY)])
    originals.close()
    base = sqlite3.connect(tmp_path / "originals.db")
    base.execute("UPDATE original SET body = ?", (b"something else",))
    base.commit()
    base.close()

    assert originals.get(hash_of(BODY)) is None
    originals.close()


def test_a_copy_holds_the_same(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "here")
    originals.put([(hash_of(BODY), BODY)])

    originals.backup(tmp_path / "there")

    copy = Originals(tmp_path / "there")
    assert copy.get(hash_of(BODY)) == BODY
    copy.close()
    originals.close()


def test_two_may_write_beside_each_other(tmp_path: Path) -> None:
    first, second = Originals(tmp_path), Originals(tmp_path)

    first.put([(hash_of(b"1"), b"1")])
    second.put([(hash_of(b"2"), b"2")])

    assert first.hashes() == second.hashes() == {hash_of(b"1"), hash_of(b"2")}
    first.close()
    second.close()
