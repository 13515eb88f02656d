"""``requests``, ``accept`` and ``refuse``: what others ask of the owner."""

from typing import Annotated

import typer

from plexus_ld.cli.output import emit_json, say, table
from plexus_ld.cli.session import session_of

_ID = typer.Argument(metavar="ID", help="Which; `plexus requests` shows it.")


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(epilog="Example: plexus requests --json")(requests)
    app.command(epilog="Example: plexus accept 3f2a9c01")(accept)
    app.command(epilog="Example: plexus refuse 3f2a9c01")(refuse)


def requests(
    context: typer.Context,
    all_: Annotated[
        bool, typer.Option("--all", help="Those that were answered, too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List what others ask of you, and waits for your word."""
    found = session_of(context).plex.requests.all(None if all_ else "waiting")
    if as_json:
        emit_json([
            {
                "iri": one.iri, "kind": one.kind, "by": one.by, "name": one.name,
                "at": one.at, "state": one.state, "words": one.words,
                "about": one.about, "is_ours": one.is_ours,
            }
            for one in found
        ])  # fmt: skip
        return
    rows = [
        (
            str(one.iri).removeprefix("urn:uuid:")[:8],
            one.kind,
            one.name or one.by,
            one.state,
            one.at.astimezone().strftime("%d %b %Y %H:%M"),
            one.words,
        )
        for one in found
    ]
    table(("id", "asks for", "who", "state", "came", "what"), rows)


def accept(context: typer.Context, id_: Annotated[str, _ID]) -> None:
    """Do what somebody asks for."""
    from plexus_ld.assembly.requests import accept as do

    say(do(session_of(context).plex, id_))


def refuse(context: typer.Context, id_: Annotated[str, _ID]) -> None:
    """Do not do what somebody asks for; a mention is not looked at again."""
    from plexus_ld.assembly.requests import refuse as do

    say(do(session_of(context).plex, id_))
