"""What the owner said publicly, as feeds and pages in the published folder."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import mf2py
import pytest
from rdflib import URIRef

from plexus_ld.model.activity import Attachment, Kind, Object, Privacy, Verb
from plexus_ld.settings import NetSettings, PublishSettings, Settings
from tests.unit.publish.speaking import ATOM, BASE, NOON, Ada, note, owner
from tests.web import Page, Web


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[Ada]:
    ada = owner(tmp_path)
    with ada.plex:
        yield ada


@pytest.mark.parametrize("name", ["feed.atom", "feed.json"])
def test_what_is_said_publicly_is_heard_from_the_feed(ada: Ada, name: str) -> None:
    ada.say(note("tea", "Tea at four?\n\nBring <cups> & cake.", tags=("tea",)))
    ada.say(
        note("wood", "", html="<p>Of <b>glue</b></p>", kind=Kind.ARTICLE, title="Wood")
    )

    ada.publish()

    heard = ada.heard(name)
    tea, wood = heard[f"{BASE}objects/tea"], heard[f"{BASE}objects/wood"]
    assert "Bring &lt;cups&gt; &amp; cake." in tea.html
    assert (tea.kind, tea.tags) == (Kind.NOTE, ("tea",))
    assert (wood.kind, wood.title) == (Kind.ARTICLE, "Wood")
    assert wood.url == f"{BASE}posts/wood.html"
    assert wood.html == "<p>Of <b>glue</b></p>"


def test_nothing_that_was_for_an_audience_is_in_any_file(ada: Ada) -> None:
    ada.say(note("open", "for all"))
    ada.say(note("shut", "canary-one"), privacy=Privacy.ADDRESSED)
    ada.say(note("narrowed", "for all at first"))
    ada.say(note("narrowed", "canary-two"), Verb.UPDATE, Privacy.ADDRESSED)

    ada.publish()

    assert list(ada.heard()) == [f"{BASE}objects/open"]
    assert b"canary" not in ada.everything()


def test_what_was_edited_stands_there_as_it_is_now(ada: Ada) -> None:
    ada.say(note("tea", "Tea at four?"))
    ada.publish()
    ada.say(note("tea", "Tea at five?", updated=NOON + timedelta(days=1)), Verb.UPDATE)

    ada.publish()

    (tea,) = ada.heard().values()
    assert "five" in tea.html
    assert tea.updated == NOON + timedelta(days=1)
    assert b"four" not in ada.everything()


def test_what_was_deleted_is_gone_with_its_page_and_its_picture(ada: Ada) -> None:
    (ada.site / "media").mkdir(parents=True)
    (ada.site / "media" / "holiday.jpg").write_bytes(b"the owner's own")
    digest = ada.keep(b"canary picture")
    shown = Attachment("image/png", alt="A bird", sha256=digest)
    post = note("bird", "canary", attachments=(shown,))
    ada.say(post)
    ada.publish()
    there = (ada.site / "media" / f"{digest}.png").read_bytes()
    ada.say(Object(post.iri), Verb.DELETE)

    done = ada.publish()

    assert there == b"canary picture"
    assert done.removed == (f"media/{digest}.png", "posts/bird.html")
    assert b"canary" not in ada.everything()
    assert (ada.site / "media" / "holiday.jpg").exists()
    assert ada.heard()[str(post.iri)].verb is Verb.DELETE


def test_a_file_that_a_browser_might_run_is_handed_out_as_bytes(ada: Ada) -> None:
    digest = ada.keep(b"<script>alert(1)</script>")
    shown = Attachment("text/html", "page.html", sha256=digest)
    ada.say(note("page", "look", attachments=(shown,)))

    done = ada.publish()

    assert f"media/{digest}.bin" in done.written


def test_a_picture_that_is_gone_from_the_home_stops_nothing_else(ada: Ada) -> None:
    shown = Attachment("image/png", alt="A bird", sha256="0" * 64)
    ada.say(note("bird", "a bird", attachments=(shown,)))

    done = ada.publish()

    assert len(done.problems) == 1
    assert "a bird" in ada.heard()[f"{BASE}objects/bird"].html


def test_a_post_has_a_page_that_programs_read_too(ada: Ada) -> None:
    digest = ada.keep(b"picture")
    shown = Attachment("image/png", alt="A bird", sha256=digest)
    answer = URIRef("https://bob.example/wood")
    ada.say(note("re", "Well said!", in_reply_to=answer, attachments=(shown,)))

    ada.publish()

    page = (ada.site / "posts" / "re.html").read_text("utf-8")
    (entry,) = mf2py.parse(doc=page, url=f"{BASE}posts/re.html")["items"]
    said = entry["properties"]
    assert entry["type"] == ["h-entry"]
    assert said["in-reply-to"] == ["https://bob.example/wood"]
    assert said["content"][0]["value"] == "Well said!"
    assert said["url"] == [f"{BASE}posts/re.html"]
    assert said["author"][0]["value"] == "Ada Example"
    assert said["photo"][0]["value"] == f"{BASE}media/{digest}.png"
    assert ada.heard()[f"{BASE}objects/re"].in_reply_to == (str(answer),)


@pytest.mark.parametrize(
    "hostile",
    ["</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "]]>\0\f"],
)
def test_words_stay_words_in_every_file(ada: Ada, hostile: str) -> None:
    ada.say(note("bad", hostile, title=hostile, summary=hostile, tags=(hostile,)))
    ada.say(note("html", "", html=f"<p>{hostile}</p><script>x</script>"))

    ada.publish()

    page = (ada.site / "posts" / "bad.html").read_text("utf-8")
    html = (ada.site / "posts" / "html.html").read_text("utf-8")
    assert "<script" not in page + html
    assert "onerror" not in html
    assert "<img" not in page
    assert len(ada.heard()) == len(ada.heard("feed.json")) == 2


def test_the_feed_is_sound_and_names_itself(ada: Ada) -> None:
    ada.say(note("tea", "Tea at four?"))

    ada.publish()

    feed = ElementTree.fromstring((ada.site / "feed.atom").read_bytes())  # noqa: S314
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == feed.findtext(f"{ATOM}id") == f"{BASE}feed.atom"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Ada Example"
    assert feed.findtext(f"{ATOM}updated") == "2026-03-01T13:00:00Z"
    made = json.loads((ada.site / "feed.json").read_bytes())
    assert made["version"] == "https://jsonfeed.org/version/1.1"
    assert made["feed_url"] == f"{BASE}feed.json"
    front = (ada.site / "index.html").read_text("utf-8")
    assert 'type="application/atom+xml"' in front
    assert 'href="feed.json"' in front


def test_what_was_said_leads_to_its_page(ada: Ada) -> None:
    ada.publish()

    apache = (ada.site / ".htaccess").read_text("utf-8")
    nginx = (ada.site / "nginx.conf.example").read_text("utf-8")
    assert "RewriteRule ^objects/([A-Za-z0-9-]+)$ posts/$1.html [R=303,L]" in apache
    assert "return 303 /posts/$1.html;" in nginx


def test_publishing_again_touches_nothing(ada: Ada) -> None:
    ada.say(note("tea", "Tea at four?"))
    ada.publish()

    done = ada.publish()

    assert done.written == done.removed == ()


def test_another_face_than_the_public_one_gets_no_feed(ada: Ada) -> None:
    ada.say(note("tea", "Tea at four?"))

    ada.plex.publish(str(ada.site), "connections")

    assert not (ada.site / "feed.atom").exists()


def test_a_reshare_is_a_link_to_what_is_passed_on(ada: Ada) -> None:
    theirs = Object(
        URIRef("urn:uuid:1"), text="canary", title="Wood", url="https://bob.example/w"
    )
    ada.say(theirs, Verb.ANNOUNCE)
    ada.hears(theirs)

    ada.publish()

    (passed,) = ada.heard("feed.json").values()
    assert passed.link == "https://bob.example/w"
    assert b"canary" not in ada.everything()


@pytest.mark.parametrize(
    ("status", "problems"), [(202, 0), (204, 0), (400, 1), (503, 1)]
)
def test_a_hub_is_told_of_news_and_only_of_news(
    tmp_path: Path, web: Web, status: int, problems: int
) -> None:
    web.pages["/hub"] = Page(b"", "text/plain", status)
    settings = Settings(
        net=NetSettings(allow_hosts=(web.host,)),
        publish=PublishSettings(hub=f"{web.url}/hub"),
    )
    ada = owner(tmp_path, settings)
    with ada.plex:
        ada.say(note("tea", "Tea at four?"))

        done = ada.publish()
        again = ada.publish()

    assert len(done.problems) == problems
    assert web.asked == ["POST /hub"]
    assert again.problems == ()
    assert f'href="{web.url}/hub"'.encode() in ada.everything()
