"""What was said is read back as it was said."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from rdflib import URIRef

from plexus_ld.assembly import Plex
from plexus_ld.errors import SharingError
from plexus_ld.model.activity import (
    Activity,
    Attachment,
    Kind,
    LinkPreview,
    Object,
    Privacy,
    Verb,
)
from plexus_ld.model.change import Change
from plexus_ld.sharer.said import (
    Minting,
    activities_of,
    activity_lines,
    activity_of,
    described,
)

BOB, CY = URIRef("https://bob.example/#me"), URIRef("https://cy.example/#me")


@pytest.fixture
def plex() -> Iterator[Plex]:
    with Plex.in_memory() as plex:
        plex.init("Ada", base="https://ada.example/")
        yield plex


def full(plex: Plex) -> Activity:
    minting = Minting.of(plex.me)
    hobart = timezone(timedelta(hours=11))
    said = Object(
        iri=minting.object(),
        kind=Kind.ARTICLE,
        text="Line one\r\n\tand \\two\\ \"three\" \N{SNAKE}",
        html="<p>One&nbsp;<b>two</b></p>",
        title="Sheds",
        summary="On sheds",
        url="https://ada.example/shed?a=1&b=ü",
        preview=LinkPreview("https://x.example/", "X", "of x", "https://x.example/i"),
        attachments=tuple(
            Attachment("image/png", f"{n}.png", f"alt {n}", plex.media.file("ab" * 32),
                       size_bytes=n, sha256="ab" * 32)
            for n in range(12)
        ),
        in_reply_to=URIRef("urn:uuid:00000000-0000-5000-8000-000000000001"),
        tags=("garden", "shed"),
        language="pt-BR",
        published=datetime(2026, 3, 14, 9, 26, 53, 589793, tzinfo=hobart),
        updated=datetime(2026, 3, 15, tzinfo=UTC),
    )  # fmt: skip
    moment = datetime(2026, 3, 14, 1, 2, 3, tzinfo=UTC)
    return Activity(
        minting.activity(), Verb.UPDATE, plex.me, said, moment, "Ada",
        Privacy.ADDRESSED, (BOB, CY),
    )  # fmt: skip


def test_everything_that_was_said_comes_back(plex: Plex) -> None:
    said = full(plex)
    plex.store.apply(Change(added=activity_lines(said)))

    assert activity_of(plex.store, said.iri, plex.media) == said


def test_many_are_read_at_once_and_what_was_never_said_is_not_among_them(
    plex: Plex,
) -> None:
    one, two = full(plex), full(plex)
    plex.store.apply(Change(added=(*activity_lines(one), *activity_lines(two))))

    found = activities_of(plex.store, [one.iri, BOB, two.iri], plex.media)

    assert found == {one.iri: one, two.iri: two}
    with pytest.raises(SharingError, match="nothing was said under"):
        activity_of(plex.store, BOB, plex.media)


def test_a_thing_is_described_once_as_it_is_now(plex: Plex) -> None:
    said = full(plex)
    plex.store.apply(Change(added=activity_lines(said)))
    changed = replace(said, object=replace(said.object, text="New.", attachments=()))
    before = described(plex.store, said.object.iri)
    lines = activity_lines(changed)

    gone = tuple(line for line in before if line not in lines)
    plex.store.apply(Change(added=lines, removed=gone))

    assert activity_of(plex.store, said.iri, plex.media) == changed


def test_iris_lie_under_the_owners_address_where_they_have_one() -> None:
    own = Minting.of(URIRef("https://ada.example/#me"))
    none = Minting.of(URIRef("urn:uuid:6e3c1f80-0000-4000-8000-000000000000"))
    pod = Minting.of(URIRef("https://pod.example/ada/card#me"))

    assert own.activity().startswith("https://ada.example/activities/")
    assert own.object().startswith("https://ada.example/objects/")
    assert own.object() != own.object()
    assert none.object().startswith("urn:uuid:")
    assert pod.activity().startswith("urn:uuid:")
