"""Every channel that is installed says what it is: card, docs, account.

See `contract`, which says what a channel's author adds.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from plexus_ld.channels.base import Listener, Live, Sharer
from plexus_ld.channels.registry import Channels, names
from plexus_ld.model.activity import Privacy
from plexus_ld.model.capability import Role
from plexus_ld.plex.connections.addresses import address_of
from plexus_ld.vocab.plx import PLX
from tests.channels.contract import subject_of

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "channels.md"

NAMES = names()


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
    made = address_of(card, card.address_example)
    assert not card.schemes or made.partition(":")[0] in card.schemes
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


#: Those that this package brings.
_OURS = frozenset(
    re.findall(
        r"(?m)^(\w+) = \"plexus_ld\.channels\.", (ROOT / "pyproject.toml").read_text()
    )
)
