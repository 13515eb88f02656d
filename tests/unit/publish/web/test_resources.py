"""Posts, their files, and names, over HTTP; and what no path leads to."""

import json
from pathlib import Path

import pytest

from plexus_ld.sharer.composing.draft import Attach
from tests.unit.publish.web.ada import say, served
from tests.web_agent import WebAgent


class TestPosts:
    def test_what_was_said_to_everybody_is_served(self, agent: WebAgent) -> None:
        iri = say(agent, "Tea at four.")
        name = iri.rpartition("/")[2]
        page = agent.ask("GET", f"posts/{name}.html")
        feeds = [agent.ask("GET", one) for one in ("feed.atom", "feed.json")]

        assert b"Tea at four." in page.body
        assert page.headers.get_content_type() == "text/html"
        assert feeds[0].headers.get_content_type() == "application/atom+xml"
        assert json.loads(feeds[1].body)["items"][0]["id"] == iri
        assert f'<{agent.url}feed.atom>; rel="self"' in feeds[0].headers["Link"]

    def test_what_was_taken_back_is_gone(self, agent: WebAgent) -> None:
        iri = say(agent, "Tea at four.")
        name = f"posts/{iri.rpartition('/')[2]}.html"
        assert agent.ask("GET", name).status == 200

        agent.plex.sharing.delete(iri)

        assert b"Tea" not in agent.ask("GET", name).body
        assert b"Tea" not in agent.ask("GET", "feed.atom").body


class TestMedia:
    @pytest.mark.parametrize(
        ("name", "body", "type_", "how"),
        [
            ("a.txt", b"words", "text/plain", "inline"),
            ("a.js", b"alert(1)",
             "application/octet-stream", "attachment"),
            ("a.html", b"<script>alert(1)</script>",
             "application/octet-stream", "attachment"),
        ],
    )  # fmt: skip
    def test_what_could_run_is_handed_out_to_be_saved(
        self,
        agent: WebAgent,
        tmp_path: Path,
        name: str,
        body: bytes,
        type_: str,
        how: str,
    ) -> None:
        file = tmp_path / name
        file.write_bytes(body)
        say(agent, "See.", attachments=(Attach(file),))
        feed = json.loads(agent.ask("GET", "feed.json").body)
        url = feed["items"][0]["attachments"][0]["url"]

        told = agent.ask("GET", url.removeprefix(agent.url))

        assert told.body == body
        assert told.headers.get_content_type() == type_
        assert told.headers["Content-Disposition"].startswith(how)
        assert told.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in told.headers["Content-Security-Policy"]
        known = {"If-None-Match": told.headers["ETag"]}
        assert (
            agent.ask("GET", url.removeprefix(agent.url), headers=known).status == 304
        )


class TestPaths:
    @pytest.mark.parametrize(
        "path",
        ["/../store/", "/media/../settings.toml", "/media/%2e%2e/settings.toml",
         "/media/..%2fsettings.toml", "/media/%5c..%5cx", "/%00", "/media/a%0d%0ab",
         "//etc/passwd", "/media//etc/passwd", "/settings.toml", "/keys/owner.pem",
         "/%ff%fe", "/media/" + "a" * 5000],
    )  # fmt: skip
    def test_no_path_leads_to_a_file(self, still: WebAgent, path: str) -> None:
        told = still.ask("GET", path)

        assert told.status in (400, 404)

    def test_no_header_decides_on_a_link(self, still: WebAgent) -> None:
        hostile = {
            "Host": "evil.example",
            "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Proto": "gopher",
        }
        told = still.ask("GET", headers=hostile)

        assert told.status == 200
        assert "evil.example" not in str(told.headers) + told.body.decode()


class TestWebFinger:
    def test_the_owner_is_found_by_account_and_by_address(
        self, still: WebAgent
    ) -> None:
        for name in (f"acct:me@{still.host}", still.url, str(still.plex.me)):
            asked = f"/.well-known/webfinger?resource={name.replace('#', '%23')}"
            told = still.ask("GET", asked)

            assert told.status == 200, name
            assert told.headers.get_content_type() == "application/jrd+json"
            assert json.loads(told.body)["subject"] == f"acct:me@{still.host}"

    def test_only_links_that_are_asked_for_are_told(self, still: WebAgent) -> None:
        asked = f"?resource=acct:me@{still.host}&rel=describedby"
        told = json.loads(still.ask("GET", f"/.well-known/webfinger{asked}").body)

        assert {one["rel"] for one in told["links"]} == {"describedby"}

    def test_anybody_else_is_not_found(self, still: WebAgent) -> None:
        for resource, status in (("acct:bob@other.example", 404), ("", 400)):
            asked = f"/.well-known/webfinger?resource={resource}"
            assert still.ask("GET", asked).status == status


def test_a_home_without_an_owner_has_nothing_to_show() -> None:
    with served() as nobody:
        told = nobody.ask("GET", "/")

    assert told.status == 404
