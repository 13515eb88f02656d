"""The W3C's JSON-LD 1.1 toRdf suite, through import.

Contexts that a case would fetch do not ship, so those cases show that they are not
fetched. Named graphs are folded into one, here as in what is expected.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from plexus_ld.errors import ParseError
from plexus_ld.rdf import engine
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.parsing import read
from tests.suites.graphs import expected, restored
from tests.suites.jsonld_fails import FAILS, TAKES

SUITE: Final = Path(__file__).parents[3] / "shared/suites/json-ld-api"
BASE: Final = "https://w3c.github.io/json-ld-api/tests/"


@dataclass(frozen=True, slots=True)
class Case:
    """One test: its name, input, expected quads if any, and options."""

    name: str
    input: Path
    expect: Path | None
    base: str
    kind: str
    option: dict[str, Any]


def cases() -> list[Case]:
    manifest = json.loads((SUITE / "toRdf-manifest.jsonld").read_text("utf-8"))
    return [_case(test) for test in manifest["sequence"]]


def _case(test: dict[str, Any]) -> Case:
    option = test.get("option", {})
    return Case(
        test["@id"].removeprefix("#"),
        # One input lies beside the others, though the manifest names another folder.
        SUITE / "toRdf" / Path(test["input"]).name
        if test["input"].startswith("expand/")
        else SUITE / test["input"],
        SUITE / test["expect"] if "expect" in test else None,
        option.get("base", BASE + test["input"]),
        test["@type"][0].removeprefix("jld:"),
        option,
    )


def is_ours(case: Case) -> bool:
    """Tell whether a case asks for JSON-LD 1.1 as it is, with no option of an API."""
    other = {"expandContext", "rdfDirection", "produceGeneralizedRdf"}
    version = case.option.get("specVersion", "json-ld-1.1")
    mode = case.option.get("processingMode", "json-ld-1.1")
    return not other & case.option.keys() and version == mode == "json-ld-1.1"


CASES: Final = [case for case in cases() if is_ours(case)] if SUITE.is_dir() else []
POSITIVE: Final = [case for case in CASES if case.kind == "PositiveEvaluationTest"]
SOUND: Final = [case for case in CASES if case.kind == "PositiveSyntaxTest"]
NEGATIVE: Final = [case for case in CASES if case.kind == "NegativeEvaluationTest"]


def document_of(case: Case) -> Document:
    return Document(case.base, case.input.read_bytes(), "application/ld+json")


def test_that_the_suite_is_there(shared: Path) -> None:
    assert len(POSITIVE) > 300
    assert len(NEGATIVE) > 80


@pytest.mark.parametrize("case", POSITIVE, ids=lambda case: case.name)
def test_that_a_document_says_what_it_says(case: Case) -> None:
    assert case.expect
    wanted = expected(case.expect.read_bytes(), "nquads", case.base)

    if case.name in FAILS:
        assert _said(case) != wanted, "it passes now: take it off the list"
        return
    assert _said(case) == wanted


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.name)
def test_that_a_sound_document_is_read_without_repair(case: Case) -> None:
    reading = read(document_of(case))

    assert reading.repairs == ()


@pytest.mark.parametrize("case", NEGATIVE, ids=lambda case: case.name)
def test_that_the_strict_rung_refuses(case: Case) -> None:
    text = case.input.read_bytes()

    if case.name in TAKES:
        engine.statements(text, "jsonld", case.base)
        return
    with pytest.raises(ParseError):
        engine.statements(text, "jsonld", case.base)


@pytest.mark.parametrize("case", NEGATIVE, ids=lambda case: case.name)
def test_that_import_raises_nothing_but_its_own_error(case: Case) -> None:
    try:
        reading = read(document_of(case))
    except ParseError:
        return

    assert all(text.endswith(f"<{case.base}> .") for text in reading.lines)


def test_that_every_listed_case_is_one() -> None:
    names = {case.name for case in CASES}

    assert names >= (FAILS.keys() | TAKES.keys()) or not CASES


def _said(case: Case) -> str | None:
    try:
        return restored(read(document_of(case)))
    except ParseError:
        return None
