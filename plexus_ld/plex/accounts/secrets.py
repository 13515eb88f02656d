"""Where secrets are kept: the machine's keyring, or one sealed file of the home.

The graph holds only that there is a secret; its value stands in no error, no log and
no answer.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol

from rdflib import URIRef

from plexus_ld.errors import SettingsError
from plexus_ld.plex.accounts.keyrings import KeyringSecrets, has_keyring
from plexus_ld.plex.accounts.sealed import SealedSecrets
from plexus_ld.settings import SecretSettings

#: What the setting ``secrets.place`` may say.
PLACES: Final = ("auto", "keyring", "file")


class Secrets(Protocol):
    """A place for secrets, each known by its account's IRI and its name."""

    @property
    def title(self) -> str:
        """What the place is, for people."""

    def get(self, account: URIRef, name: str) -> str | None:
        """Return a secret; None when there is none."""

    def set(self, account: URIRef, name: str, value: str) -> None:
        """Keep a secret."""

    def remove(self, account: URIRef, name: str) -> None:
        """Forget a secret, if there is one."""


class MemorySecrets:
    """Of a Plex without a folder: gone when it is closed."""

    title = "the memory"

    def __init__(self) -> None:
        self._kept: dict[tuple[URIRef, str], str] = {}

    def get(self, account: URIRef, name: str) -> str | None:
        """Return a secret; None when there is none."""
        return self._kept.get((account, name))

    def set(self, account: URIRef, name: str, value: str) -> None:
        """Keep a secret."""
        self._kept[account, name] = value

    def remove(self, account: URIRef, name: str) -> None:
        """Forget a secret, if there is one."""
        self._kept.pop((account, name), None)


class HomeSecrets:
    """A home's secrets: new ones go to its place, old ones are found in either.

    Those that came with an export lie in the sealed file, wherever new ones go.
    """

    def __init__(self, sealed: SealedSecrets, keyring: KeyringSecrets | None) -> None:
        self._sealed = sealed
        self._keyring = keyring
        self._first: Secrets = keyring or sealed

    @property
    def title(self) -> str:
        """What the place is, for people."""
        return self._first.title

    def get(self, account: URIRef, name: str) -> str | None:
        """Return a secret; None when there is none."""
        found = self._keyring.get(account, name) if self._keyring else None
        return self._sealed.get(account, name) if found is None else found

    def set(self, account: URIRef, name: str, value: str) -> None:
        """Keep a secret, in one place only."""
        self._first.set(account, name, value)
        if self._keyring is not None:
            self._sealed.remove(account, name)

    def remove(self, account: URIRef, name: str) -> None:
        """Forget a secret, if there is one."""
        if self._keyring is not None:
            self._keyring.remove(account, name)
        self._sealed.remove(account, name)

    def seal(
        self, wanted: Iterable[tuple[URIRef, str]]
    ) -> tuple[tuple[URIRef, str], ...]:
        """Copy what lies in the keyring into the sealed file, for an export.

        Args:
            wanted: The secrets that there are: account and name.

        Returns:
            Those that were copied; the caller takes them out again.
        """
        copied = []
        for account, name in wanted if self._keyring else ():
            value = self._keyring.get(account, name) if self._keyring else None
            if value is not None and self._sealed.get(account, name) is None:
                self._sealed.set(account, name, value)
                copied.append((account, name))
        return tuple(copied)

    def unseal(self, copied: Iterable[tuple[URIRef, str]]) -> None:
        """Take copies out of the sealed file again."""
        for account, name in copied:
            self._sealed.remove(account, name)


def secrets_of(keys: Path | None, settings: SecretSettings) -> "HomeSecrets | None":
    """Return the place for a home's secrets; None for a Plex without a folder.

    Raises:
        SettingsError: The setting names no place.
    """
    if settings.place not in PLACES:
        message = f"secrets.place: {settings.place!r} is none of {', '.join(PLACES)}"
        raise SettingsError(message)
    if keys is None:
        return None
    is_wanted = settings.place == "keyring" or (
        settings.place == "auto" and has_keyring()
    )
    sealed = SealedSecrets(keys, settings.passphrase)
    return HomeSecrets(sealed, KeyringSecrets(keys) if is_wanted else None)
