"""Settings: ``settings.toml`` in the home, each also ``PLEXUS_…`` in the environment.

The environment wins. A name that is none, or a value of the wrong kind, is an error
that says which, so that no setting is silently without effect (``docs/settings.md``
lists them all; a test holds the two together).
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from math import isfinite
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from plexus_ld.errors import SettingsError

#: Mebibyte, in bytes.
MIB = 1024 * 1024
#: The port of the web server when nothing names another.
USUAL_PORT = 8000


@dataclass(frozen=True, slots=True)
class NetSettings:
    """The one door to the network."""

    #: Hosts on loopback or private networks that may be reached: ``host`` or
    #: ``host:port``. Empty: none.
    allow_hosts: tuple[str, ...] = ()
    #: Longest time for one document, redirects and all, in seconds.
    timeout_s: float = 30.0
    #: Largest document fetched, in bytes.
    max_body_bytes: int = MIB
    #: Requests in flight to one host.
    per_host: int = 2


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """What one import may cost."""

    #: Largest file read from this machine's disk, in bytes.
    max_file_bytes: int = 64 * MIB
    #: Documents that one ``import --depth`` may fetch.
    max_documents: int = 500
    #: Bytes that one ``import --depth`` may fetch, all documents together.
    max_total_bytes: int = 100 * MIB
    #: Seconds that one ``import --depth`` may take.
    max_seconds: float = 600.0
    #: Seconds to wait between two requests of a crawl to one host.
    host_pause_s: float = 1.0
    #: Age in days after which ``refresh`` without names fetches a source again.
    stale_after_days: float = 1.0


@dataclass(frozen=True, slots=True)
class QuerySettings:
    """What one typed query may cost."""

    #: Longest time for one query, in seconds.
    timeout_s: float = 30.0
    #: Most memory for one query, in bytes.
    max_memory_bytes: int = 2048 * MIB
    #: Largest answer, in bytes.
    max_answer_bytes: int = 256 * MIB


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where the quads lie, and how long their history is kept."""

    #: A SPARQL 1.1 service instead of the embedded store: ``sparql+http://host/``.
    url: str = ""
    #: Days for which a change can be taken back.
    keep_days: int = 30
    #: Changes that can be taken back, however old.
    keep_changes: int = 1000


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """How ``publish URL`` logs in, and whom ``publish DIR`` tells of news."""

    #: User name, or the id of a Solid server's client credentials.
    user: str = ""
    #: File (mode 0600) that holds the password or the credentials' secret.
    secret_file: str = ""
    #: WebSub hub that your feeds name and that is told of news: its URL. Empty: none.
    hub: str = ""


@dataclass(frozen=True, slots=True)
class SecretSettings:
    """Where the secrets of accounts are kept."""

    #: ``keyring``, ``file`` (a sealed file in the home), or ``auto``: the keyring
    #: where this machine has one.
    place: str = "auto"
    #: Of which the key of the sealed file is made. Empty: the key lies beside it, for
    #: your eyes only. Best said in the environment alone.
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TellSettings:
    """How the owner is told, and what rules may cost."""

    #: Where notices go besides, as ``CHANNEL:ADDRESS``:
    #: ``email:mailto:me@example.org``, ``apprise:apprise:phone``. Empty: nowhere.
    to: str = ""
    #: Time of day, in this machine's time zone, at which `plexus run` mails the day's
    #: digest: ``07:30``. Empty: never.
    digest_at: str = ""
    #: Days without a word after which a person stands in the digest as silent.
    quiet_after_days: float = 30.0
    #: Longest time for one rule on one batch of arrivals, in seconds.
    rule_timeout_s: float = 5.0


@dataclass(frozen=True, slots=True)
class SharerSettings:
    """How what you share is delivered."""

    #: Deliveries under way at once, all hosts together.
    in_flight: int = 16
    #: Days for which a delivery that fails is tried again.
    give_up_after_days: float = 5.0


@dataclass(frozen=True, slots=True)
class ListenerSettings:
    """How the owner's people are listened to."""

    #: Polls in flight at once, over all hosts.
    in_flight: int = 8
    #: Longest time between two polls of a point that has been silent, in hours.
    most_hours: float = 24.0


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """What `plexus run` may use."""

    #: Points that are polled at once.
    threads: int = 8


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What `plexus run` answers over HTTP."""

    #: Address that it listens on: a name or an IP address.
    host: str = "127.0.0.1"
    #: Port that it listens on; the one of your address where that lies on this machine,
    #: ``http://localhost:8090/``, unless this is set. 0: any that is free.
    port: int = USUAL_PORT
    #: Where the world finds it, when your WebID does not say so: the URL of a folder,
    #: ``https://me.example/``.
    address: str = ""
    #: Proxies that stand in front of it: their addresses. What others say in
    #: ``X-Forwarded-For`` is not believed.
    proxies: tuple[str, ...] = ()
    #: Requests that are worked on at once; what is kept ready needs no turn.
    in_flight: int = 16
    #: Requests that wait for their turn. More are told to come again.
    waiting: int = 128
    #: Largest body of a request, in bytes; files for posts have the limit of media.
    max_body_bytes: int = MIB
    #: Seconds that a request may take to arrive.
    patience_s: float = 10.0
    #: Activities a minute that one host may bring to the inbox.
    inbox_per_minute: int = 300
    #: Days for which what came to the inbox is kept as it came, and known again.
    keep_inbox_days: float = 30.0
    #: Who may follow you: ``ask`` keeps each for your word, ``all`` says yes.
    followers: str = "ask"
    #: Whether anybody may ask your public face by SPARQL.
    public_sparql: bool = False


@dataclass(frozen=True, slots=True)
class MediaSettings:
    """Files that go along with what is shared."""

    #: Largest file that is attached, in bytes.
    max_bytes: int = 100 * MIB
    #: Most pixels of a picture, all its frames together.
    max_pixels: int = 100_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one home."""

    net: NetSettings = field(default_factory=NetSettings)
    imports: ImportSettings = field(default_factory=ImportSettings)
    query: QuerySettings = field(default_factory=QuerySettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    publish: PublishSettings = field(default_factory=PublishSettings)
    media: MediaSettings = field(default_factory=MediaSettings)
    listener: ListenerSettings = field(default_factory=ListenerSettings)
    tell: TellSettings = field(default_factory=TellSettings)
    agent: AgentSettings = field(default_factory=AgentSettings)
    secrets: SecretSettings = field(default_factory=SecretSettings)
    sharer: SharerSettings = field(default_factory=SharerSettings)
    web: WebSettings = field(default_factory=WebSettings)


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
