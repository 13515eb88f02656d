"""All files of a checkpoint, opened before a worker may open none any more.

The engine opens sixteen of its table files at first, and any other when a query needs
it (RocksDB, ``kInitialLoadLimit``). Where it then may not, it answers each step of the
query with the same error, and an ASK never ends.
"""

import os
import resource
from collections.abc import Container
from itertools import product
from pathlib import Path
from typing import Final

import pyoxigraph as ox

#: A term that stands nowhere: looking for it opens the files of an index whose range
#: of keys it falls in, which is most of them.
_NOWHERE: Final = ox.NamedNode("urn:x-plexus:nowhere")


def open_files(store: ox.Store, folder: str) -> None:
    """Open the files of a store; then let this process open only what is left.

    Where none is left, as with most homes, it opens nothing at all. Otherwise so many
    descriptors stay free, and what keeps a query in is that its text was checked.

    Args:
        store: Opened for reading.
        folder: Where it lies.
    """
    _look_into_each_index(store)
    opened = _open_now()
    left = len(_tables(folder).difference(opened.values()))
    most = _room_for(left, opened)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _look_into_each_index(store: ox.Store) -> None:
    terms = (None, _NOWHERE)
    for graph in (None, _NOWHERE, ox.DefaultGraph()):
        for pattern in product(terms, terms, terms):
            next(iter(store.quads_for_pattern(*pattern, graph)), None)
    next(iter(store.named_graphs()), None)


def _tables(folder: str) -> set[tuple[int, int]]:
    found = (file.stat() for file in Path(folder).glob("*.sst"))
    return {(file.st_dev, file.st_ino) for file in found}


def _open_now() -> dict[int, tuple[int, int]]:
    """Return the numbers of the open files, and which files they are."""
    found = {}
    for name in os.listdir("/dev/fd"):  # noqa: PTH208 - no paths
        try:
            file = os.fstat(int(name))
        except OSError:  # the listing's own, closed by now
            continue
        found[int(name)] = (file.st_dev, file.st_ino)
    return found


def _room_for(files: int, taken: Container[int]) -> int:
    """Return the limit under which so many more can be opened; 0 for none."""
    most = 0
    while files:
        files -= most not in taken
        most += 1
    return most
