"""The floors hold: each contract of pyproject.toml refuses what it is there for."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import PACKAGE, ROOT

#: What is written where, and the contract that must refuse it.
FAULTS = [
    ("rdf/document.py", "import plexus_ld.store", "Each floor rests only on"),
    ("rdf/lines.py", "import plexus_ld.model.change", "Each floor rests only on"),
    ("vocab/graphs.py", "import plexus_ld.vocab.circle", "No circle, at any depth"),
    ("vocab/circle.py", "import plexus_ld.vocab.graphs", "No circle, at any depth"),
    (
        "cli/main.py",
        "import plexus_ld.store",
        "Only plex, sharer, listener and assembly open",
    ),
    ("plex/shapes.py", "import plexus_ld.queries", "Only store and storage read"),
    ("settings/sections.py", "import requests", "requests only in net"),
    ("model/change.py", "import pyoxigraph", "pyoxigraph only in storage and rdf"),
    ("channels/file.py", "import plexus_ld.channels.webhook", "Channels know no other"),
    ("settings/sections.py", "import apscheduler", "apscheduler only in jobs"),
    ("jobs.py", "import starlette", "starlette and uvicorn only in publish"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = (
        "from importlinter.cli import lint_imports_command; lint_imports_command()"
    )
    return subprocess.run(  # noqa: S603 - this Python, on our own words
        [sys.executable, "-c", program, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of a copy of the package with every fault in it."""
    folder = tmp_path_factory.mktemp("faulty")
    shutil.copytree(PACKAGE, folder / "plexus_ld")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for file, fault, _ in FAULTS:
        with (folder / "plexus_ld" / file).open("a", encoding="utf-8") as code:
            code.write(f"\n{fault}\n")
    said = lint(folder)
    assert said.returncode != 0
    return said.stdout


@pytest.mark.parametrize("contract", sorted({row[2] for row in FAULTS}))
def test_a_contract_refuses_what_it_is_there_for(faulty: str, contract: str) -> None:
    verdict = re.search(rf"(?m)^{contract}.* (KEPT|BROKEN)", faulty)

    assert verdict is not None
    assert verdict[1] == "BROKEN"


def test_every_contract_was_seen_to_bite() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = [one["name"] for one in project["tool"]["importlinter"]["contracts"]]
    tried = {row[2] for row in FAULTS}

    for contract in contracts:
        assert any(contract.startswith(one) for one in tried), contract
