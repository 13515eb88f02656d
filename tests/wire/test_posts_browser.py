"""Posts in a real browser, with something that would run in every field."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld.model.activity import Attachment, Kind, LinkPreview, Object
from plexus_ld.sharer.composing.pages import article_of, preview_of
from tests.unit.publish.speaking import Ada, note, owner
from tests.wire.test_publish_browser import ADDRESSES, BROWSER, PAYLOADS, RAN, dom_of

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="there is no Chromium here (make peers)"
)
ALL = "\n".join(PAYLOADS)
LINE = " ".join(PAYLOADS)


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[Ada]:
    made = owner(tmp_path)
    with made.plex:
        yield made


def everywhere(name: str, **more: object) -> Object:
    """Return a post with payloads in all of its fields."""
    attachments = [
        Attachment(media_type, payload, payload, url=url)
        for payload in PAYLOADS
        for media_type, url in (
            ("image/png", f"https://bob.example/{payload}"),
            (f"image/svg+xml{payload}", ADDRESSES[0]),
            ("video/mp4", ADDRESSES[1]),
            ("text/html", f"https://bob.example/x.html#{payload}"),
        )
    ]
    post = note(
        name,
        ALL,
        title=LINE,
        summary=ALL,
        tags=tuple(PAYLOADS),
        language='en"onload="x',
        attachments=tuple(attachments),
        in_reply_to=URIRef("https://bob.example/%22onerror=%22x"),
    )
    return replace(post, **more)  # type: ignore[arg-type]


def posts(ada: Ada) -> Iterator[Object]:
    yield everywhere("text")
    _, html, _ = article_of(ALL.encode(), is_html=True, has_title=False)
    yield everywhere("article", kind=Kind.ARTICLE, html=html or "<p>x</p>")
    # As no composer of ours would leave it: the page itself has to hold.
    yield everywhere("raw", kind=Kind.ARTICLE, html=ALL)
    for place, url in enumerate(ADDRESSES):
        preview = LinkPreview(url, LINE, ALL, ADDRESSES[0], LINE)
        yield everywhere(f"link{place}", kind=Kind.PAGE, url=url, preview=preview)
    page = "".join(
        f"<meta property='{name}' content='{PAYLOADS[0]}'>"
        for name in ("og:title", "og:description", "og:image", "og:site_name")
    )
    told = preview_of(page.encode(), "https://bob.example/", "text/html")
    yield everywhere("told", kind=Kind.PAGE, url=told.url, preview=told)
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{PAYLOADS[4]}\"/>".encode()
    drawn = Attachment("image/svg+xml", "x.svg", sha256=ada.keep(svg))
    yield note("svg", "look", attachments=(drawn,))


def test_nothing_runs_on_a_post_whatever_stands_in_a_field(
    ada: Ada, tmp_path: Path
) -> None:
    for post in posts(ada):
        ada.say(post)

    done = ada.publish()

    pages = [name for name in done.written if name.startswith("posts/")]
    assert len(pages) == 9
    for name in (*pages, "feed.atom"):
        dom = dom_of(ada.site / name, tmp_path / "browser")
        assert "look" in dom or "data-" in dom
        assert RAN not in dom, name
    assert not [file for file in ada.site.rglob("*") if file.suffix in (".svg", ".js")]
