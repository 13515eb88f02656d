"""A Synapse on this machine: a Matrix homeserver with a database in a file."""

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.wire.daemon import Daemon, free_port

NAME = "matrix.test"
PASSWORD = "correct horse"  # noqa: S105 - of a server that lives for a test

_CONFIG = """
server_name: "{name}"
report_stats: false
bcrypt_rounds: 4
pid_file: "{folder}/pid"
listeners:
  - port: {port}
    bind_addresses: ["127.0.0.1"]
    type: http
    resources: [{{names: [client]}}]
database: {{name: sqlite3, args: {{database: "{folder}/homeserver.db"}}}}
media_store_path: "{folder}/media"
log_config: "{folder}/log.yaml"
signing_key_path: "{folder}/signing.key"
macaroon_secret_key: "macaroon"
form_secret: "form"
enable_registration: true
enable_registration_without_verification: true
trusted_key_servers: []
federation_domain_whitelist: []
encryption_enabled_by_default_for_room_type: "off"
rc_message: &quick {{per_second: 1000, burst_count: 1000}}
rc_registration: *quick
rc_login: {{address: *quick, account: *quick, failed_attempts: *quick}}
rc_joins: {{local: *quick, remote: *quick}}
rc_invites: {{per_room: *quick, per_user: *quick, per_issuer: *quick}}
rc_room_creation: *quick
"""
_LOG = """
version: 1
handlers: {console: {class: logging.StreamHandler}}
root: {level: WARNING, handlers: [console]}
"""


@dataclass(frozen=True)
class Synapse:
    """A running homeserver."""

    url: str
    daemon: Daemon


@contextmanager
def synapse(peers: Path, folder: Path, *names: str) -> Iterator[Synapse]:
    """Run a homeserver on which so many people have accounts."""
    python = peers / "matrix" / "venv" / "bin" / "python"
    if not python.exists():
        pytest.skip("Synapse is not installed; `make peers` installs it")
    port = free_port()
    config = folder / "homeserver.yaml"
    config.write_text(_CONFIG.format(name=NAME, folder=folder, port=port))
    (folder / "log.yaml").write_text(_LOG)
    command = [str(python), "-m", "synapse.app.homeserver", "-c", str(config)]
    subprocess.run([*command, "--generate-keys"], check=True)  # noqa: S603 - our peer
    daemon = Daemon(command, port, folder / "out.log")
    daemon.start()
    try:
        for name in names:
            _register(f"http://127.0.0.1:{port}", name)
        yield Synapse(f"http://127.0.0.1:{port}", daemon)
    finally:
        daemon.stop()


def _register(url: str, name: str) -> None:
    body = {"username": name, "password": PASSWORD, "auth": {"type": "m.login.dummy"}}
    request = urllib.request.Request(  # noqa: S310 - a server of our own
        f"{url}/_matrix/client/v3/register", json.dumps(body).encode(), method="POST"
    )
    urllib.request.urlopen(request, timeout=30).close()  # noqa: S310
