"""The corpus of real FOAF documents, as its manifest describes it."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plexus_ld.rdf.document import Document


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the corpus.

    Attributes:
        number: What it is called in a public table: no name, no address.
        file: Where it lies.
        base: Its IRI.
        readable: Whether rdflib or the engine reads it by itself.
        by_engine: Whether the engine does, strictly.
        by_rdflib: Whether rdflib does.
        triples: How many triples the better of the two reads.
    """

    number: str
    file: Path
    base: str
    readable: bool
    by_engine: bool
    by_rdflib: bool
    triples: int

    def document(self) -> Document:
        return Document(self.base, self.file.read_bytes(), name=self.file.name)


def entries(folder: Path) -> Iterator[Entry]:
    text = (folder / "manifest.tsv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        takes = (row["rdflib"], row["pyoxigraph"], row["oxi_lenient"])
        yield Entry(
            row["file"][:3],
            folder / row["file"],
            row["base"],
            "ok" in takes,
            row["pyoxigraph"] == "ok",
            row["rdflib"] == "ok",
            int(row["triples"] or 0),
        )
