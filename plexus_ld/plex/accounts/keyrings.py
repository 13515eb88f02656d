"""Secrets in the machine's keyring: Secret Service, KWallet, Keychain and the like.

Each home has a name of its own there, so that two homes do not share accounts.
"""

import os
from pathlib import Path
from typing import Final
from uuid import uuid4

from rdflib import URIRef

from plexus_ld.errors import AccountError

#: The file in the home's folder ``keys`` that says under which name.
NAME: Final = "keyring-name"
_ADVICE: Final = 'set place = "file" under [secrets] to keep secrets in the home'


def has_keyring() -> bool:
    """Tell whether this machine has a keyring that is worth its name."""
    from keyring import get_keyring

    # Below 1 are those that keep nothing, or keep it for everybody to read.
    return float(get_keyring().priority) >= 1


class KeyringSecrets:
    """The secrets of one home in the keyring.

    Args:
        keys: The home's folder for keys.
    """

    title = "the keyring"

    def __init__(self, keys: Path) -> None:
        self._keys = keys

    def get(self, account: URIRef, name: str) -> str | None:
        """Return a secret; None when there is none.

        Raises:
            AccountError: The keyring does not answer.
        """
        import keyring
        from keyring.errors import KeyringError

        service = self._service()
        if service is None:
            return None
        try:
            return keyring.get_password(service, _user(account, name))
        except KeyringError as error:
            raise _refused(account, error) from error

    def set(self, account: URIRef, name: str, value: str) -> None:
        """Keep a secret.

        Raises:
            AccountError: The keyring does not take it.
        """
        import keyring
        from keyring.errors import KeyringError

        service = self._service() or self._begun()
        try:
            keyring.set_password(service, _user(account, name), value)
        except KeyringError as error:
            raise _refused(account, error) from error

    def remove(self, account: URIRef, name: str) -> None:
        """Forget a secret, if there is one.

        Raises:
            AccountError: The keyring does not answer.
        """
        import keyring
        from keyring.errors import KeyringError

        service = self._service()
        if service is None or self.get(account, name) is None:
            return
        try:
            keyring.delete_password(service, _user(account, name))
        except KeyringError as error:
            raise _refused(account, error) from error

    def _service(self) -> str | None:
        try:
            return (self._keys / NAME).read_text(encoding="ascii").strip() or None
        except (OSError, UnicodeDecodeError):
            return None

    def _begun(self) -> str:
        """Give this home a name in the keyring, unless another process just did."""
        file = self._keys / NAME
        made = file.with_name(f"{NAME}.{os.getpid()}")
        made.write_text(f"plexus-ld {uuid4().hex[:12]}\n", encoding="ascii")
        try:
            file.hardlink_to(made)
        except FileExistsError:
            pass
        finally:
            made.unlink()
        return file.read_text(encoding="ascii").strip()


def _user(account: URIRef, name: str) -> str:
    return f"{account} {name}"


def _refused(account: URIRef, error: Exception) -> AccountError:
    channel = str(account).split(":")[-2]
    # The class alone: what a keyring says may repeat what it was given.
    reason = f"the keyring does not answer ({type(error).__name__}); {_ADVICE}"
    return AccountError(channel, reason)
