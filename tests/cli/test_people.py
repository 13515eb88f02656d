"""`people`, `person`, `same`, `different`, `duplicates`, and WHO anywhere."""

from pathlib import Path

import pytest

from tests.cli.terminal import Desk

ALICE, CARLA = "https://alice.example/#me", "https://carla.example/#me"


def names(plexus: Desk) -> list[str]:
    return sorted(line["name"] for line in plexus("people", "--json").json)


@pytest.mark.usefixtures("peopled")
def test_everybody_stands_once(plexus: Desk) -> None:
    told = names(plexus)
    plain = plexus("people").rows

    assert told == [
        "Alice Waratah",
        "Bashir Okafor",
        "Carla Mendes",
        "Deniz Arslan",
        "Robin Example",
    ]
    assert [row["name"] for row in plain] == told
    assert all(row.keys() == {"name", "ties", "sources", "iri"} for row in plain)


@pytest.mark.parametrize(
    ("text", "found"), [("war", 1), ("WARATAH", 1), ("a", 5), ("nobody at all", 0)]
)
@pytest.mark.usefixtures("peopled")
def test_a_part_of_a_name_finds_people(plexus: Desk, text: str, found: int) -> None:
    said = plexus("people", text, "--json")

    assert said.status == 0
    assert len(said.json) == found


@pytest.mark.parametrize(
    "who",
    [
        ALICE,
        "https://alice.example/",
        "Alice Waratah",
        "alice waratah",
        "alice@alice.example",
        "mailto:alice@alice.example",
        "acct:allie@social.example",
        "@allie@social.example",
    ],
)
@pytest.mark.usefixtures("peopled")
def test_a_person_is_meant_in_any_of_these_words(plexus: Desk, who: str) -> None:
    said = plexus("person", who, "--json")

    assert said.status == 0, said.err
    assert said.json["iri"] == ALICE
    assert said.json["name"] == "Alice Waratah"


@pytest.mark.usefixtures("peopled")
def test_a_card_says_who_said_what(plexus: Desk) -> None:
    card = plexus("person", ALICE, "--json").json
    plain = plexus("person", ALICE).out

    assert card["mailboxes"] == ["alice@alice.example"]
    assert {tie["name"] for tie in card["ties"]} == {"Bashir Okafor", "Carla Mendes"}
    assert len(card["sources"]) == 3
    (born,) = [s for s in card["statements"] if s["property"].endswith("birthday")]
    assert [source.rpartition("/")[2] for source in born["sources"]] == ["alice.ttl"]
    assert plain.startswith(f"Alice Waratah  <{ALICE}>\n")
    assert "foaf:birthday\t03-14\t" in plain


@pytest.mark.parametrize(
    "words",
    [
        ["person", "Nobody Known"],
        ["person", ""],
        ["person", "x" * 10_000],
        ["person", "https://nobody.example/"],
        ["person", "circle:nowhere"],
        ["same", "me", "Nobody Known"],
        ["different", "me", "me"],
        ["history", "--of", "Nobody Known"],
        ["face", "show", "--as", "Nobody Known"],
        ["me", "add", "knows", "Nobody Known"],
    ],
    ids=lambda words: " ".join(words)[:40],
)
@pytest.mark.usefixtures("peopled")
def test_nobody_is_a_sentence(plexus: Desk, words: list[str]) -> None:
    said = plexus(*words)

    assert said.status == 1
    assert said.out == ""
    assert said.err.startswith("plexus: ")
    assert said.is_told()


@pytest.mark.usefixtures("home")
def test_more_than_one_are_all_listed(plexus: Desk, tmp_path: Path) -> None:
    file = tmp_path / "two.ttl"
    file.write_text(
        "".join(
            f'<https://{n}.example/#me> a foaf:Person ; foaf:name "Kim" .\n'
            for n in "ab"
        ),
        "utf-8",
    )
    plexus("import", file)

    said = plexus("person", "Kim")

    assert said.status == 1
    assert "https://a.example/#me" in said.err
    assert "https://b.example/#me" in said.err


@pytest.mark.usefixtures("peopled")
def test_the_owners_word_joins_and_parts_and_can_be_undone(plexus: Desk) -> None:
    before = plexus("people", "--json").json

    same = plexus("same", ALICE, CARLA)
    joined = names(plexus)
    undone = plexus("undo")
    after = plexus("people", "--json").json
    parted = plexus("different", ALICE, CARLA)

    assert (same.status, undone.status, parted.status) == (0, 0, 0), same.err
    assert len(joined) == 4
    assert after == before
    assert len(names(plexus)) == 5


@pytest.mark.usefixtures("home")
def test_what_waits_for_the_owners_word_is_listed_with_the_evidence(
    plexus: Desk, tmp_path: Path
) -> None:
    for name in ("kim", "kimberly"):
        (tmp_path / f"{name}.ttl").write_text(
            f'<#me> a foaf:Person ; foaf:name "Kim Example" ; foaf:nick "{name}" ;\n'
            f"  foaf:mbox <mailto:{name}@{name}.example> .\n"
            "<> foaf:primaryTopic <#me> .\n",
            "utf-8",
        )
    plexus("import", tmp_path / "kim.ttl", tmp_path / "kimberly.ttl")

    listed = plexus("duplicates", "--json")
    pairs = plexus("duplicates").rows if listed.json else []

    assert listed.status == 0
    assert len(names(plexus)) == 3  # never joined on a name
    for pair in listed.json:
        assert plexus("different", pair["person"], pair["other"]).status == 0
    assert len(pairs) == len(listed.json)
    assert plexus("duplicates", "--json").json == []
