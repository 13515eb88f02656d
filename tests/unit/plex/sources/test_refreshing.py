from pathlib import Path

import pytest

from plexus_ld.errors import SourceError
from plexus_ld.plex.sources.originals import hash_of
from plexus_ld.settings import ImportSettings
from tests.unit.plex.sources.conftest import House
from tests.unit.plex.sources.pages import ANN
from tests.web import Page


def test_only_what_is_stale_is_fetched_again(house: House) -> None:
    house.web.pages["/old"] = Page(ANN)
    house.web.pages["/new"] = Page(ANN)
    house.import_one(f"{house.web.url}/old")
    house.clock.forward(hours=23)
    house.import_one(f"{house.web.url}/new")
    house.clock.forward(hours=2)

    report = house.sources.refresh()

    found = {source.source: source.status for source in report.sources}
    assert found == {f"{house.web.url}/old": "unchanged"}


def test_what_is_named_is_fetched_again_whatever_its_age(house: House) -> None:
    house.web.pages["/card"] = Page(ANN)
    house.import_one(f"{house.web.url}/card#me")
    house.web.pages["/card"] = Page(ANN.replace(b"Ann", b"Anna"))

    report = house.sources.refresh([f"{house.web.url}/card#me"])

    assert [source.status for source in report.sources] == ["changed"]


def test_a_file_is_read_again(house: House, tmp_path: Path) -> None:
    file = tmp_path / "ann.ttl"
    file.write_bytes(ANN)
    house.import_one(str(file))
    file.write_bytes(ANN.replace(b"Ann", b"Anna"))

    report = house.sources.refresh([str(file)])

    assert [source.status for source in report.sources] == ["changed"]


@pytest.mark.parametrize("status", [404, 410, 500])
def test_what_is_gone_is_kept_as_it_was_and_said(house: House, status: int) -> None:
    house.web.pages["/card"] = Page(ANN)
    graph = f"{house.web.url}/card"
    house.import_one(graph)
    before = house.lines(graph)
    house.web.pages["/card"] = Page(b"", "text/plain", status)
    house.clock.forward(days=2)

    report = house.sources.refresh()

    assert [source.status for source in report.sources] == ["failed"]
    assert house.lines(graph) == before
    (info,) = house.sources.sources()
    assert (info.status, info.http_status) == ("failed", status)
    assert info.error == report.sources[0].error
    assert info.checked_at == house.clock.at
    assert info.read_at < info.checked_at


def test_a_file_that_is_gone_is_kept_as_it_was(house: House, tmp_path: Path) -> None:
    file = tmp_path / "ann.ttl"
    file.write_bytes(ANN)
    house.import_one(str(file))
    file.unlink()

    report = house.sources.refresh([str(file)])

    assert report.sources[0].error == "no such file or directory"
    assert len(house.lines(file.as_uri())) == 5


def test_what_came_back_is_no_failure_any_more(house: House) -> None:
    house.web.pages["/card"] = Page(ANN)
    graph = f"{house.web.url}/card"
    house.import_one(graph)
    house.web.pages["/card"] = Page(b"", "text/plain", 500)
    house.sources.refresh([graph])
    house.web.pages["/card"] = Page(ANN)

    house.sources.refresh([graph])

    (info,) = house.sources.sources()
    assert (info.status, info.error) == ("unchanged", None)


def test_a_server_that_asks_to_wait_is_left_alone(house: House) -> None:
    house.web.pages["/card"] = Page(ANN)
    house.import_one(f"{house.web.url}/card")
    wait = {"Retry-After": "80000"}
    house.web.pages["/card"] = Page(b"", "text/plain", 503, wait)
    house.clock.forward(days=2)
    house.sources.refresh()
    eager = house.again(ImportSettings(stale_after_days=0.1, host_pause_s=0))
    asked = len(house.web.asked)

    house.clock.forward(hours=12)
    early = eager.refresh()
    house.clock.forward(hours=12)
    late = eager.refresh()

    assert early.sources == ()
    assert len(late.sources) == 1
    assert len(house.web.asked) == asked + 1


def test_a_document_that_has_moved_is_known_by_its_new_name(house: House) -> None:
    old, new = f"{house.web.url}/old", f"{house.web.url}/new"
    house.web.pages["/old"] = Page(ANN)
    house.import_one(old)
    house.web.pages["/old"] = Page(status=301, headers={"Location": "/new"})
    house.web.pages["/new"] = Page(ANN)

    house.sources.refresh([old])

    (info,) = house.sources.sources()
    assert (info.graph, info.source) == (new, new)
    assert house.lines(old) == set()
    assert len(house.lines(new)) == 5


def test_standard_input_cannot_be_had_again(house: House) -> None:
    house.sources.import_(["-"], stdin=ANN)
    (info,) = house.sources.sources()

    named = house.sources.refresh([info.graph])
    house.clock.forward(days=2)
    stale = house.sources.refresh()

    assert named.sources[0].error == "came by standard input, only once"
    assert stale.sources == ()


def test_a_source_that_nobody_knows_is_said(house: House) -> None:
    report = house.sources.refresh(["http://nowhere.example/"])

    assert report.sources[0].error == "nothing was imported from there"


def test_sources_are_read_again_without_asking_anybody(house: House) -> None:
    house.web.pages["/card"] = Page(ANN)
    house.import_one(f"{house.web.url}/card")
    asked = len(house.web.asked)

    report = house.sources.reread()

    assert [source.status for source in report.sources] == ["unchanged"]
    assert len(house.web.asked) == asked


def test_a_source_without_its_bytes_is_left_as_it_is(house: House) -> None:
    house.web.pages["/card"] = Page(ANN)
    graph = f"{house.web.url}/card"
    house.import_one(graph)
    house.originals.drop([hash_of(ANN)])

    report = house.sources.reread([graph])

    assert report.sources[0].error == "its original bytes are not kept any more"
    assert len(house.lines(graph)) == 5


@pytest.mark.parametrize("name", ["{url}/card", "{url}/card#me", " {url}/card"])
def test_what_a_source_said_is_taken_back(house: House, name: str) -> None:
    house.web.pages["/card"] = Page(ANN)
    house.web.pages["/bob"] = Page(ANN.replace(b"Ann", b"Bob"))
    for page in ("/card", "/bob"):
        house.import_one(f"{house.web.url}{page}")

    info = house.sources.forget(name.format(url=house.web.url).strip())

    assert info.graph == f"{house.web.url}/card"
    assert house.lines(info.graph) == set()
    assert [one.graph for one in house.sources.sources()] == [f"{house.web.url}/bob"]
    assert hash_of(ANN) not in house.originals.hashes()
    said = {o for _, _, o, _ in house.store.matching()}
    assert '"Ann"' not in said
    assert '"Bob"' in said


def test_bytes_that_another_source_has_too_are_kept(
    house: House, tmp_path: Path
) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_bytes(ANN)
    house.import_one(str(tmp_path))

    house.sources.forget(str(tmp_path / "a.ttl"))

    assert house.originals.hashes() == {hash_of(ANN)}


def test_what_was_never_imported_cannot_be_forgotten(house: House) -> None:
    with pytest.raises(SourceError) as caught:
        house.sources.forget("http://nowhere.example/")

    assert caught.value.source == "http://nowhere.example/"
