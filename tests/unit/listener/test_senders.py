"""Who said it: the point that was asked, or who has the sender's address."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from rdflib import FOAF, URIRef

from plexus_ld.model.capability import Scope
from plexus_ld.model.change import Change
from plexus_ld.model.connection import Direction
from plexus_ld.model.delivery import ReportedFailure
from plexus_ld.rdf.lines import lines_of
from plexus_ld.vocab.graphs import PLEX, PROFILE
from plexus_ld.vocab.plx import PLX
from tests.unit.listener.postcards import BOB, MALLORY, House, box, point

MAIL = point("bob-mail", BOB, "email", "mailto:bob@example.org")
FEED = point("bob-feed", BOB, "feed")
CARD = URIRef("urn:x-test:card")


@pytest.fixture
def house() -> Iterator[House]:
    made = House.of(MAIL, FEED, email=Scope.ACCOUNT, feed=Scope.POINT)
    card = (
        (CARD, PLX.agent, BOB, PLEX),
        (CARD, PLX.state, PLX.accepted, PLEX),
    )
    made.store.apply(Change(lines_of(card)))
    with made.plex:
        yield made


def mail(house: House, sender: str, **further: object) -> int:
    """Have a mail come; return how many of nobody's there were."""
    card = {"id": f"mid:{sender}", "sender": sender, "text": "hello", **further}
    house.channels["email"].boxes["default"] = box(card)
    (target,) = [t for t in house.listening().targets(house.now) if t.is_account]
    return house.listening().poll(target, house.now).unknown


def test_a_mail_is_whose_address_it_bears(house: House) -> None:
    unknown = mail(house, "mailto:Bob@Example.ORG")

    (entry,) = house.stream.timeline()
    assert unknown == 0
    assert entry.agent == BOB


def test_a_mail_of_a_stranger_is_left_out_and_counted(house: House) -> None:
    unknown = mail(house, "mailto:mallory@evil.example")

    assert unknown == 1
    assert house.texts() == []


def test_another_address_that_the_owner_knows_is_theirs_too(house: House) -> None:
    known = (BOB, FOAF.mbox, URIRef("mailto:bob@work.example"), PROFILE)
    house.store.apply(Change(lines_of([known])))

    mail(house, "mailto:bob@work.example")

    assert [one.agent for one in house.stream.timeline()] == [BOB]


def test_a_strangers_document_gives_nobody_an_address(house: House) -> None:
    document = URIRef("https://mallory.example/foaf")
    claim = (BOB, FOAF.mbox, URIRef("mailto:mallory@evil.example"), document)
    house.store.apply(Change(lines_of([claim])))

    unknown = mail(house, "mailto:mallory@evil.example")

    assert unknown == 1


def test_a_feed_answers_for_all_that_stands_in_it(house: House) -> None:
    house.hear(
        FEED, {"id": "1", "sender": str(MALLORY), "text": "x", "sender_name": "M"}
    )

    (entry,) = house.stream.timeline()
    assert entry.agent == BOB
    assert entry.author == "M"


def test_a_bounce_is_handed_on(house: House) -> None:
    failure = {"remote_id": "<1@a>", "address": "mailto:x@y", "reason": "no such user"}
    house.channels["email"].boxes["default"] = box(failures=[failure])
    (target,) = [t for t in house.listening().targets(house.now) if t.is_account]

    house.listening().poll(target, house.now)

    assert house.failed == [ReportedFailure("<1@a>", "mailto:x@y", "no such user")]


def test_an_account_that_only_speaks_is_asked_what_did_not_arrive() -> None:
    spoken = replace(MAIL, direction=Direction.OUTGOING)
    house = House.of(spoken, email=Scope.ACCOUNT, feed=Scope.POINT)
    channel = house.channels["email"]
    with house.plex:
        assert house.listening().targets(house.now) == ()

        channel.card = replace(channel.card, failures_by="imap_host")
        without = house.listening().targets(house.now)
        house.settings["imap_host"] = "mail.example"
        (target,) = house.listening().targets(house.now)
        failure = {"remote_id": "<1@a>", "address": "mailto:x@y", "reason": "no user"}
        channel.boxes["default"] = box(failures=[failure])
        house.listening().poll(target, house.now)

    assert without == ()
    assert target.points == ()
    assert house.failed == [ReportedFailure("<1@a>", "mailto:x@y", "no user")]


def test_who_asks_for_one_persons_mail_passes_by_nobody_elses(house: House) -> None:
    other = replace(MAIL, iri=URIRef("urn:x-test:other"), agent=MALLORY)
    house.points.append(other)

    (target,) = house.listening().targets(house.now, [MALLORY])

    assert target.points == (MAIL, other)
