"""A mail server of the tests' own: Postfix and Dovecot, on free ports of this machine.

`running_mail` runs them, with everything in one folder that is gone afterwards; the
system's own settings and queues are not touched. The fixture `mail_servers` does so
once for all tests of a process. Who asks finds mailboxes for alice, bob and carol, one
that is full, and a way to look into each; mail to any other domain bounces.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from pwd import getpwnam
from socket import create_connection, socket

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from rdflib import URIRef

from plexus_ld.model.connection import Account
from tests.wire.mail_settings import DOVECOT, POSTFIX, SERVICES

DOMAIN = "mail.test"
PASSWORD = "a secret; nobody's"  # noqa: S105
#: Who has a mailbox.
USERS = ("alice", "bob", "carol")
#: Whose mailbox is full, for the server to say so.
FULL = "full"
#: Seconds until a server must answer.
_PATIENCE_S = 30
#: Where Debian keeps what only root needs.
_PATH = "/usr/local/sbin:/usr/sbin:/sbin"


@dataclass(frozen=True, slots=True)
class MailServers:
    """Both servers, while they run.

    Attributes:
        folder: All that they keep.
        smtp, smtps, imap, imaps: Ports on 127.0.0.1.
        processes: Postfix, Dovecot.
    """

    folder: Path
    smtp: int
    smtps: int
    imap: int
    imaps: int
    processes: list[subprocess.Popen[bytes]]

    @property
    def certificate(self) -> Path:
        """Return the certificate that the servers show, for ``localhost``."""
        return self.folder / "cert.pem"

    def address(self, user: str) -> str:
        """Return a user's address."""
        return f"{user}@{DOMAIN}"

    def settings(self, user: str) -> Mapping[str, str]:
        """Return what `plexus channel set email` takes for a user, but the password."""
        return {
            "from": self.address(user),
            "name": user.title(),
            "smtp_host": "127.0.0.1",
            "smtp_port": str(self.smtp),
            "smtp_security": "none",
            "user": user,
            "imap_host": "127.0.0.1",
            "imap_port": str(self.imap),
            "imap_security": "none",
        }

    def account(self, user: str, **changes: str) -> Account:
        """Return a user's account, as the channel is handed it."""
        password = changes.pop("password", PASSWORD)
        return Account(
            channel="email",
            iri=URIRef(f"urn:x-test:{user}"),
            settings={**self.settings(user), **changes},
            secrets={"password": password},
        )

    def mails(self, user: str) -> list[bytes]:
        """Return the mails in a user's mailbox, read or not."""
        box = self.folder / "mail" / user
        files = [*box.glob("new/*"), *box.glob("cur/*")]
        return [file.read_bytes() for file in sorted(files)]

    def wait_for_mail(self, user: str, count: int = 1) -> list[bytes]:
        """Return a user's mails, once there are so many."""
        for _ in range(_PATIENCE_S * 20):
            found = self.mails(user)
            if len(found) >= count:
                return found
            time.sleep(0.05)
        message = f"{user} has no {count} mails; {self._log()}"
        raise TimeoutError(message)

    def put(self, user: str, mail: bytes) -> None:
        """Lay a mail into a user's mailbox, as it is: whatever it is."""
        new = self.folder / "mail" / user / "new"
        name = f"{time.time_ns()}.{os.getpid()}.test"
        (new.parent / "tmp" / name).write_bytes(mail)
        shutil.chown(new.parent / "tmp" / name, "vmail", "vmail")
        (new.parent / "tmp" / name).rename(new / name)

    def empty(self) -> None:
        """Take all mails out of all mailboxes."""
        for user in USERS:
            for file in (self.folder / "mail" / user).glob("[cn]*/*.*"):
                file.unlink(missing_ok=True)

    def _log(self) -> str:
        log = self.folder / "postfix" / "mail.log"
        return log.read_text("utf-8")[-2000:] if log.is_file() else "no log"


def missing() -> str:
    """Return why the servers cannot run here; "" when they can."""
    if os.geteuid() != 0:
        return "Postfix and Dovecot start only as root"
    if not all(_program(name) for name in ("postfix", "dovecot", "setpriv")):
        return "Postfix and Dovecot are not installed (make peers)"
    try:
        getpwnam("vmail")
    except KeyError:
        return "there is no user vmail (make peers)"
    return ""


@contextmanager
def running_mail() -> Iterator[MailServers]:
    """Run both servers; skip the test, saying why, where they cannot."""
    if reason := missing():
        pytest.skip(reason)
    # Not pytest's own folder: the mail servers' users cannot go through that.
    with tempfile.TemporaryDirectory(prefix="mail-", ignore_cleanup_errors=True) as at:
        folder = Path(at)
        folder.chmod(0o755)
        smtp, smtps, imap, imaps = _free_ports(4)
        servers = MailServers(folder, smtp, smtps, imap, imaps, [])
        _write(servers)
        try:
            _start(servers)
            yield servers
        finally:
            for process in servers.processes:
                _end(process)


def _start(servers: MailServers) -> None:
    folder = servers.folder
    postfix = str(folder / "postfix")
    # Makes the queue's folders. The script that Debian starts Postfix by would stand
    # between us and its master.
    _run("postfix", "-c", postfix, "check")
    daemons = _run("postconf", "-c", postfix, "-h", "daemon_directory")
    commands = (
        [_program("dovecot"), "-F", "-c", str(folder / "dovecot.conf")],
        [f"{daemons}/master", "-c", postfix, "-d"],
    )
    # Whoever kills the tests ends the servers too. The shell stands between, because
    # Postfix changes its user, and the system forgets the wish over that.
    end_it = "trap 'kill $!' TERM; \"$@\" & wait; wait"
    with_us = [_program("setpriv"), "--pdeathsig", "TERM", "sh", "-c", end_it, "sh"]
    with (folder / "start.log").open("ab") as log:
        for command in commands:
            servers.processes.append(
                subprocess.Popen(  # noqa: S603 - a peer of ours
                    [*with_us, *command],
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    start_new_session=True,
                )
            )
    for port, greeting in ((servers.smtp, b"220"), (servers.imap, b"* OK")):
        _wait_for(port, greeting, folder / "start.log")


def _run(name: str, *words: str) -> str:
    done = subprocess.run(  # noqa: S603 - a peer of ours
        [_program(name), *words], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server and its children: it is the head of a group."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def _write(servers: MailServers) -> None:
    folder, user = servers.folder, getpwnam("vmail")
    postfix = folder / "postfix"
    for name in ("run", "state", "mail", "postfix", "postfix/queue", "postfix/data"):
        (folder / name).mkdir()
    shutil.chown(postfix / "data", "postfix")
    _certify(folder)
    values = {
        "folder": str(folder), "domain": DOMAIN, "uid": user.pw_uid,
        "gid": user.pw_gid, "smtp": servers.smtp, "smtps": servers.smtps,
        "imap": servers.imap, "imaps": servers.imaps,
    }  # fmt: skip
    (folder / "dovecot.conf").write_text(DOVECOT.substitute(values))
    (postfix / "main.cf").write_text(POSTFIX.substitute(values))
    (postfix / "master.cf").write_text(SERVICES.substitute(values))
    (folder / "users").write_text(
        "".join(f"{name}:{{PLAIN}}{PASSWORD}\n" for name in USERS)
    )
    boxes = "".join(f"{name}@{DOMAIN} {name}/\n" for name in (*USERS, FULL))
    (postfix / "boxes").write_text(boxes)
    (postfix / "access").write_text(f"{FULL}@{DOMAIN} 552 5.2.2 the mailbox is full\n")
    for name in USERS:
        for part in ("new", "cur", "tmp"):
            (folder / "mail" / name / part).mkdir(parents=True)
    for path in (folder / "mail", *(folder / "mail").rglob("*")):
        shutil.chown(path, "vmail", "vmail")


def _certify(folder: Path) -> None:
    """Write a certificate that nobody vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _free_ports(count: int) -> list[int]:
    probes = [socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _wait_for(port: int, greeting: bytes, log: Path) -> None:
    for _ in range(_PATIENCE_S * 20):
        try:
            with create_connection(("127.0.0.1", port), timeout=5) as wire:
                if wire.recv(100).startswith(greeting):
                    return
        except OSError:
            pass
        time.sleep(0.05)
    message = f"nobody answers at port {port}: {log.read_text('utf-8')[-2000:]}"
    raise TimeoutError(message)


def _program(name: str) -> str:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:{_PATH}") or ""
