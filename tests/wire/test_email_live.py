"""A mailbox held open, TLS, and a server that goes away."""

import queue
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from plexus_ld.channels.email import EmailChannel, channel, idling, mailbox, read
from plexus_ld.channels.email.accounts import Server
from plexus_ld.errors import (
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.arrival import Arrival, Raw
from tests.channels.contract import note_of
from tests.wire.mail import PASSWORD, MailServers, running_mail
from tests.wire.mailing import from_alice, named, point

#: Seconds until what was sent must be there.
PATIENCE_S = 20


@pytest.fixture
def mail(mail_servers: MailServers) -> MailServers:
    """The servers, with nothing in anybody's mailbox."""
    mail_servers.empty()
    return mail_servers


@pytest.fixture
def email() -> EmailChannel:
    return EmailChannel(lambda: datetime.now(UTC))


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    email: EmailChannel,
    mail: MailServers,
    monkeypatch: pytest.MonkeyPatch,
    security: str,
) -> None:
    smtp, imap = (
        (mail.smtp, mail.imap) if security == "starttls" else (mail.smtps, mail.imaps)
    )
    account = mail.account(
        "alice",
        smtp_host="localhost", smtp_port=str(smtp), smtp_security=security,
        imap_host="localhost", imap_port=str(imap), imap_security=security,
    )  # fmt: skip
    delivery = from_alice(mail, "bob", account=account)

    with pytest.raises(TemporaryDeliveryError, match="self-signed certificate"):
        email.deliver(delivery)
    with pytest.raises(TemporaryListenError, match="self-signed certificate"):
        email.poll(account, (), "")

    monkeypatch.setenv("SSL_CERT_FILE", str(mail.certificate))
    email.deliver(delivery)
    email.poll(account, (), "")
    assert mail.wait_for_mail("bob")


class Heard:
    """Takes what a session hears."""

    def __init__(self) -> None:
        self.raws: queue.Queue[tuple[Raw, str]] = queue.Queue()

    def __call__(self, raw: Raw, cursor: str) -> None:
        self.raws.put((raw, cursor))

    def next(self) -> tuple[Arrival, str]:
        raw, cursor = self.raws.get(timeout=PATIENCE_S)
        (arrival,) = read(raw).arrivals
        return arrival, cursor


def test_a_mailbox_held_open_tells_what_comes(
    email: EmailChannel, mail: MailServers
) -> None:
    heard = Heard()
    alice = (point(mail.address("alice")),)
    email.deliver(from_alice(mail, "bob", note_of("before")))
    mail.wait_for_mail("bob")

    session = email.connect(mail.account("bob"), alice, "", heard)
    before, _ = heard.next()
    session.deliver(named(from_alice(mail, "bob", note_of("meanwhile")), 11))
    meanwhile, cursor = heard.next()
    session.close()
    email.deliver(named(from_alice(mail, "bob", note_of("after")), 12))
    mail.wait_for_mail("bob", 3)
    again = email.connect(mail.account("bob"), alice, cursor, heard)
    after, _ = heard.next()
    again.close()

    assert [each.text for each in (before, meanwhile, after)] == [
        "before", "meanwhile", "after",
    ]  # fmt: skip
    assert not session.is_open


def test_a_crowd_of_mails_is_heard_in_full(
    email: EmailChannel, mail: MailServers
) -> None:
    heard = Heard()
    alice = (point(mail.address("alice")),)
    session = email.connect(mail.account("bob"), alice, "", heard)

    for number in range(40):
        note = note_of(f"mail {number}")
        email.deliver(named(from_alice(mail, "bob", note), 100 + number))
    texts = [heard.next()[0].text for _ in range(40)]
    session.close()

    assert sorted(texts) == sorted(f"mail {number}" for number in range(40))


def test_a_server_without_idle_is_asked_again_and_again(
    email: EmailChannel, mail: MailServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idling, "NO_IDLE_S", 0.05)
    opened = mailbox.opened

    def without_idle(server: Server, folder: str) -> Any:
        box = opened(server, folder)
        box.client.capabilities = ("IMAP4REV1",)
        return box

    monkeypatch.setattr(channel, "opened", without_idle)
    heard = Heard()
    alice = (point(mail.address("alice")),)
    session = email.connect(mail.account("bob"), alice, "", heard)

    email.deliver(from_alice(mail, "bob"))

    assert heard.next()[0].text == "Tea at four?"
    session.close()


def test_a_server_that_goes_away_ends_the_session_and_comes_back() -> None:
    email = EmailChannel(lambda: datetime.now(UTC))
    with running_mail() as servers:
        account, to_bob = servers.account("alice"), from_alice(servers, "bob")
        session = email.connect(account, (), "", Heard())
        email.deliver(to_bob)
        before = session.is_open
    for _ in range(PATIENCE_S * 10):
        if not session.is_open:
            break
        time.sleep(0.1)

    assert (before, session.is_open) == (True, False)
    session.close()
    with pytest.raises(TemporaryListenError):
        email.connect(account, (), "", Heard())
    with pytest.raises(TemporaryListenError):
        email.poll(account, (), "")
    with pytest.raises(TemporaryDeliveryError) as caught:
        email.deliver(to_bob)
    assert caught.value.is_hosts
    assert PASSWORD not in f"{caught.value!r}"
