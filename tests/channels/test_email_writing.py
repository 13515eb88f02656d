"""What a mail looks like on the wire."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld.channels.email.card import CARD
from plexus_ld.channels.email.writing import message_id, remote_id, to_mail
from plexus_ld.errors import PermanentDeliveryError
from plexus_ld.model.activity import (
    POST_VERBS,
    Attachment,
    Kind,
    LinkPreview,
    Object,
    Verb,
)
from plexus_ld.model.delivery import Delivery
from tests.channels.contract import NOW, At, delivery_of, note_of

AT = At("mailto:bob@mail.test")
ADA, BOB = "ada@mail.test", "bob@mail.test"
PIXEL = b"\x89PNG\r\n\x1a\nnot much of a picture"

#: What somebody could put into a name, a title, a description, to write headers.
INJECTIONS = (
    "x\r\nBcc: eve@evil.test",
    "x\nBcc: eve@evil.test",
    "x\rBcc: eve@evil.test",
    "x\r\n\r\nBcc: eve@evil.test",
    "=?utf-8?q?x=0D=0ABcc:_eve@evil.test?=",
    "=?utf-8?b?eA0KQmNjOiBldmVAZXZpbC50ZXN0?=",
    "x\u2028Bcc: eve@evil.test",
    "x\x85Bcc: eve@evil.test",
    "x\x0bBcc: eve@evil.test\x0c\x1c",
    '"\\\r\n Bcc: eve@evil.test" <eve@evil.test>',
    "é" * 200 + "\r\nBcc: eve@evil.test",
    "\ud800\r\nBcc: eve@evil.test",
)


def mail_of(delivery: Delivery) -> EmailMessage:
    mail = message_from_bytes(to_mail(delivery, ADA, BOB, NOW), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_note_is_text_and_html_with_its_first_words_as_subject() -> None:
    note = note_of("Tea at four? See https://tea.example/menu?a=1&b=2.\n\nAda & Co")

    mail = mail_of(delivery_of(CARD, AT, note))

    assert mail["Subject"].startswith("Tea at four?")
    assert text_of(mail).rstrip() == note.text
    html = text_of(mail, "html")
    assert '<a href="https://tea.example/menu?a=1&amp;b=2">' in html
    assert "<p>Ada &amp; Co</p>" in html


def test_nobody_else_of_the_audience_stands_in_it() -> None:
    delivery = delivery_of(CARD, AT)

    mail = to_mail(delivery, ADA, BOB, NOW)

    assert delivery.activity.audience
    assert b"secret-friend" not in mail
    assert mail_of(delivery)["To"] == BOB
    assert not {"Cc", "Bcc"} & set(mail_of(delivery).keys())


def test_it_names_the_activity_and_the_object() -> None:
    delivery = delivery_of(CARD, AT)

    mail = mail_of(delivery)

    assert mail["X-Plexus-Activity"] == str(delivery.activity.iri)
    assert mail["X-Plexus-Object"] == str(delivery.activity.object.iri)
    assert mail["Auto-Submitted"] == "no"
    assert mail["Message-ID"] in remote_id(delivery, ADA).join(["<", ">"]).replace(
        "mid:", ""
    )


def test_the_same_activity_has_the_same_id_whenever_it_is_sent() -> None:
    ids = {message_id("https://ada.example/a/1", ADA) for _ in range(2)}

    assert len(ids) == 1
    assert message_id("https://ada.example/a/2", ADA) not in ids


def test_an_article_has_its_title_its_markdown_and_its_html() -> None:
    article = note_of(
        "# Tea\n\n*Green*.", kind=Kind.ARTICLE, title="On tea", html="<p>Green.</p>"
    )

    mail = mail_of(delivery_of(CARD, AT, article))

    assert mail["Subject"] == "On tea"
    assert "*Green*." in text_of(mail)
    assert "<h1>On tea</h1>" in text_of(mail, "html")
    assert "<p>Green.</p>" in text_of(mail, "html")


def test_a_link_goes_with_what_its_page_says() -> None:
    shown = LinkPreview("https://tea.example/", "All <tea>", "Leaves", site="Tea")
    page = note_of("Look", kind=Kind.PAGE, url="https://tea.example/", preview=shown)

    mail = mail_of(delivery_of(CARD, AT, page))

    assert "All <tea> · Tea\n\nLeaves\n\nhttps://tea.example/" in text_of(mail)
    assert '<a href="https://tea.example/">All &lt;tea&gt;</a>' in text_of(mail, "html")


def test_pictures_stand_in_the_page_and_files_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(PIXEL)
    (tmp_path / "b").write_bytes(b"%PDF-1.7")
    picture = Attachment("image/png", "tea.png", "A <pot>", tmp_path / "a")
    paper = Attachment("application/pdf", "menü.pdf", "The menu", tmp_path / "b")
    note = note_of("Look", attachments=(picture, paper))

    mail = mail_of(delivery_of(CARD, AT, note))

    parts = {part.get_filename(): part for part in mail.walk() if part.get_filename()}
    assert parts["tea.png"].get_payload(decode=True) == PIXEL
    assert parts["tea.png"]["Content-Description"] == "A <pot>"
    name = parts["tea.png"]["Content-ID"].strip("<>")
    assert f'src="cid:{name}" alt="A &lt;pot&gt;"' in text_of(mail, "html")
    assert [part.get_filename() for part in mail.iter_attachments()] == ["menü.pdf"]
    assert "[tea.png: A <pot>]" in text_of(mail)


def test_an_attachment_that_is_gone_is_the_last_word(tmp_path: Path) -> None:
    lost = Attachment("image/png", "tea.png", file=tmp_path / "nowhere")

    with pytest.raises(PermanentDeliveryError, match=r"tea\.png is gone"):
        mail_of(delivery_of(CARD, AT, note_of(attachments=(lost,))))


def test_attachments_that_no_server_takes_are_the_last_word(tmp_path: Path) -> None:
    with (tmp_path / "film").open("wb") as file:
        file.truncate(15_000_000)
    film = Attachment("video/mp4", "film.mp4", file=tmp_path / "film")

    with pytest.raises(PermanentDeliveryError, match="more than 40,000,000 bytes"):
        mail_of(delivery_of(CARD, AT, note_of(attachments=(film,) * 3)))


@pytest.mark.parametrize(
    ("verb", "subject"),
    [
        (Verb.CREATE, "Re: Tea at four?"),
        (Verb.UPDATE, "Edited: Tea at four?"),
        (Verb.DELETE, "Please disregard “Tea at four?”"),
        (Verb.LIKE, "Ada likes “Tea at four?”"),
        (Verb.ANNOUNCE, "Fwd: Tea at four?"),
    ],
)
def test_what_is_done_to_a_mail_hangs_in_its_thread(verb: Verb, subject: str) -> None:
    before = "mid:before.1%3D2@mail.test"
    delivery = delivery_of(CARD, AT, verb=verb, reply_to=before, remote_id=before)

    mail = mail_of(delivery)

    assert mail["Subject"] == subject
    assert mail["In-Reply-To"] == mail["References"] == "<before.1=2@mail.test>"
    assert mail["X-Plexus-Verb"] == str(verb)


@pytest.mark.parametrize(
    ("answered", "subject"),
    [
        (note_of("Dear Ada, …", title="The shed"), "Re: The shed"),
        (note_of("Dear Ada, …", title="RE: AW: The shed"), "Re: The shed"),
        (note_of("Is the shed done?"), "Re: Is the shed done?"),
        (note_of("", title="x\r\nBcc: eve@evil.test"), "Re: x Bcc: eve@evil.test"),
        (note_of(""), "Re: Tea at four?"),
    ],
)
def test_an_answer_bears_the_subject_of_what_it_answers(
    answered: Object, subject: str
) -> None:
    about = note_of("Tea at four?", in_reply_to=answered.iri)
    delivery = replace(delivery_of(CARD, AT, about), answered=answered)

    mail = mail_of(delivery)

    assert mail["Subject"] == subject


def test_a_deletion_of_what_nobody_knows_any_more_still_says_something() -> None:
    mail = mail_of(delivery_of(CARD, AT, note_of(""), verb=Verb.DELETE))

    assert mail["Subject"] == "Please disregard the earlier mail"
    assert "disregard" in text_of(mail)


@pytest.mark.parametrize("words", INJECTIONS, ids=range(len(INJECTIONS)))
def test_no_words_make_a_header_of_their_own(words: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(PIXEL)
    evil = Attachment(words, words, words, tmp_path / "a")
    picture = replace(evil, media_type="image/png")
    note = note_of(
        words, title=words, summary=words, url=words, language=words,
        in_reply_to=URIRef("urn:x:1"), attachments=(evil, picture),
    )  # fmt: skip
    delivery = delivery_of(CARD, AT, note, reply_to=f"mid:{words}@x", remote_id=words)
    # rdflib logs what is no IRI, and a log cannot hold half a letter.
    loggable = words.replace("\ud800", "")
    delivery = replace(
        delivery,
        activity=replace(delivery.activity, actor_name=words, iri=URIRef(loggable)),
        account=replace(delivery.account, settings={"name": words}),
    )

    for verb in POST_VERBS:
        activity = replace(delivery.activity, verb=verb)
        body = to_mail(replace(delivery, activity=activity), ADA, BOB, NOW)

        mail = message_from_bytes(body, policy=policy.compat32)
        assert mail.get_all("From") and len(mail.get_all("From", [])) == 1
        assert mail.get_all("To") == [BOB]
        for part in mail.walk():
            names = {name.lower() for name in part.keys()}  # noqa: SIM118
            assert "bcc" not in names
            for value in part.values():
                assert b"\n" not in str(value).replace("\n ", "").encode()
        assert b"\nBcc" not in body.replace(b"\r", b"\n").partition(b"\n\n")[0]


def test_a_long_line_of_any_script_is_folded_and_comes_out_as_it_was() -> None:
    title = "Größe und 茶 und שלום " * 6

    body = to_mail(delivery_of(CARD, AT, note_of(title=title)), ADA, BOB, NOW)

    assert max(map(len, body.split(b"\r\n"))) <= 998
    mail = message_from_bytes(body, policy=policy.default)
    assert mail["Subject"] == title.strip()[:200]
