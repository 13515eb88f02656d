"""A third party's channel: built, installed elsewhere, and used like one of ours."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web import Page, Web

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "channel"

Plexus = Callable[..., str]


def run(*words: str | Path, folder: Path, **environ: str) -> str:
    done = subprocess.run(  # noqa: S603 - this Python, on our own words
        [sys.executable, *map(str, words)],
        cwd=folder,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which nothing is but the example's package, as pip installs it."""
    folder = tmp_path_factory.mktemp("third-party")
    source = shutil.copytree(EXAMPLE, folder / "source")
    run("-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=source)
    (wheel,) = folder.glob("*.whl")
    target = folder / "installed"
    run(
        "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index",
        "--no-deps", "--target", target, wheel, folder=folder,
    )  # fmt: skip
    return target


@pytest.fixture
def plexus(installed: Path, web: Web, tmp_path: Path) -> Plexus:
    """The command line of somebody who has installed the example."""

    def run_it(*words: str) -> str:
        return run(
            "-m", "plexus_ld", *words,
            folder=tmp_path,
            PYTHONPATH=os.pathsep.join([str(installed), str(ROOT)]),
            PLEXUS_HOME=str(tmp_path / "home"),
            PLEXUS_NET_ALLOW_HOSTS=web.host,
        )  # fmt: skip

    return run_it


def test_the_channel_is_listed_beside_ours_and_shared_by(
    plexus: Plexus, web: Web
) -> None:
    web.pages["/board"] = Page(b"", "text/plain", 201, {"Location": "/board/1"})
    plexus("init", "--name", "Ada")
    plexus("channel", "set", "noticeboard", "sign=Ada, number 4")
    plexus("connect", "Town", "--out", f"noticeboard:{web.url}/board")

    plexus("share", "Choir practice is on Friday.", "--to", "public")
    listed = json.loads(plexus("channels", "--json"))["channels"]
    (delivery,) = json.loads(plexus("deliveries", "--json"))["deliveries"]

    assert {"noticeboard", "email"} <= {one["name"] for one in listed}
    assert web.asked == ["POST /board"]
    assert web.bodies == [b"Choir practice is on Friday.\nAda, number 4"]
    assert (delivery["state"], delivery["remote_id"]) == ("taken", "/board/1")


def test_the_example_is_short_and_stands_in_the_docs_as_it_is() -> None:
    code = (EXAMPLE / "noticeboard.py").read_text("utf-8")
    project = (EXAMPLE / "pyproject.toml").read_text("utf-8")
    page = (ROOT / "docs" / "channels.md").read_text("utf-8")

    assert len(code.splitlines()) < 60
    assert f"```python\n{code}```" in page
    assert f"```toml\n{project}```" in page
