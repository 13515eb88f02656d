"""Every channel that is installed withstands what is out there. See `contract`."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from plexus_ld.channels.base import Channel, Listener, Live, Sharer, Tools
from plexus_ld.channels.registry import Channels, is_lacking, names
from plexus_ld.errors import (
    ChannelError,
    ParseError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.arrival import Raw, Reading
from plexus_ld.workers import Limits, Workers
from tests.channels.contract import (
    CANARY,
    NOW,
    TEXTS,
    World,
    account_of,
    bodies,
    delivery_of,
    note_of,
    point_of,
    subject_of,
)
from tests.channels.hosts import HOSTS, Host, standing

NAMES = names()
LISTENERS = [name for name in NAMES if subject_of(name).samples]
REACHING = [name for name in NAMES if subject_of(name).at]
WORLDS = [name for name in NAMES if subject_of(name).world]


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as workers:
        yield workers


@pytest.mark.parametrize("name", REACHING)
@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
def test_a_bad_host_is_worth_another_try_and_no_secret_is_told(
    channels: Channels, name: str, host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    subject, channel = subject_of(name), channels[name]
    assert subject.at
    if is_lacking(channel.card) or (subject.is_patient and host.is_slow):
        return
    caplog.set_level(logging.DEBUG)

    with standing(host) as (address, port):
        at = subject.at(address, port)
        errors = list(_failures(channel, name, address, port))

    assert errors
    for error in errors:
        assert isinstance(error, TemporaryDeliveryError | TemporaryListenError), error
        said = f"{error} {error!r} {error.__cause__!r} {error.__dict__}"
        for secret in account_of(channel.card, at).secrets.values():
            assert secret not in said
        assert CANARY not in said
    assert CANARY not in caplog.text


def _failures(
    channel: Channel, name: str, address: str, port: int
) -> Iterator[ChannelError]:
    """Everything that goes wrong when a channel is led to a host."""
    at = subject_of(name).at
    assert at
    place, card = at(address, port), channel.card
    account, point = account_of(card, place), point_of(card, place)
    if isinstance(channel, Sharer):
        with pytest.raises(ChannelError) as sent:
            channel.deliver(delivery_of(card, place))
        yield sent.value
    if isinstance(channel, Listener):
        with pytest.raises(ChannelError) as polled:
            channel.poll(account, (point,), "")
        yield polled.value
    if isinstance(channel, Live):
        with pytest.raises(ChannelError) as opened:
            channel.connect(account, (point,), "", None)
        yield opened.value


@pytest.mark.parametrize("name", LISTENERS)
def test_strangers_bytes_are_read_quickly_or_refused(
    channels: Channels, workers: Workers, name: str
) -> None:
    channel, subject = channels[name], subject_of(name)
    assert isinstance(channel, Listener | Live)
    raws = [
        Raw(name, body, "https://bob.example/x", heard_at=NOW, facts=subject.facts)
        for body in bodies(subject.samples)
    ]

    limits = Limits(wall_s=60.0, cpu_s=5.0, memory_bytes=512 * 1024**2)
    answers = list(workers.map(channel.read, raws, limits))

    assert len(answers) == len(raws)
    for answer in answers:
        assert isinstance(answer, Reading | ParseError), answer
        if isinstance(answer, Reading):
            _is_sound(answer)


@pytest.mark.parametrize("name", LISTENERS)
def test_what_a_channel_understands_gives_arrivals(
    channels: Channels, name: str
) -> None:
    channel, subject = channels[name], subject_of(name)
    assert isinstance(channel, Listener | Live)

    for sample in subject.samples:
        raw = Raw(name, sample, "https://bob.example/x", heard_at=NOW)
        reading = channel.read(Raw(name, sample, raw.url, facts=subject.facts))
        assert reading.arrivals or reading.failures


def _is_sound(reading: Reading) -> None:
    for arrival in reading.arrivals:
        assert arrival.id
        words = (arrival.id, arrival.text, arrival.html, arrival.title, arrival.url)
        for word in (*words, arrival.sender, arrival.sender_name, *arrival.target):
            assert "\0" not in word
            word.encode("utf-8")
        for when in (arrival.published, arrival.updated):
            assert when is None or when.tzinfo is not None


@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_makes_the_trip_there_and_back(
    channels: Channels, tools: Tools, tmp_path: Path, name: str, text: str
) -> None:
    channel = channels[name]
    assert isinstance(channel, Sharer)
    make = subject_of(name).world
    assert make

    with make(tmp_path, tools) as world:
        channel.deliver(delivery_of(channel.card, world.at, note_of(text)))
        heard = _texts(channel, world)

    assert heard == [text]


@pytest.mark.parametrize("name", WORLDS)
def test_naughty_strings_make_the_trip(
    channels: Channels, tools: Tools, tmp_path: Path, shared: Path, name: str
) -> None:
    channel = channels[name]
    assert isinstance(channel, Sharer)
    make = subject_of(name).world
    assert make
    suite = shared / "suites" / "naughty-strings" / "blns.json"
    strings = json.loads(suite.read_text("utf-8"))
    # A control character is no text on any wire, and a text has no ends of blanks.
    text = "\n".join(one for one in strings if one.isprintable() and one.strip() == one)

    with make(tmp_path, tools) as world:
        channel.deliver(delivery_of(channel.card, world.at, note_of(text.strip())))
        heard = _texts(channel, world)

    assert len(text) > 10_000
    assert heard == [text.strip()]


@pytest.mark.parametrize("name", WORLDS)
def test_the_same_activity_sent_twice_is_told_apart(
    channels: Channels, tools: Tools, tmp_path: Path, name: str
) -> None:
    channel = channels[name]
    assert isinstance(channel, Sharer)
    assert isinstance(channel, Listener)
    make = subject_of(name).world
    assert make

    with make(tmp_path, tools) as world:
        delivery = delivery_of(channel.card, world.at)
        channel.deliver(delivery)
        channel.deliver(delivery)
        readings = [channel.read(raw) for raw in world.heard(channel)]

    ids = {arrival.id for reading in readings for arrival in reading.arrivals}
    assert len(ids) == 1 or not channel.card.tells_apart


def _texts(channel: Channel, world: World) -> list[str]:
    assert isinstance(channel, Listener)
    readings = [channel.read(raw) for raw in world.heard(channel)]
    return [arrival.text for reading in readings for arrival in reading.arrivals]
