"""What was said, at its own IRI, over HTTP."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld.model.activity import Activity, Object, Privacy, Verb
from plexus_ld.model.change import Change
from plexus_ld.sharer.composing import Draft
from plexus_ld.sharer.composing.draft import Attach
from plexus_ld.sharer.routing import Wanted
from plexus_ld.sharer.said import activity_lines
from tests.unit.publish.speaking import Ada
from tests.unit.publish.web.ada import BROWSER, say
from tests.web_agent import Told, WebAgent

PROGRAM = "application/activity+json"
EVERYBODY = ["https://www.w3.org/ns/activitystreams#Public"]


def ask(agent: WebAgent, iri: str, accept: str = PROGRAM) -> Told:
    path = str(iri).removeprefix(agent.url)
    return agent.ask("GET", path, headers={"Accept": accept})


def record(agent: WebAgent, verb: Verb, item: Object, privacy: Privacy) -> str:
    """Put something into the record of what was said; return its IRI."""
    iri = URIRef(f"{agent.url}activities/{verb}")
    now = agent.plex.clock() - timedelta(minutes=1)
    act = Activity(iri, verb, agent.plex.me, item, now, "", privacy)
    agent.plex.store.apply(Change(added=activity_lines(act)))
    return str(iri)


def test_an_activity_and_what_it_says_lie_at_their_iris(agent: WebAgent) -> None:
    proposal = agent.plex.sharing.share(Draft(text="Tea at four."), Wanted(("public",)))
    act, item = proposal.activity.iri, proposal.activity.object.iri

    whole, alone = (json.loads(ask(agent, one).body) for one in (act, item))

    assert (whole["id"], whole["type"], whole["to"]) == (str(act), "Create", EVERYBODY)
    assert whole["object"]["content"] == "Tea at four."
    assert (alone["id"], alone["type"], alone["to"]) == (str(item), "Note", EVERYBODY)
    assert alone["attributedTo"] == whole["actor"] == f"{agent.url}actor"
    assert alone["@context"] == "https://www.w3.org/ns/activitystreams"


@pytest.mark.parametrize(
    "accept",
    [PROGRAM, "application/ld+json",
     'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'],
)  # fmt: skip
def test_each_name_of_the_form_is_known(agent: WebAgent, accept: str) -> None:
    told = ask(agent, say(agent, "Tea."), accept)

    assert told.status == 200
    assert told.headers["Content-Type"] == accept
    assert "Accept" in told.headers["Vary"]


def test_people_are_led_to_the_page(agent: WebAgent) -> None:
    iri = say(agent, "Tea at four.")
    told = ask(agent, iri, BROWSER)
    page = agent.ask("GET", told.headers["Location"].removeprefix(agent.url))

    assert told.status == 303
    assert b"Tea at four." in page.body


def test_a_picture_is_named_where_it_lies(agent: WebAgent, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("words")
    iri = say(agent, "See.", attachments=(Attach(file),))
    url = json.loads(ask(agent, iri).body)["attachment"][0]["url"]

    assert agent.ask("GET", url.removeprefix(agent.url)).body == b"words"


def test_an_edit_has_an_iri_of_its_own(agent: WebAgent) -> None:
    iri = say(agent, "Tea at four.")
    edit = agent.plex.sharing.edit(iri, "Tea at five.").activity.iri
    told = json.loads(ask(agent, edit).body)

    assert told["type"] == "Update"
    assert told["object"]["content"] == "Tea at five."


def test_what_was_taken_back_is_gone_and_says_nothing(agent: WebAgent) -> None:
    iri = say(agent, "Tea at four.")
    edit = agent.plex.sharing.edit(iri, "Tea at five.").activity.iri
    deletion = agent.plex.sharing.delete(iri).activity.iri
    page = f"posts/{iri.rpartition('/')[2]}.html"

    gone = [ask(agent, one) for one in (iri, str(edit), page)]
    end = json.loads(ask(agent, deletion).body)

    assert [one.status for one in gone] == [410] * 3
    assert json.loads(gone[0].body)["type"] == "Tombstone"
    assert not any(b"Tea" in one.body for one in gone)
    assert (end["type"], end["object"]["type"]) == ("Delete", "Tombstone")


@pytest.mark.parametrize("verb", [Verb.CREATE, Verb.UPDATE])
def test_what_is_for_some_lies_nowhere(agent: WebAgent, verb: Verb) -> None:
    item = Object(URIRef(f"{agent.url}objects/1"), text="Between us.")
    public = record(agent, Verb.CREATE, item, Privacy.PUBLIC)
    assert ask(agent, item.iri).status == 200

    narrow = record(agent, verb, item, Privacy.ADDRESSED)

    told = [ask(agent, one) for one in (item.iri, public, narrow, "posts/1.html")]
    assert [one.status for one in told] == [404] * 4


def test_a_reshare_passes_no_words_on(agent: WebAgent) -> None:
    url = "https://bob.example/posts/1"
    item = Object(URIRef("urn:uuid:1"), text="Bob's own words.", url=url)
    iri = record(agent, Verb.ANNOUNCE, item, Privacy.PUBLIC)
    Ada(agent.plex, Path()).hears(item)
    told = ask(agent, iri)

    assert json.loads(told.body)["object"]["id"] == url
    assert b"own words" not in told.body


def test_what_is_to_be_said_later_is_not_said_yet(agent: WebAgent) -> None:
    now = agent.plex.clock()
    later = agent.plex.sharing.share(
        Draft(text="Happy new year."), Wanted(("public",)), at=now + timedelta(days=1)
    ).activity.object.iri
    before = ask(agent, later)
    agent.plex.clock = lambda: now + timedelta(days=2)
    after = ask(agent, later)

    assert (before.status, after.status) == (404, 200)
