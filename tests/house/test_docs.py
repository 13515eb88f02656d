"""What the documentation promises."""

import re
from pathlib import Path

import pytest
from rdflib import URIRef

from docs.render import PAGES
from plexus_ld.settings import load
from plexus_ld.vocab.graphs import RESERVED
from tests.house.tree import DOCS, ROOT, files, name

MARKDOWN = files(".md")
ADRS = sorted((DOCS / "adr").glob("*.md"))


@pytest.mark.parametrize("page", PAGES)
def test_a_rendered_page_is_up_to_date(page: str) -> None:
    assert (DOCS / page).read_text("utf-8") == PAGES[page](), "run `make docs`"


def test_nothing_on_this_machine_is_reached_unless_the_owner_names_it() -> None:
    assert load(None, {}).net.allow_hosts == ()


def test_every_graph_of_ours_is_described() -> None:
    text = (DOCS / "graphs.md").read_text("utf-8")
    described = re.findall(r"(?m)^\| `<(urn:[^>]+)>` \|", text)

    assert {URIRef(graph) for graph in described} == RESERVED


@pytest.mark.parametrize("file", MARKDOWN, ids=[name(file) for file in MARKDOWN])
def test_a_link_leads_somewhere(file: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", file.read_text("utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text)

    for link in links:
        path, _, anchor = link.partition("#")
        if "://" in path or path.startswith("mailto:"):
            continue
        target = (file.parent / path).resolve() if path else file
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        if anchor:
            assert anchor in anchors(target), link


@pytest.mark.parametrize("file", MARKDOWN, ids=[name(file) for file in MARKDOWN])
def test_a_file_that_is_named_is_there(file: Path) -> None:
    ours = r"`((?:plexus_ld|tests|docs|ontologies|examples|benchmarks)/[\w./-]+)`"
    placeholders = ("NAME", "NNNN")

    for path in re.findall(ours, file.read_text("utf-8")):
        if not any(word in path for word in placeholders):
            assert (ROOT / path).exists(), path


def anchors(file: Path) -> set[str]:
    """The anchors that a forge makes of a page's headings."""
    headings = re.findall(r"(?m)^#+ (.+)$", file.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("file", ADRS, ids=[name(file) for file in ADRS])
def test_a_decision_says_why_and_what_follows(file: Path) -> None:
    text = file.read_text("utf-8")
    number = file.name[:4]

    assert re.fullmatch(r"\d{4}(-[a-z0-9]+)+\.md", file.name)
    assert text.startswith(f"# {number}: ")
    assert re.findall(r"(?m)^## (.+)$", text) == [
        "Status",
        "Context",
        "Decision",
        "Consequences",
    ]


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = [file.name[:4] for file in ADRS]

    assert len(set(numbers)) == len(numbers) > 0


def test_the_changelog_keeps_its_order() -> None:
    order = ["Security", "Removed", "Deprecated", "Added", "Changed", "Fixed"]
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")

    for release in re.split(r"(?m)^## ", text)[1:]:
        kinds = re.findall(r"(?m)^### (.+)$", release)
        assert kinds == sorted(kinds, key=order.index)
