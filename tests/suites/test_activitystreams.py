"""The ActivityStreams test documents of the W3C: ingested, round trip, shown.

Source: ../shared/suites/activitystreams; the working group's examples, of which many
are fragments that nobody would send. What says something is heard, and shown as it was
said; what says nothing is refused with a sentence.
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from rdflib import URIRef

from plexus_ld.channels.activityjson import from_json, to_json
from plexus_ld.channels.ldn.reading import read
from plexus_ld.errors import ParseError
from plexus_ld.model.activity import POST_VERBS, Activity, Object, Privacy, Verb
from plexus_ld.model.arrival import Arrival, Polled, Raw
from plexus_ld.model.capability import Scope
from plexus_ld.model.connection import Account
from plexus_ld.model.delivery import Delivery
from tests.unit.listener.postcards import ADA, BOB, MORNING, House, point

POINT = point("bob", BOB, channel="ldn")
_ROOT = Path(__file__).parents[3] / "shared" / "suites" / "activitystreams"
DOCUMENTS = sorted(_ROOT.glob("*.json"))


def read_one(body: bytes) -> Arrival:
    (arrival,) = read(Raw("ldn", body, "https://bob.example/inbox/1")).arrivals
    return arrival


def words_of(document: Any) -> list[str]:
    """Return the plain names and contents that stand at the top of what is said."""
    if not isinstance(document, dict) or "Collection" in str(document.get("type")):
        return []
    object_ = document.get("object")
    is_act = str(document.get("type")) in set(map(str, POST_VERBS))
    said = object_ if is_act else document
    if not isinstance(said, dict) or str(document.get("type")) in ("Like", "Delete"):
        return []
    found = [said.get("name"), said.get("content")]
    return [
        " ".join(unescape(word).split())
        for word in found
        if isinstance(word, str) and not re.search("[<&]", word)
    ]


def test_the_suite_is_there(shared: Path) -> None:
    assert len(list((shared / "suites" / "activitystreams").glob("*.json"))) > 80


@pytest.fixture(scope="module")
def shown(shared: Path) -> Iterator[dict[str, str]]:
    """Hear each document from somebody of its own; return what is shown of each."""
    assert shared.is_dir()
    agents = {file: URIRef(f"https://{file.stem}.example/#me") for file in DOCUMENTS}
    points = {file: point(file.stem, agents[file], "ldn") for file in DOCUMENTS}
    house = House.of(*points.values(), ldn=Scope.POINT)
    channel = house.channels["ldn"]
    channel.read = read
    for file, one in points.items():
        raw = Raw("ldn", file.read_bytes(), f"{one.address}/1", "", one.iri)
        channel.answers[str(one.address)] = Polled((raw,), "1")
    listening = house.listening()
    with house.plex:
        heard = listening.poll_all(listening.targets(house.now), house.now)
        again = listening.poll_all(listening.targets(house.now), house.now)
        assert len(heard.new) > 60
        assert not again.new
        assert not again.changed
        texts = dict.fromkeys(map(str, agents.values()), "")
        for entry in house.stream.timeline():
            told = f"{entry.title} {entry.text} {entry.summary}"
            texts[str(entry.agent)] = " ".join(told.split())
    yield {file.stem: texts[str(agent)] for file, agent in agents.items()}


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.stem)
def test_what_is_said_is_shown(file: Path, shown: dict[str, str]) -> None:
    document = json.loads(file.read_bytes(), strict=False)

    try:
        read_one(file.read_bytes())
    except ParseError as error:
        assert str(error)
        return

    for word in words_of(document):
        assert word in shown[file.stem]


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.stem)
def test_what_was_read_is_written_and_read_as_the_same(file: Path) -> None:
    try:
        first = from_json(file.read_bytes())
    except ParseError:
        return
    if first.verb not in (Verb.CREATE, Verb.UPDATE):
        return

    second = from_json(
        json.dumps(to_json(delivery_of(first), lambda a: a.url)).encode()
    )

    assert (second.title, second.text, second.html) == (
        first.title,
        first.text,
        first.html,
    )
    assert second.kind == first.kind
    assert second.url == first.url
    assert second.tags == first.tags
    assert [one.url for one in second.attachments] == [
        one.url for one in first.attachments
    ]


def delivery_of(arrival: Arrival) -> Delivery:
    said = Object(
        iri=URIRef(arrival.id),
        kind=arrival.kind,
        text=arrival.text,
        html=arrival.html,
        title=arrival.title,
        summary=arrival.summary,
        url=arrival.url,
        attachments=arrival.attachments,
        tags=arrival.tags,
        language=arrival.language,
        published=arrival.published or MORNING,
    )
    activity = Activity(
        URIRef("urn:uuid:1"), arrival.verb, ADA, said, MORNING, privacy=Privacy.PUBLIC
    )
    nothing = MappingProxyType[str, str]({})
    account = Account("ldn", settings=nothing, secrets=nothing)
    return Delivery(
        URIRef("urn:uuid:2"),
        activity,
        POINT,
        account,
        texts=(arrival.text,),
        attachments=arrival.attachments,
    )
