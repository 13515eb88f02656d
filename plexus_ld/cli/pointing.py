"""``points`` and ``point``: by what you speak to whom, and listen to whom."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from plexus_ld.cli.output import emit_json, say, table
from plexus_ld.cli.session import session_of

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex
    from plexus_ld.plex.connections.points import HeldPoint
    from plexus_ld.plex.connections.values import PointLine

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Id = Annotated[
    str, typer.Argument(metavar="ID", help="As `plexus points` lists it: email-bob.")
]

_point = typer.Typer(no_args_is_help=True, help="One way to speak or to listen.")


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(epilog="Example: plexus points bob")(points)
    _point.command(
        "set", epilog="Example: plexus point set email-bob quiet=22:00-07:00 rate=3"
    )(set_)
    _point.command("pause", epilog="Example: plexus point pause email-bob")(pause)
    _point.command("resume", epilog="Example: plexus point resume email-bob")(resume)
    _point.command("remove", epilog="Example: plexus point remove email-bob")(remove)
    app.add_typer(_point, name="point")


def points(
    context: typer.Context,
    who: Annotated[
        str | None, typer.Argument(metavar="WHO", help="Whose; else everybody's.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the points: by what you speak to whom, and listen to whom."""
    found = session_of(context).plex.connections.points(who)
    if as_json:
        emit_json([_line(line) for line in found])
        return
    rows = [
        (
            line.id,
            line.name,
            line.point.direction,
            line.point.channel,
            line.address,
            line.status,
            _terms(line),
        )
        for line in found
    ]
    table(("id", "name", "way", "channel", "address", "status", "set"), rows)


def _terms(line: "PointLine") -> str:
    """Return what is set on a point, as `point set` takes it."""
    plain = held_entry(line.held)
    kept = ("preference", "accepts", "privacy", "quiet", "timezone", "rate", "pace",
            "expires", "purpose", "account")  # fmt: skip
    unsaid = {"preference": 1, "account": "default"}
    return " ".join(
        f"{key}={_word(plain[key])}"
        for key in kept
        if plain[key] not in (None, "", [], unsaid.get(key))
    )


def _word(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _line(line: "PointLine") -> dict[str, object]:
    return {**held_entry(line.held), "name": line.name, "status": line.status}


def held_entry(held: "HeldPoint") -> dict[str, object]:
    """Return a point as JSON says it."""
    from plexus_ld.plex.connections.editing import said_of
    from plexus_ld.plex.connections.labels import id_of

    point = held.point
    return {
        "id": id_of(held),
        "iri": point.iri,
        "agent": point.agent,
        "channel": point.channel,
        **said_of(point),
        "paused": point.is_paused,
    }


def set_(
    context: typer.Context,
    id_: Id,
    pair: Annotated[
        list[str],
        typer.Argument(
            metavar="KEY=VALUE…",
            help="preference, accepts, privacy, quiet, timezone, rate, pace, expires, "
            "purpose, account, address or direction; an empty value takes one away.",
        ),
    ],
) -> None:
    """Set what holds for a point: its preference, hours of quiet, rate, pace."""
    pairs = dict(_pair(word) for word in pair)
    plex = session_of(context).plex
    line = plex.connections.set_point(id_, pairs)
    say(_status(plex, line))
    after = plex.connections.point(str(line.point.iri))
    say(f"{after.id}: {_terms(after) or 'nothing is set'}")


def _pair(word: str) -> tuple[str, str]:
    key, equals, value = word.partition("=")
    if not equals or not key:
        message = f"{word!r} is no KEY=VALUE"
        raise typer.BadParameter(message)
    return key, value


def pause(context: typer.Context, id_: Id) -> None:
    """Keep a point, and do not use it until it is resumed."""
    plex = session_of(context).plex
    say(_status(plex, plex.connections.pause_point(id_)))


def resume(context: typer.Context, id_: Id) -> None:
    """Use a point again."""
    plex = session_of(context).plex
    say(_status(plex, plex.connections.resume_point(id_)))


def remove(context: typer.Context, id_: Id) -> None:
    """Take a point away."""
    plex = session_of(context).plex
    line = plex.connections.remove_point(id_)
    plex.negotiating.look(line.point.agent)
    say(f"{line.id} is gone")


def _status(plex: "Plex", line: "PointLine") -> str:
    """Tell the other side of an agreement; return how the point stands after that."""
    plex.negotiating.look(line.point.agent)
    after = plex.connections.point(str(line.point.iri))
    if after.point == line.point:
        return f"{after.id} is {after.status}"
    return (
        f"{after.id} is {after.status}: it stays as agreed until the other side agrees "
        "to more (plexus requests)"
    )
