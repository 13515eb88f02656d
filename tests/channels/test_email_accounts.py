"""An account that cannot be used: nothing is lost, and nothing goes astray."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from plexus_ld.channels.email import EmailChannel
from plexus_ld.channels.email.card import CARD
from plexus_ld.errors import PermanentListenError, TemporaryDeliveryError
from plexus_ld.model.delivery import Delivery
from tests.channels.contract import NOW, delivery_of
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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("smtp_host", ""),
        ("smtp_host", "a host"),
        ("smtp_port", "99999"),
        ("smtp_port", "x"),
        ("smtp_security", "maybe"),
        ("from", "nobody"),
        ("from", "ada@a.test\r\nBcc: eve@b.test"),
        ("timeout_s", "0"),
    ],
)
def test_an_account_that_lacks_something_loses_nothing(
    email: EmailChannel, host: SmtpHost, name: str, value: str
) -> None:
    with pytest.raises(TemporaryDeliveryError, match=name) as caught:
        email.deliver(to_bob(host, **{name: value}))

    assert caught.value.is_hosts
    assert host.connections == 0


def test_nothing_goes_in_the_clear_to_another_machine(
    email: EmailChannel, host: SmtpHost
) -> None:
    elsewhere = "mail.example"
    delivery = to_bob(host, smtp_host=elsewhere, imap_host=elsewhere)

    with pytest.raises(TemporaryDeliveryError, match="this machine only"):
        email.deliver(delivery)

    with pytest.raises(PermanentListenError, match="this machine only"):
        email.poll(delivery.account, (delivery.point,), "")
