"""Reading settings: the home's file, and the environment, which wins."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from math import isfinite
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from plexus_ld.errors import SettingsError
from plexus_ld.settings.sections import Settings

_SECTIONS: dict[str, type] = {
    item.name: item.default_factory
    for item in fields(Settings)
    if item.default_factory is not MISSING and isinstance(item.default_factory, type)
}


def home_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where the home lies when no ``--home`` says so."""
    named = environ.get("PLEXUS_HOME")
    return Path(named).expanduser() if named else user_data_path("plexus-ld")


def load(home: Path | None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read a home's settings and the environment's.

    Raises:
        SettingsError: A name or a value is none; the sentence says which and where.
    """
    table = _file_table(home / "settings.toml") if home else {}
    made: dict[str, Any] = {}
    for name, section in _SECTIONS.items():
        given = table.pop(name, {})
        if not isinstance(given, dict):
            message = (
                f"settings.toml: {name} is a section: [{name}], its settings below"
            )
            raise SettingsError(message)
        given = {**given, **_environment_table(name, section, environ)}
        made[name] = _section(name, section, given)
    if table:
        message = f"settings.toml: there is no section [{min(table)}]"
        raise SettingsError(message)
    return Settings(**made)


#: What ``plexus init`` writes: nothing is set, and where to read what can be.
_FIRST = """\
# Settings of this home; docs/settings.md lists them all. For instance:
#
# [net]
# allow_hosts = ["localhost:8080"]
"""


def begin(file: Path) -> None:
    """Write a first settings file, unless there is one.

    Raises:
        SettingsError: It cannot be written.
    """
    try:
        with file.open("x", encoding="utf-8") as begun:
            begun.write(_FIRST)
    except FileExistsError:
        return
    except OSError as error:
        message = f"{file}: {error}"
        raise SettingsError(message) from error


def _file_table(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{file}: {error}"
        raise SettingsError(message) from error


def environment_name(section: str, name: str) -> str:
    """Return a setting's name in the environment: ``PLEXUS_NET_ALLOW_HOSTS``."""
    return f"PLEXUS_{section}_{name}".upper()


def _environment_table(
    name: str, section: type, environ: Mapping[str, str]
) -> dict[str, str]:
    named = {item.name: environment_name(name, item.name) for item in fields(section)}
    return {key: environ[env] for key, env in named.items() if env in environ}


def _section(name: str, section: type, given: Mapping[str, Any]) -> Any:
    known = {item.name: item for item in fields(section)}
    values = {}
    for key, value in given.items():
        if key not in known:
            message = f"settings.toml: [{name}] has no setting {key!r}"
            raise SettingsError(message)
        values[key] = _value(f"{name}.{key}", known[key].default, value)
    return section(**values)


def _value(name: str, default: object, value: object) -> object:
    try:
        return _read(default, value)
    except (TypeError, ValueError, OverflowError) as error:
        kinds = ((tuple, "a list of words"), (bool, "true or false"))
        wanted = next((w for kind, w in kinds if isinstance(default, kind)), "a number")
        message = f"{name}: {value!r} is not {wanted}"
        raise SettingsError(message) from error


def _yes_or_no(value: object) -> bool:
    words = {"true": True, "1": True, "false": False, "0": False}
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.casefold() not in words:
        raise TypeError
    return words[value.casefold()]


def _read(default: object, value: object) -> object:
    if isinstance(default, tuple):
        if isinstance(value, str):
            return tuple(word.strip() for word in value.split(",") if word.strip())
        if isinstance(value, list):
            return tuple(str(word) for word in value)
        raise TypeError
    if isinstance(default, bool):
        return _yes_or_no(value)
    if isinstance(default, str):
        return str(value)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    number = float(value) if isinstance(default, float) else int(value)
    if number < 0 or not isfinite(number):
        raise ValueError
    return number
