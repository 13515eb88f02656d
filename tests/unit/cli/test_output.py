import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from plexus_ld.cli.output import clean, emit_json, table


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("\x1b[2J\x1b]0;owned\x07hi", "[2J]0;ownedhi"),
        ("a\tb\nc", "a b c"),
        ("\u202eevil", "evil"),
        ("Zoë 李 👩‍👩‍👧", "Zoë 李 👩‍👩‍👧"),
    ],
)
def test_a_strangers_text_cannot_command_the_terminal(said: str, shown: str) -> None:
    assert clean(said) == shown


def test_in_a_pipe_columns_are_parted_by_tabs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table(("name", "ties"), [("Ada\tL.", 3), (None, 0)])

    assert capsys.readouterr().out == "name\tties\nAda L.\t3\n\t0\n"


def test_json_has_values_as_objects_and_times_as_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    @dataclass(frozen=True)
    class Seen:
        at: datetime
        names: tuple[str, ...]

    emit_json([Seen(datetime(2026, 1, 2, tzinfo=UTC), ("Zoë",))])

    assert json.loads(capsys.readouterr().out) == [
        {"at": "2026-01-02T00:00:00+00:00", "names": ["Zoë"]}
    ]
