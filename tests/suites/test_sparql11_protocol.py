"""The W3C's tests of the SPARQL 1.1 Protocol, sent to the endpoint as the owner's."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Route

from plexus_ld.assembly.plex import Plex
from plexus_ld.assembly.web.sparql import sparql_of
from plexus_ld.model.change import Change
from plexus_ld.publish.web.app import application
from plexus_ld.publish.web.asking import READ, WRITE, Asker
from plexus_ld.publish.web.limits import Bounds
from plexus_ld.publish.web.serving import Serving
from tests.suites.sparql11_protocol import Sent, Talk, is_meant, talks
from tests.web_agent import WebAgent

FOLDER = Path("suites/rdf-tests/sparql11/protocol")
DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
ELSEWHERE = "an update writes the owner's graphs alone, and these write to others"
#: What is otherwise here, and why.
DIFFERENT = {
    "update_dataset_default_graph": ELSEWHERE,
    "update_dataset_default_graphs": ELSEWHERE,
    "update_dataset_named_graphs": ELSEWHERE,
    "update_dataset_full": ELSEWHERE,
    "update_base_uri": ELSEWHERE,
}
NAMES = (
    "query_post_form", "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post", "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get", "query_dataset_full", "query_multiple_dataset",
    "update_post_form", "update_post_direct",
    "query_get", "query_content_type_select", "query_content_type_ask",
    "query_content_type_describe", "query_content_type_construct", "query_post_direct",
    "bad_query_method", "bad_multiple_queries", "bad_query_wrong_media_type",
    "bad_query_missing_form_type", "bad_query_missing_direct_type",
    "bad_query_non_utf8", "bad_query_syntax", "bad_update_get", "bad_multiple_updates",
    "bad_update_wrong_media_type", "bad_update_missing_form_type",
    "bad_update_non_utf8", "bad_update_syntax", "bad_update_dataset_conflict",
)  # fmt: skip
_TYPES = {
    "boolean": ("application/sparql-results+json",),
    "tabular": ("application/sparql-results+json",),
    "RDF": ("text/turtle",),
}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[WebAgent]:
    """Return an endpoint that takes whoever asks for the owner's program."""
    with Plex.in_memory() as plex:
        plex.store.apply(Change(added=tuple(_documents()), note="documents"))
        owner = Asker(scopes=frozenset({READ, WRITE}), how="token")
        route: Route = sparql_of(plex, lambda _: owner).route("/sparql")
        bounds = Bounds(16, 128, 10.0, lambda _: 1 << 20)
        serving = Serving(application([route], bounds), "127.0.0.1", 0, ())
        serving.start()
        try:
            yield WebAgent(plex, serving.port)
        finally:
            serving.close()


def _documents() -> Iterator[str]:
    for number in (1, 2, 3):
        name = DATA.format(number)
        yield f"<{name}> {TYPE} <http://xmlns.com/foaf/0.1/Document> <{name}> ."


@pytest.fixture(scope="module")
def suite(shared: Path) -> dict[str, Talk]:
    return {one.name: one for one in talks(shared / FOLDER / "manifest.ttl")}


def test_that_each_test_is_run_or_named_with_its_reason(suite: dict[str, Talk]) -> None:
    assert set(suite) == {*NAMES, *DIFFERENT}


@pytest.mark.parametrize("name", NAMES)
def test_that_the_endpoint_keeps_the_protocol(
    name: str, suite: dict[str, Talk], endpoint: WebAgent
) -> None:
    for sent in suite[name].sent:
        _check(endpoint, sent)


@pytest.mark.parametrize("name", DIFFERENT)
def test_that_an_update_of_other_graphs_is_refused(
    name: str, suite: dict[str, Talk], endpoint: WebAgent
) -> None:
    told = _ask(endpoint, suite[name].sent[0])

    assert told[0] == 400, told[2]


def _check(endpoint: WebAgent, sent: Sent) -> None:
    status, type_, body = _ask(endpoint, sent)
    assert is_meant(status, sent.statuses), body
    if sent.kind:
        assert type_ in _TYPES[sent.kind]
    if sent.boolean is not None:
        assert json.loads(body)["boolean"] is sent.boolean


def _ask(endpoint: WebAgent, sent: Sent) -> tuple[int, str, bytes]:
    path = f"/sparql?{sent.query}" if sent.query else "/sparql"
    told = endpoint.ask(sent.method, path, sent.body, sent.headers)
    return told.status, told.headers.get_content_type(), told.body
