"""The W3C's RDF 1.1 syntax suites, through import.

Blank nodes are restored before graphs are compared. Import is lenient by design, so
the tests of what must be refused are put to its strict rung, and to the whole only for
this: that it raises nothing but ParseError.
"""

from pathlib import Path
from typing import Final

import pytest

from plexus_ld.errors import ParseError
from plexus_ld.rdf import engine
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.negotiation import media_type_of
from plexus_ld.rdf.parsing import read
from tests.suites.graphs import expected, restored
from tests.suites.rdf11 import Case, cases

SUITE: Final = Path(__file__).parents[3] / "shared/suites/rdf-tests/rdf11"

_CANONICAL: Final = "the engine keeps namespaces in an XML literal that it does not use"
#: Cases that fail because of a library, and why; the list may only shrink.
FAILS: Final[dict[str, str]] = {
    "rdf-xml/xml-canon-test001": _CANONICAL,
    "rdf-xml/xml-canon-test002": _CANONICAL,
}

CASES: Final = list(cases(SUITE)) if SUITE.is_dir() else []
EVALUATIONS: Final = [case for case in CASES if case.kind == "Eval"]
POSITIVE: Final = [case for case in CASES if case.kind == "PositiveSyntax"]
NEGATIVE: Final = [case for case in CASES if case.is_negative]


def document_of(case: Case) -> Document:
    media_type = media_type_of(case.format)
    return Document(case.base, case.action.read_bytes(), media_type)


def test_that_the_suite_is_there(shared: Path) -> None:
    assert len(EVALUATIONS) > 350
    assert len(POSITIVE) > 250
    assert len(NEGATIVE) > 250


@pytest.mark.parametrize("case", EVALUATIONS, ids=lambda case: case.name)
def test_that_a_document_says_what_it_says(case: Case) -> None:
    reading = read(document_of(case))

    assert case.result
    format_ = "nquads" if case.result.suffix == ".nq" else "nt"
    wanted = expected(case.result.read_bytes(), format_, case.base)
    if case.name in FAILS:
        assert restored(reading) != wanted, "it passes now: take it off the list"
        return
    assert restored(reading) == wanted
    assert reading.format == case.format
    assert reading.repairs == ()


@pytest.mark.parametrize("case", POSITIVE, ids=lambda case: case.name)
def test_that_a_sound_document_is_read_without_repair(case: Case) -> None:
    if case.name in FAILS:
        with pytest.raises(ParseError):
            engine.statements(case.action.read_bytes(), case.format, case.base)
        return
    reading = read(document_of(case))

    assert reading.repairs == ()


@pytest.mark.parametrize("case", NEGATIVE, ids=lambda case: case.name)
def test_that_the_strict_rung_refuses(case: Case) -> None:
    if case.name in FAILS:
        engine.statements(case.action.read_bytes(), case.format, case.base)
        return
    with pytest.raises(ParseError):
        engine.statements(case.action.read_bytes(), case.format, case.base)


@pytest.mark.parametrize("case", NEGATIVE, ids=lambda case: case.name)
def test_that_a_broken_document_is_mended_and_said_or_refused(case: Case) -> None:
    try:
        reading = read(document_of(case))
    except ParseError:
        return

    assert all(text.endswith(f"<{case.base}> .") for text in reading.lines)
    assert not any(" _:" in text or text.startswith("_:") for text in reading.lines)


def test_that_every_listed_case_is_one() -> None:
    assert FAILS.keys() <= {case.name for case in CASES} or not CASES
