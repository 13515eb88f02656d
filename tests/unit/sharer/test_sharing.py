"""What is shared is kept whole, goes to whom it is for, and is followed there."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rdflib import Literal, URIRef

from plexus_ld.assembly import Plex
from plexus_ld.errors import SharingError
from plexus_ld.model.activity import Kind, Privacy, Verb
from plexus_ld.model.change import Change
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.rdf.lines import text_of
from plexus_ld.sharer.composing import Attach, Draft
from plexus_ld.sharer.outbox import records_of
from plexus_ld.sharer.routing import Wanted
from plexus_ld.sharer.said import activity_of
from plexus_ld.vocab.plx import PLX
from tests.unit.sharer.circle import NOON, Clock, connect, opened, person, point


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def plex(clock: Clock, tmp_path: Path) -> Iterator[Plex]:
    with opened(clock, tmp_path / "home") as plex:
        yield plex


class Folders:
    """People who are reached by a folder each."""

    def __init__(self, plex: Plex, place: Path) -> None:
        self._plex = plex
        self._place = place

    def connect(self, *names: str, **more: Any) -> list[URIRef]:
        for name in names:
            (self._place / name).mkdir()
        return [
            connect(self._plex, name, ("file", (self._place / name).as_uri()), **more)
            for name in names
        ]

    def got(self, name: str) -> list[dict[str, Any]]:
        """What was delivered to somebody, the oldest first."""
        file = self._place / name / "outbox.jsonl"
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        return [json.loads(line) for line in lines]

    def verbs(self, name: str) -> list[str]:
        return [one["type"] for one in self.got(name)]


@pytest.fixture
def folders(plex: Plex, tmp_path: Path) -> Folders:
    place = tmp_path / "folders"
    place.mkdir()
    return Folders(plex, place)


def heard(plex: Plex, name: str, text: str, *, is_private: bool = False) -> str:
    """Keep something that somebody said, as the listener keeps it."""
    item = f"urn:uuid:00000000-0000-5000-8000-{len(text):012d}"
    graph, act = "<urn:x-plexus:heard>", "https://www.w3.org/ns/activitystreams#"
    plx = "https://w3id.org/plexus#"
    time = '"2026-03-14T08:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    said = [
        f"<{item}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{act}Note>",
        f"<{item}> <{act}attributedTo> <{person(name)}>",
        f"<{item}> <{act}content> {text_of(Literal(text))}",
        f"<{item}> <{plx}heardAt> {time}",
        f"<{item}> <{plx}rendition> <{item}#1>",
        f"<{item}#1> <{plx}point> <{point(name)}>",
        f'<{item}#1> <{plx}remoteId> "mid:{name}-1"',
        f'<{item}#1> <{plx}remoteId> "https://{name}.example/1"',
    ]
    if is_private:
        said.append(f"<{item}> <{plx}privacy> <{plx}addressed>")
    plex.store.apply(Change(added=tuple(f"{one} {graph} ." for one in said)))
    return item


def test_a_preview_keeps_and_sends_nothing(plex: Plex, folders: Folders) -> None:
    folders.connect("bob")
    before = plex.store.sequence

    found = plex.sharing.preview(Draft("Hello."))

    assert [entry.agent for entry in found.plan.planned] == [person("bob")]
    assert plex.store.sequence == before
    assert plex.deliverer.deliver_due().tried == ()
    (told,) = plex.sharing.told(found)
    assert (told.name, told.channel) == ("Bob", "file")


def test_what_is_accepted_is_one_change_with_its_plan(
    plex: Plex, folders: Folders
) -> None:
    bob, cy = folders.connect("bob", "cy")
    dee = connect(plex, "dee")
    before = plex.store.sequence

    found = plex.sharing.share(Draft("Hello."))

    assert plex.store.sequence == before + 1
    kept = activity_of(plex.store, found.activity.iri, plex.media)
    assert kept == found.activity
    assert kept.audience == (bob, cy, dee)
    assert kept.privacy is Privacy.ADDRESSED
    assert kept.iri.startswith("https://ada.example/activities/")
    assert {one.agent for one in records_of(plex.store, kept.iri)} == {bob, cy}
    (left,) = plex.store.select("refusals", activity=kept.iri)
    assert left["agent"] == dee
    assert "no point" in str(left["reason"])
    assert not folders.got("bob")  # to send it is the deliverer's work
    plex.deliverer.deliver_due()
    (arrived,) = folders.got("bob")
    assert arrived["object"]["source"]["content"] == "Hello."
    assert str(cy) not in json.dumps(arrived)


def test_the_audience_is_frozen(plex: Plex, folders: Folders) -> None:
    folders.connect("bob")
    first = plex.sharing.share(Draft("Hello."))
    plex.deliverer.deliver_due()
    folders.connect("cy")

    plex.sharing.edit(str(first.activity.object.iri), "Hello again.")
    plex.deliverer.deliver_due()

    assert folders.verbs("bob") == ["Create", "Update"]
    assert folders.verbs("cy") == []


def test_an_edit_and_a_deletion_go_where_the_thing_went(
    plex: Plex, folders: Folders
) -> None:
    folders.connect("bob", "cy")
    first = plex.sharing.share(Draft("Helo #world."), Wanted(("bob",)))
    plex.deliverer.deliver_due()
    short = str(first.activity.object.iri).rpartition("/")[2][:8]

    edited = plex.sharing.edit(short, "Hello #there.")
    plex.deliverer.deliver_due()
    plex.sharing.delete(short)
    plex.deliverer.deliver_due()

    assert edited.activity.object.tags == ("there",)
    assert folders.verbs("bob") == ["Create", "Update", "Delete"]
    assert {one["object"]["id"] for one in folders.got("bob")} == {
        str(first.activity.object.iri)
    }
    assert folders.got("bob")[1]["object"]["source"]["content"] == "Hello #there."
    assert folders.verbs("cy") == []
    with pytest.raises(SharingError, match="was deleted"):
        plex.sharing.edit(short, "Too late.")


def test_what_goes_later_goes_edited_or_not_at_all(
    plex: Plex, folders: Folders, clock: Clock
) -> None:
    folders.connect("bob")
    at = NOON + timedelta(hours=2)
    one = plex.sharing.share(Draft("One"), at=at)
    two = plex.sharing.share(Draft("Two"), at=at)

    plex.sharing.edit(str(one.activity.object.iri), "One, better")
    plex.sharing.delete(str(two.activity.object.iri))
    plex.deliverer.deliver_due()
    assert folders.got("bob") == []
    clock.at = at + timedelta(minutes=1)
    plex.deliverer.deliver_due()

    assert folders.verbs("bob") == ["Create"]
    assert folders.got("bob")[0]["object"]["source"]["content"] == "One, better"
    (called_off,) = records_of(plex.store, two.activity.iri)
    assert called_off.state is DeliveryState.GIVEN_UP
    assert "you deleted it" in called_off.last_error


def test_what_nobody_would_get_is_not_kept(plex: Plex) -> None:
    connect(plex, "bob")
    before = plex.store.sequence

    with pytest.raises(SharingError, match="nobody would get it: there is no point"):
        plex.sharing.share(Draft("Hello."))
    assert plex.store.sequence == before


def test_what_is_public_stands_though_nobody_is_sent_it(plex: Plex) -> None:
    found = plex.sharing.share(Draft("Hello, world."), Wanted(("public",)))

    assert found.activity.is_public
    kept = activity_of(plex.store, found.activity.iri, plex.media)
    assert kept.privacy is Privacy.PUBLIC


def test_files_go_along(plex: Plex, folders: Folders, tmp_path: Path) -> None:
    folders.connect("bob")
    (tmp_path / "paper.txt").write_text("words")

    found = plex.sharing.share(Draft(attachments=(Attach(tmp_path / "paper.txt"),)))
    (tmp_path / "paper.txt").unlink()  # what was accepted is kept
    plex.deliverer.deliver_due()

    assert found.activity.object.kind is Kind.DOCUMENT
    (arrived,) = folders.got("bob")
    assert arrived["object"]["attachment"][0]["mediaType"] == "text/plain"


def test_an_answer_goes_back_by_the_way_that_the_word_came(
    plex: Plex, folders: Folders
) -> None:
    folders.connect("bob", "cy", way=PLX.BilateralPoint)
    item = heard(plex, "bob", "The shed is done.", is_private=True)

    found = plex.sharing.reply(item, "Well done!")
    plex.deliverer.deliver_due()

    assert found.activity.privacy is Privacy.ADDRESSED
    assert found.activity.audience == (person("bob"),)
    assert found.activity.object.in_reply_to == URIRef(item)
    (entry,) = found.plan.planned
    assert entry.reply_to == "mid:bob-1"
    assert "mid:bob-1" in folders.got("bob")[0]["object"]["inReplyTo"]
    assert folders.got("cy") == []


def test_a_like_goes_to_the_author(plex: Plex, folders: Folders) -> None:
    folders.connect("bob", way=PLX.BilateralPoint)
    item = heard(plex, "bob", "The shed is done.")

    plex.sharing.like(item)
    plex.deliverer.deliver_due()

    assert folders.verbs("bob") == ["Like"]
    assert folders.got("bob")[0]["object"]["id"] == "mid:bob-1"


def test_what_one_only_listens_to_cannot_be_liked(plex: Plex, folders: Folders) -> None:
    folders.connect("bob", way=PLX.IncomingPoint)
    item = heard(plex, "bob", "News.")

    with pytest.raises(SharingError, match="you do not speak by the point"):
        plex.sharing.like(item)


def test_what_is_public_is_passed_on_to_all_but_its_author(
    plex: Plex, folders: Folders
) -> None:
    folders.connect("bob", "cy", way=PLX.BilateralPoint)
    item = heard(plex, "bob", "The shed is done.")

    found = plex.sharing.reshare(item)
    plex.deliverer.deliver_due()

    assert found.activity.verb is Verb.ANNOUNCE
    assert found.activity.object.text == "The shed is done."
    assert folders.verbs("cy") == ["Announce"]
    assert folders.got("bob") == []
    with pytest.raises(SharingError, match="passed on before"):
        plex.sharing.reshare(item, once=True)


def test_what_is_private_is_never_passed_on(plex: Plex, folders: Folders) -> None:
    folders.connect("bob", "cy", way=PLX.BilateralPoint)
    item = heard(plex, "bob", "Only for you.", is_private=True)
    mine = plex.sharing.share(Draft("For you."), Wanted(("bob",)))

    for private in (item, str(mine.activity.object.iri)):
        with pytest.raises(SharingError, match="not said to everybody"):
            plex.sharing.reshare(private)


def test_an_answer_to_ones_own_word_goes_where_that_went(
    plex: Plex, folders: Folders
) -> None:
    folders.connect("bob", "cy")
    first = plex.sharing.share(Draft("One."), Wanted(("bob",)))
    plex.deliverer.deliver_due()

    more = plex.sharing.reply(str(first.activity.iri), "And two.")
    plex.deliverer.deliver_due()

    assert more.activity.audience == (person("bob"),)
    assert folders.verbs("bob") == ["Create", "Create"]
    assert (
        str(first.activity.object.iri) in folders.got("bob")[1]["object"]["inReplyTo"]
    )
    assert folders.got("cy") == []


def test_an_id_names_one_thing(plex: Plex, folders: Folders) -> None:
    folders.connect("bob", way=PLX.BilateralPoint)
    heard(plex, "bob", "One.")
    heard(plex, "bob", "Number two.")

    for words, why in (
        ("0000", "could be any of"),
        ("abc", "too short"),
        ("fedcba98", "nothing that was heard or said"),
    ):
        with pytest.raises(SharingError, match=why):
            plex.sharing.reply(words, "Hm.")
    with pytest.raises(SharingError, match="somebody else said that"):
        plex.sharing.edit(heard(plex, "bob", "Three."), "Mine?")


def test_a_preview_leaves_no_file_behind(
    plex: Plex, folders: Folders, tmp_path: Path
) -> None:
    folders.connect("bob")
    (tmp_path / "paper.txt").write_text("words")
    draft = Draft(attachments=(Attach(tmp_path / "paper.txt"),))

    plex.sharing.preview(draft)
    assert not [file for file in (tmp_path / "home/media").rglob("*") if file.is_file()]
    plex.sharing.share(draft)
    assert [file for file in (tmp_path / "home/media").rglob("*") if file.is_file()]


def test_what_is_passed_on_stands_though_nobody_is_sent_it(plex: Plex) -> None:
    connect(plex, "bob", ("feed", "https://bob.example/feed"), way=PLX.IncomingPoint)
    item = heard(plex, "bob", "The shed is done.")

    found = plex.sharing.reshare(item)

    assert found.plan.planned == ()
    assert activity_of(plex.store, found.activity.iri, plex.media).is_public
