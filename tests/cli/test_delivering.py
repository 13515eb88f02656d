"""``deliveries`` and ``deliver``: the report, and a pass now."""

from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld.cli.delivering import State
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.model.plan import LeftOut
from tests.cli.terminal import Desk
from tests.unit.sharer.post import connect, connection, open_plex, person, say
from tests.web import Page, Web


@pytest.fixture
def act(tmp_path: Path, web: Web) -> URIRef:
    """Something that was shared with Bob and Eve, and not with Mallory."""
    web.pages = {"/bob": Page(status=201), "/eve": Page(status=410)}
    with open_plex([web.host], tmp_path / "home") as plex:
        connect(plex, {"bob": f"{web.url}/bob", "eve": f"{web.url}/eve"})
        left = LeftOut(person("mallory"), connection("mallory"), "blocked")
        said = say(plex, ["bob", "eve"], left_out=[left])
    (tmp_path / "home" / "settings.toml").write_text(
        f'[net]\nallow_hosts = ["{web.host}"]\n'
    )
    return said


def test_what_is_due_stands_in_the_report(plexus: Desk, act: URIRef) -> None:
    said = plexus("deliveries")

    assert said.status == 0
    assert [row["state"] for row in said.rows] == ["due", "due"]
    assert str(act).removeprefix("urn:uuid:").startswith(said.rows[0]["activity"])
    assert "mallory" in said.err
    assert "blocked" in said.err


def test_a_pass_says_what_became_of_what_and_fails_when_something_did(
    plexus: Desk, act: URIRef
) -> None:
    said = plexus("deliver")

    assert said.status == 1
    states = {row["person"]: row["state"] for row in said.rows}
    assert states == {str(person("bob")): "taken", str(person("eve")): "refused"}
    assert "gone for good" in said.out


def test_a_pass_with_nothing_to_do_is_done(plexus: Desk, act: URIRef) -> None:
    plexus("deliver")

    again = plexus("deliver")

    assert again.status == 0
    assert again.out == ""
    assert "nothing was due" in again.err


def test_what_was_refused_is_tried_again_by_the_beginning_of_its_id(
    plexus: Desk, act: URIRef, web: Web
) -> None:
    plexus("deliver")
    refused = plexus("deliveries", "--state", "refused").rows
    web.pages["/eve"] = Page(status=201)

    said = plexus("deliver", "--retry", refused[0]["id"])

    assert said.status == 0
    assert [row["state"] for row in said.rows] == ["taken"]
    assert plexus("deliveries", "--state", "refused").out == ""


def test_the_report_of_one_activity_as_json(plexus: Desk, act: URIRef) -> None:
    plexus("deliver")

    found = plexus("deliveries", "--of", str(act).removeprefix("urn:uuid:"), "--json")

    lines = found.json["deliveries"]
    assert {line["activity"] for line in lines} == {str(act)}
    bob = next(line for line in lines if line["agent"] == str(person("bob")))
    assert bob["state"] == "taken"
    assert bob["attempts"] == 1
    assert bob["receipt"] == "HTTP 201"
    assert bob["reason"] == "first point"
    assert bob["address"].endswith("/bob")
    assert found.json["left_out"][0]["reason"] == "blocked"


def test_an_id_of_nothing_is_said_so(plexus: Desk, act: URIRef) -> None:
    for words in (
        ("deliver", "--retry", "ffffffff-no"),
        ("deliveries", "--of", "ffffffff-no"),
    ):
        said = plexus(*words)

        assert said.status == 1
        assert "nothing shared is called" in said.err


def test_what_was_taken_is_not_retried(plexus: Desk, act: URIRef) -> None:
    plexus("deliver")
    taken = plexus("deliveries", "--state", "taken").rows[0]["id"]

    said = plexus("deliver", "--retry", taken)

    assert said.status == 1
    assert "taken already" in said.err


def test_a_state_that_is_none_is_wrong_words(plexus: Desk, act: URIRef) -> None:
    assert plexus("deliveries", "--state", "lost").status == 2


def test_the_states_of_the_command_are_those_of_deliveries() -> None:
    assert {state.value for state in State} == {state.value for state in DeliveryState}
