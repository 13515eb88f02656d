"""The endpoint: nobody's unless the owner says so, then of the public face alone."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from rdflib import Graph

from plexus_ld.model.change import Change
from plexus_ld.plex.profile.editing import set_values
from plexus_ld.settings import Settings
from plexus_ld.vocab.graphs import HEARD, PLEX
from tests.unit.storage.typed.hostile_queries import AFAR, BOMBS, REFUSED
from tests.web_agent import Told, WebAgent, serving_plex

CANARY = "canary-7f3a"
#: Those that only limits end; the engine's own ends are tried without a server.
SLOW = ("a cross product", "a counted cross product", "a sorted cross product")


@pytest.fixture(scope="module")
def open_agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebAgent]:
    """Return an agent whose owner lets anybody ask."""
    settings = Settings()
    settings = replace(settings, web=replace(settings.web, public_sparql=True))
    folder = tmp_path_factory.mktemp("open") / "ada"
    with serving_plex(folder, settings=settings) as agent:
        for graph in (HEARD, PLEX):
            secret = f'<urn:x:1> <http://schema.org/text> "{CANARY}" <{graph}> .'
            agent.plex.store.apply(Change(added=(secret,)))
        yield agent


def asked(agent: WebAgent, query: str, accept: str = "*/*") -> Told:
    body = query.encode(errors="surrogatepass")
    headers = {"Content-Type": "application/sparql-query", "Accept": accept}
    return agent.ask("POST", "sparql", body, headers)


def test_that_nobody_is_answered_unless_the_owner_says_so(agent: WebAgent) -> None:
    read = asked(agent, "ASK {}")
    asked_what_it_is = agent.ask("GET", "sparql")

    assert (read.status, asked_what_it_is.status) == (401, 401)
    assert read.headers["WWW-Authenticate"].startswith("Bearer")


def test_that_anybody_may_ask_what_the_public_face_says(open_agent: WebAgent) -> None:
    told = asked(open_agent, "SELECT ?n { ?me foaf:name ?n }")

    rows = json.loads(told.body)["results"]["bindings"]
    assert [row["n"]["value"] for row in rows] == ["Ada Example"]
    assert told.headers["Access-Control-Allow-Origin"] == "*"


def test_that_what_everybody_sees_is_new_at_once(open_agent: WebAgent) -> None:
    set_values(open_agent.plex.store, "title", ["Countess"])

    told = asked(open_agent, "ASK { ?me foaf:title 'Countess' }")

    assert json.loads(told.body)["boolean"] is True


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM <urn:x-plexus:heard> { ?s ?p ?o }",
        "DESCRIBE <urn:x:1>",
        "CONSTRUCT { ?s ?p ?o } { GRAPH ?g { ?s ?p ?o } }",
    ],
)
@pytest.mark.parametrize("graph", ["", f"?default-graph-uri={HEARD}"])
def test_that_nobody_finds_what_is_not_public(
    query: str, graph: str, open_agent: WebAgent
) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    told = open_agent.ask("POST", f"sparql{graph}", query.encode(), headers)

    assert told.status in (200, 400)
    assert CANARY.encode() not in told.body


def test_that_nobody_but_the_owner_changes_anything(open_agent: WebAgent) -> None:
    before = open_agent.plex.store.sequence
    headers = {"Content-Type": "application/sparql-update"}

    told = open_agent.ask("POST", "sparql", b"DROP ALL", headers)

    assert told.status == 401
    assert open_agent.plex.store.sequence == before


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        ("ASK {}", "", "application/sparql-results+json"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("SELECT * {}", "text/csv", "text/csv"),
        ("SELECT * {}", "text/tab-separated-values", "text/tab-separated-values"),
        ("DESCRIBE ?s { ?s a ?t }", "*/*", "text/turtle"),
        ("DESCRIBE ?s { ?s a ?t }", "application/ld+json", "application/ld+json"),
        ("CONSTRUCT WHERE { ?s a ?o }", "application/rdf+xml", "application/rdf+xml"),
        (
            "CONSTRUCT WHERE { ?s a ?o }",
            "application/n-triples",
            "application/n-triples",
        ),
    ],
)
def test_that_the_answer_comes_in_the_form_that_is_liked(
    query: str, accept: str, media_type: str, open_agent: WebAgent
) -> None:
    told = asked(open_agent, query, accept)

    assert told.status == 200
    assert told.headers.get_content_type() == media_type


def test_that_a_form_that_it_does_not_have_is_refused(open_agent: WebAgent) -> None:
    assert asked(open_agent, "ASK {}", "text/turtle").status == 406
    assert asked(open_agent, "DESCRIBE <urn:a>", "text/csv").status == 406


def test_that_an_error_says_what_is_wrong_and_where(open_agent: WebAgent) -> None:
    told = open_agent.ask("GET", f"sparql?query={quote('SELECT * { ?s nope:p ?o }')}")

    assert told.status == 400
    assert b"line 1, column 15: the prefix nope: is not declared" in told.body


def test_that_the_endpoint_says_what_it_is(open_agent: WebAgent) -> None:
    told = open_agent.ask("GET", "sparql", headers={"Accept": "text/turtle"})

    said = Graph().parse(data=told.body, format="turtle")
    url = open_agent.plex.site.url("sparql")
    assert said.query(
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>"
        f"ASK {{ ?s a sd:Service ; sd:endpoint <{url}> ;"
        " sd:supportedLanguage sd:SPARQL11Query ;"
        " sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] }"
    ).askAnswer


def test_that_no_query_reaches_another_machine(open_agent: WebAgent) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = str(server.getsockname()[1])

        statuses = {
            asked(open_agent, query.replace("{port}", port)).status
            for query in (*REFUSED.values(), *AFAR.values())
        }

        with pytest.raises(BlockingIOError):
            server.accept()
    assert statuses <= {200, 400}


@pytest.mark.parametrize("name", SLOW)
def test_that_a_bomb_is_ended_and_the_next_is_answered(
    name: str, open_agent: WebAgent
) -> None:
    bomb = asked(open_agent, BOMBS[name])
    after = asked(open_agent, "ASK {}")

    assert bomb.status in (200, 400, 503)
    assert after.status == 200


def test_that_a_page_of_any_site_may_ask(open_agent: WebAgent, tmp_path: Path) -> None:
    told = open_agent.ask("OPTIONS", "sparql")

    assert told.status == 204
    assert "POST" in told.headers["Access-Control-Allow-Methods"]
