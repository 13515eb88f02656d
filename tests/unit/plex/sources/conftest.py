"""A Plex of sources: the real store in memory, real workers, a real server."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plexus_ld.net.client import Client
from plexus_ld.plex.people.network import network
from plexus_ld.plex.sources.originals import Originals
from plexus_ld.plex.sources.sources import Sources
from plexus_ld.plex.sources.values import ImportReport
from plexus_ld.settings import ImportSettings, NetSettings, Settings
from plexus_ld.store import Store, open_store
from plexus_ld.workers import Workers
from tests.web import Web


class HandClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 14, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **time: float) -> None:
        self.at += timedelta(**time)


@dataclass
class House:
    """What a test of sources works with."""

    store: Store
    sources: Sources
    originals: Originals
    clock: HandClock
    web: Web
    again: Callable[[ImportSettings], Sources]

    def lines(self, graph: str) -> set[tuple[str, str, str]]:
        return {parts[:3] for parts in self.store.matching(graph=f"<{graph}>")}

    def import_one(self, spec: str, depth: int = 0) -> ImportReport:
        return self.sources.import_([spec], depth)


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with Workers() as made:
        yield made


@pytest.fixture
def house(workers: Workers, web: Web, tmp_path: Path) -> Iterator[House]:
    settings = Settings(
        net=NetSettings(allow_hosts=(web.host,), timeout_s=5),
        imports=ImportSettings(host_pause_s=0),
    )
    clock = HandClock()
    originals = Originals(tmp_path / "originals")
    with open_store(None, settings=settings, derive=network) as store:

        def again(imports: ImportSettings) -> Sources:
            chosen = replace(settings, imports=imports)
            client = Client(settings.net)
            return Sources(store, workers, client, originals, chosen, clock)

        yield House(store, again(settings.imports), originals, clock, web, again)
    originals.close()
