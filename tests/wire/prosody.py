"""A Prosody on this machine: an XMPP server with an archive and a place for files."""

import os
import pwd
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from tests.wire.daemon import Daemon, free_port, program

DOMAIN = "xmpp.test"
PASSWORD = "correct horse"  # noqa: S105 - of a server that lives for a test

_CONFIG = """
pidfile = "{folder}/prosody.pid"
data_path = "{folder}/data"
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
s2s_ports = {{ }}
http_ports = {{ {files} }}
https_ports = {{ }}
http_interfaces = {{ "127.0.0.1" }}
modules_enabled = {{ "roster", "saslauth", "disco", "ping", "carbons", "mam",
    "offline", "posix" }}
modules_disabled = {{ "s2s", "tls" }}
c2s_require_encryption = false
allow_unencrypted_plain_auth = false
authentication = "internal_hashed"
storage = "internal"
archive_expires_after = "never"
log = {{ info = "{folder}/prosody.log" }}
VirtualHost "{domain}"
Component "upload.{domain}" "http_file_share"
  http_host = "127.0.0.1"
  http_external_url = "http://127.0.0.1:{files}/"
"""


@dataclass(frozen=True)
class Prosody:
    """A running server."""

    port: int
    files: str
    daemon: Daemon

    @property
    def server(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextmanager
def prosody(*names: str) -> Iterator[Prosody]:
    """Run a server on which so many people have accounts.

    Prosody refuses to be root, and gets a folder as its own: not one of pytest's, whose
    parent is closed to others again whenever another run begins.
    """
    with (
        TemporaryDirectory(prefix="prosody-", ignore_cleanup_errors=True) as folder,
        _running(Path(folder), names) as server,
    ):
        yield server


@contextmanager
def _running(folder: Path, names: tuple[str, ...]) -> Iterator[Prosody]:
    server, control = program("prosody"), program("prosodyctl")
    port, files = free_port(), free_port()
    config = folder / "prosody.cfg.lua"
    config.write_text(
        _CONFIG.format(folder=folder, port=port, files=files, domain=DOMAIN)
    )
    as_prosody = ["setpriv", "--reuid=prosody", "--regid=prosody", "--clear-groups"]
    wrap = as_prosody if os.geteuid() == 0 and which("setpriv") else []
    if wrap:
        user = pwd.getpwnam("prosody")
        os.chown(folder, user.pw_uid, user.pw_gid)
    for name in names:
        command = [*wrap, control, "--config", str(config), "register"]
        subprocess.run(  # noqa: S603 - a peer of ours
            [*command, name, DOMAIN, PASSWORD], check=True, capture_output=True
        )
    command = [*wrap, server, "--config", str(config), "-F"]
    daemon = Daemon(command, port, folder / "out.log")
    daemon.start()
    try:
        yield Prosody(port, f"127.0.0.1:{files}", daemon)
    finally:
        daemon.stop()
