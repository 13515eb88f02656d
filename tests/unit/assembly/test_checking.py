"""Trying an account, whatever its channel can do."""

from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint

import pytest

from plexus_ld.assembly import Plex
from plexus_ld.assembly.checking import check_account
from plexus_ld.channels import registry
from plexus_ld.channels.base import OnArrival, Session, Tools
from plexus_ld.errors import NoSuchChannelError, PermanentListenError
from plexus_ld.model.arrival import Polled, Raw, Reading
from plexus_ld.model.capability import AccountSetting, CapabilityCard, Role, Scope
from plexus_ld.model.connection import Account, ConnectionPoint
from plexus_ld.model.delivery import Delivery, Receipt

SETTINGS = (AccountSetting("loft", "where they live", is_required=True),)


def read(raw: Raw) -> Reading:
    return Reading()


class Silent:
    """A channel that can only send."""

    card = CapabilityCard("silent", "S", "S.", frozenset({Role.SHARER}))


class Missing:
    """A channel whose library nobody has."""

    card = CapabilityCard(
        "missing",
        "M",
        "M.",
        frozenset({Role.SHARER}),
        extra="birds",
        library="no_birds",
    )


class Polling:
    """A channel that is polled by account; it has two pieces of news."""

    card = CapabilityCard(
        "polling", "P", "P.", frozenset({Role.LISTENER}), scope=Scope.ACCOUNT,
        account_settings=SETTINGS,
    )  # fmt: skip

    @property
    def read(self) -> Callable[[Raw], Reading]:
        return read

    def poll(
        self, account: Account, points: tuple[ConnectionPoint, ...], cursor: str
    ) -> Polled:
        return Polled((Raw("polling", b"1"), Raw("polling", b"2")), "2")


class Nest:
    """A session; it knows whether it was closed."""

    is_open = True

    def deliver(self, delivery: Delivery) -> Receipt:
        return Receipt()

    def close(self) -> None:
        self.is_open = False


class Holding:
    """A channel that holds a line open."""

    card = CapabilityCard(
        "holding", "H", "H.", frozenset({Role.LIVE}), account_settings=SETTINGS
    )
    nests: tuple[Nest, ...] = ()

    @property
    def read(self) -> Callable[[Raw], Reading]:
        return read

    def connect(
        self,
        account: Account,
        points: tuple[ConnectionPoint, ...],
        cursor: str,
        on_arrival: OnArrival | None,
    ) -> Session:
        if account.settings["loft"] == "ruin":
            raise PermanentListenError("holding", "ruin", "the login is refused")
        Holding.nests = (*Holding.nests, Nest())
        return Holding.nests[-1]


def open_silent(tools: Tools) -> Silent:
    return Silent()


def open_missing(tools: Tools) -> Missing:
    return Missing()


def open_polling(tools: Tools) -> Polling:
    return Polling()


def open_holding(tools: Tools) -> Holding:
    return Holding()


@pytest.fixture
def plex(monkeypatch: pytest.MonkeyPatch) -> Iterator[Plex]:
    names = ("silent", "missing", "polling", "holding")
    found = {
        name: EntryPoint(
            name, f"tests.unit.assembly.test_checking:open_{name}", registry.GROUP
        )
        for name in names
    }
    monkeypatch.setattr(registry, "_found", lambda: found)
    with Plex.in_memory() as plex:
        plex.init("Robin Example")
        yield plex


def told(plex: Plex, channel: str) -> tuple[bool, str]:
    checked = check_account(plex, channel, "default")
    return checked.ok, checked.sentence


def test_a_channel_that_needs_no_account_is_ready(plex: Plex) -> None:
    assert told(plex, "silent") == (
        True, "it needs no account; each point is tried when it is used",
    )  # fmt: skip


def test_a_library_that_lacks_is_said_with_how_to_get_it(plex: Plex) -> None:
    ok, sentence = told(plex, "missing")

    assert not ok
    assert "pip install 'plexus-ld[birds]'" in sentence


def test_news_are_asked_for_and_not_kept(plex: Plex) -> None:
    plex.accounts.set("polling", "default", {"loft": "mill"})
    before = plex.store.sequence

    assert told(plex, "polling") == (True, "asked for news: 2 came, and were not kept")
    assert plex.store.sequence == before


def test_a_line_is_opened_and_closed(plex: Plex) -> None:
    plex.accounts.set("holding", "default", {"loft": "mill"})

    ok, _ = told(plex, "holding")

    # The entry point loads this file a second time, under its whole name.
    from tests.unit.assembly import test_checking

    assert ok
    assert [nest.is_open for nest in test_checking.Holding.nests] == [False]


def test_a_login_that_is_refused_is_said(plex: Plex) -> None:
    plex.accounts.set("holding", "default", {"loft": "ruin"})

    assert told(plex, "holding") == (False, "the login is refused")


def test_an_account_that_lacks_something_is_said(plex: Plex) -> None:
    assert told(plex, "polling")[0] is False


def test_a_channel_that_there_is_not_is_an_error(plex: Plex) -> None:
    with pytest.raises(NoSuchChannelError):
        check_account(plex, "pigeon", "default")


def test_doctor_names_points_that_are_not_used(plex: Plex) -> None:
    rooms = plex.connections
    rooms.connect(
        rooms.look("Ann Other"), rooms.ways(["missing:pigeon:a", "silent:pigeon:b"])
    )
    rooms.pause_point("silent-ann")

    whats = [one.what for one in plex.examine()]

    assert "1 paused: silent-ann" in whats
    assert "1 of 2 points are in use" in whats
    assert any(one.startswith("1 point by missing cannot be used") for one in whats)
