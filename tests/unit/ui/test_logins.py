"""A link logs in once and in time; a session ends by its owner's word, or in time."""

from datetime import UTC, datetime, timedelta

from plexus_ld.ui.logins import Logins

NOW = datetime(2026, 3, 14, tzinfo=UTC)


class _Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_that_a_link_logs_in_once() -> None:
    logins = Logins(_Clock())
    link = logins.new_link()

    session = logins.enter(link)

    assert session is not None
    assert logins.is_in(session)
    assert logins.enter(link) is None
    assert not logins.is_in(link)


def test_that_a_link_and_a_session_are_over_in_time() -> None:
    clock = _Clock()
    logins = Logins(clock)
    late, session = logins.new_link(), logins.enter(logins.new_link())
    assert session is not None

    clock.now = NOW + timedelta(hours=1)
    assert logins.enter(late) is None
    assert logins.is_in(session)

    clock.now = NOW + timedelta(days=30)
    assert not logins.is_in(session)


def test_that_who_logs_out_is_out() -> None:
    logins = Logins(_Clock())
    session = logins.enter(logins.new_link()) or ""

    logins.leave(session)

    assert not logins.is_in(session)


def test_that_links_that_nobody_uses_go() -> None:
    logins = Logins(_Clock())
    first = logins.new_link()

    for _ in range(16):
        logins.new_link()

    assert logins.enter(first) is None
