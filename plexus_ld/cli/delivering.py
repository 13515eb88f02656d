"""``deliveries`` and ``deliver``: what became of what was shared, and a pass now."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from plexus_ld.cli.output import emit_json, say, table
from plexus_ld.cli.session import FAILED, session_of

if TYPE_CHECKING:
    from plexus_ld.assembly import Plex
    from plexus_ld.sharer.reporting import ReportLine


class State(StrEnum):
    """The states of `DeliveryState`, here without what importing that costs."""

    DUE = "due"
    TAKEN = "taken"
    WAITING = "waiting"
    REFUSED = "refused"
    GIVEN_UP = "givenUp"


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(epilog="Example: plexus deliveries --state waiting")(deliveries)
    app.command(epilog="Example: plexus deliver --retry 3f2a9c01")(deliver)


def deliveries(
    context: typer.Context,
    of: Annotated[
        str | None,
        typer.Option(
            metavar="ACTIVITY", help="Of one activity: its id, or a delivery's."
        ),
    ] = None,
    state: Annotated[
        State | None, typer.Option(help="Only those that stand so.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say what became of what you shared: for each person, by which point.

    Who was left out, and why, stands below.
    """
    from plexus_ld.model.delivery import DeliveryState
    from plexus_ld.sharer.reporting import found_by, left_out, lines, report

    states = [DeliveryState(state.value)] if state else list(DeliveryState)
    store = session_of(context).plex.store
    found = found_by(store, of) if of else []
    if of:
        shown = lines(store, (one for one in found if one.state in states))
    else:
        shown = report(store, states=states)
    activity = found[0].activity if found else None
    without = left_out(store, activity) if state is None else []
    if json:
        emit_json({"deliveries": shown, "left_out": without})
        return
    _show(shown)
    for line in without:
        say(f"not to {line.person}: {line.reason}")


def deliver(
    context: typer.Context,
    retry: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="First make due what was given up or refused: its id."
        ),
    ] = None,
) -> None:
    """Deliver what is due, now, and say what became of it.

    The exit status is 1 when something was not taken in this pass.
    """
    from plexus_ld.sharer.reporting import lines

    plex = session_of(context).plex
    if retry:
        _retry(plex, retry)
    done = plex.deliverer.deliver_due()
    _show(lines(plex.store, done.tried))
    if done.is_elsewhere:
        say("another plexus delivers at this moment, and does what is due")
        return
    if not done.tried:
        say("nothing was due")
    if done.waiting:
        at = f", the next at {_when(done.next_attempt)}" if done.next_attempt else ""
        say(f"{done.waiting} to be tried later{at}")
    if done.failed:
        raise typer.Exit(FAILED)


def _retry(plex: "Plex", name: str) -> None:
    from plexus_ld.sharer.reporting import found_by

    found = found_by(plex.store, name)
    # Of one that was taken it is said that it was.
    for record in [one for one in found if one.state != "taken"] or found[:1]:
        plex.deliverer.retry(record.iri)


def _show(shown: "Sequence[ReportLine]") -> None:
    from plexus_ld.sharer.reporting import short

    if not shown:
        return
    table(
        ("id", "activity", "person", "point", "state", "tries", "next", "said"),
        (
            (
                short(line.delivery),
                short(line.activity),
                line.person,
                f"{line.channel} {line.address}".strip(),
                line.state.value,
                line.attempts,
                _when(line.next_attempt),
                line.last_error or line.receipt,
            )
            for line in shown
        ),
    )


def _when(at: datetime | None) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}" if at else ""
