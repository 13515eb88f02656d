"""Homes for the command line's tests, made once and copied for each."""

import os
import re
import shutil
import socket
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import Desk, Terminal

EXAMPLES = Path(__file__).parents[2] / "examples"


#: A letter that no address has in it, and so a name that would be looked up.
_A_NAME = re.compile(r"[g-z]", re.IGNORECASE)


def _stay_here(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse to look any other machine up: a page may lead to its author's own."""
    host = str(arguments[0] or "") if event == "socket.getaddrinfo" else ""
    if _A_NAME.search(host) and "localhost" not in host:
        raise socket.gaierror(socket.EAI_FAIL, "the tests reach nobody else")


#: Imported by the tests of the command line only; it stays, and means no harm.
sys.addaudithook(_stay_here)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have no setting of whoever runs the tests reach them."""
    for name in [name for name in os.environ if name.startswith("PLEXUS_")]:
        if name not in ("PLEXUS_ALL_PEERS", "PLEXUS_WEB_PORT"):
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
