"""Opening the owner's mailbox: connection, login, folder; and faults in plain words."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from imap_tools import (
    BaseMailBox,
    ImapToolsError,
    MailBox,
    MailboxFolderSelectError,
    MailboxLoginError,
    MailBoxStartTls,
    MailBoxUnencrypted,
)

from plexus_ld.channels.email.accounts import Server
from plexus_ld.channels.email.card import CARD
from plexus_ld.channels.email.headers import one_line
from plexus_ld.errors import ListenError, PermanentListenError, TemporaryListenError

#: What a login may be answered when it is only not now: RFC 5530 §3.
_NOT_NOW: Final = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")


def opened(server: Server, folder: str) -> BaseMailBox:
    """Return the owner's mailbox, logged in, the folder opened read-only.

    Raises:
        ListenError: It cannot be had.
    """
    with telling(server):
        box = _connected(server)
    try:
        with telling(server, folder):
            if (server.user + server.password).isascii():
                box.login(server.user, server.password, initial_folder=None)
            else:
                box.login_utf8(server.user, server.password, initial_folder=None)
            box.folder.set(folder, readonly=True)
    except ListenError:
        closed(box)
        raise
    return box


def closed(box: BaseMailBox) -> None:
    """End a connection, whatever its state."""
    try:
        box.logout()
    except (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError):
        try:
            box.client.shutdown()
        except OSError:
            return


@contextmanager
def telling(server: Server, folder: str = "") -> Iterator[None]:
    """Turn what IMAP raises into what a listener raises."""
    address, host = server.address, server.host
    try:
        yield
    except MailboxLoginError as error:
        raise _refused(str(error), address) from None
    except MailboxFolderSelectError:
        reason = f"{host} has no folder {folder!r}"
        raise PermanentListenError(CARD.name, address, reason) from None
    except ssl.SSLCertVerificationError as error:
        reason = f"{host} shows no good certificate: {error.verify_message}"
        raise TemporaryListenError(CARD.name, address, reason) from error
    except TimeoutError as error:
        reason = f"{host} does not answer in time"
        raise TemporaryListenError(CARD.name, address, reason) from error
    except OSError as error:
        reason = f"{host}: {error.strerror or 'the connection broke'}"
        raise TemporaryListenError(CARD.name, address, reason) from error
    except (imaplib.IMAP4.error, ImapToolsError, ValueError) as error:
        # imaplib's words may hold what was sent, the login among it: only the kind.
        words = "broke off" if isinstance(error, imaplib.IMAP4.abort) else "said no"
        raise TemporaryListenError(CARD.name, address, f"{host} {words}") from None


def _refused(words: str, address: str) -> ListenError:
    if any(code in words.upper() for code in _NOT_NOW):
        return TemporaryListenError(CARD.name, address, "no login just now")
    reason = (
        "the server refuses the login;"
        " `plexus channel set email user=… password=…` mends it"
    )
    return PermanentListenError(CARD.name, address, one_line(reason))


def _connected(server: Server) -> BaseMailBox:
    host = server.host.strip("[]")
    if server.security == "none":
        return MailBoxUnencrypted(host, server.port, timeout=server.timeout_s)
    context = ssl.create_default_context()
    kind = MailBox if server.security == "tls" else MailBoxStartTls
    return kind(host, server.port, timeout=server.timeout_s, ssl_context=context)
