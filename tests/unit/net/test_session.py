"""A session of requests that libraries are handed: it goes through the door."""

from collections.abc import Iterator

import pytest
import requests

from plexus_ld.errors import FetchError, ForbiddenAddressError
from plexus_ld.net.client import Client
from plexus_ld.net.patience import time_for
from plexus_ld.net.session import session
from plexus_ld.settings import NetSettings
from tests.web import Page, Web


@pytest.fixture
def door(web: Web) -> Iterator[requests.Session]:
    settings = NetSettings(allow_hosts=(web.host,), timeout_s=2.0)
    with Client(settings) as http, session(http, 1000) as made:
        yield made


def test_a_request_goes_out_and_its_answer_comes_back(
    door: requests.Session, web: Web
) -> None:
    web.pages["/x?a=b+c"] = Page(b'{"n": 1}', "application/json", 201, {"X-Y": "z"})

    answer = door.post(f"{web.url}/x", params={"a": "b c"}, data={"d": "é"})

    assert (answer.status_code, answer.json()) == (201, {"n": 1})
    assert answer.headers["x-y"] == "z"
    assert web.bodies == [b"d=%C3%A9"]


def test_a_file_goes_out(door: requests.Session, web: Web) -> None:
    web.pages["/x"] = Page(b"", "text/plain")

    door.post(f"{web.url}/x", files={"pot": ("pot.png", b"pot", "image/png")})

    assert b'filename="pot.png"' in web.bodies[0]
    assert web.headers[0]["content-type"].startswith("multipart/form-data")


def test_what_nobody_named_is_not_reached(web: Web) -> None:
    with (
        Client(NetSettings()) as http,
        session(http) as made,
        pytest.raises(ForbiddenAddressError),
    ):
        made.get(f"{web.url}/x")

    assert web.asked == []


def test_a_redirect_meets_the_same_door(door: requests.Session, web: Web) -> None:
    web.pages["/x"] = Page(
        b"", "text/plain", 302, {"Location": "http://127.0.0.1:1/secret"}
    )

    with pytest.raises(ForbiddenAddressError):
        door.get(f"{web.url}/x")


def test_an_answer_that_does_not_end_is_refused(
    door: requests.Session, web: Web
) -> None:
    web.pages["/x"] = Page(b"x" * 1001, "text/plain")

    with pytest.raises(FetchError, match="longer than"):
        door.get(f"{web.url}/x")


def test_nothing_is_remembered_and_the_environment_is_not_believed(
    door: requests.Session, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    web.pages["/x"] = Page(b"", "text/plain", 200, {"Set-Cookie": "a=b; Path=/"})

    for _ in range(2):
        door.get(f"{web.url}/x", cookies={"c": "d"})

    assert all("cookie" not in headers for headers in web.headers)


@pytest.mark.parametrize(
    ("size", "least"), [(None, None), (1000, None), (1024 * 1024, 60.0)]
)
def test_a_large_body_is_given_time(size: int | None, least: float | None) -> None:
    given = time_for(None if size is None else bytes(size))

    assert (given is None) == (least is None)
    assert given is None or least is None or given >= least
