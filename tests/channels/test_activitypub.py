"""What the activitypub channel sends, and to which inbox."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld.errors import (
    TemporaryDeliveryError,
)
from plexus_ld.model.activity import Attachment, Kind, Object, Verb
from tests.channels.accounts import FOLLOWERS, PUBLIC, World, fediverse
from tests.channels.contract import note_of
from tests.web import Page, Web


@pytest.fixture
def world(web: Web) -> Iterator[World]:
    with fediverse(web) as world:
        yield world


def test_what_is_public_goes_to_a_server_once_for_all_of_its_accounts(
    world: World,
) -> None:
    bob, eve = world.account("bob"), world.account("eve")

    first = world.channel.deliver(world.delivery(bob))
    second = world.channel.deliver(world.delivery(eve))

    assert world.posts() == ["POST /inbox"]
    assert first == second
    sent = world.sent()
    assert (sent["type"], sent["actor"]) == ("Create", "https://ada.example/actor")
    assert (sent["to"], sent["cc"]) == ([PUBLIC], [FOLLOWERS])
    said = sent["object"]
    assert said["content"] == "<p>Tea at four?</p>"
    assert said["attributedTo"] == "https://ada.example/actor"
    assert (said["to"], said["cc"]) == ([PUBLIC], [FOLLOWERS])
    assert first.remote_id == said["id"]


def test_what_failed_for_one_is_sent_for_the_next(world: World) -> None:
    bob, eve = world.account("bob"), world.account("eve")
    world.web.pages["/inbox"] = Page(b"", status=503)
    with pytest.raises(TemporaryDeliveryError):
        world.channel.deliver(world.delivery(bob))
    world.web.pages["/inbox"] = Page(b"", status=202)

    world.channel.deliver(world.delivery(eve))

    assert world.posts() == ["POST /inbox", "POST /inbox"]


def test_what_is_for_one_goes_to_their_inbox_and_names_nobody_else(
    world: World,
) -> None:
    bob = world.account("bob")

    world.channel.deliver(world.delivery(bob, is_public=False))

    assert world.posts() == ["POST /bob/inbox"]
    sent = world.sent()
    assert (sent["to"], sent["cc"]) == ([bob], [])
    assert (sent["object"]["to"], sent["object"]["cc"]) == ([bob], [])
    mention = {"type": "Mention", "href": bob, "name": f"@bob@{world.web.host}"}
    assert sent["object"]["tag"] == [mention]
    assert b"secret-friend" not in world.web.bodies[-1]
    assert b"bto" not in world.web.bodies[-1]


def test_an_answer_goes_to_who_is_answered_and_names_what_it_answers(
    world: World,
) -> None:
    bob = world.account("bob")
    answered = f"{world.web.url}/bob/notes/1"

    world.channel.deliver(world.delivery(bob, reply_to=answered))

    assert world.posts() == ["POST /bob/inbox"]
    said = world.sent()["object"]
    assert said["inReplyTo"] == answered
    assert said["cc"] == [FOLLOWERS, bob]


def test_likes_and_reshares_name_what_they_are_about(world: World) -> None:
    bob = world.account("bob")
    note = f"{world.web.url}/bob/notes/1"

    world.channel.deliver(world.delivery(bob, verb=Verb.LIKE, reply_to=note))
    liked = world.sent()
    about = Object(URIRef(note), Kind.NOTE)
    receipt = world.channel.deliver(world.delivery(bob, about, Verb.ANNOUNCE))
    passed_on = world.sent()

    assert (liked["type"], liked["object"], liked["to"]) == ("Like", note, [bob])
    assert (passed_on["type"], passed_on["object"]) == ("Announce", note)
    assert passed_on["to"] == [PUBLIC]
    assert receipt.remote_id == passed_on["id"]


def test_what_is_taken_back_is_a_grave_and_a_reshare_is_undone(world: World) -> None:
    bob = world.account("bob")
    own = str(note_of().iri)

    world.channel.deliver(world.delivery(bob, verb=Verb.DELETE, remote_id=own))
    deleted = world.sent()
    act = "https://ada.example/activities/1"
    about = Object(URIRef("https://social.example/notes/1"))
    gone = replace(
        world.delivery(bob, about, Verb.DELETE, remote_id=act), iri=URIRef("urn:x:2")
    )
    again = replace(gone.activity, iri=URIRef("https://ada.example/activities/2"))
    world.channel.deliver(replace(gone, activity=again))
    undone = world.sent()

    assert (deleted["type"], deleted["object"]["type"]) == ("Delete", "Tombstone")
    assert deleted["object"]["id"] == own
    assert undone["type"] == "Undo"
    assert (undone["object"]["type"], undone["object"]["id"]) == ("Announce", act)


def test_a_picture_lies_on_the_web_where_everybody_may_see_it(
    world: World, tmp_path: Path
) -> None:
    bob, file = world.account("bob"), tmp_path / "tea.png"
    file.write_bytes(b"a picture")
    pot = Attachment("image/png", "tea.png", "A teapot", file, sha256="0f" * 32)
    item = note_of(attachments=(pot,), kind=Kind.IMAGE)

    world.channel.deliver(world.delivery(bob, item))
    public = world.sent()["object"]["attachment"][0]
    assert world.sent()["object"]["type"] == "Note"
    world.channel.deliver(world.delivery(bob, item, is_public=False))
    private = world.sent()["object"]["attachment"][0]

    assert public["url"] == f"https://ada.example/media/{'0f' * 32}.png"
    assert (public["type"], public["name"]) == ("Image", "A teapot")
    assert private["url"] == "data:image/png;base64,YSBwaWN0dXJl"


def test_words_are_told_as_html_that_says_the_same(world: World) -> None:
    bob = world.account("bob")
    text = "<b>No</b> & no\nline\n\nSee https://tea.example/?a=1&b=2."

    world.channel.deliver(world.delivery(bob, note_of(text, language="en")))

    said = world.sent()["object"]
    url = "https://tea.example/?a=1&amp;b=2"
    assert said["content"] == (
        "<p>&lt;b&gt;No&lt;/b&gt; &amp; no<br>line</p>"
        f'<p>See <a href="{url}" rel="nofollow noopener">{url}</a>.</p>'
    )
    assert said["contentMap"] == {"en": said["content"]}
