"""An ngIRCd on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.wire.daemon import Daemon, free_port, program

PASSWORD = "correct-horse"  # noqa: S105 - of a server that lives for a test

_CONFIG = """
[Global]
Name = irc.test
Info = for a test
AdminEMail = nobody@irc.test
Listen = 127.0.0.1
Ports = {port}
Password = {password}
MotdPhrase = hello
[Limits]
MaxConnectionsIP = 0
MaxJoins = 0
MaxPenaltyTime = 0
[Options]
PAM = no
Ident = no
DNS = no
[Channel]
Name = #plexus
Modes = nt
"""


@dataclass(frozen=True)
class Ngircd:
    """A running server."""

    server: str
    daemon: Daemon


@contextmanager
def ngircd(folder: Path) -> Iterator[Ngircd]:
    """Run a server."""
    server, port = program("ngircd"), free_port()
    config = folder / "ngircd.conf"
    config.write_text(_CONFIG.format(port=port, password=PASSWORD))
    daemon = Daemon([server, "-n", "-f", str(config)], port, folder / "out.log")
    daemon.start()
    try:
        yield Ngircd(f"127.0.0.1:{port}", daemon)
    finally:
        daemon.stop()
