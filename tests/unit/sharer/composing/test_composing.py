"""A draft becomes an object: its kind, its files, its link's preview."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from plexus_ld.assembly import Plex
from plexus_ld.errors import MediaError, SharingError
from plexus_ld.model.activity import Kind, LinkPreview, Object
from plexus_ld.settings import MediaSettings, NetSettings, Settings
from plexus_ld.sharer.composing import Attach, Composed, Composer, Draft
from plexus_ld.sharer.composing.composer import tags_of
from plexus_ld.sharer.composing.pages import article_of, preview_of
from plexus_ld.sharer.composing.pictures import cleaned
from plexus_ld.sharer.composing.sniffing import type_of
from plexus_ld.sharer.said import Minting
from tests.web import Page, Web

CAMERA = "SECRETCAM"


@pytest.fixture
def plex(web: Web) -> Iterator[Plex]:
    settings = Settings(
        net=NetSettings(allow_hosts=(web.host,)),
        media=MediaSettings(max_bytes=100_000, max_pixels=10_000),
    )
    with Plex.in_memory(settings) as plex:
        yield plex


def composed(plex: Plex, draft: Draft) -> Composed:
    composer = Composer(
        plex.workers, plex.client, plex.media, plex.settings.media, plex.clock
    )
    return composer.compose(draft, Minting())


def said(plex: Plex, draft: Draft) -> Object:
    return composed(plex, draft).object


def picture(format_: str, size: tuple[int, int] = (40, 20)) -> bytes:
    """A picture that is to be turned, with a camera's secrets in it."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = CAMERA
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, format_, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(
    ("format_", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")],
)
def test_a_picture_goes_out_turned_and_without_its_secrets(
    format_: str, media_type: str
) -> None:
    body = picture(format_)
    assert CAMERA.encode() in body

    clean = cleaned("a", body, media_type, 10_000)

    assert CAMERA.encode() not in clean
    with Image.open(io.BytesIO(clean)) as image:
        assert image.format == format_
        assert image.size == (20, 40)
        assert not image.getexif()
        red, _, blue = image.convert("RGB").getpixel((10, 5))  # type: ignore[misc]
        assert blue > red  # what was left is on top now


def test_a_moving_picture_still_moves() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "lime", "blue")]
    out = io.BytesIO()
    frames[0].save(
        out, "GIF", save_all=True, append_images=frames[1:], duration=[50, 60, 70],
        loop=0, comment=CAMERA.encode(),
    )  # fmt: skip

    clean = cleaned("a.gif", out.getvalue(), "image/gif", 10_000)

    assert CAMERA.encode() not in clean
    with Image.open(io.BytesIO(clean)) as image:
        assert getattr(image, "n_frames", 1) == 3
        assert image.info["duration"] == 50


def test_a_picture_that_cannot_be_read_does_not_go_out() -> None:
    with pytest.raises(MediaError, match=r"a\.jpg: this picture cannot be read"):
        cleaned("a.jpg", b"\xff\xd8\xffnothing", "image/jpeg", 10_000)
    with pytest.raises(MediaError, match="too large"):
        cleaned("a.png", picture("PNG"), "image/png", 100)


@pytest.mark.parametrize(
    ("name", "body", "media_type"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("a.jpg", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("a", b"GIF89a", "image/gif"),
        ("a.docx", b"PK\x03\x04",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.txt", b"words", "text/plain"),
        ("a.csv", "für".encode(), "text/csv"),
        ("a.m4a", b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        ("a.ogv", b"OggS", "video/ogg"),
        ("a.xyz-unknown", b"\0\1\2", "application/octet-stream"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_bytes_say(name: str, body: bytes, media_type: str) -> None:
    assert type_of(name, body) == media_type


@pytest.mark.parametrize(
    ("name", "body"),
    [("a.jpg", b"PK\x03\x04"), ("a.pdf", b"\x89PNG\r\n\x1a\n"), ("a.mp4", b"words")],
)
def test_a_name_that_says_something_else_is_refused(name: str, body: bytes) -> None:
    with pytest.raises(MediaError, match="the name says"):
        type_of(name, body)


def test_what_goes_along_tells_what_it_is(plex: Plex, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture("PNG"))
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 ...")
    image, paper = Attach(tmp_path / "a.png", "A shed"), Attach(tmp_path / "b.pdf")

    pictured = said(plex, Draft("Look!", attachments=(image,)))
    mixed = said(plex, Draft(attachments=(image, paper)))

    assert pictured.kind is Kind.IMAGE
    (kept,) = pictured.attachments
    assert (kept.name, kept.alt, kept.media_type) == ("a.png", "A shed", "image/png")
    assert kept.file is not None
    assert kept.file.stat().st_size == kept.size_bytes
    assert plex.media.is_sound(kept.sha256)
    assert mixed.kind is Kind.DOCUMENT
    assert [one.name for one in mixed.attachments] == ["a.png", "b.pdf"]


def test_a_file_that_cannot_go_out_is_said(plex: Plex, tmp_path: Path) -> None:
    large, empty, drawn = (tmp_path / name for name in ("l.txt", "e.txt", "d.svg"))
    large.write_text("x" * 100_001)
    empty.touch()
    drawn.write_text("<svg/>")

    for file, why in (
        (tmp_path / "none.png", "there is no such file"),
        (tmp_path, "there is no such file"),
        (large, "larger than the 100,000 bytes"),
        (empty, "is empty"),
        (drawn, "the name says image/svg"),
    ):
        with pytest.raises(MediaError, match=why):
            composed(plex, Draft(attachments=(Attach(file),)))


def test_a_link_says_what_its_page_says(plex: Plex, web: Web) -> None:
    web.pages["/shed"] = Page(
        b"<title>plain</title><meta property=og:title content='Sheds &amp; more'>"
        b"<meta name=description content='All on sheds'>"
        b"<meta property=og:image content=/shed.png>",
        "text/html",
    )
    link = f"{web.url}/shed"

    found = said(plex, Draft("Read this", link=link))

    assert found.kind is Kind.PAGE
    assert found.url == link
    assert found.preview == LinkPreview(
        link, "Sheds & more", "All on sheds", f"{web.url}/shed.png"
    )


def test_a_page_that_cannot_be_had_hinders_no_share(plex: Plex, web: Web) -> None:
    web.pages["/gone"] = Page(b"", "text/html", 410)
    web.pages["/garbage"] = Page(b"\xff\xfe<\x00\xd8" * 99, "text/html")

    gone = composed(plex, Draft(link=f"{web.url}/gone"))
    hidden = composed(plex, Draft(link="http://127.0.0.1:9/"))
    garbage = composed(plex, Draft(link=f"{web.url}/garbage"))

    assert gone.object.preview is None
    assert "HTTP 410" in gone.notes[0]
    assert "no preview of the link" in hidden.notes[0]
    assert garbage.object.url == f"{web.url}/garbage"


def test_a_preview_leads_to_the_web_only() -> None:
    page = b"<meta property=og:image content='javascript:alert(1)'>"

    assert preview_of(page, "https://a.example/", "text/html").image == ""


@pytest.mark.parametrize("link", ["no address", "example.org/x", "https://a b/", "x"])
def test_a_link_that_is_none_is_refused(plex: Plex, link: str) -> None:
    with pytest.raises(SharingError, match="is no address"):
        composed(plex, Draft(link=link))


def test_an_article_in_markdown_has_its_heading_as_its_title(
    plex: Plex, tmp_path: Path
) -> None:
    file = tmp_path / "shed.md"
    file.write_text("# My *shed*\n\nIt is **red**. <script>x</script> #Garden\n")

    found = said(plex, Draft("Read on:", article=file))

    assert found.kind is Kind.ARTICLE
    assert found.title == "My shed"
    assert found.summary == "Read on:"
    assert found.text == "It is **red**. <script>x</script> #Garden"
    assert found.html == "<p>It is <strong>red</strong>.  #Garden</p>"
    assert found.tags == ("Garden",)
    assert said(plex, Draft(title="Mine", article=file)).title == "Mine"


def test_an_article_in_html_is_cleaned_and_has_its_words_as_text() -> None:
    page = b"<title>T</title><body><h1>H</h1><p>One<br>two &amp; <i onclick=x>three</i>"

    title, text, html = article_of(page, is_html=True, has_title=False)

    assert title == "T"
    assert text == "H\n\nOne\ntwo & three"
    assert "onclick" not in html


def test_hashtags_are_words_behind_nothing() -> None:
    text = "#Shed and #garden, #1 not, a#b not, https://x.example/#frag not, #shed"

    assert tags_of(text) == ("Shed", "garden")


def test_nothing_and_no_text_are_refused(plex: Plex) -> None:
    with pytest.raises(SharingError, match="there is nothing to share"):
        composed(plex, Draft("  \n"))
    with pytest.raises(SharingError, match="bytes that are no text"):
        composed(plex, Draft("\udcff"))
