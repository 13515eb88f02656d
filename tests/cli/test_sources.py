"""`import`, `sources`, `refresh`, `forget`."""

from pathlib import Path

import pytest

from tests.cli.terminal import Desk
from tests.web import Page, Web

EXAMPLES = Path(__file__).parents[2] / "examples"

ADA = """\
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<https://ada.example/#me> a foaf:Person ; foaf:name "Ada" ;
  foaf:knows <https://ben.example/#me> .
<https://ben.example/#me> a foaf:Person ; foaf:name "Ben" .
"""

BEN = """\
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<#me> a foaf:Person ; foaf:name "Ben" ; rdfs:seeAlso <{next}> .
"""


@pytest.fixture
def ada(tmp_path: Path) -> Path:
    file = tmp_path / "ada.ttl"
    file.write_text(ADA, "utf-8")
    return file


@pytest.fixture
def allowed(web: Web, monkeypatch: pytest.MonkeyPatch) -> Web:
    """Return a web server that the settings allow, with no pause between requests."""
    monkeypatch.setenv("PLEXUS_NET_ALLOW_HOSTS", web.host)
    monkeypatch.setenv("PLEXUS_IMPORTS_HOST_PAUSE_S", "0")
    return web


@pytest.mark.usefixtures("home")
def test_an_import_reports_as_the_contract_says(plexus: Desk, ada: Path) -> None:
    said = plexus("import", ada, "--json")

    assert said.status == 0
    assert said.err.splitlines() == []
    (source,) = said.json["sources"]
    assert source | {"repairs": [], "losses": []} == source
    assert {k: source[k] for k in source if k not in {"repairs", "losses"}} == {
        "source": str(ada),
        "graph": ada.as_uri(),
        "status": "new",
        "triples": 5,
        "people": 2,
        "error": None,
    }
    assert (said.json["people"], said.json["triples"]) == (2, 5)


@pytest.mark.usefixtures("home")
def test_an_import_for_people_has_a_line_for_each_source(
    plexus: Desk, ada: Path
) -> None:
    said = plexus("import", ada)

    assert said.rows == [
        {"status": "new", "source": str(ada), "triples": "5", "people": "2"}
    ]
    assert said.err == "5 triples about 2 people\n"


@pytest.mark.usefixtures("home")
def test_the_same_again_is_unchanged_and_another_text_is_changed(
    plexus: Desk, ada: Path
) -> None:
    states = []
    for text in (ADA, ADA, ADA.replace('"Ben"', '"Benjamin"')):
        ada.write_text(text, "utf-8")
        states.append(plexus("import", ada, "--json").json["sources"][0]["status"])

    assert states == ["new", "unchanged", "changed"]
    names = plexus("query", "SELECT ?n { ?p foaf:name ?n } ORDER BY ?n").out
    assert names.split() == ["n", "Ada", "Benjamin", "Robin", "Example"]


@pytest.mark.usefixtures("home")
def test_what_fails_has_a_line_and_the_rest_is_kept(
    plexus: Desk, ada: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.bin"
    broken.write_bytes(b"\x00\x01\x02")

    said = plexus("import", tmp_path / "missing.ttl", broken, ada, "--json")

    assert said.status == 1
    statuses = {s["source"]: s["status"] for s in said.json["sources"]}
    assert statuses == {
        str(tmp_path / "missing.ttl"): "failed",
        str(broken): "failed",
        str(ada): "new",
    }
    failed = [s for s in said.json["sources"] if s["status"] == "failed"]
    assert said.err.splitlines() == [f"{s['source']}: {_words(s)}" for s in failed]
    assert plexus("query", 'ASK { ?p foaf:name "Ada" }').out == "yes\n"


def _words(source: dict[str, str]) -> str:
    return source["error"].removeprefix(f"{source['source']}: ")


@pytest.mark.usefixtures("home")
def test_a_dry_run_reports_and_keeps_nothing(plexus: Desk, ada: Path) -> None:
    before = plexus("history", "--json").json

    said = plexus("import", ada, "--dry-run", "--json")

    assert said.json["sources"][0]["status"] == "new"
    assert said.json["triples"] == 5
    assert plexus("history", "--json").json == before
    assert plexus("sources", "--json").json == []


@pytest.mark.usefixtures("home")
def test_standard_input_is_a_source(plexus: Desk) -> None:
    said = plexus("import", "-", "--json", stdin=ADA.encode())

    assert said.status == 0
    (source,) = said.json["sources"]
    assert (source["source"], source["triples"]) == ("-", 5)


@pytest.mark.usefixtures("home")
def test_nothing_by_standard_input_is_a_sentence(plexus: Desk) -> None:
    said = plexus("import", "-")

    assert said.status == 1
    assert "-: nothing came by standard input" in said.err


@pytest.mark.usefixtures("home")
def test_a_folder_gives_each_of_its_documents(plexus: Desk) -> None:
    said = plexus("import", EXAMPLES, "--json")

    assert said.status == 0
    names = [Path(source["source"]).name for source in said.json["sources"]]
    assert names == ["alice.ttl", "bashir.rdf", "carla.html"]
    assert said.json["people"] == 4


@pytest.mark.usefixtures("home")
def test_a_url_is_fetched_and_asked_again_only_for_what_changed(
    plexus: Desk, allowed: Web
) -> None:
    allowed.pages["/ada"] = Page(ADA.encode())

    first = plexus("import", f"{allowed.url}/ada", "--json").json["sources"][0]
    again = plexus("refresh", f"{allowed.url}/ada", "--json").json["sources"][0]
    allowed.pages["/ada"] = Page(ADA.replace('"Ben"', '"Benjamin"').encode())
    last = plexus("refresh", f"{allowed.url}/ada", "--json").json["sources"][0]

    told = [first["status"], again["status"], last["status"]]
    assert told == ["new", "unchanged", "changed"]
    assert first["graph"] == f"{allowed.url}/ada"
    assert "if-none-match" in allowed.headers[-2]


@pytest.mark.usefixtures("home")
def test_depth_follows_documents_and_people_that_far(
    plexus: Desk, allowed: Web
) -> None:
    for number in range(4):
        text = BEN.format(next=f"/{number + 1}")
        allowed.pages[f"/{number}"] = Page(text.encode())

    said = plexus("import", f"{allowed.url}/0", "--depth", "2", "--json")

    assert said.status == 0, said.err
    found = [source["source"] for source in said.json["sources"]]
    assert found == [f"{allowed.url}/{number}" for number in range(3)]


@pytest.mark.usefixtures("home")
def test_a_crawl_beyond_its_budget_says_what_waits(
    plexus: Desk, allowed: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEXUS_IMPORTS_MAX_DOCUMENTS", "2")
    for number in range(4):
        text = BEN.format(next=f"/{number + 1}")
        allowed.pages[f"/{number}"] = Page(text.encode())

    said = plexus("import", f"{allowed.url}/0", "--depth", "5", "--json")

    assert [s["status"] for s in said.json["sources"]] == ["new", "new"]
    assert said.json["waiting"] == 1
    assert said.err


@pytest.mark.usefixtures("home")
def test_an_address_on_this_machine_is_reached_only_when_it_is_named(
    plexus: Desk, web: Web
) -> None:
    web.pages["/ada"] = Page(ADA.encode())

    said = plexus("import", f"{web.url}/ada")

    assert said.status == 1
    assert "net.allow_hosts" in said.err
    assert web.asked == []


@pytest.mark.usefixtures("home")
def test_sources_tell_when_and_how_they_stand(
    plexus: Desk, allowed: Web, ada: Path
) -> None:
    plexus("import", f"{allowed.url}/gone", ada)

    said = plexus("sources", "--json")
    plain = plexus("sources")

    stand = {source["source"]: source for source in said.json}
    assert stand[ada.as_uri()]["triples"] == 5
    assert stand[ada.as_uri()]["error"] is None
    assert {row["source"] for row in plain.rows} == set(stand)
    assert "T" in stand[ada.as_uri()]["read_at"]


@pytest.mark.usefixtures("home")
def test_refresh_without_names_takes_what_is_stale(
    plexus: Desk, ada: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plexus("import", ada)
    ada.write_text(ADA.replace('"Ben"', '"Benjamin"'), "utf-8")

    fresh = plexus("refresh", "--json").json["sources"]
    monkeypatch.setenv("PLEXUS_IMPORTS_STALE_AFTER_DAYS", "0")
    stale = plexus("refresh", "--json").json["sources"]

    assert fresh == []
    assert [source["status"] for source in stale] == ["changed"]


@pytest.mark.usefixtures("home")
def test_refresh_of_what_was_never_imported_is_a_sentence(plexus: Desk) -> None:
    said = plexus("refresh", "https://ada.example/foaf")

    assert said.status == 1
    assert "https://ada.example/foaf" in said.err


@pytest.mark.usefixtures("home")
def test_a_source_gone_keeps_what_it_said_and_tells_so(
    plexus: Desk, allowed: Web
) -> None:
    allowed.pages["/ada"] = Page(ADA.encode())
    plexus("import", f"{allowed.url}/ada")
    allowed.pages["/ada"] = Page(b"no more", "text/plain", 410)

    said = plexus("refresh", f"{allowed.url}/ada")

    assert said.status == 1
    assert "410" in said.err
    assert plexus("query", 'ASK { ?p foaf:name "Ada" }').out == "yes\n"
    assert plexus("doctor").status == 1


@pytest.mark.usefixtures("home")
def test_connect_makes_a_connection_with_whom_a_document_is_about(
    plexus: Desk,
) -> None:
    said = plexus("import", EXAMPLES / "alice.ttl", "--connect")

    assert said.status == 0
    assert "connected: https://alice.example/#me" in said.err


@pytest.mark.usefixtures("home")
def test_mended_documents_say_what_was_mended(plexus: Desk, tmp_path: Path) -> None:
    file = tmp_path / "ada.ttl"
    file.write_text('<#me> a foaf:Person ; foaf:name "Ada" .', "utf-8")

    said = plexus("import", file, "--json")

    assert said.status == 0
    (source,) = said.json["sources"]
    assert source["triples"] == 2
    assert source["repairs"]
    assert all(f"{file}: mended: {words}" in said.err for words in source["repairs"])
