"""``python -m benchmarks.corpus_table``: what import has of real profiles.

Writes docs/import-corpus.md. The documents are real people's: the page names them by
number, and says kinds of faults, never what they were found in.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph

from plexus_ld.errors import ParseError
from plexus_ld.rdf.document import Reading
from plexus_ld.rdf.parsing import read, read_batch
from tests.suites.corpus import Entry, entries

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "foaf"
PAGE = ROOT / "docs" / "import-corpus.md"

_HEAD = """# What import has of real profiles

<!-- Written by `python -m benchmarks.corpus_table`; a test holds it to the code. -->

The corpus is {total} profiles that people published between 2001 and 2026, as they were published.
They stand here by number; what they say and about whom is nobody's business.

| documents | how many | of these read | triples |
|---|---:|---:|---:|
{summary}

A document is *sound* if the engine (pyoxigraph) reads it strictly.
*One library* means that only rdflib, or only the engine's lenient reader, has something of it;
we read at least as many triples as the better of the two, from each.
*Neither* means that both refuse it.

## What was mended, and what was lost

{rows}

## What nothing was had of

{refused}

Named in the notes: [reading is a ladder](adr/0014-reading-is-a-ladder.md).
Formats and their mappings: [formats](formats.md).
"""  # noqa: E501  a page has one sentence a line


@dataclass(frozen=True, slots=True)
class Had:
    """What was had of one document."""

    entry: Entry
    reading: Reading | None
    reason: str

    @property
    def kind(self) -> str:
        if self.entry.by_engine:
            return "sound"
        return "one library" if self.entry.readable else "neither"

    @property
    def triples(self) -> int:
        return self.reading.triples if self.reading else 0


def page(folder: Path = CORPUS) -> str:
    """Return the page."""
    found = [_had(entry) for entry in entries(folder)]
    return _HEAD.format(
        total=len(found),
        summary="\n".join(_summary(found)),
        rows="\n".join(_rows(found)),
        refused="\n".join(_refused(found)),
    )


def _had(entry: Entry) -> Had:
    try:
        return Had(entry, read(entry.document()), "")
    except ParseError as error:
        return Had(
            entry, None, _without_quotes(str(error).removeprefix("not readable: "))
        )


def _summary(found: Sequence[Had]) -> Iterator[str]:
    kinds = ("sound", "one library", "neither")
    for kind in kinds:
        some = [had for had in found if had.kind == kind]
        read_ = sum(had.reading is not None for had in some)
        triples = sum(had.triples for had in some)
        yield f"| {kind} | {len(some)} | {read_} | {triples:,} |"
    read_ = sum(had.reading is not None for had in found)
    yield f"| all | {len(found)} | {read_} | {sum(h.triples for h in found):,} |"


def _rows(found: Iterable[Had]) -> Iterator[str]:
    yield "| no. | format | better library | ours | mended | lost |"
    yield "|---|---|---:|---:|---|---|"
    for had in found:
        if had.reading and (had.reading.repairs or had.reading.losses):
            reading = had.reading
            better = str(had.entry.triples) if had.entry.readable else "-"
            mended, lost = _kinds(reading.repairs), _kinds(reading.losses)
            yield (
                f"| {had.entry.number} | {reading.format} | {better}"
                f" | {reading.triples} | {mended} | {lost} |"
            )


def _refused(found: Iterable[Had]) -> Iterator[str]:
    reasons = Counter(had.reason for had in found if had.reading is None)
    for reason, count in sorted(reasons.items()):
        yield f"- {count}: {reason}"


def _kinds(sentences: Iterable[str]) -> str:
    return "; ".join(_without_quotes(sentence) for sentence in sentences)


def _without_quotes(sentence: str) -> str:
    """Cut off the example that a note quotes, and how often."""
    return re.split(r": |; it says| \(\d+ times", sentence)[0]


def speed(folder: Path = CORPUS, rounds: int = 5) -> tuple[float, float, int]:
    """Return seconds of ours and of rdflib's for the sound documents, and how many."""
    sound = [e for e in entries(folder) if e.by_engine and e.by_rdflib]
    documents = [entry.document() for entry in sound]
    names = [_RDFLIB_NAMES[read(document).format] for document in documents]
    ours, theirs = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        read_batch(documents)
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        for document, name in zip(documents, names, strict=True):
            Graph().parse(data=document.body, format=name, publicID=document.iri)
        theirs.append(time.perf_counter() - start)
    return sorted(ours)[rounds // 2], sorted(theirs)[rounds // 2], len(documents)


_RDFLIB_NAMES = {"rdfxml": "xml", "turtle": "turtle", "n3": "n3", "jsonld": "json-ld"}


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    mine, rdflibs, count = speed()
    sys.stdout.write(
        f"{count} documents: {mine * 1000:.0f} ms read and named, rdflib"
        f" {rdflibs * 1000:.0f} ms parsed: {rdflibs / mine:.1f} times faster\n"
    )
