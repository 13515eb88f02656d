"""A text fits its channel, and whatever is changed is said."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from plexus_ld.model.activity import (
    Activity,
    Attachment,
    Kind,
    LinkPreview,
    Object,
    Verb,
)
from plexus_ld.model.capability import CapabilityCard, Fit, Role
from plexus_ld.model.rendering import plain_text
from plexus_ld.sharer.cutting import cut, pieces
from plexus_ld.sharer.fitting import fitted

CARD = CapabilityCard("pigeon", "Pigeon", "", frozenset({Role.SHARER}))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


def activity(verb: Verb = Verb.CREATE, **fields: object) -> Activity:
    said = Object(URIRef("urn:x:said"), **fields)  # type: ignore[arg-type]
    moment = datetime(2026, 3, 14, tzinfo=UTC)
    return Activity(URIRef("urn:x:act"), verb, URIRef("urn:x:me"), said, moment)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(1, 120))
def test_a_cut_text_is_never_longer_than_asked(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(1, 120))
def test_a_split_text_says_all_of_it_in_pieces_that_fit(text: str, limit: int) -> None:
    found, is_whole = pieces(text, limit)

    assert all(len(piece) <= limit for piece in found)
    if is_whole and len(found) > 1:
        bare = "".join(piece.rpartition(" (")[0] for piece in found)
        assert "".join(bare.split()) == "".join(text.split())


def test_a_text_is_cut_at_a_word() -> None:
    assert cut("The shed is done and painted red.", 20) == "The shed is done…"


def test_a_sign_of_several_characters_is_not_cut_through() -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"

    assert cut(f"abcd{family}", 8) == "abcd…"


def test_what_fits_is_sent_as_it_is() -> None:
    assert fitted(activity(text="Hello."), CARD).texts == ("Hello.",)
    assert fitted(activity(text="Hello."), CARD).notes == ()


def test_what_is_cut_leads_back_to_the_whole() -> None:
    card = replace(CARD, longest_text=80)
    url = "https://ada.example/shed"

    found = fitted(activity(text="The shed is done. " * 20, url=url), card)

    assert found.texts[0].endswith(f"…\n\n{url}")
    assert len(found.texts[0]) <= 80
    assert "with a link to the whole" in found.notes[0]


def test_the_length_counts_the_title_and_the_link_too() -> None:
    card = replace(CARD, longest_text=60)
    preview = LinkPreview("https://a.example/", title="A page about sheds")
    said = activity(
        kind=Kind.PAGE, text="Look at this, it is about sheds!", preview=preview,
        url="https://a.example/",
    )  # fmt: skip

    (text,) = fitted(said, card).texts

    assert len(text) <= 60
    assert text.endswith("A page about sheds\nhttps://a.example/")


def test_a_channel_with_places_of_its_own_gets_neither_title_nor_link() -> None:
    said = activity(kind=Kind.ARTICLE, title="Sheds", summary="On", text="Long.")

    assert fitted(said, replace(CARD, has_fields=True)).texts == ("Long.",)
    assert fitted(said, CARD).texts == ("Sheds\n\nOn\n\nLong.",)


def test_a_thread_is_numbered() -> None:
    card = replace(CARD, longest_text=40, fit=Fit.THREAD)

    found = fitted(activity(text="one two three four five " * 4), card)

    assert len(found.texts) == 4
    assert found.texts[0].endswith(" (1/4)")
    assert found.notes == ("split into 4 of at most 40 characters",)


def test_a_thread_has_an_end() -> None:
    card = replace(CARD, longest_text=40, fit=Fit.THREAD)

    found = fitted(activity(text="word " * 10_000), card)

    assert len(found.texts) == 25
    assert "…" in found.texts[-1]
    assert found.notes[0].endswith("the rest is left out")


PICTURE = Attachment("image/png", "shed.png", "A red shed", size_bytes=2 * 1024 * 1024)


def test_what_cannot_go_along_is_named_in_words() -> None:
    found = fitted(activity(text="Look!", attachments=(PICTURE,)), CARD)

    assert found.attachments == ()
    assert found.texts == ("Look!\n\n[image: A red shed]",)
    assert found.notes == ("shed.png is left out: Pigeon carries no attachments",)


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"media_types": ("video/*",)}, "does not carry image/png"),
        ({"max_attachment_bytes": 1024 * 1024}, "larger than the 1 MiB"),
        ({"max_attachments": 0}, "takes 0 attachments at most"),
    ],
)
def test_an_attachment_stays_within_the_channels_limits(
    limits: dict[str, object], why: str
) -> None:
    card = replace(CARD, **{"media_types": ("image/*",), **limits})  # type: ignore[arg-type]

    found = fitted(activity(attachments=(PICTURE,)), card)

    assert found.attachments == ()
    assert why in found.notes[0]


def test_an_attachment_that_the_channel_takes_goes_along() -> None:
    card = replace(CARD, media_types=("image/*",), max_attachments=1)
    other = replace(PICTURE, name="other.png")

    found = fitted(activity(attachments=(PICTURE, other)), card)

    assert found.attachments == (PICTURE,)
    assert len(found.notes) == 1


@pytest.mark.parametrize("verb", [Verb.DELETE, Verb.LIKE])
def test_what_is_only_done_has_no_words(verb: Verb) -> None:
    assert fitted(activity(verb, text="long " * 100), CARD).texts == ("",)


def test_plain_words_say_title_text_and_link() -> None:
    page = activity(kind=Kind.PAGE, text="Read it.", title="T", url="https://a.b/")
    note = activity(text="Just words.", url="https://ada.example/1")

    assert plain_text(page) == "Read it.\n\nT\nhttps://a.b/"
    assert plain_text(note) == "Just words."
    reshared = replace(note, verb=Verb.ANNOUNCE)
    assert plain_text(reshared) == "Just words.\n\nhttps://ada.example/1"
    assert plain_text(replace(note, verb=Verb.DELETE)) == ""
