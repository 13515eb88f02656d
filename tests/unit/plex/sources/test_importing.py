import os
from pathlib import Path

import pytest

from plexus_ld.plex.sources.originals import hash_of
from tests.unit.plex.sources.conftest import House
from tests.unit.plex.sources.pages import ANN

FOAF = "http://xmlns.com/foaf/0.1/"


def test_a_file_becomes_a_graph_of_its_own(house: House, tmp_path: Path) -> None:
    file = tmp_path / "ann.ttl"
    file.write_bytes(ANN)

    report = house.import_one(str(file))

    (source,) = report.sources
    assert source.source == str(file)
    assert source.graph == file.as_uri()
    assert (source.status, source.triples, source.people) == ("new", 5, 2)
    assert (report.triples, report.people) == (5, 2)
    assert report.about == (f"{file.as_uri()}#me",)
    me = f"<{file.as_uri()}#me>"
    assert (me, f"<{FOAF}name>", '"Ann"') in house.lines(file.as_uri())


def test_what_a_file_was_is_on_record(house: House, tmp_path: Path) -> None:
    file = tmp_path / "ann.ttl"
    file.write_bytes(ANN)

    house.import_one(str(file))

    (info,) = house.sources.sources()
    assert info.source == info.graph == file.as_uri()
    assert info.read_at == info.checked_at == house.clock.at
    assert (info.status, info.triples, info.error) == ("fetched", 5, None)
    assert house.originals.get(hash_of(ANN)) == ANN


def test_a_file_that_is_as_it_was_only_has_a_new_date(
    house: House, tmp_path: Path
) -> None:
    file = tmp_path / "ann.ttl"
    file.write_bytes(ANN)
    house.import_one(str(file))
    before = house.lines(file.as_uri())
    read_at = house.clock.at
    house.clock.forward(hours=1)

    report = house.import_one(str(file))

    (source,) = report.sources
    assert (source.status, source.triples, source.people) == ("unchanged", 5, 2)
    assert house.lines(file.as_uri()) == before
    (info,) = house.sources.sources()
    assert info.read_at == read_at
    assert info.checked_at == house.clock.at
    assert info.status == "unchanged"


def test_a_file_that_has_changed_says_what_it_says_now(
    house: House, tmp_path: Path
) -> None:
    file = tmp_path / "ann.ttl"
    file.write_bytes(ANN)
    house.import_one(str(file))
    file.write_bytes(ANN.replace(b"Ann", b"Anna"))

    report = house.import_one(str(file))

    assert [source.status for source in report.sources] == ["changed"]
    names = {o for _, p, o in house.lines(file.as_uri()) if p == f"<{FOAF}name>"}
    assert names == {'"Anna"'}
    assert house.originals.hashes() == {hash_of(file.read_bytes())}


def test_a_change_of_form_alone_is_no_change(house: House, tmp_path: Path) -> None:
    file = tmp_path / "ann.ttl"
    file.write_bytes(ANN)
    house.import_one(str(file))
    file.write_bytes(ANN + b"\n# the same, with a comment\n")

    report = house.import_one(str(file))

    assert [source.status for source in report.sources] == ["unchanged"]


def test_a_folder_gives_its_documents_and_leaves_the_rest(
    house: House, tmp_path: Path
) -> None:
    folder = tmp_path / "friends"
    (folder / "far" / "away").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    for name in ("a.ttl", "far/b.ttl", "far/away/c", ".hidden/d.ttl", ".e.ttl"):
        (folder / name).write_bytes(ANN)
    (folder / "README.md").write_text("# My friends\n", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\0\0")
    (folder / "far" / "back").symlink_to(folder)

    report = house.import_one(str(folder))

    found = [Path(source.source).relative_to(folder) for source in report.sources]
    assert list(map(str, found)) == ["a.ttl", "far/b.ttl", "far/away/c"]
    assert {source.status for source in report.sources} == {"new"}


def _sparse(path: Path) -> Path:
    path.touch()
    os.truncate(path, 200 * 1024 * 1024)
    return path


def _pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _empty(path: Path) -> Path:
    path.mkdir()
    return path


def _inside_a_file(path: Path) -> Path:
    path.write_bytes(ANN)
    return path / "card.ttl"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_sparse, "is 200 MiB; the largest that is read is 64 MiB"),
        (_pipe, "is neither a file nor a folder"),
        (_empty, "there is no document in this folder"),
        (_inside_a_file, "there is no such file, and it is no URL or handle"),
        (lambda path: path, "there is no such file, and it is no URL or handle"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(
    house: House,
    tmp_path: Path,
    make: object,
    reason: str,
) -> None:
    assert callable(make)
    path = make(tmp_path / "it")

    report = house.import_one(str(path))

    (source,) = report.sources
    assert source.status == "failed"
    assert source.error is not None
    assert source.error.startswith(reason)
    assert report.failed == (source,)
    assert house.sources.sources() == ()


def test_one_failure_leaves_the_others_alone(house: House, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.ttl", tmp_path / "bad.ttl"
    good.write_bytes(ANN)
    bad.write_bytes(b"\0\1\2\3 this is nothing")

    report = house.sources.import_([str(bad), str(good), "nowhere"])

    states = {source.source: source.status for source in report.sources}
    assert states == {str(bad): "failed", str(good): "new", "nowhere": "failed"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"@id":' * 20_000 + b'"x"' + b"}" * 20_000,
        b"[" * 100_000,
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "x">'
        + b"".join(
            b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
        )
        + b']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&a11;'
        + b"</rdf:RDF>",
        b"@prefix : <http://x/> . :a :b " + b"(" * 20_000,
    ],
)
def test_a_bomb_fails_alone(house: House, tmp_path: Path, body: bytes) -> None:
    bomb, good = tmp_path / "1-bomb", tmp_path / "2-good.ttl"
    bomb.write_bytes(body)
    good.write_bytes(ANN)

    report = house.sources.import_([str(bomb), str(good)])

    burst, sound = report.sources
    assert sound.status == "new"
    assert burst.error or burst.losses or burst.repairs
    assert str(bomb) not in (burst.error or "")


def test_standard_input_is_named_by_what_it_says(house: House) -> None:
    report = house.sources.import_(["-"], stdin=ANN)

    (source,) = report.sources
    assert source.source == "-"
    assert source.graph == f"urn:sha256:{hash_of(ANN)}"
    assert source.triples == 5


def test_empty_standard_input_is_said(house: House) -> None:
    report = house.sources.import_(["-"], stdin=b"")

    assert report.sources[0].error == "nothing came by standard input"


def test_a_dry_run_keeps_nothing(house: House, tmp_path: Path) -> None:
    file = tmp_path / "ann.ttl"
    file.write_bytes(ANN)
    before = house.store.sequence

    report = house.sources.import_([str(file)], dry_run=True)

    (source,) = report.sources
    assert (source.status, source.triples, source.people) == ("new", 5, 2)
    assert report.people == 2
    assert house.store.sequence == before
    assert house.originals.hashes() == frozenset()


def test_a_batch_is_one_change(house: House, tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"{number}.ttl").write_bytes(ANN)
    before = house.store.sequence

    report = house.import_one(str(tmp_path))

    assert len(report.sources) == 50
    assert house.store.sequence == before + 1


def test_progress_is_told(house: House, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.ttl").write_bytes(ANN)
    told: list[tuple[int, int, str]] = []

    house.sources.import_([str(tmp_path)], on_progress=lambda *news: told.append(news))

    assert told == [(3, 3, str(tmp_path / "2.ttl"))]


def test_a_licence_is_kept_on_record(house: House, tmp_path: Path) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    file = tmp_path / "ann.ttl"
    file.write_bytes(
        ANN + b"<> <http://purl.org/dc/terms/license> <%s> ." % licence.encode()
    )

    house.import_one(str(file))

    assert house.sources.sources()[0].licence == licence


def test_a_file_whose_name_is_no_text_is_read(house: House, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff\xfe <x> \n.ttl"
    Path(os.fsdecode(name)).write_bytes(ANN)

    report = house.import_one(str(tmp_path))

    (source,) = report.sources
    assert source.status == "new"
    assert source.source.encode()
    assert source.graph is not None
    assert source.graph.endswith("/%FF%FE%20%3Cx%3E%20%0A.ttl")
    assert len(house.lines(source.graph)) == 5
