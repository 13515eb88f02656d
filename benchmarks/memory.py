"""Promise 8: memory of a home at rest with the corpus imported, its workers too."""

import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.measure import Row
from plexus_ld import Plex

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "foaf"
_MIB = 1024 * 1024


def measure(full: bool) -> Iterator[Row]:
    """Yield the row; without ``full`` the rest before it is ten seconds."""
    if not CORPUS.is_dir():
        return
    rest_s = 600 if full else 10
    ours, theirs = multiprocessing.Pipe()
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        process = spawn.Process(target=_hold, args=(folder, theirs))
        process.start()
        ours.recv()
        time.sleep(rest_s)
        taken = sum(pss(child) for child in family(process.pid or 0)) / _MIB
        ours.send(None)
        process.join()
    yield Row(
        8, f"memory with the corpus imported, after {rest_s} s of rest, workers too",
        taken, None, "MiB", "",
        "<= 150 MiB", taken <= 150,
    )  # fmt: skip


def _hold(folder: str, pipe: Connection) -> None:
    """Import, ask once, and then do nothing."""
    with Plex.open(Path(folder) / "home", create=True) as plex:
        plex.sources.import_([str(CORPUS)])
        plex.questions.answer("people", "json")
        pipe.send(None)
        pipe.recv()


def family(root: int) -> list[int]:
    """Return a process and all its descendants (Linux)."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(folder.name)] = int(fields[1])
    family = [root]
    for member in family:
        family.extend(child for child, parent in parents.items() if parent == member)
    return family


def pss(process: int) -> int:
    """Return a process's proportional share of memory, in bytes (Linux)."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) * 1024
