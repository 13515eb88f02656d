"""The one plain JSON of activities: written for one receiver, read from anybody."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from rdflib import Dataset, URIRef

from plexus_ld.channels.activityjson import PUBLIC, from_json, to_json
from plexus_ld.channels.file import CARD
from plexus_ld.errors import ParseError
from plexus_ld.model.activity import Attachment, Kind, LinkPreview, Privacy, Verb
from plexus_ld.model.arrival import Arrival
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.parsing import read as parsed
from plexus_ld.vocab.as2 import AS2
from tests.channels.contract import BOB, NOW, At, delivery_of, note_of

AT = At("file:///srv/x")

WORDS = [
    *("type", "object", "actor", "content", "id", "url", "inReplyTo", "attachment"),
    *("tag", "to", "published", "source", "contentMap", "mediaType", "name", "href"),
]
VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text()
    | some.sampled_from([*Verb, *Kind, "Hashtag", "https://x.example/", PUBLIC]),
    lambda inner: some.lists(inner, max_size=4)
    | some.dictionaries(some.sampled_from(WORDS), inner, max_size=8),
    max_leaves=30,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_whatever_json_is_an_arrival_or_none(value: object) -> None:
    try:
        arrival = from_json(json.dumps(value).encode())
    except ParseError:
        return

    assert isinstance(arrival, Arrival)
    assert arrival.id
    for text in (arrival.id, arrival.text, arrival.html, arrival.title):
        text.encode("utf-8")


def test_an_article_with_all_that_hangs_on_it_comes_back() -> None:
    item = note_of(
        "On *tea*.",
        kind=Kind.ARTICLE,
        html="<p>On <em>tea</em>.</p>",
        title="Tea",
        summary="In short: tea",
        url="https://ada.example/tea",
        tags=("tea", "leaves"),
        in_reply_to=URIRef("urn:x:before"),
        updated=NOW + timedelta(hours=1),
    )
    delivery = replace(
        delivery_of(CARD, AT, item),
        texts=("In short: tea\n\nOn *tea*.",),
        attachments=(Attachment("image/png", "pot.png", "A pot", url="https://x/p"),),
    )

    body = json.dumps(to_json(delivery, lambda one: one.url)).encode()
    arrival = from_json(body)

    assert arrival.id == str(item.iri)
    assert (arrival.kind, arrival.title) == (Kind.ARTICLE, "Tea")
    assert (arrival.text, arrival.html) == ("On *tea*.", item.html)
    assert (arrival.summary, arrival.url) == (item.summary, item.url)
    assert (arrival.tags, arrival.in_reply_to) == (item.tags, ("urn:x:before",))
    assert (arrival.published, arrival.updated) == (NOW, item.updated)
    assert [(one.url, one.alt) for one in arrival.attachments] == [
        ("https://x/p", "A pot")
    ]


def test_a_shared_link_says_what_its_page_says() -> None:
    seen = LinkPreview("https://t.example/", "Tea", "All of it")
    item = note_of("Look", kind=Kind.PAGE, url="https://t.example/", preview=seen)

    value = to_json(delivery_of(CARD, AT, item), lambda one: one.url)

    said = value["object"]
    assert isinstance(said, dict)
    assert said["preview"]["name"] == "Tea"


@pytest.mark.parametrize("privacy", [Privacy.ADDRESSED, Privacy.PUBLIC])
def test_nobody_is_told_who_else_it_was_for(privacy: Privacy) -> None:
    delivery = delivery_of(CARD, AT)
    sent = replace(delivery, activity=replace(delivery.activity, privacy=privacy))

    text = json.dumps(to_json(sent, lambda one: one.url))

    assert "secret-friend" not in text
    assert (PUBLIC in text) == (privacy is Privacy.PUBLIC)
    assert (str(BOB) in text) == (privacy is Privacy.ADDRESSED)


def test_a_reader_of_rdf_has_triples_of_it() -> None:
    body = json.dumps(to_json(delivery_of(CARD, AT), lambda one: one.url)).encode()

    document = Document("https://x.example/a", body, "application/ld+json")
    graph = Dataset(default_union=True)
    graph.parse(data="\n".join(parsed(document).lines), format="nquads")

    item = URIRef("https://ada.example/said/1")
    assert str(graph.value(item, AS2.content)) == "Tea at four?"


@pytest.mark.parametrize(
    ("words", "text", "html"),
    [
        ({"content": "plain"}, "plain", ""),
        ({"content": "<p>x</p>"}, "", "<p>x</p>"),
        ({"content": "a < b", "mediaType": "text/plain"}, "a < b", ""),
        ({"content": "<i>x</i>", "source": {"content": "*x*"}}, "*x*", "<i>x</i>"),
        ({"contentMap": {"fr": "<i>thé</i>"}}, "", "<i>thé</i>"),
    ],
)
def test_text_and_html_are_told_apart(
    words: dict[str, object], text: str, html: str
) -> None:
    arrival = from_json(json.dumps(words).encode())

    assert (arrival.text, arrival.html) == (text, html)


@pytest.mark.parametrize("body", [b"{}", b"[]", b"7", b"nonsense", b'{"type": "Note"}'])
def test_what_says_nothing_is_no_post(body: bytes) -> None:
    with pytest.raises(ParseError):
        from_json(body)
