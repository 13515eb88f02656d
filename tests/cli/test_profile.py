"""`init`, `me`, `face`: the owner, as the command line tells and changes them."""

import json
from pathlib import Path

import pytest
from rdflib import FOAF, Graph, Literal, URIRef

from tests.cli.terminal import Desk
from tests.web import Page, Web

ME = URIRef("https://robin.example/#me")


def values(plexus: Desk, name: str) -> list[str]:
    property_ = str(FOAF[name])
    told = plexus("me", "show", "--json").json
    return sorted(line["value"] for line in told if line["property"] == property_)


def test_init_makes_a_home_and_says_who_its_owner_is(
    plexus: Desk, tmp_path: Path
) -> None:
    said = plexus("init", "--name", "Robin", "--webid", "https://robin.example/#me")

    assert said.status == 0
    assert said.out == ""
    assert "you are <https://robin.example/#me>" in said.err
    made = {file.name for file in (tmp_path / "home").iterdir()}
    assert {"settings.toml", "store", "journal.db", "keys", "VERSION"} <= made
    keys = tmp_path / "home" / "keys"
    assert all(key.stat().st_mode & 0o077 == 0 for key in keys.iterdir())


@pytest.mark.usefixtures("home")
def test_a_second_init_changes_nothing_and_says_so(plexus: Desk) -> None:
    before = plexus("history", "--json").json

    said = plexus("init", "--name", "Somebody Else")

    assert said.status == 0
    assert "nothing was changed" in said.err
    assert plexus("history", "--json").json == before
    assert values(plexus, "name") == ["Robin Example"]


@pytest.mark.parametrize(
    "words",
    [
        ["--webid", "robin"],
        ["--webid", "https://robin.example/ #me"],
        ["--base", "ftp://robin.example/"],
        ["--base", "nonsense"],
        ["--from", "missing.ttl"],
    ],
    ids=" ".join,
)
def test_an_owner_that_cannot_be_is_a_sentence(plexus: Desk, words: list[str]) -> None:
    said = plexus("init", *words)

    assert said.status == 1
    assert words[1].split()[0] in said.err
    assert said.is_told()
    # The home can be had with better words afterwards.
    assert plexus("init", "--name", "Robin").status == 0
    assert values(plexus, "name") == ["Robin"]


def test_an_existing_profile_is_taken_over_whole(plexus: Desk, web: Web) -> None:
    text = (
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
        "<#me> a foaf:Person ; foaf:name 'Robin' ; foaf:nick 'rob', 'bird' ;\n"
        "  foaf:knows [ a foaf:Person ; foaf:name 'Ada' ;\n"
        "    foaf:homepage <https://ada.example/> ] .\n"
        "<> a foaf:PersonalProfileDocument ; foaf:primaryTopic <#me> .\n"
    )
    web.pages["/robin"] = Page(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLEXUS_NET_ALLOW_HOSTS", web.host)
        said = plexus("init", "--from", f"{web.url}/robin")

    assert said.status == 0, said.err
    assert values(plexus, "nick") == ["bird", "rob"]
    assert len(values(plexus, "knows")) == 1


@pytest.mark.usefixtures("home")
def test_a_property_can_be_set_added_to_and_removed(plexus: Desk) -> None:
    told = [
        plexus("me", *words).out
        for words in (
            ["set", "nick", "rob", "robbie"],
            ["add", "nick", "bird"],
            ["remove", "nick", "rob"],
            ["set", "nick", "bird"],
            ["set", "nick", "bird"],
        )
    ]

    assert values(plexus, "nick") == ["bird"]
    assert told == [
        "2 statements added, 0 removed\n",
        "1 statements added, 0 removed\n",
        "0 statements added, 1 removed\n",
        "0 statements added, 1 removed\n",
        "nothing to change: your profile says so already\n",
    ]
    assert plexus("me", "remove", "nick").status == 0
    assert values(plexus, "nick") == []


@pytest.mark.parametrize(
    ("property_", "value"),
    [
        ("mbox", "robin@robin.example"),
        ("homepage", "https://robin.example/home"),
        ("weblog", "https://robin.example/blog"),
        ("img", "https://robin.example/me.png"),
        ("interest", "https://tea.example/"),
        ("foaf:nick", "rob"),
        ("<http://xmlns.com/foaf/0.1/nick>", "rob"),
        ("http://xmlns.com/foaf/0.1/nick", "rob"),
        ("birthday", "03-14"),
        ("vcard:note", "a note"),
    ],
)
@pytest.mark.usefixtures("home")
def test_what_a_person_would_type_is_understood(
    plexus: Desk, property_: str, value: str
) -> None:
    said = plexus("me", "add", property_, value)

    assert said.status == 0, said.err
    assert value.lstrip("@") in plexus("me", "show").out.replace("mailto:", "")


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense", "x"],
        ["nope:nick", "x"],
        ["homepage", "not a page"],
        ["mbox", "nobody"],
        ["birthday", "31-31"],
        ["nick", " "],
        ["nick", "a\x07b"],
        ["nick", "x" * 20_001],
        ["rdf:type", "x"],
        ["mbox_sha1sum", "abc"],
    ],
    ids=lambda words: " ".join(words)[:30],
)
@pytest.mark.usefixtures("home")
def test_what_makes_no_statement_is_a_sentence(plexus: Desk, words: list[str]) -> None:
    before = plexus("me", "show", "--json").out

    said = plexus("me", "add", *words)

    assert said.status == 1
    assert said.out == ""
    assert said.err.startswith("plexus: ")
    assert len(said.err) < 2000
    assert plexus("me", "show", "--json").out == before


@pytest.mark.parametrize("form", ["turtle", "rdfxml", "jsonld", "nt"])
@pytest.mark.usefixtures("home")
def test_the_profile_is_shown_in_each_format(plexus: Desk, form: str) -> None:
    said = plexus("me", "show", "--format", form)

    reader = {"rdfxml": "xml", "jsonld": "json-ld"}.get(form, form)
    graph = Graph().parse(data=said.body, format=reader)
    assert (ME, FOAF.name, Literal("Robin Example")) in graph


@pytest.mark.usefixtures("home")
def test_a_format_that_there_is_not_is_a_sentence(plexus: Desk) -> None:
    said = plexus("me", "show", "--format", "docx")

    assert said.status in (1, 2)
    assert said.out == ""
    assert "docx" in said.err


@pytest.mark.usefixtures("home")
def test_an_audience_sees_no_mailbox(plexus: Desk) -> None:
    plexus("me", "set", "mbox", "robin@robin.example")

    public = plexus("me", "show", "--audience", "public").out
    all_of_it = plexus("me", "show").out

    assert "robin@robin.example" not in public
    assert "Robin Example" in public
    assert "robin@robin.example" in all_of_it


@pytest.mark.parametrize("audience", ["nobody", "circle:nowhere", ""])
@pytest.mark.usefixtures("home")
def test_an_audience_that_there_is_not_is_a_sentence(
    plexus: Desk, audience: str
) -> None:
    said = plexus("me", "show", "--audience", audience or " ")

    assert said.status in (1, 2)
    assert said.out == ""
    assert said.err


@pytest.mark.usefixtures("home")
def test_moving_gives_new_iris_and_keeps_the_old(plexus: Desk) -> None:
    said = plexus("me", "move", "https://new.example/robin/")

    graph = Graph().parse(data=plexus("me", "show", "--format", "nt").body, format="nt")
    new = URIRef("https://new.example/robin/#me")
    assert said.status == 0
    assert f"you are <{new}> now" in said.err
    assert (new, FOAF.name, Literal("Robin Example")) in graph
    assert "https://robin.example/#me" in plexus("me", "show").out
    assert plexus("undo").status == 0
    assert "https://new.example" not in plexus("me", "show").out


@pytest.mark.parametrize("base", ["nonsense", "ftp://x.example/", "https://"])
@pytest.mark.usefixtures("home")
def test_an_address_that_is_none_is_a_sentence(plexus: Desk, base: str) -> None:
    said = plexus("me", "move", base)

    assert said.status == 1
    assert base in said.err
    assert plexus("history", "--json").json[0]["sequence"] == 1


@pytest.mark.usefixtures("home")
def test_a_face_can_be_set_shown_and_taken_back(plexus: Desk, tmp_path: Path) -> None:
    file = tmp_path / "face.rq"
    file.write_text(
        "CONSTRUCT { ?me foaf:nick ?n } WHERE { ?me foaf:nick ?n }", "utf-8"
    )
    plexus("me", "set", "nick", "rob")

    shipped = plexus("face", "show", "public").out
    assert plexus("face", "set", "public", f"@{file}").status == 0
    own = plexus("face", "show", "public", "--format", "nt").out
    listed = {face["name"]: face["shipped"] for face in _faces(plexus)}
    assert plexus("face", "remove", "public").status == 0

    assert "Robin Example" in shipped
    lines = [line for line in own.splitlines() if line.startswith(f"<{ME}>")]
    assert lines == [f'<{ME}> <{FOAF.nick}> "rob" .']
    assert "Robin Example" not in own
    assert not listed["public"]
    assert plexus("face", "show", "public").out == shipped
    assert "public" in {row["audience"] for row in plexus("face", "list").rows}


def _faces(plexus: Desk) -> list[dict[str, str]]:
    faces: list[dict[str, str]] = json.loads(plexus("face", "list", "--json").out)
    return faces


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ",
        "CONSTRUCT WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "nonsense",
        "@missing.rq",
    ],
)
@pytest.mark.usefixtures("home")
def test_a_face_that_is_no_construct_is_refused(plexus: Desk, query: str) -> None:
    before = plexus("face", "list").out

    said = plexus("face", "set", "public", query)

    assert said.status == 1
    assert said.err.startswith("plexus: ")
    assert plexus("face", "list").out == before


@pytest.mark.usefixtures("peopled")
def test_what_one_person_sees_is_shown(plexus: Desk) -> None:
    said = plexus("face", "show", "--as", "https://alice.example/#me")

    assert said.status == 0, said.err
    assert "Robin Example" in said.out
