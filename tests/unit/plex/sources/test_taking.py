from pathlib import Path

import pytest

from plexus_ld.errors import FetchError, ParseError, SourceError
from plexus_ld.net.client import Client
from plexus_ld.plex.sources.taking import read_one
from plexus_ld.settings import NetSettings, Settings
from plexus_ld.workers import Workers
from tests.unit.plex.sources.pages import ANN
from tests.web import Page, Web


@pytest.fixture
def settings(web: Web) -> Settings:
    return Settings(net=NetSettings(allow_hosts=(web.host,)))


def test_a_file_is_read_without_being_kept(
    tmp_path: Path, workers: Workers, settings: Settings
) -> None:
    file = tmp_path / "ann.ttl"
    file.write_bytes(ANN)

    reading = read_one(str(file), workers, Client(settings.net), settings)

    assert reading.triples == 5


def test_a_page_gives_the_profile_that_it_names(
    web: Web, workers: Workers, settings: Settings
) -> None:
    link = b'<!doctype html><link rel="alternate" type="text/turtle" href="/card">'
    web.pages["/"] = Page(link, "text/html")
    web.pages["/card"] = Page(ANN)

    reading = read_one(f"{web.url}/", workers, Client(settings.net), settings)

    assert reading.format == "turtle"


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        ("nowhere.ttl", SourceError),
        ("{url}/nowhere", FetchError),
        ("{url}/nonsense", ParseError),
        ("{folder}", SourceError),
    ],
)
def test_what_cannot_be_read_is_an_error(
    web: Web,
    tmp_path: Path,
    workers: Workers,
    settings: Settings,
    spec: str,
    error: type[Exception],
) -> None:
    web.pages["/nonsense"] = Page(b"\0\1\2", "application/octet-stream")
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_bytes(ANN)

    with pytest.raises(error):
        read_one(
            spec.format(url=web.url, folder=tmp_path),
            workers,
            Client(settings.net),
            settings,
        )
