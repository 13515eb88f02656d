"""Links that the owner gave out: who has one sees what is for them, and no more."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld.errors import DoorError, ProfileError, WhoError
from plexus_ld.plex.circles import create
from plexus_ld.sharer.composing import Attach, Draft
from plexus_ld.sharer.routing import Wanted
from tests.web_agent import Told, WebAgent

GARDEN, CHOIR = "circle:garden", "circle:choir"
BOB = "https://bob.example/#me"
#: Where something of somebody's could be seen.
PLACES = [
    "", "foaf.ttl", "foaf.rdf", "foaf.jsonld", "foaf.nt", "index.html", "card.vcf",
    "feed.atom", "feed.json",
]  # fmt: skip


@pytest.fixture
def ada(agent: WebAgent, tmp_path: Path) -> WebAgent:
    """Ada, whose garden and choir are circles; Bob is in both, and reads a file."""
    plex = agent.plex
    connections = plex.connections
    ways = connections.ways([f"file:{(tmp_path / 'heard').as_uri()}"])
    connections.connect(connections.look(BOB, fetch=False), ways)
    for name in ("garden", "choir"):
        create(plex.store, name, members=[URIRef(BOB)])
    return agent


def say(ada: WebAgent, text: str, *to: str) -> URIRef:
    return ada.plex.sharing.share(Draft(text=text), Wanted(to)).activity.object.iri


def door(ada: WebAgent, who: str, days: float | None = None) -> str:
    _, secret = ada.plex.links.create(who, days)
    return f"with/{secret}/"


def seen(ada: WebAgent, folder: str) -> str:
    """All that can be had in a folder, heads and all."""
    told = [ada.ask("GET", f"{folder}{place}") for place in PLACES]
    posts = [line for line in told[-1].body.decode().split('"') if "/posts/" in line]
    told += [ada.ask("GET", url.removeprefix(ada.url)) for url in posts]
    return "".join(f"{one.headers}{one.body.decode()}" for one in told)


def test_a_link_shows_what_was_said_to_its_circle_and_publicly(ada: WebAgent) -> None:
    say(ada, "The beans are up", GARDEN)
    say(ada, "We open on Friday", "public")

    shown = seen(ada, door(ada, GARDEN))

    assert "The beans are up" in shown
    assert "We open on Friday" in shown


def test_what_is_for_a_circle_is_seen_by_nobody_else(ada: WebAgent) -> None:
    say(ada, "The beans are up", GARDEN)
    say(ada, "Rehearsal on Monday", CHOIR)

    garden, choir, anybody = (
        seen(ada, folder) for folder in (door(ada, GARDEN), door(ada, CHOIR), "")
    )

    assert "Rehearsal" not in garden
    assert "beans" not in choir
    assert "beans" not in anybody
    assert "Rehearsal" not in anybody


def test_a_person_sees_what_was_said_to_them(ada: WebAgent) -> None:
    say(ada, "For Bob alone", BOB)

    bob, garden = seen(ada, door(ada, BOB)), seen(ada, door(ada, GARDEN))

    assert "For Bob alone" in bob
    assert "For Bob alone" not in garden


def test_what_was_taken_back_is_seen_no_more(ada: WebAgent) -> None:
    folder = door(ada, GARDEN)
    said = say(ada, "The beans are up", GARDEN)
    assert "beans" in seen(ada, folder)

    ada.plex.sharing.delete(str(said))

    assert "beans" not in seen(ada, folder)


def test_a_picture_is_behind_the_link_too(ada: WebAgent, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("sow in March", "utf-8")
    draft = Draft(text="Notes", attachments=(Attach(note),))
    ada.plex.sharing.share(draft, Wanted((GARDEN,)))
    folder = door(ada, GARDEN)
    feed = ada.ask("GET", f"{folder}feed.json").body.decode()
    [url] = [one for one in feed.split('"') if "/media/" in one]

    told = ada.ask("GET", url.removeprefix(ada.url))
    elsewhere = ada.ask("GET", "media/" + url.rpartition("/")[2])

    assert told.body == b"sow in March"
    assert told.headers["Cache-Control"] == "private, no-store"
    assert elsewhere.status == 404


def test_nothing_of_it_is_kept_or_told_on_the_way(ada: WebAgent) -> None:
    told = [ada.ask("GET", f"{door(ada, GARDEN)}{place}") for place in PLACES]

    for one in told:
        assert one.status == 200
        assert one.headers.get_all("Cache-Control") == ["private, no-store"]
        assert one.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in one.headers["X-Robots-Tag"]


def test_a_link_that_is_none_ended_or_revoked_looks_the_same(ada: WebAgent) -> None:
    ended, revoked = door(ada, GARDEN, days=1), door(ada, CHOIR)
    ada.plex.links.revoke(CHOIR)
    later = ada.plex.clock() + timedelta(days=2)
    ada.plex.links._clock = lambda: later
    folders = [
        ended, revoked, "with/x/", "with/", "with/" + "x" * 5000 + "/", "nowhere/",
    ]  # fmt: skip

    told = [ada.ask("GET", folder) for folder in folders]

    assert {(one.status, one.body) for one in told} == {(404, told[-1].body)}
    assert {heads(one) for one in told} == {heads(told[-1])}


def heads(told: Told) -> frozenset[tuple[str, str]]:
    return frozenset((k, v) for k, v in told.headers.items() if k.lower() != "date")


def test_secrets_lie_nowhere(ada: WebAgent) -> None:
    folder = door(ada, GARDEN)
    assert ada.plex.home is not None
    file = ada.plex.home.keys / "links.json"

    assert folder.split("/")[1] not in file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert folder.split("/")[1] not in repr(ada.plex.links.all())


def test_a_link_is_for_somebody_and_for_some_time(ada: WebAgent) -> None:
    with pytest.raises(ProfileError):
        ada.plex.links.create("circle:nobody")
    with pytest.raises(WhoError):
        ada.plex.links.create("Nobody at all")
    for days in (0, -1, 1e30):
        with pytest.raises(DoorError):
            ada.plex.links.create(GARDEN, days)


def test_what_leaves_somebody_out_is_behind_no_link(
    ada: WebAgent, tmp_path: Path
) -> None:
    connections = ada.plex.connections
    cy = "https://cy.example/#me"
    ways = connections.ways([f"file:{(tmp_path / 'cy').as_uri()}"])
    connections.connect(connections.look(cy, fetch=False), ways)
    create(ada.plex.store, "garden", members=[URIRef(BOB), URIRef(cy)])
    draft = Draft(text="A surprise for Bob")
    ada.plex.sharing.share(draft, Wanted((GARDEN,), but=(BOB,)))

    assert "surprise" not in seen(ada, door(ada, GARDEN))
    assert "surprise" not in seen(ada, door(ada, BOB))
    assert "surprise" in seen(ada, door(ada, cy))
