"""Real documents of twenty years, all through one import."""

import csv
from pathlib import Path

from plexus_ld.vocab.graphs import KEYS
from tests.unit.plex.sources.conftest import House


def test_every_real_document_comes_in_or_is_refused_with_a_reason(
    house: House, shared: Path
) -> None:
    folder = shared / "corpus" / "foaf"
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as table:
        known = {row["file"]: row for row in csv.DictReader(table, delimiter="\t")}

    report = house.import_one(str(folder))

    found = {Path(source.source).name: source for source in report.sources}
    assert set(found) == set(known)
    failed = {name for name, source in found.items() if source.status == "failed"}
    sound = {
        name
        for name, row in known.items()
        if "ok" in (row["rdflib"], row["pyoxigraph"], row["oxi_lenient"])
    }
    assert not failed & sound
    assert all(found[name].error for name in failed)
    assert all(found[name].triples for name in sound)
    assert len(house.sources.sources()) == len(known) - len(failed)
    assert report.triples == sum(one.triples for one in house.sources.sources())


def test_what_was_imported_is_taken_back_whole(house: House, shared: Path) -> None:
    house.import_one(str(shared / "corpus" / "linked" / "rdfweb2001"))
    imported = house.sources.sources()

    for info in imported:
        house.sources.forget(info.source)

    assert imported
    # What the view keeps of itself (whether it was begun) may stay.
    assert {graph for *_, graph in house.store.matching()} <= {f"<{KEYS}>"}
    assert house.originals.hashes() == frozenset()
