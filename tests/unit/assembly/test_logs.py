import json
import logging
from pathlib import Path

import pytest

from plexus_ld.assembly import logs

SECRET = "hunter22-correct-horse"  # noqa: S105 - made up


def said(folder: Path) -> list[dict[str, str]]:
    lines = (folder / "agent.log").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_record_is_one_json_object_with_what_was_said_besides(tmp_path: Path) -> None:
    handlers = logs.begin(tmp_path, tuple)

    logging.getLogger("plexus_ld.sharer").info(
        "taken by %s", "bob\nörg", extra={"delivery": "urn:uuid:1"}
    )
    logs.end(handlers)

    [line] = said(tmp_path)
    assert line["message"] == "taken by bob\nörg"
    assert line["room"] == "sharer"
    assert line["level"] == "info"
    assert line["delivery"] == "urn:uuid:1"


def test_no_secret_stands_in_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handlers = logs.begin(tmp_path, lambda: [SECRET])
    log = logging.getLogger("plexus_ld.channels")

    log.warning("login with %s failed", SECRET, extra={"url": f"x://{SECRET}@h"})
    try:
        int(SECRET)
    except ValueError:
        log.exception("a fault")
    logs.end(handlers)

    everything = (tmp_path / "agent.log").read_text("utf-8") + capsys.readouterr().err
    assert SECRET not in everything
    assert "[secret]" in everything
    assert "ValueError" in everything


def test_only_the_owner_can_read_the_log(tmp_path: Path) -> None:
    handlers = logs.begin(tmp_path / "log", tuple)
    logs.end(handlers)

    assert (tmp_path / "log" / "agent.log").stat().st_mode & 0o077 == 0


def test_a_stranger_cannot_move_the_cursor_by_a_line_of_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handlers = logs.begin(tmp_path, tuple)

    logging.getLogger("plexus_ld").warning("said \x1b[2J\x07\r\nplexus: forged")
    logs.end(handlers)

    [line] = capsys.readouterr().err.splitlines()
    assert line.endswith("said [2J plexus: forged")


def test_what_is_quiet_in_the_log_is_said_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    handlers = logs.begin(tmp_path, tuple)

    logging.getLogger("apprise").warning("the service said no")
    logging.getLogger("urllib3.pool").warning("a connection is dropped")
    logging.getLogger("urllib3.pool").error("a fault")
    logs.end(handlers)

    assert [line["message"] for line in said(tmp_path)] == ["a fault"]
    assert "the service said no" in caplog.text
