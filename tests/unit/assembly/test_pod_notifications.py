"""What lies in an inbox in a pod, from an agent that proves who it is, and others."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest
from rdflib import URIRef

from plexus_ld.assembly.keys import own_key
from plexus_ld.assembly.offering import Wish, offer
from plexus_ld.assembly.pod import pod_of
from plexus_ld.assembly.requests import accept
from plexus_ld.model.request import WAITING
from plexus_ld.net.signing.proofs import sealed
from plexus_ld.plex.connections.points import move_point
from plexus_ld.settings import PublishSettings, Settings
from plexus_ld.sharer.composing import Draft
from plexus_ld.sharer.routing import Wanted
from tests.web import Page, Web
from tests.web_agent import WebAgent, serving_plex

JSON_LD = "application/ld+json"
CONTEXT = "https://www.w3.org/ns/activitystreams"


@dataclass
class Pod:
    """Ada's inbox in a pod, and Bob, who posts into it."""

    web: Web
    ada: WebAgent
    bob: WebAgent

    def brings(self, *documents: Mapping[str, object]) -> None:
        """Lay documents into the inbox, and have Ada's agent read it."""
        names = [f"/inbox/{uuid4()}" for _ in documents]
        for name, document in zip(names, documents, strict=True):
            self.web.pages[name] = Page(json.dumps(document).encode(), JSON_LD)
        listing = {
            "@id": f"{self.web.url}/inbox/",
            "http://www.w3.org/ns/ldp#contains": [{"@id": name} for name in names],
        }
        self.web.pages["/inbox/"] = Page(json.dumps(listing).encode(), JSON_LD)
        pod_of(self.ada.plex).read()

    def note(self, text: str, **more: object) -> dict[str, object]:
        """Return a note of Bob's, not signed yet."""
        me, name = str(self.bob.plex.me), self.bob.url
        item = {"id": f"{name}objects/1", "type": "Note", "content": text}
        return {
            "@context": CONTEXT,
            "id": f"{name}activities/{uuid4()}",
            "type": "Create",
            "actor": me,
            "to": [str(self.ada.plex.me)],
            "object": {**item, "attributedTo": me},
            **more,
        }

    def seal(self, document: dict[str, object]) -> dict[str, object]:
        plex = self.bob.plex
        return sealed(document, own_key(plex), plex.clock())

    @property
    def heard(self) -> list[str]:
        return [one.text for one in self.ada.plex.stream.timeline()]

    @property
    def kept(self) -> int:
        return len(self.ada.plex.inbox.names())


@pytest.fixture
def pod(tmp_path: Path, web: Web) -> Iterator[Pod]:
    settings = Settings(publish=PublishSettings(inbox=f"{web.url}/inbox/"))
    with (
        serving_plex(tmp_path / "ada", settings=settings) as ada,
        serving_plex(tmp_path / "bob", "Bob Example") as bob,
    ):
        yield Pod(web, ada, bob)


def connected(pod: Pod) -> None:
    """Have the two come to terms."""
    offer(pod.ada.plex, str(pod.bob.plex.me), Wish())
    (request,) = pod.bob.plex.requests.all(WAITING)
    accept(pod.bob.plex, str(request.iri))
    for _ in range(3):
        pod.ada.plex.negotiating.look()
        pod.bob.plex.negotiating.look()


def letter(pod: Pod) -> dict[str, object]:
    """Return a letter that asks Ada for a connection."""
    bob = pod.bob.plex
    point = bob.negotiating.point(pod.ada.plex.me, "ldn", "", out=True)
    asked = bob.negotiating.offer(pod.ada.plex.me, [point]).asked
    assert asked is not None
    return dict(asked)


def test_who_asks_for_a_connection_there_is_answered(pod: Pod) -> None:
    pod.brings(letter(pod))

    (request,) = pod.ada.plex.requests.all(WAITING)
    assert request.by == pod.bob.plex.me
    assert pod.kept == 0


def test_what_a_connection_signed_stands_in_the_timeline(pod: Pod) -> None:
    connected(pod)

    pod.brings(pod.seal(pod.note("Tea?")))

    assert (pod.heard, pod.kept) == (["Tea?"], 0)


def test_what_a_connection_says_and_edits_is_followed_and_cannot_be_put_back(
    pod: Pod,
) -> None:
    connected(pod)
    bob = pod.bob.plex
    speaks = next(one for one in bob.connections.points() if one.point.direction.speaks)
    move_point(bob.store, speaks.point.iri, URIRef(f"{pod.web.url}/inbox/"))
    pod.brings()

    bob.sharing.share(Draft(text="Tea at for?"), Wanted())
    bob.deliverer.deliver_due()
    said = json.loads(pod.web.bodies[-1])
    pod.brings(said)
    first = pod.heard
    bob.sharing.edit(said["object"]["id"], "Tea at four?")
    bob.deliverer.deliver_due()
    pod.brings(json.loads(pod.web.bodies[-1]))
    edited = pod.heard
    pod.brings(said)

    assert first == ["Tea at for?"]
    assert edited == pod.heard == ["Tea at four?"]
    assert pod.kept == 0


def test_what_nobody_signed_is_kept_and_nothing_more(pod: Pod) -> None:
    connected(pod)

    pod.brings(pod.note("Tea?"))

    assert (pod.heard, pod.kept) == ([], 1)


@pytest.mark.parametrize(
    "change",
    [
        {"content": "Beer?"},
        {"proof": None},
        {"proof": []},
        {"proof": {"proofValue": "z"}},
        {"to": [CONTEXT + "#Public"]},
    ],
)
def test_what_was_changed_under_way_is_nobodys_word(
    pod: Pod, change: dict[str, object]
) -> None:
    connected(pod)

    pod.brings({**pod.seal(pod.note("Tea?")), **change})

    assert (pod.heard, pod.kept) == ([], 1)


def test_what_is_signed_in_anothers_name_is_passed_over(pod: Pod) -> None:
    connected(pod)
    forged = pod.note("I am Ada", actor=str(pod.ada.plex.me))
    for_others = pod.note("For Eve", to=["https://eve.example/#me"])

    pod.brings(pod.seal(forged), pod.seal(for_others))

    assert pod.heard == []


def test_a_key_that_cannot_be_had_proves_nothing(pod: Pod) -> None:
    connected(pod)
    plex = pod.bob.plex
    key = replace(own_key(plex), id="http://127.0.0.1:9/#key")

    pod.brings(sealed(pod.note("Tea?"), key, plex.clock()))

    assert (pod.heard, pod.kept) == ([], 1)
