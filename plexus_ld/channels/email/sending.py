"""Mails to the owner's server; a connection is kept for a while, and used again."""

import smtplib
import ssl
import threading
from base64 import b64encode
from dataclasses import dataclass
from time import monotonic
from typing import Final

from plexus_ld.channels.email.accounts import Server
from plexus_ld.channels.email.addresses import is_address
from plexus_ld.channels.email.card import CARD
from plexus_ld.channels.email.headers import one_line
from plexus_ld.channels.email.replies import Stage, refused, too_large, unreachable
from plexus_ld.channels.email.writing import sender_domain
from plexus_ld.errors import DeliveryError, PermanentDeliveryError

#: Seconds that an idle connection is kept; servers close theirs after some minutes.
KEEP_S: Final = 20.0
#: Mails by one connection: servers count them, most up to 100.
_MAX_MAILS: Final = 80


@dataclass(slots=True)
class _Line:
    smtp: smtplib.SMTP
    mails: int = 0
    idle_since: float = 0.0


class Postbox:
    """Sends mails; for several threads at once.

    Args:
        keep_s: Seconds that an idle connection is kept.
    """

    def __init__(self, keep_s: float = KEEP_S) -> None:
        self._keep_s = keep_s
        self._lock = threading.Lock()
        self._idle: dict[Server, list[_Line]] = {}
        self._sweeper: threading.Timer | None = None

    def send(self, server: Server, receiver: str, mail: bytes) -> str:
        """Hand a mail to the server; return its word in a few words.

        Raises:
            DeliveryError: It was not taken.
        """
        line = self._taken(server) or _opened(server, receiver)
        try:
            answer = _sent(line.smtp, server.address, receiver, mail)
        except OSError as error:
            line.smtp.close()
            raise unreachable(error, server.host, receiver) from error
        except DeliveryError:
            self._kept(server, line, is_reset=True)
            raise
        self._kept(server, line)
        return answer

    def try_out(self, server: Server) -> None:
        """Connect and log in, unless a connection stands already; keep it.

        Raises:
            DeliveryError: The server cannot be had, or refuses the login.
        """
        line = self._taken(server) or _opened(server, "")
        self._kept(server, line)

    def close(self) -> None:
        """End all idle connections."""
        with self._lock:
            idle, self._idle = self._idle, {}
            if self._sweeper is not None:
                self._sweeper.cancel()
        for line in (line for lines in idle.values() for line in lines):
            _ended(line)

    def _taken(self, server: Server) -> _Line | None:
        """Take an idle connection that still stands, if there is one."""
        while True:
            with self._lock:
                lines = self._idle.get(server)
                line = lines.pop() if lines else None
            if line is None:
                return None
            try:
                if line.smtp.noop()[0] == 250:
                    return line
            except OSError:
                pass
            line.smtp.close()

    def _kept(self, server: Server, line: _Line, *, is_reset: bool = False) -> None:
        line.mails += 1
        line.idle_since = monotonic()
        if line.mails >= _MAX_MAILS or (is_reset and not _is_reset(line)):
            _ended(line)
            return
        with self._lock:
            self._idle.setdefault(server, []).append(line)
            self._sweep_later()

    def _sweep_later(self) -> None:
        if self._sweeper is None:
            self._sweeper = threading.Timer(self._keep_s, self._swept)
            self._sweeper.daemon = True
            self._sweeper.start()

    def _swept(self) -> None:
        """End what was idle for long."""
        oldest = monotonic() - self._keep_s
        ended = []
        with self._lock:
            self._sweeper = None
            for server, lines in list(self._idle.items()):
                ended += [line for line in lines if line.idle_since <= oldest]
                lines[:] = [line for line in lines if line.idle_since > oldest]
                if not lines:
                    del self._idle[server]
            if self._idle:
                self._sweep_later()
        for line in ended:
            _ended(line)


def _opened(server: Server, receiver: str) -> _Line:
    try:
        smtp = _connected(server)
    except OSError as error:
        raise unreachable(error, server.host, receiver) from error
    try:
        if server.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            _login(smtp, server)
    except OSError as error:
        smtp.close()
        raise unreachable(error, server.host, receiver) from error
    return _Line(smtp)


def _connected(server: Server) -> smtplib.SMTP:
    # Who greets is told by the owner's domain: the machine's name is nobody's business.
    name = sender_domain(server.address)
    where = (server.host.strip("[]"), server.port, name)
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(*where, timeout=server.timeout_s, context=context)
    return smtplib.SMTP(*where, timeout=server.timeout_s)


def _login(smtp: smtplib.SMTP, server: Server) -> None:
    if (server.user + server.password).isascii():
        smtp.login(server.user, server.password)
        return
    # smtplib takes only ASCII. RFC 4616: PLAIN is UTF-8.
    words = f"\0{server.user}\0{server.password}".encode()
    code, answer = smtp.docmd("AUTH", f"PLAIN {b64encode(words).decode('ascii')}")
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, answer)


def _sent(smtp: smtplib.SMTP, sender: str, receiver: str, mail: bytes) -> str:
    options = _options(smtp, sender, receiver, mail)
    code, words = smtp.mail(_envelope(sender), options)
    if code != 250:
        raise refused(Stage.SENDER, code, words, receiver)
    code, words = smtp.rcpt(_envelope(receiver))
    if code not in (250, 251):
        raise refused(Stage.RECEIVER, code, words, receiver)
    try:
        code, words = smtp.data(mail)
    except smtplib.SMTPDataError as error:
        code, words = error.smtp_code, _as_bytes(error.smtp_error)
    if code != 250:
        raise refused(Stage.CONTENT, code, words, receiver)
    return one_line(f"{code} {words.decode('utf-8', 'replace')}", 200)


def _options(
    smtp: smtplib.SMTP, sender: str, receiver: str, mail: bytes
) -> tuple[str, ...]:
    options = []
    if smtp.has_extn("size"):
        limit = smtp.esmtp_features["size"].strip()
        if limit.isdigit() and 0 < int(limit[:15]) < len(mail):
            raise too_large(len(mail), int(limit[:15]), receiver)
        options.append(f"size={len(mail)}")
    if not (_envelope(sender) + _envelope(receiver)).isascii():
        if not smtp.has_extn("smtputf8"):
            reason = "your server takes no address with such letters (SMTPUTF8)"
            raise PermanentDeliveryError(CARD.name, receiver, reason)
        smtp.command_encoding = "utf-8"
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    return tuple(options)


def _envelope(address: str) -> str:
    local, _, _ = address.rpartition("@")
    ascii_domain = f"{local}@{sender_domain(address)}"
    return ascii_domain if is_address(ascii_domain) else address


def _as_bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()


def _is_reset(line: _Line) -> bool:
    try:
        return line.smtp.rset()[0] == 250
    except OSError:
        return False


def _ended(line: _Line) -> None:
    try:
        line.smtp.quit()
    except OSError:
        line.smtp.close()
