"""What becomes of a mail, whatever the owner's server says."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld.channels.email import EmailChannel
from plexus_ld.channels.email.card import CARD
from plexus_ld.errors import (
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.activity import Attachment
from plexus_ld.model.delivery import Delivery
from tests.channels.contract import (
    CANARY,
    NOW,
    account_of,
    delivery_of,
    note_of,
    point_of,
)
from tests.channels.smtp_host import SmtpHost, smtp_host
from tests.channels.subjects.email import at


@pytest.fixture
def host() -> Iterator[SmtpHost]:
    with smtp_host() as host:
        yield host


@pytest.fixture
def email() -> EmailChannel:
    return EmailChannel(lambda: NOW)


def to_bob(host: SmtpHost, **settings: str) -> Delivery:
    there = at("127.0.0.1", host.port)
    return delivery_of(CARD, replace(there, settings={**there.settings, **settings}))


def test_a_mail_that_is_taken_has_a_receipt(
    email: EmailChannel, host: SmtpHost
) -> None:
    receipt = email.deliver(to_bob(host))

    assert receipt.note == "250 2.0.0 taken"
    assert f"<{receipt.remote_id.removeprefix('mid:')}>".encode() in host.mails[0]
    assert "rcpt TO:<bob@mail.test>" in host.commands


def test_many_mails_need_few_logins(email: EmailChannel, host: SmtpHost) -> None:
    delivery = to_bob(host)

    threads = [
        threading.Thread(target=lambda: [email.deliver(delivery) for _ in range(20)])
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(host.mails) == 60
    assert host.connections <= 3


def test_a_connection_that_the_server_closed_meanwhile_is_opened_again(
    email: EmailChannel, host: SmtpHost
) -> None:
    email.deliver(to_bob(host))
    host.answers["NOOP"] = "421 4.4.2 idle for too long"

    email.deliver(to_bob(host))

    assert len(host.mails) == 2


def test_a_refused_receiver_spoils_no_other_mail(
    email: EmailChannel, host: SmtpHost
) -> None:
    host.answers["RCPT"] = "550 5.1.1 nobody"
    with pytest.raises(PermanentDeliveryError):
        email.deliver(to_bob(host))
    del host.answers["RCPT"]

    email.deliver(to_bob(host))

    assert len(host.mails) == host.connections == 1


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("RCPT", "450 4.2.0 greylisted"),
        ("RCPT", "452 4.2.2 full"),
        ("RCPT", "552 5.2.2 full"),
        ("RCPT", "552 no room"),
        ("RCPT", "550 5.2.2 over quota"),
        ("MAIL", "451 4.3.0 later"),
        ("DATA", "451 4.3.0 later"),
        (".", "452 4.3.1 no space"),
        (".", "552 5.2.2 full"),
    ],
)
def test_not_now_is_worth_another_try(
    email: EmailChannel, host: SmtpHost, word: str, answer: str
) -> None:
    host.answers[word] = answer

    with pytest.raises(TemporaryDeliveryError) as caught:
        email.deliver(to_bob(host))

    assert not caught.value.is_hosts
    assert answer in caught.value.reason


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("RCPT", "550 5.1.1 nobody"),
        ("RCPT", "553 5.1.3 no address"),
        ("MAIL", "552 5.3.4 too big"),
        ("DATA", "554 5.6.0 no"),
        (".", "554 5.7.1 spam"),
        (".", "552 5.3.4 too big"),
    ],
)
def test_never_is_the_last_word(
    email: EmailChannel, host: SmtpHost, word: str, answer: str
) -> None:
    host.answers[word] = answer

    with pytest.raises(PermanentDeliveryError, match=answer[:9]):
        email.deliver(to_bob(host))


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("HELLO", "421 4.3.2 closing"),
        ("HELLO", "554 5.7.1 your machine is on a list"),
        ("MAIL", "421 4.7.0 too many"),
        ("RCPT", "421 4.7.0 too many"),
        ("AUTH", "454 4.7.0 the login is down"),
        ("AUTH", "535 5.7.8 wrong"),
        ("MAIL", "530 5.7.0 log in first"),
        ("MAIL", "553 5.7.1 not your address"),
    ],
)
def test_what_is_wrong_with_the_host_holds_up_all_of_its_mails(
    email: EmailChannel, host: SmtpHost, word: str, answer: str
) -> None:
    host.answers[word] = answer

    with pytest.raises(TemporaryDeliveryError) as caught:
        email.deliver(to_bob(host))

    assert caught.value.is_hosts
    assert CANARY not in str(caught.value)


def test_a_refused_login_says_what_to_do(email: EmailChannel, host: SmtpHost) -> None:
    host.answers["AUTH"] = "535 5.7.8 wrong"

    with pytest.raises(TemporaryDeliveryError, match="plexus channel set") as caught:
        email.deliver(to_bob(host))

    assert caught.value.retry_after == timedelta(minutes=15)


def test_a_server_without_tls_is_told_nothing(
    email: EmailChannel, host: SmtpHost
) -> None:
    with pytest.raises(TemporaryDeliveryError, match="STARTTLS") as caught:
        email.deliver(to_bob(host, smtp_security="starttls"))

    assert caught.value.is_hosts
    assert not [
        each for each in host.commands if each.upper().startswith(("AUTH", "MAIL"))
    ]


def test_a_login_of_any_letters_is_said_as_utf_8(
    email: EmailChannel, host: SmtpHost
) -> None:
    email.deliver(to_bob(host, user="ädä"))

    assert [each for each in host.commands if each.startswith("AUTH PLAIN ")]


def test_a_mail_larger_than_the_server_takes_is_not_tried(
    email: EmailChannel, host: SmtpHost, tmp_path: Path
) -> None:
    host.features = ["SIZE 1000", "AUTH PLAIN"]
    (tmp_path / "a").write_bytes(b"x" * 2000)
    file = Attachment("text/x-tea", "tea.txt", file=tmp_path / "a")
    there = at("127.0.0.1", host.port)

    with pytest.raises(PermanentDeliveryError, match="the server takes 1,000"):
        email.deliver(delivery_of(CARD, there, note_of(attachments=(file,))))

    assert not host.mails


@pytest.mark.parametrize(
    "address",
    [
        "mailto:",
        "mailto:bob",
        "mailto:bob@",
        "mailto:bob@a.test,eve@b.test",
        "mailto:bob@a.test%0d%0aRCPT TO:<eve@b.test>",
        "mailto:bob@a.test%3E%20SIZE=1",
        "mailto:<bob@a.test>",
        "mailto:%22bob eve%22@a.test",
        "https://a.test/",
        "mailto:" + "b" * 65 + "@a.test",
    ],
)
def test_what_is_no_address_is_never_told_to_the_server(
    email: EmailChannel, host: SmtpHost, address: str
) -> None:
    delivery = to_bob(host)
    point = replace(delivery.point, address=URIRef(address))

    with pytest.raises(PermanentDeliveryError):
        email.deliver(replace(delivery, point=point))

    assert host.connections == 0


def test_an_address_brings_nobody_else_along(
    email: EmailChannel, host: SmtpHost
) -> None:
    delivery = to_bob(host)
    address = URIRef("mailto:bob@mail.test?cc=eve@evil.test&bcc=eve@evil.test")

    email.deliver(replace(delivery, point=replace(delivery.point, address=address)))

    assert b"eve" not in host.mails[0]
    assert [each for each in host.commands if each.startswith("rcpt")] == [
        "rcpt TO:<bob@mail.test>"
    ]


def test_an_address_of_letters_that_the_server_cannot_say_is_the_last_word(
    email: EmailChannel, host: SmtpHost
) -> None:
    delivery = to_bob(host)
    point = replace(delivery.point, address=URIRef("mailto:bób@mail.test"))

    with pytest.raises(PermanentDeliveryError, match="SMTPUTF8"):
        email.deliver(replace(delivery, point=point))


def test_a_session_that_only_sends_is_tried_out_when_it_is_opened(
    email: EmailChannel, host: SmtpHost
) -> None:
    there = at("127.0.0.1", host.port)
    account, point = account_of(CARD, there), point_of(CARD, there)

    session = email.connect(account, (point,), "", None)
    session.deliver(to_bob(host))
    before = session.is_open
    session.close()
    assert (before, session.is_open) == (True, False)
    assert host.connections == 1

    host.answers["AUTH"] = "535 5.7.8 wrong"
    other = replace(account, secrets={"password": "another"})
    with pytest.raises(PermanentListenError):
        email.connect(other, (point,), "", None)
    host.answers["AUTH"] = "454 4.7.0 later"
    with pytest.raises(TemporaryListenError):
        email.connect(other, (point,), "", None)
