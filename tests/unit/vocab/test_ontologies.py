"""The ontologies are found wherever the package was installed from."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from plexus_ld.vocab.ontologies import PLEXUS, SHAPES, ontology

ROOT = Path(__file__).parents[3]

#: Says where both ontologies were found, and that there is something in them.
WHERE = f"""
import site, sys
before = list(sys.path)
site.addsitedir(sys.argv[1])
sys.path.sort(key=before.__contains__)  # what it brought goes first
from plexus_ld.vocab.ontologies import ontology
for name in ({PLEXUS!r}, {SHAPES!r}):
    file = ontology(name)
    assert "plx:Connection" in file.read_text(encoding="utf-8")
    print(file)
"""


def run(*words: str | Path, cwd: Path) -> str:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(  # noqa: S603 - this Python, on our own words
        [sys.executable, *map(str, words)],
        cwd=cwd,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def installed(target: str, folder: Path) -> Path:
    """Build a wheel and install it, alone, into a folder."""
    run("-m", "hatchling", "build", "-t", target, "-d", folder / "dist", cwd=ROOT)
    (wheel,) = (folder / "dist").glob("*.whl")
    site = folder / "site"
    pip = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    run(*pip, "--target", site, wheel, cwd=folder)
    return site


def found_from(site: Path, cwd: Path) -> list[Path]:
    return [Path(line) for line in run("-c", WHERE, site, cwd=cwd).split()]


def test_a_wheel_carries_the_ontologies(tmp_path: Path) -> None:
    site = installed("wheel", tmp_path)

    assert (site / "plexus_ld" / "ontologies" / PLEXUS).is_file()
    assert (site / "plexus_ld" / "ontologies" / SHAPES).is_file()


def test_an_installed_wheel_reads_its_own(tmp_path: Path) -> None:
    site = installed("wheel", tmp_path)

    found = found_from(site, tmp_path)

    assert {file.parent for file in found} == {site / "plexus_ld" / "ontologies"}


def test_an_editable_install_reads_the_repositorys(tmp_path: Path) -> None:
    site = installed("wheel:editable", tmp_path)

    assert found_from(site, tmp_path) == [
        ROOT / "ontologies" / PLEXUS,
        ROOT / "ontologies" / SHAPES,
    ]


def test_an_ontology_that_there_is_not_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        ontology("nobody.ttl")
