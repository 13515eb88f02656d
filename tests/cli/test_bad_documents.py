"""Whatever a document holds, an import ends with a sentence for what it cannot have."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.terminal import Desk, Said, Terminal

XML = '<?xml version="1.0"?>\n'
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FOAF = "http://xmlns.com/foaf/0.1/"


def is_sound(said: Said) -> bool:
    """Tell whether every failure has its sentence, and nothing else was said."""
    report = said.json
    failed = [source for source in report["sources"] if source["status"] == "failed"]
    sentences = said.err.splitlines()
    for source in failed:
        assert source["error"]
        assert any(line.startswith(source["source"]) for line in sentences), source
    assert said.is_told(), said.err
    assert "Error:" not in said.err, said.err
    assert "object at 0x" not in said.err
    assert all(len(line) < 2000 for line in sentences)
    assert said.status == (1 if failed else 0)
    return True


@pytest.mark.usefixtures("home")
def test_the_whole_corpus_in_one_go(plexus: Desk, shared: Path) -> None:
    said = plexus("import", shared / "corpus" / "foaf", "--json")

    states = [source["status"] for source in said.json["sources"]]
    assert is_sound(said)
    assert len(states) > 150
    assert states.count("new") >= 145
    assert 0 < states.count("failed") < 15
    assert plexus("query", "ASK { ?p a foaf:Person }").out == "yes\n"
    assert plexus("import", shared / "corpus" / "foaf", "--json").status == 1


@pytest.mark.parametrize(
    "suite",
    [
        "rdf-tests/rdf11",
        "json-ld-api/toRdf",
        "microformats",
        "feeds",
        "naughty-strings",
    ],
)
@pytest.mark.usefixtures("home")
def test_the_suites_of_the_field(plexus: Desk, shared: Path, suite: str) -> None:
    every = sorted(f for f in (shared / "suites" / suite).rglob("*") if f.is_file())

    # One by one: of a folder, an import takes only what looks like a document.
    said = plexus("import", "--json", *every)
    folder = plexus("import", "--json", shared / "suites" / suite)

    assert is_sound(said)
    assert is_sound(folder)
    assert {str(f) for f in every} <= {s["source"] for s in said.json["sources"]}
    assert {"new", "changed"}.isdisjoint(s["status"] for s in folder.json["sources"])


BOMBS = {
    "nested.jsonld": b'{"http://x.example/p":' * 5000 + b"1" + b"}" * 5000,
    "arrays.jsonld": b"[" * 100_000 + b"]" * 100_000,
    "context.jsonld": b'{"@context": "http://127.0.0.1:9/context", "@id": "urn:x"}',
    "nested.ttl": b"<urn:a> <urn:p> " + b"[ <urn:p> " * 20_000 + b"1" + b"]" * 20_000,
    "lists.ttl": b"<urn:a> <urn:p> " + b"(" * 20_000 + b")" * 20_000 + b" .",
    "nested.n3": b"{" * 20_000 + b"}" * 20_000,
    "laughs.rdf": (
        XML
        + '<!DOCTYPE r [<!ENTITY a0 "ha">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
        + f']><rdf:RDF xmlns:rdf="{RDF}" xmlns:f="{FOAF}"><f:Person>'
        "<f:name>&a11;</f:name></f:Person></rdf:RDF>"
    ).encode(),
    "itself.rdf": (
        f'{XML}<!DOCTYPE r [<!ENTITY a "&a;">]>'
        f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:f="{FOAF}"><f:Person>'
        "<f:name>&a;</f:name></f:Person></rdf:RDF>"
    ).encode(),
    "outside.rdf": (
        f'{XML}<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:f="{FOAF}"><f:Person>'
        "<f:name>&a;</f:name></f:Person></rdf:RDF>"
    ).encode(),
    "deep.rdf": (
        f'{XML}<rdf:RDF xmlns:rdf="{RDF}" xmlns:f="{FOAF}">'
        + "<f:Person><f:knows>" * 20_000
        + "</f:knows></f:Person>" * 20_000
        + "</rdf:RDF>"
    ).encode(),
    "attributes.rdf": (
        f'{XML}<rdf:RDF xmlns:rdf="{RDF}" '
        + " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(20_000))
        + "/>"
    ).encode(),
    "deep.html": b"<div>" * 100_000 + b"<p class=h-card>Ada",
    "cards.html": b"<div class='h-card p-author'>" * 3_000 + b"Ada",
    "long.vcf": b"BEGIN:VCARD\nVERSION:3.0\nFN:" + b"x" * 3_000_000 + b"\nEND:VCARD\n",
    "cards.vcf": b"BEGIN:VCARD\n" * 50_000,
    "long.nt": b"<urn:a> <urn:p> \"" + b"x" * 8_000_000 + b"\" .\n",
    "iri.nt": b"<urn:" + b"x" * 2_000_000 + b"> <urn:p> <urn:o> .\n",
    "empty.ttl": b"",
    "nul.ttl": b"\0" * 10_000,
    "half.ttl": b'<urn:a> <urn:p> "half',
    "utf16.ttl": "<urn:a> <urn:p> 'b' .".encode("utf-16"),
    "bytes.rdf": bytes(range(256)) * 100,
    "zip.html": b"PK\x03\x04" + bytes(range(256)) * 10,
}  # fmt: skip


@pytest.mark.usefixtures("home")
def test_bombs_are_told_one_by_one_and_the_sound_document_beside_is_kept(
    plexus: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "bombs"
    folder.mkdir()
    for name, body in BOMBS.items():
        (folder / name).write_bytes(body)
    sound = folder / "sound.ttl"
    sound.write_text(f'<#me> a <{FOAF}Person> ; <{FOAF}name> "Ada" .', "utf-8")
    files = [folder / name for name in BOMBS]

    said = plexus("import", "--json", *files, sound)

    assert is_sound(said)
    states = {Path(s["source"]).name: s for s in said.json["sources"]}
    assert len(states) == len(BOMBS) + 1
    assert states["sound.ttl"]["status"] == "new"
    for name in ("nested.jsonld", "laughs.rdf", "itself.rdf", "context.jsonld"):
        assert states[name]["status"] == "failed" or states[name]["losses"], name
    assert plexus("query", 'ASK { ?p foaf:name "Ada" }').out == "yes\n"
    everything = plexus("query", "SELECT ?o { ?s ?p ?o }", "--format", "csv").out
    assert "root:" not in everything


@pytest.mark.usefixtures("home")
def test_a_file_beyond_the_limit_is_refused_by_its_size(
    plexus: Desk, tmp_path: Path
) -> None:
    huge = tmp_path / "huge.ttl"
    with huge.open("wb") as file:
        file.truncate(200 * 1024 * 1024)

    said = plexus("import", huge)

    assert said.status == 1
    assert "200 MiB" in said.err
    assert "imports.max_file_bytes" in said.err


@pytest.mark.usefixtures("home")
def test_standard_input_beyond_the_limit_is_refused(
    plexus: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEXUS_IMPORTS_MAX_FILE_BYTES", "1000")

    said = plexus("import", "-", stdin=b"x" * 1001)

    assert said.status == 1
    assert "imports.max_file_bytes" in said.err


#: Makes each thing that cannot be read as a document, at a place.
MADE: dict[str, Callable[[Path], object]] = {
    "missing": lambda place: place,
    "dangling": lambda place: place.symlink_to(place.with_name("nowhere")),
    "circle": lambda place: place.symlink_to(place),
    "pipe": os.mkfifo,
    "device": lambda place: place.symlink_to("/dev/zero"),
    "empty folder": lambda place: place.mkdir(),
    "folder.ttl": lambda place: (place / "x.ttl").mkdir(parents=True),
    "folder in folder": lambda place: (place / "a" / "b").mkdir(parents=True),
}


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.usefixtures("home")
def test_what_is_no_document_is_a_sentence(
    plexus: Desk, tmp_path: Path, kind: str
) -> None:
    place = tmp_path / kind
    MADE[kind](place)

    said = plexus("import", place, "--json")

    assert said.status == 1
    assert is_sound(said)
    (source,) = said.json["sources"]
    assert (source["source"], source["status"]) == (str(place), "failed")


@pytest.mark.parametrize(
    "word",
    [
        "",
        "x" * 5000,
        "http://",
        "http:///x",
        "https://exa mple/",
        "http://[::1",
        "ftp://files.example/foaf.rdf",
        "javascript:alert(1)",
        "file://elsewhere/foaf.rdf",
        "@",
        "a@b@c",
        "\x1b[2J",
        "\udcff",
    ],
)
@pytest.mark.usefixtures("home")
def test_a_word_that_names_no_document_is_a_sentence(plexus: Desk, word: str) -> None:
    said = plexus("import", "--json", "--", word)

    assert said.status in (1, 2)
    assert said.is_told()
    assert said.err
    assert "\x1b" not in said.err


@pytest.mark.usefixtures("home")
def test_a_strangers_words_do_not_command_the_terminal(
    plexus: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "ada.ttl"
    bad = "\\u001B]0;owned\\u0007\\u009B2J\\u202E"
    file.write_text(
        f'<urn:ada> a <{FOAF}Person> ; <{FOAF}name> "Ada{bad}", "Zo\\u0451" .', "utf-8"
    )
    plexus("import", file)

    told = [
        plexus("query", "people"),
        plexus("query", "SELECT * { ?s ?p ?o }"),
        plexus("query", "SELECT ?n { <urn:ada> foaf:name ?n }", "--format", "json"),
        plexus("sources"),
        plexus("history"),
    ]

    for said in told:
        assert said.status == 0, said.err
        assert not {"\x1b", "\x07", "\u009b", "\u202e"}.intersection(
            said.out.replace("\\u", "") if "{" not in said.out else ""
        )
    names = told[2].json["results"]["bindings"]
    assert {name["n"]["value"] for name in names} == {
        "Ada\x1b]0;owned\x07\u009b2J\u202e",
        "Zo\u0451",
    }


@pytest.mark.usefixtures("home")
def test_a_process_lives_through_all_of_it(terminal: Terminal, tmp_path: Path) -> None:
    for name in ("nested.jsonld", "itself.rdf", "deep.rdf", "nested.ttl"):
        (tmp_path / name).write_bytes(BOMBS[name])

    said = terminal(
        "import", *(tmp_path / name for name in BOMBS if (tmp_path / name).exists())
    )

    assert said.status == 1
    assert said.is_told()
    assert len(said.err.splitlines()) >= 3
