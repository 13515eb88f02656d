"""Graphs over HTTP: programs of the owner's read and write them, each act a change."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from plexus_ld.assembly.plex import Plex
from plexus_ld.assembly.web.graphs import graphs_of
from plexus_ld.publish.web.app import application
from plexus_ld.publish.web.asking import READ, WRITE, Asker
from plexus_ld.publish.web.limits import Bounds
from plexus_ld.publish.web.serving import Serving
from plexus_ld.vocab.graphs import DERIVED, PLEX, PROFILE, RECORDS, SOURCES
from tests.web_agent import Told, WebAgent

TURTLE = {"Content-Type": "text/turtle"}
GRAPH = "https://notes.example/one"
ONE = b'<#a> <http://xmlns.com/foaf/0.1/name> "A" .'
TWO = b'<#b> <http://xmlns.com/foaf/0.1/name> "B" .'


@pytest.fixture(scope="module")
def opened() -> Iterator[Plex]:
    with Plex.in_memory() as plex:
        plex.init("Ada Example", base="http://ada.example/")
        yield plex


@pytest.fixture(scope="module")
def graphs(opened: Plex) -> Iterator[WebAgent]:
    """Return an endpoint that takes whoever asks for the owner's program."""
    owner = Asker(scopes=frozenset({READ, WRITE}), how="token")
    routes = graphs_of(opened, lambda _: owner).routes("/graphs")
    bounds = Bounds(16, 128, 10.0, lambda _: 1 << 20)
    serving = Serving(application(routes, bounds), "127.0.0.1", 0, ())
    serving.start()
    try:
        yield WebAgent(opened, serving.port)
    finally:
        serving.close()


def do(
    graphs: WebAgent,
    method: str,
    name: str = GRAPH,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Told:
    sent = {**TURTLE, **(headers or {})} if body is not None else headers
    return graphs.ask(method, f"/graphs?graph={quote(name, safe='')}", body, sent)


def test_that_nobody_without_a_token_reads_or_writes_a_graph(agent: WebAgent) -> None:
    assert agent.ask("GET", "graphs?default").status == 401
    assert agent.ask("PUT", f"graphs?graph={GRAPH}", ONE, TURTLE).status == 401


def test_that_a_graph_is_put_read_added_to_and_taken_away(graphs: WebAgent) -> None:
    made = do(graphs, "PUT", body=ONE)
    again = do(graphs, "PUT", body=TWO)
    added = do(graphs, "POST", body=ONE)
    lines = do(graphs, "GET", headers={"Accept": "application/n-triples"})
    head = do(graphs, "HEAD")
    gone = do(graphs, "DELETE")

    assert [one.status for one in (made, again, added)] == [201, 204, 204]
    assert sorted(lines.body.decode().split("\n"))[1:] == [
        f'<{GRAPH}#a> <http://xmlns.com/foaf/0.1/name> "A" .',
        f'<{GRAPH}#b> <http://xmlns.com/foaf/0.1/name> "B" .',
    ]
    assert (head.status, head.body) == (200, b"")
    assert (gone.status, do(graphs, "GET").status) == (204, 404)
    assert do(graphs, "DELETE").status == 404


def test_that_what_is_put_is_one_change_that_can_be_taken_back(
    graphs: WebAgent, opened: Plex
) -> None:
    do(graphs, "PUT", body=ONE)
    before = opened.store.sequence

    do(graphs, "PUT", body=TWO)

    assert opened.store.sequence == before + 1
    assert opened.store.undo().change.note == f"graph put: {GRAPH}"
    assert b'"A"' in do(graphs, "GET").body


def test_that_a_new_graph_gets_a_name_at_which_it_is_read(graphs: WebAgent) -> None:
    made = graphs.ask("POST", "/graphs", ONE, TURTLE)

    place = made.headers["Location"]
    assert made.status == 201
    assert place.startswith("http://ada.example/graphs/")
    told = graphs.ask("GET", place.removeprefix("http://ada.example"))
    assert told.status == 200
    assert do(graphs, "GET", place).body == told.body


def test_that_two_programs_do_not_overwrite_each_other(graphs: WebAgent) -> None:
    do(graphs, "PUT", body=ONE)
    tag = do(graphs, "GET").headers["ETag"]

    first = do(graphs, "PUT", body=TWO, headers={"If-Match": tag})
    second = do(graphs, "PUT", body=ONE, headers={"If-Match": tag})
    third = do(graphs, "PUT", body=ONE, headers={"If-None-Match": "*"})

    assert [one.status for one in (first, second, third)] == [204, 412, 412]


def test_that_a_graph_that_is_known_is_not_sent_again(graphs: WebAgent) -> None:
    tag = do(graphs, "GET", str(PROFILE)).headers["ETag"]

    told = do(graphs, "GET", str(PROFILE), headers={"If-None-Match": tag})

    assert (told.status, told.body) == (304, b"")


@pytest.mark.parametrize("name", sorted({*RECORDS, *DERIVED, SOURCES}))
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_that_the_agent_s_own_records_are_not_written(
    name: str, method: str, graphs: WebAgent
) -> None:
    body = None if method == "DELETE" else ONE

    assert do(graphs, method, name, body).status == 403


def test_that_the_network_is_read_and_not_written(graphs: WebAgent) -> None:
    read = graphs.ask("GET", "/graphs?default")
    written = graphs.ask("PUT", "/graphs?default", ONE, TURTLE)

    assert b"Ada Example" in read.body
    assert written.status == 403


def test_that_what_the_shapes_refuse_is_not_kept(graphs: WebAgent) -> None:
    told = do(
        graphs,
        "POST",
        str(PLEX),
        b"<urn:x:1> a <https://w3id.org/plexus#Connection> .",
    )

    assert told.status == 422, told.body
    assert b"urn:x:1" not in do(graphs, "GET", str(PLEX)).body


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"<#a> <#b> .", "text/turtle", 400),
        (b"<html><p>hello", "text/turtle", 400),
        (b"{}" * 9, "application/ld+json", 400),
        (ONE, "text/plain", 415),
        (ONE, "multipart/form-data; boundary=x", 415),
    ],
)
def test_that_only_a_sound_document_is_taken(
    body: bytes, media_type: str, status: int, graphs: WebAgent
) -> None:
    told = do(graphs, "PUT", body=body, headers={"Content-Type": media_type})

    assert told.status == status


@pytest.mark.parametrize("query", ["", "?graph=", "?graph=x", "?graph=urn:a&default"])
def test_that_a_request_names_one_graph(query: str, graphs: WebAgent) -> None:
    assert graphs.ask("GET", f"/graphs{query}").status == 400
    assert graphs.ask("GET", "/graphs?graph=urn:a%3E%20%3Curn:b").status == 400
