"""The W3C's tests of the Graph Store Protocol, for graphs that are named by ?graph."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plexus_ld.assembly.plex import Plex
from plexus_ld.assembly.web.graphs import graphs_of
from plexus_ld.publish.web.app import application
from plexus_ld.publish.web.asking import READ, WRITE, Asker
from plexus_ld.publish.web.limits import Bounds
from plexus_ld.publish.web.serving import Serving
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.parsing import read
from tests.suites.graphs import restored
from tests.suites.sparql11_protocol import Sent, Talk, is_meant, talks
from tests.web_agent import WebAgent

FOLDER = Path("suites/rdf-tests/sparql11/graph-store-protocol")
#: What is otherwise here, and why; the request that is the first to differ.
DIFFERENT = {
    "put_get_default": (0, 403, "the default graph follows from the others"),
    "post_get_post_get_indirect": (2, 415, "a graph comes as RDF, in no parts"),
}
NAMES = (
    "put_get_repeat_indirect", "put_delete_get_delete_indirect", "post_get_new_graph",
    "head_existing_indirect", "head_non_existing_indirect",
    "put_get_uri_pct_encoded_indirect", "put_get_uri_pct_encoded_twice",
)  # fmt: skip


@pytest.fixture
def endpoint() -> Iterator[WebAgent]:
    """Return an endpoint that takes whoever asks for the owner's program."""
    with Plex.in_memory() as plex:
        plex.init("Ada Example", base="http://ada.example/")
        owner = Asker(scopes=frozenset({READ, WRITE}), how="token")
        routes = graphs_of(plex, lambda _: owner).routes("/graphs")
        bounds = Bounds(16, 128, 10.0, lambda _: 1 << 20)
        serving = Serving(application(routes, bounds), "127.0.0.1", 0, ())
        serving.start()
        try:
            yield WebAgent(plex, serving.port)
        finally:
            serving.close()


@pytest.fixture(scope="module")
def suite(shared: Path) -> dict[str, Talk]:
    found = talks(shared / FOLDER / "manifest-indirect.ttl")
    return {one.name: one for one in found}


def test_that_each_test_is_run_or_named_with_its_reason(suite: dict[str, Talk]) -> None:
    assert set(suite) == {*NAMES, *DIFFERENT}


@pytest.mark.parametrize("name", NAMES)
def test_that_the_endpoint_keeps_the_protocol(
    name: str, suite: dict[str, Talk], endpoint: WebAgent
) -> None:
    location = ""
    for sent in suite[name].sent:
        location = _check(endpoint, sent, location) or location


@pytest.mark.parametrize("name", DIFFERENT)
def test_that_what_is_otherwise_is_refused(
    name: str, suite: dict[str, Talk], endpoint: WebAgent
) -> None:
    place, status, _ = DIFFERENT[name]
    before, refused = suite[name].sent[:place], suite[name].sent[place]
    for sent in before:
        _check(endpoint, sent, "")

    told = endpoint.ask(
        refused.method, f"/graphs?{refused.query}", refused.body, refused.headers
    )

    assert told.status == status


def _check(endpoint: WebAgent, sent: Sent, location: str) -> str:
    query = sent.query.replace("$LOCATION$", location)
    path = f"/graphs?{query}" if query else "/graphs"
    told = endpoint.ask(sent.method, path, sent.body, sent.headers)
    assert is_meant(told.status, sent.statuses), told.body
    if sent.graph:
        assert _graph(told.body) == _graph(sent.graph.encode())
    return str(told.headers.get("Location", ""))


def _graph(body: bytes) -> str:
    return restored(read(Document("http://graph.example/", body, "text/turtle")))
