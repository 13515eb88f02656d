"""The profile, over HTTP."""

from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import FOAF, RDFS, Literal, URIRef

from plexus_ld.settings import PublishSettings, WebSettings
from tests.unit.publish.web.ada import BROWSER, profile_says, say, served, triples
from tests.web_agent import WebAgent

FORMS = {
    "text/turtle": ("turtle", "foaf.ttl"),
    "application/ld+json": ("json-ld", "foaf.jsonld"),
    "application/rdf+xml": ("xml", "foaf.rdf"),
    "application/n-triples": ("nt", "foaf.nt"),
}


class TestProfile:
    @pytest.mark.parametrize("accept", list(FORMS))
    def test_each_form_says_the_same_triples(
        self, still: WebAgent, accept: str
    ) -> None:
        format_, name = FORMS[accept]
        told = still.ask("GET", headers={"Accept": accept})
        alone = still.ask("GET", name)

        found = triples(told.body, format_)
        assert (still.plex.me, FOAF.name, Literal("Ada Example")) in found
        assert found == triples(still.ask("GET", "foaf.nt").body, "nt")
        assert alone.body == told.body
        assert told.headers["Content-Location"] == still.url + name
        assert told.headers.get_content_type() == accept

    def test_a_browser_gets_the_page(self, still: WebAgent) -> None:
        told = still.ask("GET", headers={"Accept": BROWSER})

        assert told.headers["Content-Type"] == "text/html; charset=utf-8"
        assert b"Ada Example" in told.body
        assert "script-src" not in told.headers["Content-Security-Policy"]
        assert "default-src 'none'" in told.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in told.headers["Content-Security-Policy"]

    @pytest.mark.parametrize(
        ("accept", "sent"),
        [
            ("", "text/html"),
            ("*/*", "text/html"),
            ("text/turtle;q=0.3, application/ld+json;q=0.4", "application/ld+json"),
            ("text/html;q=0.1, text/*;q=0.5, text/turtle", "text/turtle"),
            ("application/*", "application/ld+json"),
            ("text/html;q=0, */*;q=0.1", "text/turtle"),
        ],
    )
    def test_the_one_that_is_liked_best_is_sent(
        self, still: WebAgent, accept: str, sent: str
    ) -> None:
        told = still.ask("GET", headers={"Accept": accept})

        assert told.headers.get_content_type() == sent
        assert "Accept" in told.headers["Vary"]

    def test_who_takes_nothing_of_it_is_told_what_there_is(
        self, still: WebAgent
    ) -> None:
        told = still.ask("GET", headers={"Accept": "image/png"})

        assert told.status == 406
        assert b"text/turtle" in told.body

    def test_a_head_is_that_of_the_whole(self, still: WebAgent) -> None:
        head = still.ask("HEAD", headers={"Accept": "text/turtle"})
        whole = still.ask("GET", headers={"Accept": "text/turtle"})

        assert head.body == b""
        assert head.headers["Content-Length"] == str(len(whole.body))
        assert head.headers["ETag"] == whole.headers["ETag"]

    def test_who_has_it_already_is_sent_nothing(self, still: WebAgent) -> None:
        had = still.ask("GET", "foaf.ttl")
        by_tag = still.ask("GET", "foaf.ttl", headers={"If-None-Match": had[1]["ETag"]})
        since = {"If-Modified-Since": had.headers["Last-Modified"]}
        by_time = still.ask("GET", "foaf.ttl", headers=since)

        assert [(one.status, one.body) for one in (by_tag, by_time)] == [(304, b"")] * 2
        assert by_tag.headers["ETag"] == had.headers["ETag"]

    def test_each_form_has_its_own_tag(self, still: WebAgent) -> None:
        tags = [still.ask("GET", name).headers["ETag"] for _, name in FORMS.values()]

        assert len(set(tags)) == len(tags)

    def test_a_change_is_seen_at_once(self, agent: WebAgent) -> None:
        before = agent.ask("GET", "foaf.nt")
        profile_says(agent, (agent.plex.me, FOAF.homepage, URIRef("https://h.example")))
        after = agent.ask(
            "GET", "foaf.nt", headers={"If-None-Match": before[1]["ETag"]}
        )

        assert after.status == 200
        assert b"https://h.example" in after.body
        assert after.headers["Last-Modified"] > before.headers["Last-Modified"]

    def test_the_head_says_where_the_rest_is(self, still: WebAgent) -> None:
        link = still.ask("GET").headers["Link"]

        for name in ("foaf.ttl", "foaf.jsonld", "feed.atom", "feed.json"):
            assert f'<{still.url}{name}>; rel="alternate"' in link

    def test_programs_on_other_sites_may_read_it(self, still: WebAgent) -> None:
        told = still.ask("GET", headers={"Origin": "https://app.example"})
        asked = still.ask("OPTIONS", headers={"Origin": "https://app.example"})

        assert told.headers["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in told.headers["Access-Control-Expose-Headers"]
        assert asked.status == 204
        assert asked.headers["Allow"] == "GET, HEAD, OPTIONS"

    def test_nobody_can_write_there(self, still: WebAgent) -> None:
        told = still.ask("PUT", body=b"<> a <x:y> .")

        assert told.status == 405
        assert "GET" in told.headers["Allow"]

    def test_files_of_a_static_host_are_the_same(
        self, agent: WebAgent, tmp_path: Path
    ) -> None:
        # A static host has no hub of its own.
        hub = PublishSettings(hub=f"{agent.url}nobody")
        agent.plex.settings = replace(agent.plex.settings, publish=hub)
        say(agent, "Tea at four.")
        agent.plex.publish(str(tmp_path / "site"))

        for file in (tmp_path / "site").rglob("*"):
            name = file.relative_to(tmp_path / "site").as_posix()
            if file.is_file() and not name.startswith((".", "nginx")):
                assert agent.ask("GET", name).body == file.read_bytes(), name


class TestThings:
    def test_a_thing_whose_iri_has_no_hash_leads_to_a_document(self) -> None:
        with served(base="{here}/ada/") as agent:
            boat = URIRef(f"{agent.url}boat")
            profile_says(
                agent,
                (agent.plex.me, FOAF.made, boat),
                (boat, RDFS.label, Literal("B")),
            )
            told, there = agent.ask("GET", "boat"), agent.url

        assert (told.status, told.headers["Location"]) == (303, there)

    def test_a_person_whose_iri_is_a_folder_leads_to_the_form_that_is_liked(
        self,
    ) -> None:
        with served(webid="{here}/ada/") as agent:
            told = [
                agent.ask("GET", headers={"Accept": accept})
                for accept in ("text/turtle", BROWSER)
            ]
            found = triples(agent.ask("GET", "foaf.ttl").body, "turtle")
            here, me = agent.url, agent.plex.me

        assert [one.status for one in told] == [303, 303]
        places = [one.headers["Location"] for one in told]
        assert places == [f"{here}foaf.ttl", f"{here}index.html"]
        assert (me, FOAF.name, Literal("Ada Example")) in found

    def test_a_person_beside_the_folder_leads_into_it(self) -> None:
        with served(webid="{here}/people/ada") as agent:
            address = WebSettings(address=f"http://{agent.host}/")
            agent.plex.settings = replace(agent.plex.settings, web=address)
            told = agent.ask("GET", "/people/ada", headers={"Accept": "text/turtle"})

        assert told.status == 303
        assert told.headers["Location"] == f"http://{agent.host}/foaf.ttl"

    def test_only_what_the_face_tells_of_leads_anywhere(self, still: WebAgent) -> None:
        assert still.ask("GET", "boat").status == 404
