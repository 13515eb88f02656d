"""What a file is called, and what must not stand in any."""

import ast
import re
import sys
import tomllib

import pytest

import plexus_ld
from plexus_ld.vocab.plx import PLX
from tests.house.tree import PACKAGE, ROOT, files, name

#: Drawers into which anything goes.
DRAWERS = re.compile(r"^_*(utils?|helpers?|common|core|managers?|misc|tools?)$")

#: Paths of some person's machine.
MACHINE = re.compile(
    r"(?<![\w.:/-])/(?:work|root|home/\w+|Users/\w+|tmp/\w+|opt/\w+)/[\w.]"
)

#: Work left for later must say where it is written down: ``TODO(#12)``.
LATER = re.compile(r"\b(?:TODO|FIXME|XXX)\b(?!\(#\d+\))")

TEXTS = (
    ".py", ".rq", ".ru", ".ttl", ".md", ".toml", ".sh", ".html", ".css", "run",
    "Makefile",
)  # fmt: skip


def test_no_file_is_a_drawer() -> None:
    drawers = [
        name(file)
        for file in files("")
        if any(DRAWERS.match(part.partition(".")[0]) for part in file.parts[-2:])
    ]

    assert not drawers


def test_nothing_names_a_place_on_somebodys_machine() -> None:
    found = [
        f"{name(file)}:{number}: {line.strip()}"
        for file in files(*TEXTS)
        if file.name != "test_names.py"
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if MACHINE.search(line)
    ]

    assert not found


def test_work_left_for_later_has_an_issue() -> None:
    found = [
        f"{name(file)}:{number}: {line.strip()}"
        for file in files(".py", ".rq", ".ru", ".sh", ".html", ".css")
        if file.name != "test_names.py"
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if LATER.search(line)
    ]

    assert not found


@pytest.mark.parametrize(
    ("pattern", "bad", "good"),
    [
        (DRAWERS, "helpers", "storage"),
        (MACHINE, "see /home/ada/plexus/x.py", "https://ada.example/home/ada/x"),
        (LATER, "# TODO: mend", "# TODO(#12): mend"),
    ],
)
def test_each_pattern_bites(pattern: re.Pattern[str], bad: str, good: str) -> None:
    assert pattern.search(bad)
    assert not pattern.search(good)


def test_the_package_and_the_project_are_of_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert project["version"] == plexus_ld.__version__


#: A term of ours in a text: with its prefix, or with its namespace.
TERM = re.compile(r"(?:\bplx:|w3id\.org/plexus#|\{PLX\})(\w+)")


def test_every_term_of_ours_in_any_text_is_one_that_there_is() -> None:
    elsewhere = {"test_shapes.py", "test_plx.py"}  # these misspell on purpose
    found = {
        f"{name(file)}: {term}"
        for file in files(*TEXTS)
        if file.name not in elsewhere
        for term in TERM.findall(file.read_text("utf-8"))
        if PLX._NS + term not in PLX
    }

    assert not found


#: Distributions whose module is called otherwise.
MODULES = {
    "pyRdfa3": "pyRdfa", "resvg-py": "resvg_py", "imap-tools": "imap_tools",
    "markdown-it-py": "markdown_it", "pillow": "PIL", "matrix-nio": "nio",
    "nostr-sdk": "nostr_sdk",
    "Mastodon.py": "mastodon", "http-message-signatures": "http_message_signatures",
    "http-sf": "http_sf", "python-multipart": "python_multipart",
}  # fmt: skip


def declared() -> set[str]:
    """The modules that the project says it needs, extras and all."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(one for extra in extras for one in extra)]
    names = (re.split(r"[<>=~!\[; ]", requirement)[0] for requirement in wanted)
    modules = {MODULES.get(distribution, distribution) for distribution in names}
    # Its own extras; data that the standard library reads; what uvicorn runs on.
    return modules - {"plexus-ld", "tzdata", "uvloop", "httptools"}


def imported() -> set[str]:
    """The modules of others that the package imports, wherever it does."""
    found: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
    roots = {module.partition(".")[0] for module in found}
    return roots - sys.stdlib_module_names - {"plexus_ld"}


def test_what_is_imported_is_what_the_project_says_it_needs() -> None:
    assert imported() == declared()
