from pathlib import Path

import pytest

from plexus_ld.errors import SettingsError
from plexus_ld.net.login.credentials import Credentials
from plexus_ld.publish.credentials import credentials_of
from plexus_ld.settings import PublishSettings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text("canary-secret\n")
    file.chmod(0o600)
    return file


def test_the_secret_comes_out_of_its_file(file: Path) -> None:
    found = credentials_of(PublishSettings("alice", str(file)), {})

    assert found == Credentials("alice", "canary-secret")


def test_the_environment_may_hold_the_secret() -> None:
    environ = {"PLEXUS_PUBLISH_SECRET": "canary-secret"}

    found = credentials_of(PublishSettings("alice"), environ)

    assert found == Credentials("alice", "canary-secret")


def test_nothing_set_is_nobody() -> None:
    assert credentials_of(PublishSettings(), {}) is None


def test_a_secret_is_not_shown() -> None:
    assert "canary" not in repr(Credentials("alice", "canary-secret"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o620])
def test_a_file_that_others_may_read_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)

    with pytest.raises(SettingsError, match="chmod 600") as caught:
        credentials_of(PublishSettings("alice", str(file)), {})

    assert "canary" not in str(caught.value)


def test_half_of_the_credentials_is_a_clear_error(file: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch(0o600)

    with pytest.raises(SettingsError, match=r"publish\.user"):
        credentials_of(PublishSettings("", str(file)), {})
    with pytest.raises(SettingsError, match="secret_file"):
        credentials_of(PublishSettings("alice"), {})
    with pytest.raises(SettingsError, match="cannot be read"):
        credentials_of(PublishSettings("alice", str(tmp_path / "none")), {})
    with pytest.raises(SettingsError, match="is empty"):
        credentials_of(PublishSettings("alice", str(empty)), {})
