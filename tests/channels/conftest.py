"""What the contract's tests are handed. See `contract`."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from plexus_ld.channels.base import Tools
from plexus_ld.channels.registry import Channels
from plexus_ld.model.site import Site
from plexus_ld.net.client import Client
from plexus_ld.net.signing.client import SignedClient
from plexus_ld.net.signing.values import SigningKey
from plexus_ld.plex.profile.key import OwnerKey
from plexus_ld.settings import NetSettings
from tests.channels.contract import NOW


@pytest.fixture(scope="module")
def tools() -> Iterator[Tools]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    settings = NetSettings(allow_hosts=("127.0.0.1", "localhost"), timeout_s=0.5)
    with Client(settings) as http:
        site, key = Site("https://ada.example/"), OwnerKey(None)
        ours = SigningKey(site.url("#key"), key.pem)
        owner = SignedClient(http, lambda: ours, lambda: NOW)
        yield Tools(
            http,
            lambda: NOW,
            lambda: loop,
            site=lambda: site,
            as_owner=lambda: owner,
        )
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture(scope="module")
def channels(tools: Tools) -> Channels:
    return Channels(tools)
