"""The public face, kept on a server on this machine; the clock is set by hand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rdflib import URIRef

from plexus_ld.assembly.agent import once
from plexus_ld.assembly.keeping import Keeping
from plexus_ld.assembly.plex import Plex
from plexus_ld.errors import SettingsError
from plexus_ld.plex.profile.editing import add_values, set_values
from plexus_ld.settings import NetSettings, PublishSettings, Settings
from tests.fake_pod import ALICE, FakePod
from tests.web import Web

LONG = timedelta(hours=2)


class Clock:
    """A clock that stands until it is set on."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 26, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pod(web: Web) -> FakePod:
    return FakePod(web)


@pytest.fixture
def plex(
    web: Web, pod: FakePod, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Plex]:
    monkeypatch.setenv("PLEXUS_PUBLISH_SECRET", ALICE.secret)
    settings = Settings(
        net=NetSettings(allow_hosts=(web.host,)),
        publish=PublishSettings(user=ALICE.user, to=f"{web.url}/me.ttl"),
    )
    with Plex(None, settings, clock) as plex:
        plex.init("Alice Waratah", webid=f"{web.url}/me.ttl#me")
        yield plex


def problems(plex: Plex) -> list[str]:
    return [one.what for one in plex.examine() if not one.ok]


def told(plex: Plex) -> list[str]:
    return [one.text for one in plex.notices.since(datetime(2026, 1, 1, tzinfo=UTC))]


def test_the_face_is_put_there_and_again_when_it_changes(
    plex: Plex, pod: FakePod
) -> None:
    keeping = Keeping(plex)

    keeping.look()
    first = pod.documents["/me.ttl"]
    add_values(plex.store, "nick", ["allie"])
    keeping.look()

    assert b"Alice Waratah" in first
    assert b"allie" in pod.documents["/me.ttl"]


def test_what_is_not_shown_to_everybody_sends_nothing(
    plex: Plex, pod: FakePod, web: Web
) -> None:
    keeping = Keeping(plex)
    keeping.look()
    before = list(web.asked)

    add_values(plex.store, "phone", ["+61 3 5550 0000"])
    plex.notices.tell("a record", URIRef("urn:x"))
    keeping.look()

    assert web.asked == before


def test_what_was_taken_away_there_is_put_again_within_the_hour(
    plex: Plex, pod: FakePod, clock: Clock
) -> None:
    keeping = Keeping(plex)
    keeping.look()
    del pod.documents["/me.ttl"]

    keeping.look()
    soon = "/me.ttl" in pod.documents
    clock.at += LONG
    keeping.look()

    assert not soon
    assert "/me.ttl" in pod.documents


def test_what_somebody_else_wrote_is_kept_and_the_owner_is_told_once(
    plex: Plex, pod: FakePod, clock: Clock
) -> None:
    keeping = Keeping(plex)
    keeping.look()
    pod.documents["/me.ttl"] = b"<#me> a <#Theirs> ."
    add_values(plex.store, "nick", ["allie"])

    keeping.look()
    clock.at += LONG
    keeping.look()

    assert pod.documents["/me.ttl"] == b"<#me> a <#Theirs> ."
    assert ["changed" in one for one in told(plex)] == [True]
    assert any("--replace" in one for one in problems(plex))


def test_a_document_that_is_changed_in_part_holds_what_others_write(
    plex: Plex, pod: FakePod
) -> None:
    pod.takes_patches = True
    pod.documents["/me.ttl"] = b"<urn:x> <urn:y> <urn:z> ."
    keeping = Keeping(plex)

    add_values(plex.store, "nick", ["allie"])
    keeping.look()
    set_values(plex.store, "nick", ["ally"])
    keeping.look()
    Keeping(plex).look()

    said = pod.documents["/me.ttl"]
    assert b"<urn:x> <urn:y> <urn:z> ." in said
    assert (said.count(b"ally"), said.count(b"allie")) == (1, 0)
    assert told(plex) == []


def test_trouble_that_passes_forgets_nothing_of_what_was_put_there(
    plex: Plex, pod: FakePod, clock: Clock
) -> None:
    pod.takes_patches = True
    pod.documents["/me.ttl"] = b""
    keeping = Keeping(plex)
    add_values(plex.store, "nick", ["allie"])
    keeping.look()

    pod.refuses["PATCH /me.ttl"] = 503
    set_values(plex.store, "nick", ["ally"])
    keeping.look()
    pod.refuses.clear()
    keeping.look()

    assert b"allie" not in pod.documents["/me.ttl"]
    assert b"ally" in pod.documents["/me.ttl"]


def test_after_the_owners_word_it_goes_on(
    plex: Plex, pod: FakePod, clock: Clock
) -> None:
    keeping = Keeping(plex)
    pod.documents["/me.ttl"] = b"<#me> a <#Theirs> ."
    keeping.look()

    before = problems(plex)
    plex.publish(plex.settings.publish.to, replace=True)
    mended = problems(plex)
    clock.at += LONG
    keeping.look()
    add_values(plex.store, "nick", ["allie"])
    keeping.look()

    assert b"allie" in pod.documents["/me.ttl"]
    assert any("/me.ttl" in one for one in before)
    assert not any("/me.ttl" in one for one in mended)


def test_a_server_that_fails_is_tried_later_and_later_and_nobody_is_bothered(
    plex: Plex, pod: FakePod, clock: Clock
) -> None:
    pod.refuses["PUT /me.ttl"] = 503
    keeping = Keeping(plex)

    waits = [keeping.look() - clock() for _ in range(9)]
    pod.refuses.clear()
    after = keeping.look() - clock()

    assert waits[:3] == [timedelta(seconds=s) for s in (30, 60, 120)]
    assert waits[-1] == timedelta(hours=1)
    assert after < waits[0]
    assert told(plex) == []


def test_a_clock_that_is_put_back_does_not_silence_it(
    plex: Plex, pod: FakePod, clock: Clock
) -> None:
    keeping = Keeping(plex)
    keeping.look()
    del pod.documents["/me.ttl"]

    clock.at -= timedelta(days=300)
    keeping.look()

    assert "/me.ttl" in pod.documents


def test_a_webid_is_taken_for_its_document(plex: Plex, pod: FakePod, web: Web) -> None:
    kept = replace(plex.settings.publish, to=f"{web.url}/card#me")
    plex.settings = replace(plex.settings, publish=kept)
    pod.documents["/card"] = b"<#me> a <#Theirs> ."
    keeping = Keeping(plex)

    keeping.look()
    refused = problems(plex)
    del pod.documents["/card"]
    plex.publish(kept.to)

    assert f"your profile at {web.url}/card is not" in refused[0]
    assert problems(plex) == []
    assert b"Alice Waratah" in pod.documents["/card"]


def test_what_is_no_url_is_said_at_the_start(clock: Clock) -> None:
    settings = Settings(publish=PublishSettings(to="site/"))

    with Plex(None, settings, clock) as plex, pytest.raises(SettingsError, match="URL"):
        Keeping(plex)


def test_once_does_it_once(plex: Plex, pod: FakePod) -> None:
    done = once(plex)
    pod.documents["/me.ttl"] = b"<#me> a <#Theirs> ."
    again = once(plex)

    assert done.problems == ()
    assert "--replace" in again.problems[0]
    assert any("--replace" in one for one in problems(plex))
