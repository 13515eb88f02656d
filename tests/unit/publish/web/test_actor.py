"""The owner's account for ActivityPub, over HTTP."""

import json
from typing import Any

from rdflib import FOAF, Literal, URIRef

from plexus_ld.vocab.plx import PLX
from tests.unit.publish.web.ada import BROWSER, profile_says, say
from tests.web_agent import WebAgent

PROGRAM = "application/activity+json"
BIO = "http://purl.org/vocab/bio/0.1/"


def document(agent: WebAgent, name: str) -> dict[str, Any]:
    told = agent.ask("GET", name, headers={"Accept": PROGRAM})
    assert told.status == 200, told.body
    assert told.headers["Content-Type"] == PROGRAM
    found = json.loads(told.body)
    assert isinstance(found, dict)
    return found


def test_the_account_says_whose_it_is_and_where_it_is_spoken_to(
    agent: WebAgent,
) -> None:
    profile_says(
        agent,
        (agent.plex.me, FOAF.nick, Literal("ada")),
        (agent.plex.me, FOAF.img, URIRef("https://ada.example/ada.png")),
        (agent.plex.me, URIRef(f"{BIO}olb"), Literal("Tea & <cake>.")),
    )

    actor = document(agent, "actor")

    assert (actor["id"], actor["type"]) == (f"{agent.url}actor", "Person")
    assert (actor["preferredUsername"], actor["name"]) == ("ada", "Ada Example")
    assert actor["alsoKnownAs"] == [str(agent.plex.me)]
    assert actor["inbox"] == actor["endpoints"]["sharedInbox"] == f"{agent.url}inbox"
    assert actor["icon"] == {"type": "Image", "url": "https://ada.example/ada.png"}
    assert actor["summary"] == "<p>Tea &amp; &lt;cake&gt;.</p>"
    key = actor["publicKey"]
    assert (key["id"], key["owner"]) == (f"{actor['id']}#main-key", actor["id"])
    assert key["publicKeyPem"] == agent.plex.actor_key.public_pem
    assert "PRIVATE" not in json.dumps(actor)
    assert actor["@context"][0] == "https://www.w3.org/ns/activitystreams"


def test_webfinger_leads_to_the_account_by_its_own_name(agent: WebAgent) -> None:
    actor = document(agent, "actor")
    name = f"acct:{actor['preferredUsername']}@{agent.host}"

    told = agent.ask("GET", f"/.well-known/webfinger?resource={name}&rel=self")

    (link,) = json.loads(told.body)["links"]
    assert (link["type"], link["href"]) == (PROGRAM, actor["id"])


def test_people_are_led_from_the_account_to_the_page(agent: WebAgent) -> None:
    told = agent.ask("GET", "actor", headers={"Accept": BROWSER})

    assert (told.status, told.headers["Location"]) == (303, agent.url)


def test_what_was_said_is_paged_the_latest_first(agent: WebAgent) -> None:
    for number in range(21):
        say(agent, f"Cup {number}.")

    outbox = document(agent, "outbox")
    first = document(agent, "outbox/1")
    last = document(agent, outbox["last"].removeprefix(agent.url))

    assert (outbox["type"], outbox["totalItems"]) == ("OrderedCollection", 21)
    assert first["id"] == outbox["first"]
    assert first["next"] == last["id"]
    assert last["prev"] == first["id"]
    assert len(first["orderedItems"]) == 20
    assert last["orderedItems"][0]["object"]["content"] == "Cup 0."
    assert {one["actor"] for one in first["orderedItems"]} == {f"{agent.url}actor"}
    one = first["orderedItems"][0]
    assert one["cc"] == one["object"]["cc"] == [f"{agent.url}followers"]
    assert one["object"]["attributedTo"] == f"{agent.url}actor"


def test_what_is_for_some_alone_is_not_in_the_outbox(agent: WebAgent) -> None:
    ways = agent.plex.connections.ways(out=["file:/nowhere/tea.txt"])
    found = agent.plex.connections.look("bob@bob.example", fetch=False)
    agent.plex.connections.connect(found, ways)
    say(agent, "For Bob alone: canary.", to="bob@bob.example")

    told = agent.ask("GET", "outbox", headers={"Accept": PROGRAM})

    assert json.loads(told.body)["totalItems"] == 0
    assert b"canary" not in told.body


def test_who_follows_is_told_as_a_number_alone(agent: WebAgent) -> None:
    followers = document(agent, "followers")

    assert followers == {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": f"{agent.url}followers",
        "type": "OrderedCollection",
        "totalItems": 0,
    }
    assert document(agent, "following")["totalItems"] == 0
    assert PLX.agent not in json.dumps(followers)
