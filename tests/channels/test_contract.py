"""Every channel that is installed holds to the contract. See `contract`."""

import asyncio
import logging
import re
import subprocess
import sys
import threading
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
from plexus_ld.model.activity import Privacy
from plexus_ld.model.arrival import Raw, Reading
from plexus_ld.model.capability import Role
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings
from plexus_ld.vocab.plx import PLX
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

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "channels.md"

NAMES = names()
LISTENERS = [name for name in NAMES if subject_of(name).samples]
REACHING = [name for name in NAMES if subject_of(name).at]
WORLDS = [name for name in NAMES if subject_of(name).world]


@pytest.fixture(scope="module")
def tools() -> Iterator[Tools]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    settings = NetSettings(allow_hosts=("127.0.0.1", "localhost"), timeout_s=1.0)
    with Client(settings) as http:
        yield Tools(http, lambda: NOW, lambda: loop)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture(scope="module")
def channels(tools: Tools) -> Channels:
    return Channels(tools)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as workers:
        yield workers


@pytest.mark.parametrize("name", NAMES)
def test_a_channel_says_how_it_is_tested(channels: Channels, name: str) -> None:
    hears = channels[name].card.roles & {Role.LISTENER, Role.LIVE}

    assert (ROOT / "tests" / "channels" / "subjects" / f"{name}.py").is_file()
    assert bool(subject_of(name).samples) == bool(hears)


@pytest.mark.parametrize("name", NAMES)
def test_a_card_says_who_it_is(channels: Channels, name: str) -> None:
    card = channels[name].card

    assert card.name == name
    assert re.fullmatch(r"[a-z][a-z0-9-]*", name)
    assert card.title and card.summary.endswith(".")
    assert card.roles
    if name in _OURS:
        assert str(PLX[name]).endswith(f"#{name}")


@pytest.mark.parametrize("name", NAMES)
def test_a_channel_plays_the_roles_that_its_card_names(
    channels: Channels, name: str
) -> None:
    channel = channels[name]

    assert (Role.SHARER in channel.card.roles) == isinstance(channel, Sharer) or (
        Role.LIVE in channel.card.roles
    )
    assert (Role.LISTENER in channel.card.roles) <= isinstance(channel, Listener)
    assert (Role.LIVE in channel.card.roles) == isinstance(channel, Live)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_of_an_address_is_of_a_scheme_of_the_card(
    channels: Channels, name: str
) -> None:
    card = channels[name].card
    scheme, colon, _ = card.address_example.partition(":")

    assert card.address_example
    # A person may leave out the scheme: bob@example.org.
    assert not (card.schemes and colon) or scheme in card.schemes
    assert all(re.fullmatch(r"[a-z][a-z0-9+.-]*", one) for one in card.schemes)


@pytest.mark.parametrize("name", NAMES)
def test_a_card_has_limits_that_make_sense(channels: Channels, name: str) -> None:
    card = channels[name].card

    assert card.longest_text is None or card.longest_text > 0
    assert card.max_attachment_bytes is None or card.max_attachment_bytes > 0
    assert card.max_attachments is None or card.max_attachments > 0
    assert card.per_host > 0
    assert card.least_pace <= card.usual_pace
    assert bool(card.verbs) == bool(card.roles & {Role.SHARER, Role.LIVE})
    assert bool(card.extra) == bool(card.library)
    assert all(re.fullmatch(r"[\w*]+/[\w.+*-]+", one) for one in card.media_types)


@pytest.mark.parametrize("name", NAMES)
def test_a_card_keeps_private_only_what_it_says(channels: Channels, name: str) -> None:
    card = channels[name].card

    assert card.privacy <= set(Privacy)
    assert card.privacy, "a card says how private it is; one that cannot says public"


@pytest.mark.parametrize("name", NAMES)
def test_an_account_is_asked_for_plainly(channels: Channels, name: str) -> None:
    for setting in channels[name].card.account_settings:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", setting.name)
        assert setting.help
        assert not (setting.is_secret and setting.default)
        assert not (setting.is_required and setting.default)


@pytest.mark.parametrize("name", NAMES)
def test_the_docs_say_all_that_an_owner_must_set(channels: Channels, name: str) -> None:
    card = channels[name].card
    found = re.search(
        rf"(?ms)^### `{name}`\n(.*?)(?=^##)", PAGE.read_text("utf-8") + "\n## End\n"
    )

    assert found, f"docs/channels.md has no section ### `{name}`"
    assert len(found[1].split()) >= 20
    for setting in card.account_settings:
        assert f"`{setting.name}`" in found[1] or f"{setting.name}=" in found[1]
    if card.extra:
        assert f"plexus-ld[{card.extra}]" in found[1]


def test_every_channel_opens_without_its_library() -> None:
    program = """
import sys
from plexus_ld.channels.base import Tools
from plexus_ld.channels.registry import Channels
from plexus_ld.clock import now
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings

def loop():
    raise LookupError

cards = Channels(Tools(Client(NetSettings()), now, loop)).cards
libraries = {card.library for card in cards.values() if card.library}
print(*sorted(libraries & set(sys.modules)))
"""
    done = subprocess.run(  # noqa: S603 - this Python, on our own words
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "", (
        "a library is imported when it is used, not before"
    )


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

    limits = Limits(wall_s=5.0, cpu_s=5.0, memory_bytes=512 * 1024**2)
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


#: Those that this package brings.
_OURS = frozenset(
    re.findall(
        r"(?m)^(\w+) = \"plexus_ld\.channels\.", (ROOT / "pyproject.toml").read_text()
    )
)
