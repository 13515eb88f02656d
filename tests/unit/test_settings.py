"""Settings out of a file and the environment; the environment wins."""

from pathlib import Path

import pytest

from plexus_ld.errors import SettingsError
from plexus_ld.settings import Settings, begin, environment_name, home_folder, load


def write(folder: Path, text: str) -> Path:
    (folder / "settings.toml").write_text(text, "utf-8")
    return folder


def test_without_a_file_everything_is_as_it_ships(tmp_path: Path) -> None:
    assert load(tmp_path, {}) == Settings()
    assert load(None, {}) == Settings()
    assert Settings().net.allow_hosts == ()


def test_a_file_sets_and_the_environment_wins(tmp_path: Path) -> None:
    home = write(
        tmp_path,
        '[net]\nallow_hosts = ["a.example:80"]\ntimeout_s = 5\n[query]\n'
        "timeout_s = 7\n",
    )

    found = load(
        home, {"PLEXUS_NET_TIMEOUT_S": "2.5", "PLEXUS_NET_ALLOW_HOSTS": "b, c:8080 ,"}
    )

    assert found.net.timeout_s == 2.5
    assert found.net.allow_hosts == ("b", "c:8080")
    assert found.query.timeout_s == 7.0


def test_the_name_in_the_environment_is_the_settings_own() -> None:
    assert environment_name("net", "allow_hosts") == "PLEXUS_NET_ALLOW_HOSTS"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[nets]", r"no section \[nets\]"),
        ("x = 1", r"no section \[x\]"),
        ("net = 1", r"net is a section"),
        ("[[net]]", r"net is a section"),
        ("[net]\nnope = 1", r"\[net\] has no setting 'nope'"),
        ("[net]\ntimeout_s = true", "net.timeout_s: True is not a number"),
        ("[net]\ntimeout_s = -1", "net.timeout_s: -1 is not a number"),
        ("[net]\ntimeout_s = 'x'", "net.timeout_s: 'x' is not a number"),
        ("[net]\ntimeout_s = nan", "net.timeout_s: nan is not a number"),
        ("[net]\nper_host = inf", "net.per_host: inf is not a number"),
        ("[net]\nallow_hosts = 5", "net.allow_hosts: 5 is not a list of words"),
        ("[net", "settings.toml"),
    ],
)
def test_what_is_no_setting_is_a_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence):
        load(write(tmp_path, text), {})


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()

    with pytest.raises(SettingsError, match=r"settings\.toml"):
        load(tmp_path, {})


def test_a_first_file_is_written_once(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    begin(file)
    first = file.read_text("utf-8")
    file.write_text("# mine\n", "utf-8")

    begin(file)

    assert "[net]" in first
    assert file.read_text("utf-8") == "# mine\n"
    assert load(tmp_path, {}) == Settings()


def test_where_no_file_can_be_written_it_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        begin(tmp_path / "nowhere" / "settings.toml")


def test_the_home_is_where_the_environment_says(tmp_path: Path) -> None:
    assert home_folder({"PLEXUS_HOME": str(tmp_path)}) == tmp_path
    assert home_folder({"PLEXUS_HOME": "~/x"}) == Path.home() / "x"
    assert home_folder({}).name == "plexus-ld"
