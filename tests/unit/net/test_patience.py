from datetime import timedelta

import pytest

from plexus_ld.net.patience import (
    MAX_WAIT,
    fresh_for,
    is_temporary,
    retry_after,
    words_of,
)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta()),
        ("999999", MAX_WAIT),
        ("9999999", None),
        ("-1", None),
        ("Sun, 01 Mar 2026 10:00:00 GMT", None),
        ("١٢", None),
    ],
)
def test_a_wait_is_a_plain_number_of_seconds(
    value: str, wait: timedelta | None
) -> None:
    assert retry_after({"retry-after": value}) == wait


def test_who_says_nothing_asks_for_nothing() -> None:
    assert retry_after({}) is None
    assert fresh_for({}) is None


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503, 599])
def test_some_refusals_may_pass(status: int) -> None:
    assert is_temporary(status)


@pytest.mark.parametrize("status", [400, 401, 404, 410, 451])
def test_others_will_not(status: int) -> None:
    assert not is_temporary(status)


@pytest.mark.parametrize("status", [404, 418, 500])
def test_a_refusal_is_said_with_its_number(status: int) -> None:
    assert words_of(status).endswith(f"(HTTP {status})")
