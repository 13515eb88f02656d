"""What keeps the disk bounded and honest: pruning, erasing, backing up, checking."""

import json
import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from plexus_ld.errors import StoreError
from plexus_ld.model.change import Reader
from plexus_ld.settings import StoreSettings
from plexus_ld.storage.durable import base
from plexus_ld.storage.durable.checkpoint import Checkpoints
from plexus_ld.storage.durable.rebuild import Parts, journaled, source_lines
from plexus_ld.storage.home import Home

_LOG = logging.getLogger(__name__)

#: Superfluous changes from which on a base is written: one costs 2 s for 450,000
#: quads, a change in the journal some hundred bytes.
PRUNE_STEP = 100


def prune(parts: Parts, settings: StoreSettings) -> bool:
    """Drop old changes once a base holds what they did; tell whether any were.

    The caller holds the writer's lock.
    """
    since = parts.clock() - timedelta(days=settings.keep_days)
    upto = parts.journal.superfluous(settings.keep_changes, since)
    if not upto or upto - parts.journal.first + 1 < PRUNE_STEP:
        return False
    if parts.base:
        renew_base(parts)
    parts.journal.prune(upto)
    _LOG.info("changes up to %d can no longer be undone", upto)
    return True


def renew_base(parts: Parts) -> None:
    """Write a base of the store as it stands; the caller holds the writer's lock."""
    if parts.base:
        lines = source_lines(parts.backend)
        base.write(parts.base, lines, parts.journal.last)


def erase(parts: Parts, graphs: Sequence[str], checkpoints: Checkpoints) -> None:
    """Take graphs out of journal, base and store; the caller holds the writer's lock.

    Killed in the middle, nothing else is lost by it, and it can be done again.

    Raises:
        StoreError: One of the graphs still holds a statement.
    """
    for graph in graphs:
        if any(True for _ in parts.backend.matching(graph=graph)):
            message = f"{graph} still holds statements; take them out first"
            raise StoreError(message)
    if parts.base and base.find(parts.base):
        renew_base(parts)
    parts.journal.rewrite(frozenset(graphs))
    checkpoints.drop()
    parts.backend.rewrite()


@contextmanager
def noted(home: Home | None, graphs: Sequence[str]) -> Iterator[None]:
    """Note what is being erased: the next opening ends what a kill cut short."""
    if home is None:
        yield
        return
    made = home.erasing.with_suffix(".new")
    made.write_text(json.dumps(list(graphs)), encoding="utf-8")
    made.replace(home.erasing)
    try:
        yield
    except StoreError:
        home.erasing.unlink()
        raise
    home.erasing.unlink()


def unfinished(home: Home | None, reader: Reader) -> list[str]:
    """Return the graphs whose erasing was cut short, and that are still empty."""
    if home is None or not home.erasing.exists():
        return []
    try:
        names = json.loads(home.erasing.read_text(encoding="utf-8"))
    except ValueError as error:
        _LOG.warning("what was being erased is not known any more: %s", error)
        home.erasing.unlink()
        return []
    return [name for name in names if not any(reader.matching(graph=name))]


def backup(parts: Parts, home: Home, folder: Path, checkpoints: Checkpoints) -> None:
    """Copy a home into a new or empty folder; the caller keeps prune and erase away.

    The store comes first and the journal last: what was written meanwhile is in the
    journal, and replayed when the copy is opened.
    """
    target = Home(folder)
    try:
        if folder.exists() and any(folder.iterdir()):
            message = f"{folder} is not empty"
            raise StoreError(message)
        target.prepare()
        made = checkpoints.newest()
        if made:
            shutil.copytree(made, target.store)
        for name in ("base", "media", "originals", "keys", "queries", "settings.toml"):
            _copy(home.folder / name, folder / name)
        parts.journal.backup(target.journal)
    except (OSError, shutil.Error) as error:
        message = f"no backup could be made in {folder}: {error}"
        raise StoreError(message) from error


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    elif source.exists():
        shutil.copy2(source, target)


def faults(parts: Parts) -> list[str]:
    """Hold the store against the journal; return a sentence for what is wrong.

    A base that is damaged while the store is sound is written anew.
    """
    try:
        there = set(source_lines(parts.backend))
    except StoreError as error:
        return [str(error)]
    try:
        told = set(journaled(parts))
    except StoreError as error:
        renew_base(parts)
        _LOG.warning("a new base was written: %s", error)
        return []
    if told == there:
        return []
    return [
        f"the store differs from what was journaled: {len(told - there)} statements "
        f"are missing, {len(there - told)} are too many"
    ]
