"""Who the owner is to the server that the profile is published on.

The user's name is a setting, the secret never: it lies in a file that only its owner
may read, or in the environment. Neither is ever part of an error.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from plexus_ld.errors import SettingsError
from plexus_ld.net.login.credentials import Credentials
from plexus_ld.settings import PublishSettings

#: The environment variable that may hold the secret instead of a file.
SECRET = "PLEXUS_PUBLISH_SECRET"  # noqa: S105 - the name of the place, not the secret
#: Any of these on the secret's file, and others on this machine may read it.
_OTHERS = 0o077


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
