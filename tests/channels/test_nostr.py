"""What is read in Nostr events, and how deliveries become events; no relay needed."""

import json
from dataclasses import replace

import pytest

from plexus_ld.channels.nostr import CARD, events
from plexus_ld.channels.nostr.hearing import Place
from plexus_ld.channels.nostr.reading import read
from plexus_ld.model.activity import Activity, Kind, Privacy, Verb
from plexus_ld.model.arrival import Arrival, Raw
from plexus_ld.model.delivery import Delivery
from tests.channels.contract import ADA, NOW, At, delivery_of, note_of
from tests.channels.subjects.nostr import BOB, EVENT

AT = At(BOB, {"relays": "wss://relay.example"}, {"key": "7b" * 32})


def heard(*, private: bool = False, **change: object) -> list[Arrival]:
    facts = {"event": {**EVENT, **change}, "from": BOB, "private": private}
    return list(read(Raw("nostr", json.dumps(facts).encode(), heard_at=NOW)).arrivals)


def delivery(verb: Verb, privacy: Privacy, **more: str) -> Delivery:
    item = note_of("Tea", title="On tea", kind=Kind.ARTICLE)
    made = delivery_of(CARD, AT, item, verb, **more)
    iri = made.activity.iri
    activity = Activity(iri, verb, ADA, item, NOW, "Ada", privacy)
    return replace(made, activity=activity, texts=("Tea",), attachments=())


def test_a_note_is_read_with_all_that_is_in_it() -> None:
    [arrival] = heard()

    assert (arrival.id, arrival.sender, arrival.text) == ("ab" * 32, BOB, "Four it is.")
    assert arrival.in_reply_to == ("12" * 32,)
    assert arrival.tags == ("tea",)
    assert arrival.also == ("urn:uuid:1", "urn:uuid:2")
    [file] = arrival.attachments
    assert (file.media_type, file.alt) == ("image/png", "A teapot")
    assert not arrival.is_private


@pytest.mark.parametrize(
    ("tags", "answered"),
    [
        ([["e", "a"], ["e", "b"]], ("b", "a")),
        ([["e", "a", "", "root"], ["e", "b", "", "reply"]], ("b", "a")),
        ([["e", "a", "", "mention"]], ()),
        ([["e"], [], ["e", 7], "e"], ()),
    ],
)
def test_what_is_answered_comes_the_nearest_first(
    tags: list[object], answered: tuple[str, ...]
) -> None:
    [arrival] = heard(tags=tags)

    assert arrival.in_reply_to == answered


def test_deletions_likes_and_reposts_name_what_they_are_of() -> None:
    deleted = heard(kind=5, tags=[["e", "a"], ["e", "b"]])
    [liked] = heard(kind=7, content="🤙", tags=[["e", "a"], ["e", "b"]])
    [shared] = heard(kind=6, tags=[["e", "a"]])

    assert [(each.verb, each.id) for each in deleted] == [
        (Verb.DELETE, "a"),
        (Verb.DELETE, "b"),
    ]
    assert (liked.verb, liked.target) == (Verb.LIKE, ("b",))
    assert (shared.verb, shared.target) == (Verb.ANNOUNCE, ("a",))
    assert heard(kind=7, content="-", tags=[["e", "a"]]) == []
    assert heard(kind=30078) == []


@pytest.mark.parametrize("created_at", [10**30, -(10**30), "x", None, True])
def test_a_time_that_is_none_does_no_harm(created_at: object) -> None:
    [arrival] = heard(created_at=created_at)

    assert arrival.published == NOW


@pytest.mark.parametrize("privacy", [Privacy.PUBLIC, Privacy.ADDRESSED])
def test_what_a_plexus_sends_is_known_again(privacy: Privacy) -> None:
    sent = delivery(Verb.CREATE, privacy, reply_to="12" * 32)
    draft = events.draft(sent, "ef" * 32)

    [arrival] = heard(kind=draft.kind, content=draft.content, tags=list(draft.tags))

    assert (arrival.kind, arrival.title) == (Kind.ARTICLE, "On tea")
    assert arrival.also == (str(sent.activity.object.iri), str(sent.activity.iri))
    assert arrival.in_reply_to == ("12" * 32,)


@pytest.mark.parametrize("verb", [Verb.CREATE, Verb.DELETE])
def test_a_public_event_is_the_same_for_everybody(verb: Verb) -> None:
    sent = delivery(verb, Privacy.PUBLIC, remote_id="12" * 32)

    assert events.draft(sent, "aa" * 32) == events.draft(sent, "bb" * 32)
    assert "p" not in {tag[0] for tag in events.draft(sent, "aa" * 32).tags}


def test_a_cursor_that_is_none_is_the_beginning() -> None:
    place = Place(7, ("ab", "cd"))

    assert Place.from_cursor(place.to_cursor()) == place
    for broken in ("", "x", "[]", '{"at": "x"}', '{"ids": 7}', "7"):
        assert Place.from_cursor(broken) == Place()
