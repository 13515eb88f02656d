"""What is wrong with a home, and what its owner can do about it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from plexus_ld.plex import shapes
from plexus_ld.plex.profile.owner import find_owner
from plexus_ld.plex.profile.representation import document_of

if TYPE_CHECKING:
    from pathlib import Path

    from plexus_ld.plex.sources.sources import Sources
    from plexus_ld.store import Store

#: Free space below which a home is in danger, in bytes.
_LEAST_FREE_BYTES = 256 * 1024 * 1024
#: Faults of one kind that are told one by one.
_MOST_TOLD = 20
#: What each extra brings, by a module that it installs.
_EXTRAS = {
    "pictures": ("networkx", "plexus graph draws no picture"),
    "solid": ("joserfc", "plexus publish cannot log in to a Solid server"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        ok: Whether it is as it should be.
        what: What was found, in a sentence.
        advice: What to do about it; empty when there is nothing to do.
    """

    ok: bool
    what: str
    advice: str = ""


def examine(
    store: "Store", sources: "Sources", folder: "Path | None"
) -> tuple[Finding, ...]:
    """Look at everything once: it takes a second for 100,000 statements."""
    return (
        *_store(store),
        *_owner(store),
        *_shapes(store),
        *_sources(sources),
        *_disk(folder),
        *_extras(),
    )


def _store(store: "Store") -> Iterator[Finding]:
    faults = store.check()
    for fault in faults[:_MOST_TOLD]:
        yield Finding(False, fault, "the next command that opens the home mends it")
    if not faults:
        yield Finding(
            True, f"the store and its journal agree (change {store.sequence})"
        )


def _owner(store: "Store") -> Iterator[Finding]:
    owner = find_owner(store)
    if owner is None:
        yield Finding(False, "this Plex has no owner", "plexus init --name 'Your Name'")
    elif document_of(owner.webid) is None:
        yield Finding(
            True,
            f"you are <{owner.webid}>, an IRI that leads nowhere",
            "plexus me move https://your.address/ gives your profile an address",
        )
    else:
        yield Finding(True, f"you are <{owner.webid}>")


def _shapes(store: "Store") -> Iterator[Finding]:
    complaints = shapes.check_all(store)
    for complaint in complaints[:_MOST_TOLD]:
        yield Finding(
            not complaint.serious, complaint.sentence, "plexus me set mends a profile"
        )
    if not complaints:
        yield Finding(True, "your own graphs have the shapes that they should have")


def _sources(sources: "Sources") -> Iterator[Finding]:
    every = sources.sources()
    failed = [source for source in every if source.error]
    for source in failed[:_MOST_TOLD]:
        yield Finding(
            False,
            f"{source.source}: {source.error}",
            f"plexus refresh {source.source}, or plexus forget {source.source}",
        )
    yield Finding(True, f"{len(every) - len(failed)} of {len(every)} sources are sound")


def _disk(folder: "Path | None") -> Iterator[Finding]:
    if folder is None:
        return
    free = shutil.disk_usage(folder).free
    mebibytes = free // (1024 * 1024)
    yield Finding(
        free >= _LEAST_FREE_BYTES,
        f"{mebibytes:,} MiB are free where the home lies",
        ""
        if free >= _LEAST_FREE_BYTES
        else "make room: a change needs some to be kept",
    )


def _extras() -> Iterator[Finding]:
    for extra, (module, lack) in _EXTRAS.items():
        if find_spec(module) is None:
            yield Finding(True, lack, f"pip install 'plexus-ld[{extra}]'")
