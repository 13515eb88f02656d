"""What became of what was shared: planned, delivered; for people and for machines."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from plexus_ld.cli.output import emit_json, say, table
from plexus_ld.cli.session import FAILED

if TYPE_CHECKING:
    from plexus_ld.assembly import Plex
    from plexus_ld.sharer.proposal import Proposal

#: Digits of an id that tell two apart.
_DIGITS = 8


def done(plex: "Plex", proposal: "Proposal", as_json: bool) -> None:
    """Say what was planned; deliver it, unless another does, and say what came of it.

    What is to be tried again is no failure: it is kept.
    """
    from plexus_ld.sharer.reporting import lines

    if not as_json:
        show(plex, proposal, as_json=False, is_preview=False)
    report = plex.deliverer.deliver_due()
    iri = proposal.activity.iri
    ours = lines(plex.store, (one for one in report.tried if one.activity == iri))
    if as_json:
        emit_json({**_plain(plex, proposal, False), "deliveries": ours})
    elif report.is_elsewhere:
        say("the agent delivers it; `plexus deliveries` says what became of it")
    elif ours:
        taken = sum(one.state == "taken" for one in ours)
        say(f"{taken} delivered" + _rest(one.state for one in ours))
    for one in ours:
        if one.state != "taken":
            say(f"{one.person}: {one.channel} {one.address}: {one.last_error}")
    if any(one.state in ("refused", "givenUp") for one in ours):
        raise typer.Exit(FAILED)


def _rest(states: Iterable[str]) -> str:
    found = list(states)
    words = {
        "waiting": "to be tried again",
        "refused": "refused",
        "givenUp": "given up",
    }
    counted = ((found.count(state), said) for state, said in words.items())
    return "".join(f", {count} {said}" for count, said in counted if count)


def show(
    plex: "Plex", proposal: "Proposal", *, as_json: bool, is_preview: bool
) -> None:
    """Say who gets something by which point, who does not, and why."""
    if as_json:
        emit_json(_plain(plex, proposal, is_preview))
        return
    people = plex.sharing.told(proposal)
    table(
        ("name", "by", "when", "why", "fitted"),
        (
            (
                one.name,
                f"{one.channel} {one.address}".strip() or "-",
                _when(one.not_before) if one.is_planned else "never",
                f"{one.reason}{f' ({one.doubt})' if one.doubt else ''}",
                "; ".join(one.notes),
            )
            for one in people
        ),
    )
    for note in proposal.notes:
        say(note)
    if not is_preview:
        say(f"id: {_short(str(proposal.activity.object.iri))}")


def _plain(plex: "Plex", proposal: "Proposal", is_preview: bool) -> dict[str, Any]:
    act = proposal.activity
    return {
        "activity": act.iri,
        "object": act.object.iri,
        "verb": act.verb,
        "kind": act.object.kind,
        "privacy": act.privacy,
        "sent": not is_preview,
        "people": [asdict(one) for one in plex.sharing.told(proposal)],
        "notes": proposal.notes,
    }


def _when(moment: datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else "now"


def _short(iri: str) -> str:
    uuid = iri.removeprefix("urn:uuid:").rstrip("/").rpartition("/")[2]
    return uuid[:_DIGITS]
