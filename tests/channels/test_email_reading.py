"""What is read in a mail, whoever wrote it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plexus_ld.channels.email import read
from plexus_ld.channels.email.card import CARD
from plexus_ld.channels.email.writing import to_mail
from plexus_ld.errors import ParseError
from plexus_ld.model.activity import POST_VERBS, Attachment, Kind, LinkPreview, Verb
from tests.channels.contract import NOW, At, delivery_of, note_of
from tests.channels.letters import letter, only, raw_of
from tests.channels.subjects.email import LETTER


def test_a_letter_is_read_with_all_that_is_in_it() -> None:
    arrival = only(LETTER)

    assert arrival.id == "mid:answer.1@mail.test"
    assert arrival.sender == "mailto:bob@mail.test"
    assert arrival.sender_name == "Bob B."
    assert arrival.title == "Re: Téa"
    assert arrival.text == "Four it is, chez Bébé."
    assert arrival.html == "<p>Four it is.</p>"
    assert arrival.in_reply_to == ("mid:tea.1@mail.test", "mid:tea.0@mail.test")
    assert arrival.published == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert arrival.is_private
    (picture,) = arrival.attachments
    assert (picture.name, picture.alt) == ("tea.png", "A pot of tea")
    assert (picture.media_type, picture.size_bytes) == ("image/png", 8)


@pytest.mark.parametrize("verb", sorted(POST_VERBS))
def test_what_a_plexus_sends_is_known_again(verb: Verb) -> None:
    note = note_of("Tea at four?", title="On tea", language="en", kind=Kind.ARTICLE)
    before = "mid:before@mail.test"
    delivery = delivery_of(
        CARD, At("mailto:bob@mail.test"), note, verb, reply_to=before, remote_id=before
    )

    arrival = only(to_mail(delivery, "ada@mail.test", "bob@mail.test", NOW))

    assert arrival.verb is verb
    assert arrival.published == NOW
    assert arrival.language == "en"
    assert arrival.kind is Kind.ARTICLE
    mine = str(note.iri)
    if verb is Verb.CREATE:
        assert arrival.also[0] == mine
        assert arrival.title == "On tea"
        assert arrival.in_reply_to == (before,)
    else:
        assert arrival.target == (mine, before)


@pytest.mark.parametrize("verb", [Verb.CREATE, Verb.UPDATE])
def test_a_plexus_finds_the_authors_own_words(verb: Verb, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"not much of a picture")
    picture = Attachment("image/png", "tea.png", "A pot", tmp_path / "a")
    shown = LinkPreview("https://tea.example/", "All tea", "Leaves")
    note = note_of(
        "Größe 茶☕️\n\n> is it?\n-- \nA", html="<p>Größe</p>", kind=Kind.PAGE,
        url=shown.url, preview=shown, summary="Warm Größe", attachments=(picture,),
    )  # fmt: skip
    delivery = delivery_of(CARD, At("mailto:bob@mail.test"), note, verb)

    arrival = only(to_mail(delivery, "ada@mail.test", "bob@mail.test", NOW))

    assert arrival.text == note.text
    assert arrival.html == note.html
    assert arrival.summary == note.summary
    assert arrival.link == note.url
    assert [(each.name, each.alt) for each in arrival.attachments] == [
        ("tea.png", "A pot")
    ]


def test_a_page_is_read_without_its_title() -> None:
    page = "<html><head><title>Tea</title></head><body>Yes</body>"

    assert only(letter(page, Content_Type="text/html")).html == "<body>Yes</body>"


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "bob",
        "Bob <>",
        "bob@mail.test, eve@evil.test",
        "undisclosed:;",
        "x" * 5000 + "@mail.test",
        "<bob@mail.test\x00>",
    ],
)
def test_a_mail_of_nobody_or_of_two_is_nobodys_word(sender: str) -> None:
    reading = read(raw_of(letter(From=sender)))

    assert not reading.arrivals
    assert reading.warnings


def test_a_second_from_is_a_forgery() -> None:
    reading = read(raw_of("From: eve@evil.test\n" + letter()))

    assert not reading.arrivals


def test_the_address_counts_and_not_the_name_before_it() -> None:
    arrival = only(letter(From='"bob@mail.test" <Eve@Evil.test>'))

    assert arrival.sender == "mailto:eve@evil.test"


@pytest.mark.parametrize(
    ("results", "is_left_out"),
    [
        ("mx.test; spf=pass; dmarc=fail header.from=mail.test", True),
        ("mx.test 1; DMARC = fail", True),
        ("mx.test; dmarc=pass", False),
        ("mx.test; dmarc=none", False),
        ("evil.test; dmarc=fail", False),
        ("mx.test.evil.test; dmarc=fail", False),
    ],
)
def test_the_word_of_the_owners_server_counts_where_it_is_trusted(
    results: str, is_left_out: bool
) -> None:
    mail = letter(Authentication_Results=results)

    assert bool(read(raw_of(mail, authserv="mx.test")).arrivals) is not is_left_out
    assert read(raw_of(mail)).arrivals


def test_the_first_word_of_the_owners_server_counts() -> None:
    forged = letter(Authentication_Results="mx.test; dmarc=pass")

    reading = read(
        raw_of(
            f"Authentication-Results: mx.test; dmarc=fail\n{forged}", authserv="mx.test"
        )
    )

    assert not reading.arrivals


def test_an_automatic_answer_is_passed_over() -> None:
    assert not read(raw_of(letter(Auto_Submitted="auto-replied (away)"))).arrivals
    assert read(raw_of(letter(Auto_Submitted="no"))).arrivals


@pytest.mark.parametrize(
    ("date", "is_believed"),
    [
        (NOW, True),
        (NOW + timedelta(hours=20), True),
        (NOW + timedelta(days=3), False),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
    ],
)
def test_a_clock_that_jumped_is_not_believed(date: datetime, is_believed: bool) -> None:
    arrival = only(letter(Date=date.strftime("%a, %d %b %Y %H:%M:%S +0000")))

    assert arrival.published == (date if is_believed else None)


@pytest.mark.parametrize(
    "date",
    ["", "yesterday", "Sun, 99 Foo 2026 10:00:00", "1 Jan 99999 00:00:00 +9999", "\0"],
)
def test_a_date_that_is_none_is_none(date: str) -> None:
    assert only(letter(Date=date)).published is None


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("Yes.\n\nOn Monday, Ada wrote:\n> Tea?\n> At four?\n", "Yes."),
        ("Yes.\n\nAm 1. März schrieb Ada:\n\n> Tee?\n", "Yes."),
        ("Yes.\n\nOn Mon, 1 March 2026 at 10:00\nAda <a@b> wrote:\n> Tea?", "Yes."),
        ("Yes.\n> Tea?\n", "Yes."),
        ("> Tea?\nYes.\n> Cake?\nNo.", "> Tea?\nYes.\n> Cake?\nNo."),
        ("> Tea?\n", "> Tea?"),
        ("Yes.\n-- \nBob\n07 123", "Yes."),
        ("We wrote:\n> no end", "We wrote:"),
    ],
)
def test_the_tail_that_an_answer_quotes_is_taken_off(body: str, kept: str) -> None:
    assert only(letter(body, In_Reply_To="<0@mail.test>")).text == kept


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>Yes</p><blockquote><p>Tea?</p></blockquote>", "<p>Yes</p>"),
        (
            '<p>Yes</p><div class="gmail_quote"><div>On Monday, Ada wrote:</div>'
            "<blockquote>Tea<blockquote>?</blockquote></blockquote></div>",
            "<p>Yes</p>",
        ),
        ("<blockquote>a</blockquote>Yes", "<blockquote>a</blockquote>Yes"),
        ("<blockquote>a</blockquote>", "<blockquote>a</blockquote>"),
        ("</blockquote><p>Yes</p>", "</blockquote><p>Yes</p>"),
    ],
)
def test_so_is_the_tail_of_its_page(html: str, kept: str) -> None:
    mail = letter(html, In_Reply_To="<0@mail.test>", Content_Type="text/html")

    assert only(mail).html == kept


def test_a_quote_in_what_is_no_answer_stays() -> None:
    assert only(letter("A poem:\n> Roses")).text == "A poem:\n> Roses"


def test_lines_that_were_broken_for_the_wire_are_whole_again() -> None:
    flowed = "text/plain; charset=utf-8; format=flowed"

    arrival = only(letter("A long \nline\n and\n> quote", Content_Type=flowed))

    assert arrival.text == "A long line\nand\n> quote"


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("iso-8859-1", b"B\xe9b\xe9", "Bébé"),
        ("klingon", "Bébé".encode(), "Bébé"),
        ("utf-8", b"B\xe9b\xe9", "Bébé"),
        ("hex", b"41", "41"),
        ("idna", b"xn--", "xn--"),
        ("punycode", b"a" * 20, "a" * 20),
        ("unicode_escape", b"\\ud800", "\\ud800"),
        ("utf-7", b"x+2AA-y", "xy"),
        ('"', b"x", "x"),
        ("=?utf-8?q?x?=", b"x", "x"),
    ],
)
def test_a_charset_is_only_a_word(charset: str, body: bytes, text: str) -> None:
    head = letter("", Content_Type=f"text/plain; charset={charset}").encode()

    assert only(head + body).text == text


def test_text_that_nobody_decodes_is_taken_as_it_stands() -> None:
    head = letter("", Content_Transfer_Encoding="base64").encode()

    assert read(raw_of(head + b"!!!! not base64 at all \xff")).arrivals


def test_a_mail_without_an_id_is_known_by_its_bytes() -> None:
    first, second = (letter(text, Message_ID="") for text in ("one", "two"))

    assert only(first).id == only(first).id != only(second).id


def test_a_picture_alone_is_a_picture() -> None:
    arrival = only(letter("xx", Content_Type="image/png; name=a.png"))

    assert arrival.kind is Kind.IMAGE
    assert [each.name for each in arrival.attachments] == ["a.png"]


def test_a_mail_within_a_mail_is_a_file_and_its_sender_nobody() -> None:
    inner = "From: eve@evil.test\n\nI am in."

    arrival = only(letter(inner, Content_Type="message/rfc822"))

    assert arrival.sender == "mailto:bob@mail.test"
    assert "I am in" not in arrival.text
    assert [each.media_type for each in arrival.attachments] == ["message/rfc822"]


def test_what_was_cut_off_has_no_size() -> None:
    size = str(10_000_000)

    (file,) = only(LETTER, size=size).attachments

    assert file == Attachment("image/png", "tea.png", "A pot of tea")


@pytest.mark.parametrize(
    "body", [b"", b"\0" * 100, b"hello", b"<html>", b"{}", b"\n\n"]
)
def test_what_is_no_mail_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        read(raw_of(body))
