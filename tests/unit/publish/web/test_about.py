"""What the agent says of itself, over HTTP."""

import json
from xml.etree import ElementTree as ET

from rdflib import FOAF, OWL, RDF, VOID, URIRef

from plexus_ld import Plex
from plexus_ld.vocab.plx import PLX
from tests.unit.publish.web.ada import say, served, triples
from tests.web_agent import WebAgent


def test_crawlers_are_told_where_they_have_no_business(still: WebAgent) -> None:
    told = still.ask("GET", "/robots.txt")

    assert told.headers.get_content_type() == "text/plain"
    assert b"Disallow: /owner/\n" in told.body
    assert b"Disallow: /\n" not in told.body


def test_a_host_says_where_accounts_are_found(still: WebAgent) -> None:
    xml = ET.fromstring(still.ask("GET", "/.well-known/host-meta").body)  # noqa: S314
    told = json.loads(still.ask("GET", "/.well-known/host-meta.json").body)
    template = f"http://{still.host}/.well-known/webfinger?resource={{uri}}"

    assert [link.get("template") for link in xml] == [template]
    assert told["links"][0]["template"] == template


def test_other_servers_are_told_what_it_is(agent: WebAgent) -> None:
    say(agent, "Tea.")
    first = json.loads(agent.ask("GET", "/.well-known/nodeinfo").body)["links"][0]
    told = agent.ask("GET", first["href"].removeprefix(agent.url))
    node = json.loads(told.body)

    assert first["rel"].endswith("/ns/schema/2.1")
    assert 'profile="http://nodeinfo' in told.headers["Content-Type"]
    assert node["software"]["name"] == "plexus-ld"
    assert node["usage"] == {"users": {"total": 1}, "localPosts": 1}


def test_the_dataset_is_described_where_readers_look(still: WebAgent) -> None:
    first = still.ask("GET", "/.well-known/void")
    told = still.ask("GET", "void", headers={"Accept": "text/turtle"})
    found = triples(told.body, "turtle")
    data = URIRef(f"{still.url}void#profile")

    assert (first.status, first.headers["Location"]) == (303, f"{still.url}void")
    assert (data, VOID.rootResource, still.plex.me) in found
    assert (URIRef(f"{still.url}void"), FOAF.primaryTopic, data) in found
    dumps = {str(one) for _, says, one in found if says == VOID.dataDump}
    for dump in dumps:
        assert still.ask("GET", dump.removeprefix(still.url)).status == 200
    assert f"{still.url}foaf.nt" in dumps


def test_the_vocabulary_is_there_for_programs_and_people(still: WebAgent) -> None:
    turtle = still.ask("GET", "ns/plexus", headers={"Accept": "text/turtle"})
    page = still.ask("GET", "ns/plexus", headers={"Accept": "text/html"})

    assert (PLX.Connection, RDF.type, OWL.Class) in triples(turtle.body, "turtle")
    assert b'<article id="Connection">' in page.body
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_the_card_is_there(still: WebAgent) -> None:
    card, code = still.ask("GET", "card.vcf"), still.ask("GET", "card.svg")
    liked = still.ask("GET", headers={"Accept": "text/vcard"})

    assert card.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert b"FN:Ada Example" in card.body
    assert liked.body == card.body
    assert code.headers.get_content_type() == "image/svg+xml"


def test_who_has_no_address_names_none() -> None:
    with served() as agent:
        Plex.init(agent.plex, "Ada")
        said = [agent.ask("GET", f"/.well-known/{one}") for one in ("nodeinfo", "void")]
        page = agent.ask("GET", "/", headers={"Accept": "text/html"})

    assert [one.status for one in said] == [404, 404]
    assert (page.status, b"Ada" in page.body) == (200, True)
