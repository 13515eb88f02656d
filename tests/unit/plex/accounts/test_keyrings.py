"""Secrets in a keyring: one of this test's own stands in for the machine's."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from plexus_ld.errors import AccountError, SettingsError
from plexus_ld.plex.accounts.accounts import Accounts
from plexus_ld.plex.accounts.naming import account_iri
from plexus_ld.plex.accounts.sealed import SEALED
from plexus_ld.plex.accounts.secrets import secrets_of
from plexus_ld.settings import SecretSettings
from plexus_ld.store import Store
from tests.unit.plex.accounts.conftest import card

ONE = account_iri("pigeon")


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 5.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.is_locked:
            raise KeyringLocked("the secret sesame is locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.is_locked:
            raise KeyringLocked("the secret sesame is locked")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("none")
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[Ring]:
    before = keyring.get_keyring()
    ring = Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.fixture
def accounts(store: Store, keys: Path) -> Accounts:
    return Accounts(store, card, secrets_of(keys, SecretSettings()))


def test_a_machine_with_a_keyring_keeps_secrets_there(
    ring: Ring, accounts: Accounts, keys: Path
) -> None:
    accounts.set("pigeon", "default", {"loft": "mill", "whistle": "sesame"})

    assert accounts.place == "the keyring"
    assert list(ring.kept.values()) == ["sesame"]
    assert accounts.of("pigeon").secrets["whistle"] == "sesame"
    assert not (keys / SEALED).exists()


def test_two_homes_share_no_account(
    ring: Ring, store: Store, keys: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for number, folder in enumerate((keys, other)):
        secrets = secrets_of(folder, SecretSettings())
        assert secrets is not None
        secrets.set(ONE, "whistle", f"sesame {number}")

    assert sorted(ring.kept.values()) == ["sesame 0", "sesame 1"]


def test_a_forgotten_secret_is_gone_from_the_keyring(
    ring: Ring, accounts: Accounts
) -> None:
    accounts.set("pigeon", "default", {"loft": "mill", "whistle": "sesame"})

    accounts.remove("pigeon")

    assert ring.kept == {}


def test_a_locked_keyring_is_said_without_the_secret(
    ring: Ring, accounts: Accounts
) -> None:
    accounts.set("pigeon", "default", {"loft": "mill", "whistle": "sesame"})
    ring.is_locked = True

    with pytest.raises(AccountError, match='place = "file"') as told:
        accounts.of("pigeon")
    assert "sesame" not in str(told.value)
    with pytest.raises(AccountError, match="does not answer"):
        accounts.set("pigeon", "default", {"whistle": "barley"})


def test_for_an_export_all_secrets_lie_in_the_home(
    ring: Ring, accounts: Accounts, store: Store, keys: Path
) -> None:
    accounts.set("pigeon", "default", {"loft": "mill", "whistle": "sesame"})

    with accounts.sealed():
        ring.kept.clear()  # as on another machine
        assert accounts.of("pigeon").secrets["whistle"] == "sesame"

    assert "whistle" not in accounts.of("pigeon").secrets


def test_a_secret_that_came_with_an_export_moves_when_it_is_set_again(
    ring: Ring, store: Store, keys: Path, accounts: Accounts
) -> None:
    before = secrets_of(keys, SecretSettings(place="file"))
    assert before is not None
    before.set(ONE, "whistle", "old")

    accounts.set("pigeon", "default", {"loft": "mill", "whistle": "new"})

    assert before.get(ONE, "whistle") is None
    assert accounts.of("pigeon").secrets["whistle"] == "new"


def test_a_keyring_that_keeps_nothing_is_none(
    ring: Ring, store: Store, keys: Path
) -> None:
    ring.priority = 0.5

    secrets = secrets_of(keys, SecretSettings())

    assert secrets is not None
    assert secrets.title == "a sealed file in the home"


def test_a_place_that_is_none_is_said(keys: Path) -> None:
    with pytest.raises(SettingsError, match=r"secrets\.place"):
        secrets_of(keys, SecretSettings(place="drawer"))
