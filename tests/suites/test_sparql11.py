"""The W3C's SPARQL 1.1 query suite, through the worker and the results writers.

What the engine passes by itself has to pass on our way too: nothing may be lost by
the checks, the worker or the writing. What it fails by itself is listed by name, with
the reason; a listed one that passes fails here, so that the list can only shrink.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

import pyoxigraph as ox
import pytest

from plexus_ld.errors import QueryError
from plexus_ld.settings import QuerySettings
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.typed import text as typed_text
from plexus_ld.storage.typed import worker as typed_worker
from plexus_ld.storage.typed.answering import answer_of
from plexus_ld.storage.typed.worker import Question
from plexus_ld.workers import Workers
from tests.suites.sparql11 import Case, cases, iri_of
from tests.suites.sparql11_answers import (
    Comparable,
    RawStore,
    expected,
    format_of,
    read,
)

SUITE: Final = Path(__file__).parents[3] / "shared/suites/rdf-tests/sparql11"

_LANGUAGE: Final = "GROUP_CONCAT keeps the language that all its strings have"
_INWARD: Final = "GRAPH ?g is not evaluated once for each graph, but pushed inward"
_NOWHERE: Final = "a path of no steps does not reach a node that stands nowhere"
#: Cases that the engine fails by itself, and why.
ENGINE_FAILS: Final[dict[str, str]] = {
    "aggregates/agg-groupconcat-04": _LANGUAGE,
    "aggregates/agg-groupconcat-06": _LANGUAGE,
    "aggregates/agg-empty-group-count-graph": _INWARD,
    "bindings/graph": _INWARD,
    "negation/graph-minus": _INWARD,
    "csv-tsv-res/csv03": "the store writes each number in one way, 1.0e6 as 1000000",
    "functions/bnode01": "BNODE(?s) gives another node for the same string in a row",
    "property-path/zero_or_more_set_start": _NOWHERE,
    "property-path/zero_or_more_set_end": _NOWHERE,
    "property-path/zero_or_one_set_start": _NOWHERE,
    "property-path/zero_or_one_set_end": _NOWHERE,
}

CASES: Final = list(cases(SUITE)) if SUITE.is_dir() else []
EVALUATIONS: Final = [case for case in CASES if case.is_evaluation]
SYNTAX: Final = [case for case in CASES if not case.is_evaluation]


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as workers:
        yield workers


@pytest.fixture(scope="module")
def stores() -> dict[object, RawStore]:
    return {}


def test_that_the_suite_is_there(shared: Path) -> None:
    assert len(EVALUATIONS) > 200
    assert len(SYNTAX) > 100


@pytest.mark.parametrize("case", EVALUATIONS, ids=lambda case: case.name)
def test_that_an_answer_is_the_expected_one(
    case: Case,
    workers: Workers,
    stores: dict[object, RawStore],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    store = _store(case, stores, tmp_path_factory)
    wanted = expected(case, SUITE)

    ours = _ours(case, store, workers)
    alone = _alone(case, store)

    if case.name in ENGINE_FAILS:
        assert alone != wanted, "the engine passes it now: take it off the list"
        return
    assert alone == wanted, "the engine itself fails: a case for the list"
    assert ours == wanted


@pytest.mark.parametrize("case", SYNTAX, ids=lambda case: case.name)
def test_that_a_text_is_taken_or_refused(case: Case, workers: Workers) -> None:
    wanted = case.kind == "PositiveSyntaxTest11"

    ours = _is_taken(case, workers)
    alone = _is_taken_alone(case)

    if case.name in ENGINE_FAILS:
        assert alone != wanted, "the engine passes it now: take it off the list"
        return
    assert alone == wanted, "the engine itself fails: a case for the list"
    assert ours == wanted


def test_that_every_listed_case_is_one() -> None:
    assert ENGINE_FAILS.keys() <= {case.name for case in CASES} or not CASES


def _store(
    case: Case, stores: dict[object, RawStore], folders: pytest.TempPathFactory
) -> RawStore:
    key = (case.data, case.named, "FROM" in case.text.upper().split())
    if key not in stores:
        stores[key] = RawStore(case, SUITE, folders.mktemp("store"))
    return stores[key]


def _base(case: Case) -> str:
    return iri_of(case.query, SUITE)


def _ours(case: Case, store: RawStore, workers: Workers) -> Comparable | str:
    format_ = format_of(case)
    try:
        answer = answer_of(
            cast(Engine, store),
            workers,
            case.text,
            format_,
            settings=QuerySettings(),
            base=_base(case),
        )
    except QueryError as error:
        return f"{error}, line {error.line}, column {error.column}"
    return read(answer.body, format_, _base(case))


def _alone(case: Case, store: RawStore) -> Comparable | str:
    try:
        body = store.answered_by_the_engine_alone(case, _base(case))
    except (SyntaxError, ValueError, RuntimeError) as error:
        return str(error)
    return read(body, format_of(case), _base(case))


def _is_taken(case: Case, workers: Workers) -> bool:
    try:
        typed = typed_text.query(case.text, _base(case))
        question = Question(typed, {}, "json", _base(case), None, 0)
        workers.call(typed_worker.parsed, question)
    except QueryError:
        return False
    return True


def _is_taken_alone(case: Case) -> bool:
    try:
        ox.Store().query(case.text, base_iri=_base(case))
    except SyntaxError:
        return False
    except RuntimeError:
        return True  # it asks for a function that the engine does not have
    return True
