"""Strings that break programs, wherever a stranger's word becomes a URL."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from plexus_ld.errors import FetchError, SourceError
from plexus_ld.net.client import Client
from plexus_ld.net.robots import parse
from plexus_ld.settings import NetSettings
from tests.web import Page, Web


@pytest.fixture(scope="session")
def naughty(shared: Path) -> list[str]:
    file = shared / "suites" / "naughty-strings" / "blns.json"
    found: list[str] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_no_redirect_to_nonsense_is_more_than_an_error(
    web: Web, naughty: list[str]
) -> None:
    def resolve(host: str, port: int) -> list[Any]:
        here = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", web.port))
        return [here] if host == "127.0.0.1" else []

    settings = NetSettings(allow_hosts=(web.host,), timeout_s=5)
    with Client(settings, resolve=resolve) as client:
        for words in naughty:
            target = (
                words.encode().decode("latin-1").replace("\n", "").replace("\r", "")
            )
            web.pages["/"] = Page(status=302, headers={"Location": target})
            try:
                client.get(f"{web.url}/")
            except FetchError as error:
                assert error.url


def test_no_nonsense_as_a_url_is_more_than_an_error(naughty: list[str]) -> None:
    with Client(NetSettings(), resolve=lambda host, port: []) as client:
        for words in naughty:
            for url in (words, f"http://{words}/", f"http://a.example/{words}"):
                with pytest.raises((FetchError, SourceError)):
                    client.get(url)


def test_no_nonsense_in_robots_txt_is_an_error(naughty: list[str]) -> None:
    for words in naughty:
        rules = parse(f"User-agent: *\nDisallow: /{words}\nCrawl-delay: {words}")
        assert rules.allow(f"/{words}") in (True, False)
