"""`publish`: into a folder, or onto a server."""

from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from tests.cli.terminal import Desk
from tests.web import Page, Web


@pytest.mark.usefixtures("peopled")
def test_every_form_in_the_folder_says_the_same(plexus: Desk, tmp_path: Path) -> None:
    plexus("me", "set", "nick", "rob")
    plexus("me", "set", "mbox", "robin@robin.example")

    said = plexus("publish", tmp_path / "site")

    site = tmp_path / "site"
    graphs = [
        Graph().parse(site / name, format=form)
        for name, form in (
            ("foaf.ttl", "turtle"),
            ("foaf.rdf", "xml"),
            ("foaf.jsonld", "json-ld"),
        )
    ]
    assert said.status == 0
    assert isomorphic(graphs[0], graphs[1])
    assert isomorphic(graphs[0], graphs[2])
    page = (site / "index.html").read_text("utf-8")
    assert "Robin Example" in page
    every = b"".join(file.read_bytes() for file in site.rglob("*") if file.is_file())
    assert b"robin@robin.example" not in every
    assert plexus("publish", site).status == 0


@pytest.mark.usefixtures("home")
def test_an_audience_gets_its_own_face(plexus: Desk, tmp_path: Path) -> None:
    said = plexus("publish", tmp_path / "site", "--audience", "connections")
    wrong = plexus("publish", tmp_path / "other", "--audience", "nobody")

    assert said.status == 0, said.err
    assert wrong.status == 1
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    "place", ["file", "/dev/null/x", "/proc/nowhere", "ftp://x.example/"]
)
@pytest.mark.usefixtures("home")
def test_a_place_that_takes_nothing_is_a_sentence(
    plexus: Desk, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    monkeypatch.chdir(tmp_path)

    said = plexus("publish", place)

    assert said.status == (2 if "://" in place else 1)
    assert said.is_told()
    assert place.split("/")[0] in said.err
    assert (tmp_path / "file").read_text("utf-8") == "mine"


@pytest.mark.parametrize("status", [401, 403, 404, 405, 500, 507])
@pytest.mark.usefixtures("home")
def test_a_server_that_refuses_is_a_sentence(
    plexus: Desk, web: Web, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEXUS_NET_ALLOW_HOSTS", web.host)
    web.pages["/"] = Page(b"", "text/plain", status)

    said = plexus("publish", f"{web.url}/")

    assert said.status == 1
    assert said.err.startswith("plexus: ")
    assert said.is_told()


@pytest.mark.usefixtures("home")
def test_a_server_on_this_machine_has_to_be_named(plexus: Desk, web: Web) -> None:
    said = plexus("publish", f"{web.url}/")

    assert said.status == 1
    assert "net.allow_hosts" in said.err
    assert web.asked == []
