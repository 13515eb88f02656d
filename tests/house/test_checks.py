"""The checks bite: a fault of each kind is put in, and seen."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.house.tree import ROOT


def run(
    *words: str | Path, stdin: str = "", environ: Mapping[str, str] | None = None
) -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603 - this Python, on our own words
        [sys.executable, "-m", *map(str, words)],
        cwd=ROOT,
        input=stdin,
        env={**os.environ, **(environ or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


BRANCHES = "\n".join(f"    if x == {n}:\n        print({n})" for n in range(9))
STATEMENTS = "\n".join(f"    a{n} = {n}" for n in range(31))

#: Which rule, and what it must refuse.
FAULTS = [
    ("BLE001", "try:\n    pass\nexcept Exception:\n    pass\n"),
    ("C901", f"def f(x: int) -> None:\n{BRANCHES}\n"),
    ("PLR0915", f"def f() -> None:\n{STATEMENTS}\n"),
    ("D103", "def shown() -> None:\n    pass\n"),
    ("DTZ005", "import datetime\n\ndatetime.datetime.now()\n"),
    ("E501", f'A = "{"x" * 100}"\n'),
    ("F401", "import os\n"),
    ("PGH003", "a = 1  # type: ignore\n"),
    ("PGH004", "a = 1  # noqa\n"),
    ("PTH123", 'open("x")\n'),
    ("S602", 'import subprocess\n\nsubprocess.run("ls", shell=True)\n'),
    ("T201", 'print("x")\n'),
    ("TID252", "from . import a\n"),
    ("G004", 'import logging\n\nlogging.info(f"{1}")\n'),
]


@pytest.mark.parametrize(("rule", "code"), FAULTS)
def test_the_linter_sees_a_fault(rule: str, code: str) -> None:
    status, said = run(
        "ruff", "check", "--no-cache", "--output-format=concise",
        "--stdin-filename=plexus_ld/plex/fault.py", "-", stdin=code,
    )  # fmt: skip

    assert status == 1
    assert rule in said


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("no-untyped-def", "def f(x):\n    return x\n"),
        ("unreachable", "def f(x: int) -> None:\n    return\n    print(x)\n"),
        ("ignore-without-code", "x: int = ''  # type: ignore\n"),
        ("type-arg", "x: list = []\n"),
        ("possibly-undefined", "if input():\n    x = 1\nprint(x)\n"),
    ],
)
def test_the_type_checker_sees_a_fault(tmp_path: Path, fault: str, code: str) -> None:
    file = tmp_path / "fault.py"
    file.write_text(code, "utf-8")

    cache = f"--cache-dir={ROOT / '.mypy_cache'}"
    status, said = run("mypy", "--config-file=pyproject.toml", cache, file)

    assert status == 1
    assert f"[{fault}]" in said


def pytest_says(folder: Path, code: str, **environ: str) -> tuple[int, str]:
    """Run a test file of its own under the project's settings."""
    (folder / "test_it.py").write_text(code, "utf-8")
    options = ("-p", "tests.conftest", "-p", "no:cacheprovider", "-p", "no:xdist")
    return run(
        "pytest", "-c", ROOT / "pyproject.toml", "--rootdir", folder, *options, folder,
        environ={"PYTHONPATH": str(ROOT), "PLEXUS_ALL_PEERS": "", **environ},
    )  # fmt: skip


def test_a_warning_fails_a_test(tmp_path: Path) -> None:
    code = "import warnings\ndef test_it():\n    warnings.warn('old')\n"

    status, said = pytest_says(tmp_path, code)

    assert status == 1
    assert "UserWarning: old" in said


SKIPS = {
    "in a test": "import pytest\ndef test_it():\n    pytest.skip('no server')\n",
    "by a mark": (
        "import pytest\n@pytest.mark.skip(reason='no server')\ndef test_it(): pass\n"
    ),
    "of a file": "import pytest\npytest.skip('no server', allow_module_level=True)\n",
}


@pytest.mark.parametrize("code", SKIPS.values(), ids=SKIPS)
def test_a_skip_is_said_and_is_a_failure_where_every_peer_is(
    tmp_path: Path, code: str
) -> None:
    status, said = pytest_says(tmp_path, code)

    assert "1 skipped" in said
    assert "no server" in said

    status, said = pytest_says(tmp_path, code, PLEXUS_ALL_PEERS="1")

    assert status != 0
    assert "no server" in said
    assert "skipped" not in said.splitlines()[-1]
