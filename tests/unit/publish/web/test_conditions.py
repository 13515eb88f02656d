"""Whether somebody has the newest version already."""

from datetime import UTC, datetime

import pytest

from plexus_ld.publish.web.resources.conditions import is_known

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
AT_NOON = "Sun, 01 Mar 2026 12:00:00 GMT"


@pytest.mark.parametrize("said", ['"a"', 'W/"a"', '"x", "a"', "*", ' "b","a" '])
def test_a_tag_among_those_that_are_had_is_known(said: str) -> None:
    assert is_known('"a"', NOON, said, "")


@pytest.mark.parametrize("said", ['"b"', "a", '"ab"', "nonsense", '"' * 9000])
def test_another_tag_is_not(said: str) -> None:
    assert not is_known('"a"', NOON, said, AT_NOON)


def test_a_time_counts_where_no_tag_is_given() -> None:
    assert is_known('"a"', NOON, "", AT_NOON)
    assert not is_known('"a"', NOON, "", "Sun, 01 Mar 2026 11:59:59 GMT")


@pytest.mark.parametrize("said", ["yesterday", "", "9" * 500, "2026-03-01T12:00:00Z"])
def test_a_time_that_is_none_counts_for_nothing(said: str) -> None:
    assert not is_known('"a"', NOON, "", said)
