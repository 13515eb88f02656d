import json

import pytest

from plexus_ld.settings import ImportSettings
from tests.unit.plex.sources.conftest import House
from tests.unit.plex.sources.pages import circle, pages_of, person


def test_a_crawl_ends_with_its_budget_and_goes_on(house: House) -> None:
    circle(house, 7)
    limits = ImportSettings(host_pause_s=0, max_documents=3)
    sources = house.again(limits)
    start = [f"{house.web.url}/0"]

    first = sources.import_(start, depth=9)
    second = sources.import_(start, depth=9)
    third = sources.import_(start, depth=9)

    assert first.note == (
        "the budget of 3 documents is spent; 1 document waits: the same command goes on"
    )
    assert [len(one.sources) for one in (first, second, third)] == [3, 3, 1]
    assert [one.waiting for one in (first, second, third)] == [1, 1, 0]
    assert len(house.sources.sources()) == 7
    fetched = [page for page in pages_of(house) if page != "/robots.txt"]
    assert len(fetched) == len(set(fetched)) == 7
    assert house.originals.folder is not None
    assert not list(house.originals.folder.glob("crawl-*"))


def test_a_budget_of_bytes_ends_a_crawl(house: House) -> None:
    circle(house, 7)
    size = len(person("Person 0", "/1#me").body)
    limits = ImportSettings(host_pause_s=0, max_total_bytes=2 * size)

    report = house.again(limits).import_([f"{house.web.url}/0"], depth=9)

    assert len(report.sources) == 2
    assert report.waiting == 1


def test_a_budget_of_seconds_ends_a_crawl(house: House) -> None:
    circle(house, 7)
    limits = ImportSettings(host_pause_s=30, max_seconds=0.2)

    report = house.again(limits).import_([f"{house.web.url}/0"], depth=9)

    assert len(report.sources) == 1
    assert report.note.startswith("the budget of 0.2 seconds is spent; 1 document")


def test_what_was_interrupted_is_kept_and_goes_on(house: House) -> None:
    circle(house, 5)

    told: list[str] = []

    def interrupt(done: int, total: int, what: str) -> None:
        told.append(what)
        if len(told) == 3:
            raise KeyboardInterrupt

    start = [f"{house.web.url}/0"]
    first = house.sources.import_(start, depth=9, on_progress=interrupt)
    known = {info.graph for info in house.sources.sources()}
    second = house.sources.import_(start, depth=9)

    assert first.interrupted
    assert first.note.startswith("interrupted; ")
    assert first.waiting == 1
    assert [source.status for source in first.sources] == ["new"] * 3
    assert known == {f"{house.web.url}/{number}" for number in range(3)}
    assert not second.interrupted
    assert second.waiting == 0
    assert len(house.sources.sources()) == 5


def test_other_words_begin_a_crawl_of_their_own(house: House) -> None:
    circle(house, 4)
    sources = house.again(ImportSettings(host_pause_s=0, max_documents=2))
    sources.import_([f"{house.web.url}/0"], depth=9)

    other = sources.import_([f"{house.web.url}/3"], depth=9)

    assert other.sources[0].graph == f"{house.web.url}/3"


@pytest.mark.parametrize("kept", ["", "nonsense", "[]", '{"waiting": 1, "seen": 2}'])
def test_a_kept_frontier_without_sense_begins_anew(house: House, kept: str) -> None:
    circle(house, 4)
    sources = house.again(ImportSettings(host_pause_s=0, max_documents=2))
    sources.import_([f"{house.web.url}/0"], depth=9)
    assert house.originals.folder is not None
    (file,) = house.originals.folder.glob("crawl-*")
    file.write_text(kept, encoding="utf-8")

    report = house.sources.import_([f"{house.web.url}/0"], depth=9)

    assert len(report.sources) == 4


def test_a_frontier_is_plain_json(house: House) -> None:
    circle(house, 4)
    sources = house.again(ImportSettings(host_pause_s=0, max_documents=2))

    sources.import_([f"{house.web.url}/0"], depth=9)

    assert house.originals.folder is not None
    (file,) = house.originals.folder.glob("crawl-*")
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert [entry[1] for entry in kept["waiting"]] == [f"{house.web.url}/2"]
