"""Settings that are none: said in a sentence, whatever the command."""

from pathlib import Path

import pytest

from tests.cli.terminal import Desk


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[net]\nallow_host = []", ["allow_host", "settings.toml"]),
        ("[nets]\nallow_hosts = []", ["[nets]"]),
        ("[net]\ntimeout_s = 'soon'", ["net.timeout_s", "soon", "a number"]),
        ("[net]\ntimeout_s = -1", ["net.timeout_s", "-1"]),
        ("[net\n", ["settings.toml", "line 1"]),
        ("net = 5", ["net", "settings.toml"]),
        ("\ufffe\x00", ["settings.toml"]),
    ],
)
def test_a_broken_setting_is_a_sentence(
    plexus: Desk, home: Path, text: str, names: list[str]
) -> None:
    (home / "settings.toml").write_text(text, "utf-8")

    said = plexus("people")

    assert said.status == 1
    assert said.out == ""
    assert all(name in said.err for name in names), said.err
    assert len(said.err.splitlines()) == 1


def test_settings_that_are_no_text_are_a_sentence(plexus: Desk, home: Path) -> None:
    (home / "settings.toml").write_bytes(b"\xff\xfe[net]")

    said = plexus("people")

    assert (said.status, said.out) == (1, "")
    assert "settings.toml" in said.err


@pytest.mark.usefixtures("home")
def test_a_broken_setting_of_the_environment_is_a_sentence(
    plexus: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEXUS_QUERY_TIMEOUT_S", "soon")

    said = plexus("query", "ASK {}")

    assert (said.status, said.out) == (1, "")
    assert "query.timeout_s: 'soon' is not a number" in said.err
