"""Micropub, over real HTTP: an editor posts in Ada's name."""

import json
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from urllib.parse import urlencode, urlsplit

import pytest
from PIL import Image

from plexus_ld.errors import DoorError
from plexus_ld.settings import Settings, WebSettings
from tests.unit.publish.web.ada import served
from tests.web_agent import Told, WebAgent

FORM = "application/x-www-form-urlencoded"


class Editor:
    """An editor that has a token."""

    def __init__(self, agent: WebAgent) -> None:
        self.agent = agent
        _, self.secret = agent.plex.tokens.create("quill", ["post"])

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def form(self, *fields: tuple[str, str]) -> Told:
        return self.sends(urlencode(fields).encode(), FORM)

    def says(self, **said: object) -> Told:
        return self.sends(json.dumps(said).encode(), "application/json")

    def sends(self, body: bytes, media_type: str, path: str = "micropub") -> Told:
        headers = {**self.bearer, "Content-Type": media_type}
        return self.agent.ask("POST", path, body, headers)

    def asks(self, **query: str) -> dict[str, object]:
        told = self.agent.ask("GET", f"micropub?{urlencode(query)}", None, self.bearer)
        found: dict[str, object] = json.loads(told.body)
        return found

    def feed(self) -> list[Mapping[str, object]]:
        items: list[Mapping[str, object]] = json.loads(
            self.agent.ask("GET", "feed.json").body
        )["items"]
        return items


@pytest.fixture(scope="module")
def agent() -> Iterator[WebAgent]:
    settings = Settings(web=WebSettings(max_body_bytes=20_000))
    with served(settings, base="{here}/") as agent:
        yield agent


@pytest.fixture(scope="module")
def editor(agent: WebAgent) -> Editor:
    return Editor(agent)


class TestCreating:
    def test_a_note_is_said_to_everybody(self, agent: WebAgent, editor: Editor) -> None:
        told = editor.form(
            ("h", "entry"),
            ("content", "Tea at four."),
            ("category[]", "tea"),
            ("category[]", "hot water"),
        )

        assert told.status == 201
        iri = told.headers["Location"]
        assert iri.startswith(f"{agent.url}objects/")
        (item,) = (one for one in editor.feed() if one["id"] == iri)
        assert item["tags"] == ["HotWater", "tea"]
        page = agent.ask("GET", urlsplit(iri).path, headers={"Accept": "text/html"})
        assert page.status == 303

    def test_an_article_is_cleaned(self, editor: Editor) -> None:
        html = "<p>Hot <b>water</b>.</p><script>alert(1)</script>"
        told = editor.says(
            type=["h-entry"],
            properties={"name": ["On tea"], "content": [{"html": html}]},
        )

        assert told.status == 201
        item = editor.feed()[0]
        assert item["title"] == "On tea"
        assert "<b>water</b>" in str(item) or "<strong>water" in str(item)
        assert "script" not in str(item)

    def test_a_picture_comes_along_or_before(
        self, agent: WebAgent, editor: Editor
    ) -> None:
        body, kind = with_file(("content", "Look."), ("photo", picture()))
        along = editor.sends(body, kind)
        body, kind = with_file(("file", picture((1, 2, 3))))
        before = editor.sends(body, kind, "micropub/media")
        after = editor.says(
            type=["h-entry"],
            properties={"photo": [{"value": before.headers["Location"], "alt": "Tea"}]},
        )

        assert (along.status, before.status, after.status) == (201, 201, 201)
        assert before.headers["Location"].startswith(f"{agent.url}media/")
        url = re.search(r"media/\w+\.jpg", str(editor.feed()[0]["attachments"]))
        assert url
        assert agent.ask("GET", url[0]).status == 200

    def test_a_token_may_stand_in_the_form(
        self, agent: WebAgent, editor: Editor
    ) -> None:
        form = {"h": "entry", "content": "Cake.", "access_token": editor.secret}
        headers = {"Content-Type": FORM}

        told = agent.ask("POST", "micropub", urlencode(form).encode(), headers)

        assert told.status == 201

    @pytest.mark.parametrize(
        "more",
        [
            {"visibility": ["unlisted"]},
            {"visibility": ["private"]},
            {"visibility": ["friends"]},
            {"audience": ["circle:nobody"]},
            {"post-status": ["draft"]},
            {"location": ["geo:1,2"]},
            {"photo": ["http://localhost:1/x.jpg"]},
            {"content": "no list"},
            {"like-of": ["https://elsewhere.example/"], "content": []},
        ],
    )
    def test_when_in_doubt_nothing_is_said(
        self, agent: WebAgent, editor: Editor, more: dict[str, object]
    ) -> None:
        before = agent.plex.store.sequence

        told = editor.says(
            type=["h-entry"], properties={"content": ["For some."], **more}
        )

        assert told.status == 400
        assert json.loads(told.body)["error"] == "invalid_request"
        assert agent.plex.store.sequence == before


class TestChanging:
    def test_a_post_is_edited_and_taken_back(
        self, agent: WebAgent, editor: Editor
    ) -> None:
        url = editor.form(("content", "Tea at #four."), ("category", "tea")).headers[
            "Location"
        ]
        page = f"{url.replace('/objects/', '/posts/')}.html"

        edits: list[dict[str, object]] = [
            {"replace": {"content": ["Tea at five. #tea"]}},
            {"add": {"category": ["cake"]}},
            {"delete": {"category": ["tea"]}, "replace": {"name": ["Tea"]}},
        ]
        told = [editor.says(action="update", url=page, **edit) for edit in edits]
        source = editor.asks(q="source", url=url)
        gone = editor.form(("action", "delete"), ("url", page))
        again = editor.form(("action", "undelete"), ("url", url))

        assert [one.status for one in (*told, gone)] == [204, 204, 204, 204]
        assert source["type"] == ["h-entry"]
        properties = source["properties"]
        assert isinstance(properties, dict)
        assert properties["content"] == ["Tea at five.\n\n#cake"]
        assert (properties["name"], properties["category"]) == (["Tea"], ["cake"])
        assert url not in [one["id"] for one in editor.feed()]
        assert again.status == 400

    def test_what_others_said_cannot_be_changed(self, editor: Editor) -> None:
        for url in ("", "https://elsewhere.example/", "urn:uuid:1"):
            told = editor.says(action="update", url=url, replace={"content": ["Mine."]})
            assert told.status == 400


class TestAsking:
    def test_an_editor_finds_its_way(self, agent: WebAgent, editor: Editor) -> None:
        assert editor.asks(q="config")["media-endpoint"] == f"{agent.url}micropub/media"
        assert editor.asks(q="syndicate-to") == {"syndicate-to": []}
        assert "error" in editor.asks(q="else")
        link = agent.ask("GET", "").headers["Link"]
        assert f'<{agent.url}micropub>; rel="micropub"' in link

    def test_some_properties_alone_can_be_asked_for(self, editor: Editor) -> None:
        url = editor.form(("content", "Cake.")).headers["Location"]

        found = editor.asks(q="source", url=url, properties="content")

        assert found == {"properties": {"content": ["Cake."]}}


class TestDoors:
    def test_nobody_posts_without_a_token_that_may(
        self, agent: WebAgent, editor: Editor
    ) -> None:
        _, reader = agent.plex.tokens.create("reader", ["read"])
        gone, revoked = agent.plex.tokens.create("gone", ["post"])
        agent.plex.tokens.revoke(gone.id)
        body = b"h=entry&content=Forged"

        statuses = [
            agent.ask(
                "POST", "micropub", body, {"Content-Type": FORM, "Authorization": who}
            ).status
            for who in ("", "Bearer x", f"Bearer {reader}", f"Bearer {revoked}")
        ]

        assert statuses == [401, 401, 403, 401]
        assert agent.ask("GET", "micropub?q=config").status == 401
        assert "Forged" not in str(editor.feed())

    def test_a_large_file_is_taken_of_the_owners_programs_alone(
        self, agent: WebAgent, editor: Editor
    ) -> None:
        body, kind = with_file(("file", picture(size=400)))
        strange = agent.ask("POST", "micropub/media", body, {"Content-Type": kind})

        assert strange.status == 413
        assert editor.sends(body, kind, "micropub/media").status == 201

    def test_a_token_allows_what_there_is(self, agent: WebAgent) -> None:
        for name, scopes in (("x", ["all"]), ("x", []), ("", ["post"])):
            with pytest.raises(DoorError):
                agent.plex.tokens.create(name, scopes)


def picture(colour: tuple[int, int, int] = (200, 100, 50), size: int = 8) -> bytes:
    made = BytesIO()
    noise = Image.effect_noise((size, size), 100).convert("RGB")
    shaded = Image.blend(noise, Image.new("RGB", (size, size), colour), 0.5)
    shaded.save(made, "JPEG", quality=95)
    return made.getvalue()


def with_file(*parts: tuple[str, str | bytes]) -> tuple[bytes, str]:
    body = b""
    for name, value in parts:
        head = f'--tea\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, bytes):
            head += f'; filename="../{name}.jpg"\r\nContent-Type: image/jpeg'
            value = value.decode("latin-1")
        body += f"{head}\r\n\r\n{value}\r\n".encode("latin-1")
    return body + b"--tea--\r\n", "multipart/form-data; boundary=tea"
