"""What a try makes of a delivery: a channel's errors become states here. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from plexus_ld.errors import (
    ChannelError,
    DeliveryError,
    ListenError,
    PermanentDeliveryError,
    PlexusError,
)
from plexus_ld.model.delivery import DeliveryState, Receipt
from plexus_ld.sharer.outbox import DeliveryRecord, to_the_second
from plexus_ld.sharer.waiting import is_last, next_wait

#: The wait for what the owner has to do first, or has stopped for a while.
OWNERS_TURN = timedelta(minutes=15)


class Ending(StrEnum):
    """How a try ended."""

    #: The other side took it.
    TAKEN = "taken"
    #: The other side will not have it, ever.
    REFUSED = "refused"
    #: It failed, and another try is worth it.
    FAILED = "failed"
    #: There was no try: something of ours has to be put right, or come, first.
    HELD = "held"
    #: There was no try, and there will be none: the way is closed.
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one try came to.

    Attributes:
        ending: How it ended.
        reason: Why, in a sentence; "" when it was taken.
        receipt: The other side's word, when it was taken.
        asked: The wait that was asked for.
        is_hosts: Whether the fault is the host's.
    """

    ending: Ending
    reason: str = ""
    receipt: Receipt | None = None
    asked: timedelta | None = None
    is_hosts: bool = False


def outcome_of(error: PlexusError) -> Outcome:
    """Return what an error means for the delivery that met it."""
    if isinstance(error, PermanentDeliveryError):
        return Outcome(Ending.REFUSED, error.reason, is_hosts=error.is_hosts)
    if isinstance(error, DeliveryError | ListenError):
        is_hosts = isinstance(error, ListenError) or error.is_hosts
        return Outcome(
            Ending.FAILED, error.reason, asked=error.retry_after, is_hosts=is_hosts
        )
    if isinstance(error, ChannelError):
        # No account, no library, no such channel: the owner's turn, nobody's fault.
        return Outcome(Ending.HELD, str(error), asked=OWNERS_TURN)
    return Outcome(Ending.FAILED, str(error))


def after(
    record: DeliveryRecord,
    outcome: Outcome,
    now: datetime,
    draw: float,
    give_up_after: timedelta,
) -> DeliveryRecord:
    """Return how a delivery stands after a try.

    Args:
        record: How it stood before.
        outcome: What the try came to.
        now: The time.
        draw: Chance, from 0 to 1.
        give_up_after: How long a delivery is tried.
    """
    if outcome.ending is Ending.TAKEN:
        return _taken(record, outcome.receipt or Receipt())
    if outcome.ending is Ending.CLOSED:
        return _ended(record, DeliveryState.GIVEN_UP, outcome.reason)
    if outcome.ending is Ending.REFUSED:
        tried = replace(record, attempts=record.attempts + 1)
        return _ended(tried, DeliveryState.REFUSED, outcome.reason)
    return _waiting(record, outcome, now, draw, give_up_after)


def _taken(record: DeliveryRecord, receipt: Receipt) -> DeliveryRecord:
    return replace(
        record,
        state=DeliveryState.TAKEN,
        # One try is what everybody expects; it is not worth a quad.
        attempts=record.attempts + 1 if record.attempts else 0,
        next_attempt=None,
        since=None,
        last_error="",
        remote_id=receipt.remote_id or record.remote_id,
        receipt=receipt.note or "taken",
    )


def _ended(record: DeliveryRecord, state: DeliveryState, why: str) -> DeliveryRecord:
    return replace(record, state=state, next_attempt=None, since=None, last_error=why)


def _waiting(
    record: DeliveryRecord,
    outcome: Outcome,
    now: datetime,
    draw: float,
    give_up_after: timedelta,
) -> DeliveryRecord:
    tries = record.attempts + (outcome.ending is Ending.FAILED)
    # A clock that was put back since: it began to wait now.
    since = None if record.since is None else min(record.since, now)
    tried = replace(record, attempts=tries)
    if is_last(since, record.next_attempt, give_up_after):
        return _ended(tried, DeliveryState.GIVEN_UP, given_up(outcome.reason, tries))
    if outcome.ending is Ending.HELD:
        wait = outcome.asked or OWNERS_TURN
    else:
        wait = next_wait(tries, draw, outcome.asked)
    return replace(
        tried,
        state=DeliveryState.WAITING,
        next_attempt=to_the_second(now + wait),
        since=to_the_second(since or now),
        last_error=outcome.reason,
    )


def given_up(reason: str, tries: int) -> str:
    """Return the final word: how often, and what went wrong the last time."""
    times = f"{tries} tries" if tries > 1 else "one try" if tries else "waiting long"
    return f"given up after {times}; the last time: {reason}"


def shelved(
    record: DeliveryRecord,
    reason: str,
    until: datetime,
    now: datetime,
    give_up_after: timedelta,
) -> DeliveryRecord:
    """Return how a delivery stands whose host is down, though it was not tried itself.

    Args:
        record: How it stood before.
        reason: What the host's last fault was.
        until: When the host is tried next, by whichever delivery.
        now: The time.
        give_up_after: How long a delivery is tried.
    """
    since = None if record.since is None else min(record.since, now)
    if is_last(since, record.next_attempt, give_up_after):
        final = given_up(f"the host of it is down: {reason}", record.attempts)
        return _ended(record, DeliveryState.GIVEN_UP, final)
    return replace(
        record,
        state=DeliveryState.WAITING,
        next_attempt=to_the_second(max(until, record.next_attempt or until)),
        since=to_the_second(since or now),
        last_error=f"the host of it is down: {reason}",
    )
