"""The repository's own files, for the promises that the house keeps."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "plexus_ld"
DOCS = ROOT / "docs"

#: Folders of ours; what tools and builds leave behind lies elsewhere.
_FOLDERS = (
    "plexus_ld", "tests", "docs", "ontologies", "examples", "benchmarks", ".ci",
)  # fmt: skip
#: Files at the top, by their endings or names.
_TOP = ("*.md", "*.toml", "Makefile")


def files(*endings: str) -> list[Path]:
    """Return our files with one of the endings ("" for all), in alphabetical order."""
    found = {file for pattern in _TOP for file in ROOT.glob(pattern)}
    for folder in _FOLDERS:
        found.update(file for file in (ROOT / folder).rglob("*") if file.is_file())
    return sorted(
        file
        for file in found
        if file.name.endswith(endings) and "__pycache__" not in file.parts
    )


def name(file: Path) -> str:
    """Return a file's path inside the repository: a test's readable id."""
    return file.relative_to(ROOT).as_posix()
