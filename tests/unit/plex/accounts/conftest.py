"""A home on disk, and a channel whose accounts have secrets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plexus_ld.errors import NoSuchChannelError
from plexus_ld.model.capability import AccountSetting, CapabilityCard, Role
from plexus_ld.plex.accounts.accounts import Accounts
from plexus_ld.plex.accounts.secrets import secrets_of
from plexus_ld.plex.people.network import network
from plexus_ld.plex.profile.owner import create
from plexus_ld.plex.shapes import check
from plexus_ld.settings import SecretSettings, Settings
from plexus_ld.store import Store, open_store

CARDS = {
    "pigeon": CapabilityCard(
        name="pigeon",
        title="Pigeons",
        summary="Birds.",
        roles=frozenset({Role.SHARER}),
        account_settings=(
            AccountSetting("loft", "where they live", is_required=True),
            AccountSetting("corn", "what they eat", default="maize"),
            AccountSetting("whistle", "how they are called", is_secret=True),
        ),
    ),
    "shout": CapabilityCard("shout", "Shouting", "Loud.", frozenset({Role.SHARER})),
}


def card(name: str) -> CapabilityCard:
    if name not in CARDS:
        raise NoSuchChannelError(name)
    return CARDS[name]


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(None, settings=Settings(), derive=network, check=check) as store:
        create(store, "Robin Example", base="https://robin.example/")
        yield store


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def accounts(store: Store, keys: Path) -> Accounts:
    return Accounts(store, card, secrets_of(keys, SecretSettings(place="file")))
