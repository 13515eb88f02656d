"""``connect``, ``disconnect``, ``connections``: with whom, and by your word alone."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from plexus_ld.cli.output import clean, emit, emit_json, say, table
from plexus_ld.cli.pointing import held_entry
from plexus_ld.cli.session import session_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plexus_ld.plex.connections.connections import Connections
    from plexus_ld.plex.connections.points import HeldPoint
    from plexus_ld.plex.connections.values import (
        Connected,
        ConnectionLine,
        Found,
        Proposal,
        Way,
    )

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Terms = Annotated[
    list[str] | None,
    typer.Option(
        metavar="[N:]KEY=VALUE",
        help="Of an offer: accepts, rate, quiet, timezone, purpose or expires, of all "
        "points or of the Nth.",
    ),
]
Who = Annotated[
    str,
    typer.Argument(
        metavar="WHO", help="A WebID, profile URL, handle, mailbox or unique name."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(epilog="Example: plexus connect bob --out email:bob@example.org")(
        connect
    )
    app.command(epilog="Example: plexus disconnect bob")(disconnect)
    app.command(epilog="Example: plexus connections --json")(connections)


def connect(
    context: typer.Context,
    who: Annotated[
        str,
        typer.Argument(
            metavar="WHO",
            help="Somebody known; or a mailbox, a page, a feed, a name that is new.",
        ),
    ],
    out: Annotated[
        list[str] | None,
        typer.Option(metavar="CHANNEL:ADDRESS", help="By which you speak to them."),
    ] = None,
    in_: Annotated[
        list[str] | None,
        typer.Option(
            "--in", metavar="CHANNEL:ADDRESS", help="By which you listen to them."
        ),
    ] = None,
    note: Annotated[str, typer.Option(help="Your words on it.")] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="Take all points that are found.")
    ] = False,
    offer: Annotated[
        bool, typer.Option("--offer", help="Ask them; both sign what is agreed.")
    ] = False,
    term: Terms = None,
    as_json: Json = False,
) -> None:
    """Connect with somebody, and say by which points.

    Without --out and --in the points are found from their profile and proposed. None
    is taken without your word: on a terminal you are asked, elsewhere --yes is it.
    With --offer they are asked, and the points open when they agree; an address may
    be left out: --out ldn --in ldn is usual.
    """
    if offer:
        from plexus_ld.assembly.offering import Wish
        from plexus_ld.assembly.offering import offer as ask

        plex = session_of(context).plex
        sentence = ask(plex, who, Wish(out or (), in_ or (), term or (), note))
        if as_json:
            emit_json({"asked": sentence})
        say(sentence)
        return
    if term:
        message = "--term belongs to --offer; `plexus point set` sets a point's"
        raise typer.BadParameter(message)
    rooms = session_of(context).plex.connections
    ways = rooms.ways(out or (), in_ or ())
    found = rooms.look(who, fetch=not ways, stranger_ok=bool(ways))
    if found.note:
        say(found.note)
    offered = () if ways else found.proposals
    taken = ways or _taken(found, yes=yes, quiet=as_json)
    waits = not taken and any(one.way for one in offered) and not _can_ask(as_json)
    if waits:
        _show(found, offered, as_json)
        say("nothing was connected: --yes takes these, --out and --in name others")
        return
    done = rooms.connect(found, taken, note)
    _report(rooms, done, offered, as_json)


def _can_ask(as_json: bool) -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty() and not as_json


def _taken(found: "Found", *, yes: bool, quiet: bool) -> "tuple[Way, ...]":
    """Return the ways that the owner takes of those that are proposed."""
    proposed = [one for one in found.proposals if one.way is not None]
    if yes:
        return tuple(one.way for one in proposed if one.way is not None)
    if not _can_ask(quiet):
        return ()
    return tuple(
        one.way
        for one in proposed
        if typer.confirm(clean(f"{_words(one)}?"), default=True, err=True)
        and one.way is not None
    )


def _words(one: "Proposal") -> str:
    from plexus_ld.plex.connections.addresses import shown

    if one.way is None:
        return f"{one.found}: {one.note}"
    verb = {"out": "speak to", "in": "listen to", "both": "speak and listen to"}
    words = f"{verb[one.way.direction]} {shown(one.way.address)} by {one.way.channel}"
    return f"{words} ({one.note})" if one.note else words


def _show(found: "Found", offered: "Sequence[Proposal]", as_json: bool) -> None:
    """Print what could be connected."""
    if as_json:
        emit_json(
            {
                "agent": found.agent,
                "connected": False,
                "points": [],
                "proposals": [_proposal(one) for one in offered],
            }
        )
        return
    for one in offered:
        emit(_words(one))


def _report(
    rooms: "Connections",
    done: "Connected",
    offered: "Sequence[Proposal]",
    as_json: bool,
) -> None:
    line = rooms.connection(done.agent)
    if as_json:
        emit_json(
            {
                "agent": done.agent,
                "connected": True,
                "new": done.is_new,
                "stranger": done.is_stranger,
                "points": [held_entry(one) for one in done.points],
                "proposals": [_proposal(one) for one in offered],
            }
        )
    name = line.name if line else str(done.agent)
    say(f"{'connected' if done.is_new else 'still connected'} with {name}")
    for held in done.points:
        say(f"  {_point_words(held)}")
    for one in offered:
        if one.way is None:
            say(f"  {_words(one)}")
    if line is not None and not line.points:
        say("no way to reach them is known; --out and --in name some")


def _point_words(held: "HeldPoint") -> str:
    from plexus_ld.plex.connections.addresses import shown
    from plexus_ld.plex.connections.labels import id_of

    point = held.point
    return (
        f"{id_of(held)}: {point.direction} by {point.channel}, {shown(point.address)}"
    )


def _proposal(one: "Proposal") -> dict[str, object]:
    way = one.way
    return {
        "channel": way.channel if way else None,
        "address": way.address if way else None,
        "direction": way.direction if way else None,
        "found": one.found,
        "note": one.note,
    }


def disconnect(
    context: typer.Context,
    who: Who,
    keep_points: Annotated[
        bool, typer.Option("--keep-points", help="Keep its points, paused.")
    ] = False,
) -> None:
    """End a connection.

    Its points are gone, or kept and paused; the history remembers it. With whom you
    had an agreement is told that you withdraw.
    """
    plex = session_of(context).plex
    ended = plex.connections.disconnect(who, keep_points=keep_points)
    plex.negotiating.look(ended.agent)
    say(f"no longer connected with {ended.name}")


def connections(context: typer.Context, as_json: Json = False) -> None:
    """List your connections, and how they stand."""
    found = session_of(context).plex.connections.list()
    if as_json:
        emit_json([_connection(line) for line in found])
        return
    rows = [
        (
            line.name,
            line.state,
            line.since.strftime("%Y-%m-%d") if line.since else "",
            "  ".join(held.label for held in line.points),
            line.note,
        )
        for line in found
    ]
    table(("name", "state", "since", "points", "note"), rows)


def _connection(line: "ConnectionLine") -> dict[str, object]:
    return {
        "agent": line.agent,
        "name": line.name,
        "state": line.state,
        "since": line.since,
        "note": line.note,
        "points": [held_entry(held) for held in line.points],
        "iri": line.iri,
    }
