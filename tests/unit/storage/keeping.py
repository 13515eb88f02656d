"""Stores and changes for the tests of the store."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from plexus_ld.model.change import Change, Derive
from plexus_ld.settings import StoreSettings
from plexus_ld.storage.durable.journal import Journal
from plexus_ld.storage.durable.local import LocalEngine
from plexus_ld.storage.durable.rebuild import Parts
from plexus_ld.storage.embedded import EmbeddedBackend
from plexus_ld.storage.home import Home

CARD = "<https://anna.example/card>"
OTHER = "<https://ben.example/card>"
NAME = "<http://xmlns.com/foaf/0.1/name>"


def line(number: object, graph: str = CARD, subject: str = "anna") -> str:
    """Return a line that no other number gives."""
    iri = f"<https://{subject}.example/card#me>"
    return f'{iri} {NAME} "name {number}" {graph}'.rstrip() + " ."


def lines(numbers: Iterable[object], graph: str = CARD) -> tuple[str, ...]:
    return tuple(line(number, graph) for number in numbers)


class HandSet:
    """A clock that is set by hand; each look at it is a second later."""

    def __init__(self) -> None:
        self.time = datetime(2026, 5, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


def parts_of(
    folder: Path | None, derive: Derive | None = None, clock: HandSet | None = None
) -> Parts:
    """Return the parts of a durable store in a folder, or of one in memory."""
    if folder is None:
        backend, journal = EmbeddedBackend(), Journal(None)
        return Parts(backend, journal, None, derive, clock or HandSet())
    home = Home(folder)
    home.prepare()
    journal = Journal(home.journal)
    backend = EmbeddedBackend(home.store)
    return Parts(backend, journal, home.base, derive, clock or HandSet())


class OpenEngine(Protocol):
    """Opens an engine without the home's lock and socket; the test's end closes it."""

    def __call__(
        self,
        folder: Path | None = None,
        *,
        derive: Derive | None = None,
        settings: StoreSettings = StoreSettings(),  # noqa: B008 - a frozen value
        clock: HandSet | None = None,
    ) -> LocalEngine: ...


def engine_of(
    folder: Path | None = None,
    *,
    derive: Derive | None = None,
    settings: StoreSettings = StoreSettings(),  # noqa: B008 - a frozen value
    clock: HandSet | None = None,
) -> LocalEngine:
    """Open an engine without the home's lock and socket."""
    parts = parts_of(folder, derive, clock)
    return LocalEngine(parts, settings, Home(folder) if folder else None)


def all_lines(engine: LocalEngine) -> set[str]:
    return {
        f"{subject} {predicate} {object_} {graph}".rstrip() + " ."
        for subject, predicate, object_, graph in engine.matching()
    }


def add(engine: LocalEngine, *added: str, note: str = "") -> int:
    return engine.apply(Change(added=added, note=note))


def remove(engine: LocalEngine, *removed: str, note: str = "") -> int:
    return engine.apply(Change(removed=removed, note=note))
