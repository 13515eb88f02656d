"""What others said is answered, liked and passed on, and never wider than it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld.assembly import Plex
from plexus_ld.assembly.delivering import deliverer_of
from plexus_ld.errors import SharingError
from plexus_ld.model.activity import Privacy, Verb
from plexus_ld.model.delivery import Delivery, Receipt
from plexus_ld.sharer.composing import Draft
from plexus_ld.sharer.routing import Wanted
from plexus_ld.sharer.said import activity_of
from plexus_ld.vocab.plx import PLX
from tests.unit.sharer.circle import Clock, connect, opened, person
from tests.unit.sharer.folders import Folders, edited, heard


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


def test_a_channel_is_told_what_is_answered(plex: Plex, folders: Folders) -> None:
    folders.connect("bob", way=PLX.BilateralPoint)
    item = heard(plex, "bob", "The shed is done.")
    plex.sharing.reply(item, "Well done!")
    sent: list[Delivery] = []

    def wire(delivery: Delivery) -> Receipt:
        sent.append(delivery)
        return Receipt()

    deliverer_of(plex, wire).deliver_due()

    (answer,) = sent
    assert answer.answered is not None
    assert answer.answered.text == "The shed is done."


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


def test_what_is_passed_on_stands_though_nobody_is_sent_it(plex: Plex) -> None:
    connect(plex, "bob", ("feed", "https://bob.example/feed"), way=PLX.IncomingPoint)
    item = heard(plex, "bob", "The shed is done.")

    found = plex.sharing.reshare(item)

    assert found.plan.planned == ()
    assert activity_of(plex.store, found.activity.iri, plex.media).is_public


@pytest.mark.parametrize("act", ["like", "reshare"])
def test_what_is_liked_or_passed_on_is_shown_as_its_author_leaves_it(
    plex: Plex, folders: Folders, act: str
) -> None:
    folders.connect("bob", "cy", way=PLX.BilateralPoint)
    item = heard(plex, "bob", "The shed is done.")
    done = getattr(plex.sharing, act)(item)

    changed = edited(plex, item, "The shed is done.", "It is red.")
    plex.deliverer.deliver_due()

    assert [one.text for one in plex.stream.entries([URIRef(changed)])] == [
        "It is red."
    ]
    said = activity_of(plex.store, done.activity.iri, plex.media)
    assert said.object.text == "It is red."
    reader = "bob" if act == "like" else "cy"
    assert folders.got(reader)[0]["object"].get("content", "") in ("", "It is red.")


def test_ones_own_word_stands_when_it_is_passed_on(
    plex: Plex, folders: Folders
) -> None:
    folders.connect("bob", "cy")
    first = plex.sharing.share(Draft("One."), Wanted(("public",)))

    plex.sharing.reshare(str(first.activity.object.iri))

    assert [one.text for one in plex.stream.mine()] == ["", "One."]
    assert activity_of(plex.store, first.activity.iri, plex.media).object.text == "One."
