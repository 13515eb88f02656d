"""What comes back of a mail that did not arrive."""

from plexus_ld.channels.email import read
from plexus_ld.model.arrival import Reading
from tests.channels.letters import raw_of
from tests.channels.subjects.email import BOUNCE


def test_a_bounce_is_a_failure_and_no_arrival() -> None:
    reading = read(raw_of(BOUNCE))

    (failure,) = reading.failures
    assert not reading.arrivals
    assert failure.remote_id == "mid:tea.1@mail.test"
    assert failure.address == "mailto:ghost@mail.test"
    assert failure.reason == "550 5.1.1 there is no ghost"
    assert failure.is_permanent


def test_a_delay_is_no_last_word() -> None:
    (failure,) = read(raw_of(BOUNCE.replace(b"failed", b"delayed"))).failures

    assert not failure.is_permanent


def test_a_report_of_what_arrived_is_no_failure() -> None:
    assert read(raw_of(BOUNCE.replace(b"failed", b"delivered"))) == Reading()
