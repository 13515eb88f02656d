"""What is read on IRC, and how texts become lines; no server is needed."""

import asyncio
import json
from dataclasses import replace

import pytest

from plexus_ld.channels.irc import CARD
from plexus_ld.channels.irc.addresses import login_of, target_of
from plexus_ld.channels.irc.hearing import Ear
from plexus_ld.channels.irc.lines import MOST_BYTES, lines_of
from plexus_ld.channels.irc.reading import read
from plexus_ld.errors import PermanentListenError
from plexus_ld.model.arrival import Raw
from tests.channels.contract import NOW, At, account_of, point_of
from tests.channels.subjects.irc import LINES

SERVER = {"server": "irc.example", "nick": "ada", "networks": "tea.example"}
AT = At("ircs://irc.example/bob,isnick", SERVER)


def test_lines_are_read_without_their_colours() -> None:
    [arrival] = read(Raw("irc", json.dumps(LINES).encode())).arrivals

    assert arrival.text == "Four it is.\nOr five."
    assert arrival.sender == "irc://127.0.0.1/bob,isnick"
    assert arrival.is_private


def test_the_same_words_at_another_time_are_other_words() -> None:
    later = {**LINES, "at": "2026-03-01T11:00:00+00:00"}

    ids = {
        read(Raw("irc", json.dumps(each).encode())).arrivals[0].id
        for each in (LINES, LINES, later)
    }

    assert len(ids) == 2


@pytest.mark.parametrize(
    "text",
    ["word " * 500, "ö" * 1000, "w" * 1000, "one\r\n\r\ntwo\x00\x01three", "🌻 " * 300],
)
def test_a_text_becomes_lines_that_fit(text: str) -> None:
    lines = lines_of((text, "and more"))

    assert all(0 < len(line.encode()) <= MOST_BYTES for line in lines)
    assert not any(set(line) & set("\r\n\0\x01") for line in lines)
    kept = "".join(text.replace("\0", "").replace("\x01", "").split())
    assert "".join("".join(lines).split()) == f"{kept}andmore"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("irc://irc.example/tea", "#tea"),
        ("ircs://irc.example:6697/%23tea", "#tea"),
        ("irc://irc.example/#tea", "#tea"),
        ("irc://irc.example/bob,isnick", "bob"),
        ("irc://irc.example/", None),
        ("irc://irc.example/bob%0D%0AQUIT,isnick", None),
        ("irc://irc.example/a%20b", None),
        ("irc:///tea", None),
        ("https://irc.example/tea", None),
        ("irc://[irc/tea", None),
    ],
)
def test_an_address_is_a_nick_or_a_channel(address: str, name: str | None) -> None:
    target = target_of(address)

    assert (target.name if target else None) == name


def test_only_a_server_on_this_machine_is_spoken_to_in_the_clear() -> None:
    away = login_of(account_of(CARD, AT))
    here = login_of(
        account_of(CARD, replace(AT, settings={**SERVER, "server": "127.0.0.1"}))
    )

    assert (away.port, away.is_encrypted) == (6697, True)
    assert (here.port, here.is_encrypted) == (6667, False)
    assert "canary" not in repr(away)


@pytest.mark.parametrize(
    "change", [{"nick": "a b"}, {"nick": "#ada"}, {"server": "x:y"}, {"server": ""}]
)
def test_an_account_that_cannot_be_is_said(change: dict[str, str]) -> None:
    account = account_of(CARD, replace(AT, settings={**SERVER, **change}))

    with pytest.raises(PermanentListenError, match=r"nick|server"):
        login_of(account)


def test_what_one_says_in_one_breath_is_one_and_strangers_are_not_heard() -> None:
    taken: list[str] = []
    account = account_of(CARD, AT)
    points = (
        point_of(CARD, AT),
        point_of(CARD, replace(AT, address="irc://tea.example/tea")),
        point_of(CARD, replace(AT, address="irc://elsewhere.example/cake")),
    )

    async def speak() -> None:
        ear = Ear(
            login_of(account),
            account,
            points,
            lambda raw, _: taken.append(read(raw).arrivals[0].text),
            lambda: NOW,
        )
        for place, who, line in (
            ("ada", "Bob!b@x", "Four"),
            ("ada", "mallory!m@x", "Buy shoes"),
            ("ada", "bob!b@x", "it is."),
            ("#other", "bob!b@x", "not for ada"),
            ("#cake", "bob!b@x", "on another server"),
            ("#TEA", "carol!c@x", "\x01ACTION pours\x01"),
            ("#tea", "carol!c@x", "\x01VERSION\x01"),
        ):
            ear.take((place, line), who, {})
        ear.flush()

    asyncio.run(speak())

    assert taken == ["Four\nit is.", "* carol pours"]
