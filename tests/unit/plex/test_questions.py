"""Named questions and their parameters, and what is typed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.errors import QueryError, UnknownQueryError, WhoError
from plexus_ld.model.change import Change
from plexus_ld.plex.people.network import network
from plexus_ld.plex.questions import Questions
from plexus_ld.rdf.lines import lines_of
from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store
from plexus_ld.workers import Workers

DOCUMENT = URIRef("https://ada.example/card")
ADA, BEN, CLEO = (
    URIRef(f"https://{n}.example/card#me") for n in ("ada", "ben", "cleo")
)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with (
        Workers() as workers,
        open_store(None, settings=Settings(), derive=network, workers=workers) as made,
    ):
        said = [
            *((who, RDF.type, FOAF.Person, DOCUMENT) for who in (ADA, BEN, CLEO)),
            (ADA, FOAF.name, Literal("Ada"), DOCUMENT),
            (BEN, FOAF.name, Literal("Ben"), DOCUMENT),
            (CLEO, FOAF.name, Literal("Cleo"), DOCUMENT),
            (ADA, FOAF.knows, BEN, DOCUMENT),
            (BEN, FOAF.knows, CLEO, DOCUMENT),
        ]
        made.apply(Change(added=lines_of(said)))
        yield made


def who(words: str) -> URIRef:
    known = {"me": ADA, "ben": BEN, "cleo": CLEO}
    if words not in known:
        raise WhoError(words)
    return known[words]


@pytest.fixture
def questions(store: Store) -> Questions:
    return Questions(store, who, lambda: NOW)


def rows(questions: Questions, words: str, **params: str) -> list[dict[str, str]]:
    body = questions.answer(words, "json", params).body
    found = json.loads(body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def test_only_what_is_a_question_is_listed(questions: Questions) -> None:
    faults: list[QueryError] = []

    names = [question.name for question in questions.list(faults.append)]

    assert {"people", "friends", "friends-of-friends", "path", "near"} <= set(names)
    assert "ties-of" not in names
    assert names == sorted(names)
    assert not faults


def test_a_person_is_named_in_the_owners_words(questions: Questions) -> None:
    mine = rows(questions, "friends")
    bens = rows(questions, "friends", me="ben")

    assert [row["person"] for row in mine] == [str(BEN)]
    assert str(CLEO) in [row["person"] for row in bens]


def test_a_path_is_told_step_by_step(questions: Questions) -> None:
    told = rows(questions, "path", **{"from": "me", "to": "cleo"})

    assert [row["person"] for row in told] == [str(ADA), str(BEN), str(CLEO)]


@pytest.mark.parametrize(
    ("words", "params", "sentence"),
    [
        ("near", {}, "near needs --param place="),
        ("friends", {"nobody": "x"}, "friends has no parameter 'nobody'; it takes: "),
        ("changed-since", {"since": "soon"}, "'soon' is no time"),
        ("changed-since", {"since": "0000-00-00"}, "is no time"),
    ],
)
def test_a_wrong_parameter_is_a_sentence(
    questions: Questions, words: str, params: dict[str, str], sentence: str
) -> None:
    with pytest.raises(QueryError, match=sentence):
        questions.answer(words, "json", params)


@pytest.mark.parametrize(
    "since",
    ["7 days ago", "1 hour ago", "2 weeks ago", "2026-11-23", "2026-11-23T10:00:00Z"],
)
def test_a_time_is_understood(questions: Questions, since: str) -> None:
    assert rows(questions, "changed-since", since=since) == []


@pytest.mark.parametrize("since", ["999999 weeks ago", "999999 days ago"])
def test_a_time_before_all_times_is_a_sentence(
    questions: Questions, since: str
) -> None:
    with pytest.raises(QueryError, match="ago"):
        questions.answer("changed-since", "json", {"since": since})


def test_nobody_and_nothing_pass_through(questions: Questions) -> None:
    with pytest.raises(WhoError):
        questions.answer("friends", "json", {"me": "nobody"})
    with pytest.raises(UnknownQueryError):
        questions.answer("no-such-question", "json")


@pytest.mark.parametrize(
    ("value", "found"),
    [(f"<{ADA}>", True), (str(ADA), True), ("Ada", False), ("ada.example", False)],
)
def test_what_is_typed_takes_iris_and_texts(
    questions: Questions, value: str, found: bool
) -> None:
    query = f"SELECT ?who WHERE {{ ?who <{FOAF.name}> ?n }}"

    assert bool(rows(questions, query, who=value)) is found
    named = f"SELECT ?p WHERE {{ ?p <{FOAF.name}> ?n }}"
    assert bool(rows(questions, named, n=value)) is (value == "Ada")
