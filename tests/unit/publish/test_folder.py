from pathlib import Path

import pytest
from rdflib import FOAF, Literal

from plexus_ld.errors import PublishError
from plexus_ld.publish.folder import publish_files
from tests.unit.publish.profiles import ME, alice


def test_a_folder_holds_every_form_afterwards(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "site"

    done = publish_files(alice(), folder)

    there = {str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file()}
    assert there == set(done.written)
    assert there == {
        "index.html",
        "foaf.ttl",
        "foaf.rdf",
        "foaf.jsonld",
        ".well-known/webfinger",
        ".htaccess",
        "nginx.conf.example",
    }


def test_publishing_again_touches_nothing(tmp_path: Path) -> None:
    publish_files(alice(), tmp_path)
    before = {f: f.stat().st_mtime_ns for f in tmp_path.rglob("*") if f.is_file()}

    done = publish_files(alice(), tmp_path)

    assert done.written == ()
    assert len(done.unchanged) == len(before)
    assert {f: f.stat().st_mtime_ns for f in before} == before


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    publish_files(alice(), tmp_path)

    done = publish_files(alice((ME, FOAF.plan, Literal("more"))), tmp_path)

    assert set(done.written) == {"index.html", "foaf.ttl", "foaf.rdf", "foaf.jsonld"}


def test_everybody_may_read_what_is_published(tmp_path: Path) -> None:
    publish_files(alice(), tmp_path)

    assert (tmp_path / "index.html").stat().st_mode & 0o777 == 0o644


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    publish_files(alice(), tmp_path)

    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_folder_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    file = tmp_path / "site"
    file.write_text("no folder")

    with pytest.raises(PublishError, match="site"):
        publish_files(alice(), file)


def test_a_file_that_cannot_be_replaced_leaves_no_rubbish(tmp_path: Path) -> None:
    (tmp_path / "foaf.ttl").mkdir()

    with pytest.raises(PublishError, match=r"foaf\.ttl"):
        publish_files(alice(), tmp_path)

    assert not list(tmp_path.glob(".plexus-*"))
