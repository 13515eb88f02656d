"""Apprise against real servers: Postfix by its mailto, ngIRCd by its irc."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import quote

import pytest

from plexus_ld.channels.apprise import CARD, AppriseChannel
from plexus_ld.channels.base import Tools
from plexus_ld.channels.irc import open_channel
from plexus_ld.channels.wires import Wires
from plexus_ld.errors import TemporaryDeliveryError
from plexus_ld.model.activity import Attachment
from plexus_ld.model.connection import Account
from tests.channels.contract import At, delivery_of, note_of
from tests.wire.mail import PASSWORD, MailServers
from tests.wire.ngircd import PASSWORD as IRC_PASSWORD
from tests.wire.ngircd import Ngircd, ngircd
from tests.wire.talking import Ear, point, tools

pytest.importorskip("apprise")


@pytest.fixture
def mail(mail_servers: MailServers) -> MailServers:
    mail_servers.empty()
    return mail_servers


@pytest.fixture(scope="module")
def irc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ngircd]:
    with ngircd(tmp_path_factory.mktemp("ngircd")) as running:
        yield running


@pytest.fixture
def kit() -> Iterator[Tools]:
    with tools() as kit:
        yield kit


def by_mail(mail: MailServers, password: str = PASSWORD) -> At:
    url = (
        f"mailto://alice:{quote(password, '')}@127.0.0.1:{mail.smtp}/"
        f"?mode=insecure&from=alice@mail.test&to=bob@mail.test&smtp=127.0.0.1"
    )
    return At("apprise:default", secrets={"url": url})


def test_a_mail_arrives_with_its_picture(mail: MailServers, tmp_path: Path) -> None:
    (tmp_path / "9f2a").write_bytes(b"not much of a picture")
    picture = Attachment("image/png", "tea.png", "A pot", tmp_path / "9f2a")
    note = note_of("Größe & <b>", title="On tea", attachments=(picture,))

    AppriseChannel().deliver(delivery_of(CARD, by_mail(mail), note))
    (body,) = mail.wait_for_mail("bob")

    arrived = message_from_bytes(body, policy=policy.default)
    text = arrived.get_body(("plain", "html"))
    assert arrived["Subject"] == "On tea"
    assert text is not None
    assert "Größe" in text.get_content()
    assert [part.get_filename() for part in arrived.iter_attachments()] == ["tea.png"]


def test_a_wrong_password_is_try_again_and_is_not_told(mail: MailServers) -> None:
    with pytest.raises(TemporaryDeliveryError, match="did not take it") as caught:
        AppriseChannel().deliver(delivery_of(CARD, by_mail(mail, "wr0ng-as-can-be")))

    assert "wr0ng" not in repr(caught.value)


def test_a_line_is_said_in_an_irc_channel(irc: Ngircd, kit: Tools) -> None:
    settings = {"server": irc.server, "nick": "bob", "networks": "irc.test"}
    secrets = {"password": IRC_PASSWORD}
    bob = Account("irc", "bob", settings=settings, secrets=secrets)
    channel = open_channel(kit)
    wires = Wires({"irc": channel}, beat_s=0.05)
    ear = Ear(channel.read)
    room = replace(point("irc", "irc://irc.test/plexus"))
    try:
        wires.listen(bob, (room,), "", ear)
        url = f"irc://alice:{IRC_PASSWORD}@{irc.server}/%23plexus?mode=server"
        delivery = delivery_of(CARD, At("apprise:default", secrets={"url": url}))

        AppriseChannel().deliver(delivery)
        heard = ear.wait()
    finally:
        wires.close()

    assert any("Tea at four?" in each.text for each in heard)
