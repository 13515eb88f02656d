"""What a stranger's offer has to be like, and what is less than what."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import URIRef

from plexus_ld.errors import RefusedError
from plexus_ld.model.activity import Kind
from plexus_ld.model.agreement import AgreedPoint, Agreement
from plexus_ld.plex.negotiating.documents import agreement_of, iri_of, said_of

ADA = URIRef("https://ada.example/#me")
BOB = URIRef("https://bob.example/#me")
BOTH = frozenset({ADA, BOB})
NAME = URIRef("https://ada.example/activities/1#agreement")
POINT = AgreedPoint(
    URIRef("urn:uuid:0b1f2d3c-7a55-4c1e-8f64-2f9d6c1e8a02"),
    "ldn",
    ADA,
    str(ADA),
    str(BOB),
    frozenset({Kind.NOTE, Kind.IMAGE}),
    5,
    time(22),
    time(7),
    "Australia/Hobart",
    "news of the club",
    datetime(2027, 1, 1, tzinfo=UTC),
)


def told(point: AgreedPoint = POINT, **words: object) -> dict[str, Any]:
    """Return an Offer with one point, in which some words are others."""
    item = said_of(Agreement(NAME, (point,)), str(NAME))
    points: Any = item["plx:connectionPoint"]
    points[0].update(words)
    return {"type": "Offer", "context": str(NAME), "object": item}


def test_what_is_written_is_read_again() -> None:
    assert agreement_of(told(), BOTH) == Agreement(NAME, (POINT,))


@pytest.mark.parametrize(
    "words",
    [
        {"id": "https://ada.example/point"},
        {"id": "urn:uuid:<x>"},
        {"id": None},
        {"plx:channel": ""},
        {"plx:channel": ["ldn"]},
        {"plx:speaker": "https://eve.example/#me"},
        {"plx:origin": {"@id": "x"}},
        {"plx:address": "x" * 5000},
        {"plx:accepts": ["Nonsense"]},
        {"plx:accepts": ["Note"] * 50},
        {"plx:ratePerDay": -1},
        {"plx:ratePerDay": 10**9},
        {"plx:ratePerDay": "many"},
        {"plx:quietFrom": "26:00"},
        {"plx:quietFrom": ""},
        {"plx:timeZone": "../../etc/passwd"},
        {"plx:timeZone": "Mars/Olympus"},
        {"plx:purpose": "a\u202eb"},
        {"plx:purpose": "x" * 501},
        {"plx:expires": "soon"},
        {"plx:expires": "2027-01-01T00:00:00"},
        {"plx:pausedBy": 7},
    ],
)
def test_terms_that_make_no_sense_are_refused(words: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        agreement_of(told(**words), BOTH)


@pytest.mark.parametrize(
    "activity",
    [
        {"context": str(NAME)},
        {"context": str(NAME), "object": "x"},
        {"context": 7, "object": told()["object"]},
        {"context": "not an iri", "object": told()["object"]},
        {"context": str(NAME), "object": {**told()["object"], "type": "Note"}},
        {
            "context": str(NAME),
            "object": {**told()["object"], "plx:connectionPoint": "x"},
        },
        {
            "context": str(NAME),
            "object": {**told()["object"], "plx:connectionPoint": [7]},
        },
        {
            "context": str(NAME),
            "object": {
                **told()["object"],
                "plx:connectionPoint": told()["object"]["plx:connectionPoint"] * 2,
            },
        },
        {
            "context": str(NAME),
            "object": {**told()["object"], "plx:connectionPoint": [{}] * 21},
        },
    ],
)
def test_what_is_no_offer_is_refused(activity: dict[str, object]) -> None:
    with pytest.raises(RefusedError):
        agreement_of(activity, BOTH)


@given(st.text(max_size=60))
def test_a_name_is_an_iri_or_nothing(text: str) -> None:
    found = iri_of(text)

    assert str(found) in ("", text)
    assert not set(found) & set(' <>"{}|\\^`\n\r\t')


LESS: list[dict[str, Any]] = [
    {},
    {"accepts": frozenset({Kind.NOTE})},
    {"rate_per_day": 1},
    {"quiet_from": time(21)},
    {"expires": datetime(2026, 12, 1, tzinfo=UTC)},
    {"paused_by": frozenset({ADA})},
]
MORE: list[dict[str, Any]] = [
    {"accepts": frozenset()},
    {"accepts": frozenset({Kind.NOTE, Kind.VIDEO})},
    {"rate_per_day": 6},
    {"rate_per_day": None},
    {"quiet_from": None, "quiet_until": None},
    {"quiet_from": time(23)},
    {"time_zone": ""},
    {"expires": None},
    {"expires": datetime(2028, 1, 1, tzinfo=UTC)},
    {"purpose": "adverts"},
    {"channel": "email"},
    {"speaker": BOB},
    {"address": "https://eve.example/#me"},
    {"source": "https://eve.example/#me"},
    {"iri": URIRef("urn:uuid:another")},
]


@pytest.mark.parametrize("change", LESS)
def test_less_needs_nobodys_word(change: dict[str, Any]) -> None:
    agreed, wish = Agreement(NAME, (POINT,)), replace(POINT, **change)

    assert Agreement(NAME, (wish,)).is_within(agreed, ADA)
    assert Agreement(NAME).is_within(agreed, ADA)


@pytest.mark.parametrize("change", MORE)
def test_more_needs_the_others_word(change: dict[str, Any]) -> None:
    agreed, wish = Agreement(NAME, (POINT,)), replace(POINT, **change)

    assert not Agreement(NAME, (wish,)).is_within(agreed, ADA)


def test_only_who_paused_resumes() -> None:
    paused = Agreement(NAME, (replace(POINT, paused_by=frozenset({BOB})),))
    resumed = Agreement(NAME, (POINT,))

    assert resumed.is_within(paused, BOB)
    assert not resumed.is_within(paused, ADA)
