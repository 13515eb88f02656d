"""The sealed file: for the owner's eyes only, and each value in its own place."""

import json
import stat
import threading
from pathlib import Path

import pytest

from plexus_ld.errors import AccountError
from plexus_ld.plex.accounts.naming import account_iri
from plexus_ld.plex.accounts.sealed import KEY, SEALED, SealedSecrets

ONE, OTHER = account_iri("pigeon"), account_iri("pigeon", "work")


def test_a_secret_is_found_again_by_another_process(keys: Path) -> None:
    SealedSecrets(keys).set(ONE, "whistle", "sesame ✓")

    assert SealedSecrets(keys).get(ONE, "whistle") == "sesame ✓"
    assert SealedSecrets(keys).get(OTHER, "whistle") is None


def test_the_files_are_for_the_owner_alone_and_say_nothing(keys: Path) -> None:
    SealedSecrets(keys).set(ONE, "whistle", "sesame")

    assert {file.name for file in keys.iterdir()} == {KEY, SEALED}
    for file in keys.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert b"sesame" not in file.read_bytes()


def test_a_value_in_anothers_place_is_refused(keys: Path) -> None:
    secrets = SealedSecrets(keys)
    secrets.set(ONE, "whistle", "sesame")
    secrets.set(OTHER, "whistle", "barley")
    kept = json.loads((keys / SEALED).read_bytes())
    one, other = kept["values"]
    kept["values"][one], kept["values"][other] = (
        kept["values"][other], kept["values"][one],
    )  # fmt: skip
    (keys / SEALED).write_text(json.dumps(kept))

    with pytest.raises(AccountError, match="sealed with another key, or is damaged"):
        SealedSecrets(keys).get(ONE, "whistle")


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"salt": 1, "values": 7}', "\0"])
def test_a_damaged_file_is_said_and_not_overwritten(keys: Path, body: str) -> None:
    (keys / SEALED).write_text(body)

    with pytest.raises(AccountError, match="cannot be read"):
        SealedSecrets(keys).get(ONE, "whistle")
    with pytest.raises(AccountError, match="cannot be read"):
        SealedSecrets(keys).set(ONE, "whistle", "sesame")
    assert (keys / SEALED).read_text() == body


def test_without_its_key_nothing_is_told(keys: Path) -> None:
    SealedSecrets(keys).set(ONE, "whistle", "sesame")
    (keys / KEY).unlink()

    with pytest.raises(AccountError, match="the key of its secrets is gone"):
        SealedSecrets(keys).get(ONE, "whistle")


@pytest.mark.parametrize("key", ["", "c2hvcnQ=", "no base64!"])
def test_a_key_that_is_none_is_said(keys: Path, key: str) -> None:
    SealedSecrets(keys).set(ONE, "whistle", "sesame")
    (keys / KEY).write_text(key)

    with pytest.raises(AccountError, match=r"secrets\.key"):
        SealedSecrets(keys).get(ONE, "whistle")


def test_a_passphrase_takes_the_place_of_the_key(keys: Path) -> None:
    SealedSecrets(keys, "open sesame").set(ONE, "whistle", "barley")

    assert not (keys / KEY).exists()
    assert SealedSecrets(keys, "open sesame").get(ONE, "whistle") == "barley"
    with pytest.raises(AccountError, match="another key"):
        SealedSecrets(keys, "open barley").get(ONE, "whistle")


def test_several_at_once_lose_nothing(keys: Path) -> None:
    def write(number: int) -> None:
        SealedSecrets(keys).set(ONE, f"whistle-{number}", str(number))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = [SealedSecrets(keys).get(ONE, f"whistle-{n}") for n in range(8)]
    assert found == [str(number) for number in range(8)]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(AccountError, match="cannot be written"):
        SealedSecrets(tmp_path / "none").set(ONE, "whistle", "sesame")


def test_forgetting_what_was_never_kept_changes_nothing(keys: Path) -> None:
    SealedSecrets(keys).remove(ONE, "whistle")

    assert list(keys.iterdir()) == []
