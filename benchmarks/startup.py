"""Promise 9: how long a command takes to start, process and all."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Row, median_seconds

_QUERY = "SELECT ?person WHERE { ?person foaf:name ?name }"


def measure(full: bool) -> Iterator[Row]:
    """Yield the rows."""
    del full
    plexus = str(Path(sys.executable).with_name("plexus"))
    with tempfile.TemporaryDirectory() as folder:
        home = [plexus, "--home", f"{folder}/home"]
        _run([*home, "init", "--name", "Ada Example"])
        rows = (
            ("plexus --version", [plexus, "--version"], 0.3),
            ("plexus query 'SELECT …'", [*home, "query", _QUERY], 1.0),
            ("plexus query friends", [*home, "query", "friends"], 1.0),
        )
        for what, command, bar in rows:
            took = median_seconds(lambda command=command: _run(command), runs=9)
            yield Row(9, what, took, None, "s", "", f"<= {bar} s", took <= bar)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
