"""What is shared is kept whole, goes to whom it is for, and is followed there."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from plexus_ld.assembly import Plex
from plexus_ld.errors import SharingError
from plexus_ld.model.activity import Kind, Privacy
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.sharer.composing import Attach, Draft
from plexus_ld.sharer.outbox import records_of
from plexus_ld.sharer.routing import Wanted
from plexus_ld.sharer.said import activity_of
from tests.unit.sharer.circle import NOON, Clock, connect, opened, person, point
from tests.unit.sharer.folders import Folders


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def plex(clock: Clock, tmp_path: Path) -> Iterator[Plex]:
    with opened(clock, tmp_path / "home") as plex:
        yield plex


@pytest.fixture
def folders(plex: Plex, tmp_path: Path) -> Folders:
    place = tmp_path / "folders"
    place.mkdir()
    return Folders(plex, place)


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


def test_only_the_channels_asked_for_carry_it_when_one_has_failed_too(
    plex: Plex, tmp_path: Path
) -> None:
    there, gone = tmp_path / "there", tmp_path / "gone"
    there.mkdir()
    hook = ("webhook", "https://bob.example/hook")
    connect(plex, "bob", hook, ("file", gone.as_uri()), ("file", there.as_uri()))
    router = plex.sharing._router

    only = plex.sharing.share(Draft("Hello."), via=("file",)).activity
    anyhow = plex.sharing.share(Draft("Hello.")).activity

    tried = {point("bob", 2), point("bob", 3)}
    assert router.next_point(only, person("bob"), tried) is None
    assert router.next_point(only, person("bob"), {point("bob", 2)}) is not None
    assert router.next_point(anyhow, person("bob"), tried) is not None
