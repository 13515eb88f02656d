"""Homes for the command line's tests, made once and copied for each."""

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.terminal import Desk, Terminal

#: The owner of every home here.
OWNER = "https://robin.example/#me"
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have no setting of whoever runs the tests reach them."""
    for name in [name for name in os.environ if name.startswith("PLEXUS_")]:
        if name != "PLEXUS_ALL_PEERS":
            monkeypatch.delenv(name)
    monkeypatch.setenv("PLEXUS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(scope="session")
def _begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun") / "home"
    words = ("init", "--name", "Robin Example", "--base", "https://robin.example/")
    assert Desk()("--home", folder, *words).status == 0
    return folder


@pytest.fixture(scope="session")
def _peopled(_begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("peopled") / "home"
    shutil.copytree(_begun, folder)
    assert Desk()("--home", folder, "import", EXAMPLES).status == 0
    return folder


@pytest.fixture
def home(_begun: Path, tmp_path: Path) -> Path:
    """Return a home with an owner, Robin Example, and nobody else."""
    shutil.copytree(_begun, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def peopled(_peopled: Path, tmp_path: Path) -> Path:
    """Return a home that knows the people of `examples/`."""
    shutil.copytree(_peopled, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def plexus() -> Desk:
    """Return the command line, run in this process on this test's home."""
    return Desk()


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Return the command line, run as processes on this test's home."""
    return Terminal(tmp_path / "home")
