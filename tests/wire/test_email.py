"""Email against Postfix and Dovecot: both ways, bounces, a mailbox held open."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from plexus_ld.channels.email import EmailChannel, read
from plexus_ld.errors import (
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.activity import Attachment, Verb
from tests.channels.contract import note_of
from tests.wire.mail import FULL, MailServers
from tests.wire.mailing import from_alice, heard_by_bob, named, point


@pytest.fixture
def mail(mail_servers: MailServers) -> MailServers:
    """The servers, with nothing in anybody's mailbox."""
    mail_servers.empty()
    return mail_servers


@pytest.fixture
def email() -> EmailChannel:
    return EmailChannel(lambda: datetime.now(UTC))


def test_a_note_with_a_picture_makes_the_trip(
    email: EmailChannel, mail: MailServers, tmp_path: Path
) -> None:
    (tmp_path / "tea.png").write_bytes(b"\x89PNG and so on")
    picture = Attachment("image/png", "tea.png", "Grüner Tee", tmp_path / "tea.png")
    note = note_of("Größe, 茶\n.\n..\nFrom here", attachments=(picture,))

    receipt = email.deliver(from_alice(mail, "bob", note))
    mail.wait_for_mail("bob")
    (arrival,), _ = heard_by_bob(email, mail)

    assert receipt.note.startswith("250 2.0.0 Ok: queued")
    assert arrival.id == receipt.remote_id
    assert arrival.text == note.text
    assert arrival.sender == "mailto:alice@mail.test"
    assert str(note.iri) in arrival.also
    (file,) = arrival.attachments
    assert (file.name, file.alt, file.size_bytes) == ("tea.png", "Grüner Tee", 14)


def test_an_answer_and_an_edit_hang_in_the_thread(
    email: EmailChannel, mail: MailServers
) -> None:
    first = email.deliver(from_alice(mail, "bob")).remote_id
    edit = from_alice(mail, "bob", note_of("Five?"), Verb.UPDATE, remote_id=first)
    email.deliver(named(edit, 7))
    answer = from_alice(mail, "bob", note_of("Or six."), reply_to=first)
    email.deliver(named(answer, 8))
    mail.wait_for_mail("bob", 3)

    arrivals, _ = heard_by_bob(email, mail)

    by_text = {each.text.rpartition("\n")[2]: each for each in arrivals}
    assert by_text["Five?"].verb is Verb.UPDATE
    assert first in by_text["Five?"].target
    assert by_text["Or six."].in_reply_to == (first,)


def test_what_is_sent_twice_is_one(email: EmailChannel, mail: MailServers) -> None:
    email.deliver(from_alice(mail, "bob"))
    email.deliver(from_alice(mail, "bob"))
    mail.wait_for_mail("bob", 2)

    arrivals, _ = heard_by_bob(email, mail)

    assert len({each.id for each in arrivals}) == 1


def test_a_cursor_gives_what_is_new_and_leaves_it_unread(
    email: EmailChannel, mail: MailServers
) -> None:
    email.deliver(from_alice(mail, "bob", note_of("one")))
    mail.wait_for_mail("bob")
    one, cursor = heard_by_bob(email, mail)
    nothing, cursor = heard_by_bob(email, mail, cursor)
    email.deliver(named(from_alice(mail, "bob", note_of("two")), 9))
    mail.wait_for_mail("bob", 2)
    two, _ = heard_by_bob(email, mail, cursor)

    assert [each.text for each in (*one, *nothing, *two)] == ["one", "two"]
    assert not list((mail.folder / "mail" / "bob").glob("cur/*:2,*S*"))


def test_a_folder_that_was_made_anew_is_read_from_its_beginning(
    email: EmailChannel, mail: MailServers
) -> None:
    email.deliver(from_alice(mail, "bob"))
    mail.wait_for_mail("bob")

    arrivals, cursor = heard_by_bob(email, mail, "1.4294967295")

    assert len(arrivals) == 1
    assert not cursor.startswith("1.")


def test_only_the_mails_of_who_is_listened_to_are_taken(
    email: EmailChannel, mail: MailServers
) -> None:
    carol = mail.account("carol")
    email.deliver(from_alice(mail, "bob", note_of("Carol's"), account=carol))
    mail.put("bob", b"From: x <eve@evil.test>\nSubject: alice@mail.test\n\nHa.\n")
    mail.put("bob", b'From: "alice@mail.test" <eve@evil.test>\n\nHa.\n')
    mail.put("bob", b"From: alice@mail.test.evil.test\n\nHa.\n")
    mail.put("bob", b"From: alice@mail.test\nFrom: eve@evil.test\n\nHa.\n")
    email.deliver(from_alice(mail, "bob", note_of("Alice's")))
    mail.wait_for_mail("bob", 6)

    arrivals, _ = heard_by_bob(email, mail)

    assert [each.text for each in arrivals] == ["Alice's"]


def test_more_people_than_a_server_can_be_asked_for_are_listened_to(
    email: EmailChannel, mail: MailServers
) -> None:
    email.deliver(from_alice(mail, "bob"))
    mail.wait_for_mail("bob")
    people = [f"friend{number}@mail.test" for number in range(500)]
    points = tuple(map(point, [*people, "alice@mail.test", "bób@mail.test"]))

    polled = email.poll(mail.account("bob"), points, "")

    assert len(polled.raws) == 1


def test_hundreds_of_mails_come_in_several_polls(
    email: EmailChannel, mail: MailServers
) -> None:
    for number in range(130):
        mail.put("bob", f"From: alice@mail.test\n\nmail {number}\n".encode())

    first, cursor = heard_by_bob(email, mail)
    second, _ = heard_by_bob(email, mail, cursor)

    texts = [each.text for each in (*first, *second)]
    assert texts == [f"mail {number}" for number in range(130)]
    assert first and second


def test_a_huge_mail_is_read_at_its_beginning(
    email: EmailChannel, mail: MailServers
) -> None:
    body = b"From: alice@mail.test\n\nThe beginning.\n" + b"x" * 70 + b"\n" * 6_000_000
    mail.put("bob", body)

    (arrival,), _ = heard_by_bob(email, mail)

    assert arrival.text.startswith("The beginning.")


def test_a_bounce_is_read_as_a_failure(email: EmailChannel, mail: MailServers) -> None:
    receipt = email.deliver(from_alice(mail, "ghost@elsewhere.test"))
    mail.wait_for_mail("alice")

    polled = email.poll(mail.account("alice"), (), "")

    (failure,) = [each for raw in polled.raws for each in read(raw).failures]
    assert failure.remote_id == receipt.remote_id
    assert failure.address == "mailto:ghost@elsewhere.test"
    assert "user unknown" in failure.reason
    assert failure.is_permanent


def test_a_receiver_whom_the_server_does_not_know_is_the_last_word(
    email: EmailChannel, mail: MailServers
) -> None:
    with pytest.raises(PermanentDeliveryError, match=r"550 5\.1\.1"):
        email.deliver(from_alice(mail, "nobody"))


def test_a_full_mailbox_is_tried_again(email: EmailChannel, mail: MailServers) -> None:
    with pytest.raises(TemporaryDeliveryError, match=r"552 5\.2\.2") as caught:
        email.deliver(from_alice(mail, FULL))

    assert not caught.value.is_hosts


def test_a_mail_that_is_too_large_is_the_last_word(
    email: EmailChannel, mail: MailServers, tmp_path: Path
) -> None:
    (tmp_path / "film").write_bytes(b"x" * 3_000_000)
    film = Attachment("video/mp4", "film.mp4", file=tmp_path / "film")

    with pytest.raises(PermanentDeliveryError, match="the server takes 2,000,000"):
        email.deliver(from_alice(mail, "bob", note_of(attachments=(film,))))


def test_a_wrong_password_loses_nothing_and_is_not_told(
    email: EmailChannel, mail: MailServers
) -> None:
    wrong = mail.account("alice", password="wrong as can be")  # noqa: S106

    with pytest.raises(TemporaryDeliveryError, match="plexus channel set") as sent:
        email.deliver(from_alice(mail, "bob", account=wrong))
    with pytest.raises(PermanentListenError, match="plexus channel set") as asked:
        email.poll(wrong, (), "")

    assert sent.value.is_hosts
    assert "wrong as can be" not in f"{sent.value!r} {asked.value!r}"


def test_a_folder_that_is_not_there_is_said(
    email: EmailChannel, mail: MailServers
) -> None:
    with pytest.raises(PermanentListenError, match="no folder 'Friends'"):
        email.poll(mail.account("alice", folder="Friends"), (), "")


def test_a_copy_is_kept_where_the_owner_wants_one(
    email: EmailChannel, mail: MailServers
) -> None:
    account = mail.account("alice", sent_folder="Sent")
    email.deliver(from_alice(mail, "bob", account=account))
    lacking = mail.account("alice", sent_folder="Nowhere")
    receipt = email.deliver(from_alice(mail, "bob", account=lacking))

    assert list((mail.folder / "mail" / "alice" / ".Sent").glob("cur/*:2,*S*"))
    assert "no copy was kept" in receipt.note


def test_an_account_is_tried_both_ways(email: EmailChannel, mail: MailServers) -> None:
    both = email.check(mail.account("alice"))
    out = email.check(mail.account("alice", imap_host=""))

    assert both == "logged in to send, and to read INBOX"
    assert "nothing is heard" in out
    with pytest.raises(PermanentListenError, match="refuses the login"):
        email.check(mail.account("alice", password="wrong"))  # noqa: S106
    with pytest.raises(TemporaryListenError, match="refused"):
        email.check(mail.account("alice", imap_port="1"))
