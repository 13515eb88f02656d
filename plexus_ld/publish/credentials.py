"""Who the owner is to the server that the profile is published on.

The user's name is a setting, the secret never: it lies in a file that only its owner
may read, or in the environment. Neither is ever part of an error.
"""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from plexus_ld.errors import SettingsError
from plexus_ld.settings import PublishSettings

#: The environment variable that may hold the secret instead of a file.
SECRET = "PLEXUS_PUBLISH_SECRET"  # noqa: S105 - the name of the place, not the secret
#: Any of these on the secret's file, and others on this machine may read it.
_OTHERS = 0o077
#: Hosts that are this machine: nobody else hears what is said to them.
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user's name, or a client's id, and the secret that goes with it."""

    user: str
    secret: str = field(repr=False)


def credentials_of(
    settings: PublishSettings, environ: Mapping[str, str] = os.environ
) -> Credentials | None:
    """Return the credentials, or None where none are set.

    Raises:
        SettingsError: Half of them is missing, or the secret is not kept secret.
    """
    secret = environ.get(SECRET) or _from_file(settings.secret_file)
    if not settings.user and secret is None:
        return None
    if not settings.user:
        raise SettingsError("publish.user is missing: whose is the secret?")
    if secret is None:
        message = f"publish.user is set, but neither publish.secret_file nor {SECRET}"
        raise SettingsError(message)
    return Credentials(settings.user, secret)


def _from_file(name: str) -> str | None:
    if not name:
        return None
    file = Path(name).expanduser()
    try:
        if file.stat().st_mode & _OTHERS:
            message = f"{file} may be read by others; say: chmod 600 {file}"
            raise SettingsError(message)
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"publish.secret_file: {file} cannot be read"
        raise SettingsError(message) from error
    if not text:
        message = f"publish.secret_file: {file} is empty"
        raise SettingsError(message)
    return text


def basic(credentials: Credentials) -> str:
    """Return the value of an Authorization header of the scheme Basic."""
    pair = f"{credentials.user}:{credentials.secret}".encode()
    return f"Basic {base64.b64encode(pair).decode()}"


def is_private(url: str) -> bool:
    """Tell whether nobody else hears what is said to a server."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.hostname or "") in _HERE
