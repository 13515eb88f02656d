"""Opening: as the one who holds the home, or through the one who does."""

from collections.abc import Callable
from pathlib import Path

from plexus_ld.clock import Clock
from plexus_ld.model.change import Check, Derive
from plexus_ld.settings import Settings
from plexus_ld.storage.backend import Backend
from plexus_ld.storage.durable.journal import Journal
from plexus_ld.storage.durable.local import LocalEngine
from plexus_ld.storage.durable.rebuild import Parts
from plexus_ld.storage.embedded import EmbeddedBackend
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.home import Home, HomeLock
from plexus_ld.storage.sharing.shared import SharedEngine


def open_engine(
    folder: Path | None,
    settings: Settings,
    derive: Derive | None,
    check: Check | None,
    clock: Clock,
) -> Engine:
    """Open a home's quads, or empty ones in memory where there is no folder.

    Raises:
        HomeError: The folder is no home, or of a newer version.
        HomeBusyError: Another process holds it, and does not answer.
        DamagedStoreError: The journal cannot be read, or a base that is needed.
    """
    if folder is None:
        parts = Parts(EmbeddedBackend(), Journal(None), None, derive, clock, check)
        return LocalEngine(parts, settings.store)
    home = Home(folder)
    home.prepare()
    return SharedEngine(folder, lambda: held(home, settings, derive, check, clock))


def held(
    home: Home,
    settings: Settings,
    derive: Derive | None,
    check: Check | None,
    clock: Clock,
) -> Engine:
    """Take a home, and open its quads as the one who holds it.

    Raises:
        HomeBusyError: Another process holds it.
        DamagedStoreError: The journal cannot be read, or a base that is needed.
    """
    lock = HomeLock(home)
    opened: list[Callable[[], None]] = [lock.release]
    try:
        journal = Journal(home.journal)
        opened.append(journal.close)
        backend = _backend(home, settings)
        opened.append(backend.close)
        parts = Parts(backend, journal, home.base, derive, clock, check)
        return LocalEngine(parts, settings.store, home, on_close=lock.release)
    except BaseException:
        for close in reversed(opened):
            close()
        raise


def _backend(home: Home, settings: Settings) -> Backend:
    if not settings.store.url:
        return EmbeddedBackend(home.store)
    from plexus_ld.storage.service.backend import ServiceBackend

    return ServiceBackend(settings.store.url, settings.net, home.folder)
