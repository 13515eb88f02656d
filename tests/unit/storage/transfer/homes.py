"""Homes for the tests of export and restore."""

from pathlib import Path

from plexus_ld.model.change import Change, Derivation, Reader
from plexus_ld.storage.durable.base import hash_of
from plexus_ld.storage.durable.local import LocalEngine
from plexus_ld.storage.durable.rebuild import source_lines
from plexus_ld.storage.home import Home
from tests.unit.storage.keeping import OTHER, line

XSD = "http://www.w3.org/2001/XMLSchema#"
SAID = (
    line("Anna"),
    line("Ben", OTHER, "ben"),
    f'<a:s> <a:p> "7"^^<{XSD}integer> <urn:x-plexus:profile> .',
    '<a:s> <a:p> "two\\nlines \\"x\\" \\\\u0041 \\u0001"@en <urn:x-plexus:profile> .',
)


def copied(reader: Reader, change: Change) -> Derivation:
    """Copy what is added into the default graph."""
    made = tuple(text.rsplit(" ", 2)[0] + " ." for text in change.added)
    return Derivation(change, Change(added=made))


def new(tmp_path: Path) -> Home:
    home = Home(tmp_path / "new")
    home.prepare()
    return home


def hashed(engine: LocalEngine) -> str:
    return hash_of(sorted(source_lines(engine)))
