"""Where the agent's web server listens, and what it says its address is."""

import socket
from collections.abc import Iterator

import pytest

from plexus_ld.assembly import Plex
from plexus_ld.assembly.web.app import serving_of
from plexus_ld.errors import ProfileError, PublishError
from plexus_ld.settings import USUAL_PORT, Settings, WebSettings
from tests.web_agent import WebAgent


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program has."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def home(base: str | None = None, **web: object) -> Plex:
    plex = Plex.in_memory(Settings(web=WebSettings(**web)))  # type: ignore[arg-type]
    plex.init("Ada", base=base)
    return plex


def test_an_address_on_this_machine_says_the_port(taken: int) -> None:
    with (
        home(f"http://localhost:{taken}/", port=USUAL_PORT) as plex,
        pytest.raises(PublishError, match=str(taken)),
    ):
        serving_of(plex)


def test_a_port_that_was_asked_for_gives_way_to_none(taken: int) -> None:
    with home() as plex, pytest.raises(PublishError, match="--port"):
        serving_of(plex, port=taken)


def test_the_usual_port_gives_way_when_another_program_has_it() -> None:
    with home(port=USUAL_PORT) as plex:
        first = serving_of(plex)
        second = serving_of(plex)
        ports = first.port, second.port
        first.close()
        second.close()

    assert ports[0] != ports[1]


def test_a_webid_in_a_folder_says_the_address() -> None:
    with home("https://ada.example/me/") as plex:
        site = plex.site

    assert site.base == "https://ada.example/me/"
    assert site.path("inbox") == "/me/inbox"
    assert site.inbox == "https://ada.example/me/inbox"


def test_a_setting_says_the_address_of_who_keeps_the_profile_elsewhere() -> None:
    with home(address="https://agent.example") as plex:
        assert plex.site.base == "https://agent.example/"


def test_a_setting_that_is_no_address_is_told() -> None:
    with home(address="nowhere") as plex, pytest.raises(ProfileError, match="nowhere"):
        _ = plex.site


def test_a_home_without_an_address_is_served_all_the_same() -> None:
    with home() as plex:
        assert not plex.site.is_known
        assert plex.site.path("inbox") == "/inbox"


def test_what_is_not_there_is_told(agent: WebAgent) -> None:
    told = agent.ask("GET", "no/such/thing")

    assert told.status == 404
    assert agent.url == f"http://{agent.host}/"
