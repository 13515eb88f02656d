"""``graph``: a picture of the network."""

from pathlib import Path
from typing import Annotated

import typer

from plexus_ld.cli.asking import parameters, text_of
from plexus_ld.cli.output import counted, say
from plexus_ld.cli.session import session_of


def register(app: typer.Typer) -> None:
    """Add the command of this room."""
    app.command(epilog="Example: plexus graph friends.svg --who me")(graph)


def graph(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Ends in .svg, .png or .html.")],
    query: Annotated[
        str | None,
        typer.Option(
            metavar="QUERY|@FILE|NAME",
            help="Draw the people that a query finds (its column ?person).",
        ),
    ] = None,
    who: Annotated[
        str | None, typer.Option(help="Draw a person, and those around them.")
    ] = None,
    param: Annotated[
        list[str] | None,
        typer.Option(metavar="K=V", help="A value for the query's parameter."),
    ] = None,
) -> None:
    """Draw who knows whom.

    Everybody, a person and those around them, or whom a query finds.
    """
    if query and who:
        message = "--query and --who are two pictures; take one"
        raise typer.BadParameter(message)
    plex = session_of(context).plex
    words = text_of(query) if query else None
    drawn = plex.draw(file, query=words, who=who, params=parameters(param or []))
    left = f"; {drawn.left_out} with fewer ties are left out" if drawn.left_out else ""
    people = counted(len(drawn.names), "person", "people")
    said = f"{people}, {counted(len(drawn.ties), 'tie')}{left}"
    say(f"{file}: {said}")
