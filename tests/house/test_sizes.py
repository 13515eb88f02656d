"""No file grows into the one that eats the rest (functions: ruff's limits)."""

from tests.house.tree import ROOT, files, name

#: Longest Python file, in lines. Source: docs/architecture.md.
LONGEST = 300

#: Files that are longer, with their length; this list only shrinks.
EXCEPTIONS: dict[str, int] = {}


def lengths() -> dict[str, int]:
    return {
        name(file): len(file.read_text(encoding="utf-8").splitlines())
        for file in files(".py")
    }


def test_no_file_is_longer_than_the_limit() -> None:
    too_long = {
        file: lines
        for file, lines in lengths().items()
        if lines > EXCEPTIONS.get(file, LONGEST)
    }

    assert not too_long


def test_an_exception_that_has_shrunk_is_no_exception() -> None:
    for file, lines in EXCEPTIONS.items():
        assert lines > LONGEST
        assert (ROOT / file).is_file(), f"{file} is gone: take it off the list"
        assert lengths()[file] == lines, f"{file} has shrunk: so must its entry"
