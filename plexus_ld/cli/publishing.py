"""``publish``: the profile as files, or put on a server."""

from typing import Annotated

import typer

from plexus_ld.cli.output import say
from plexus_ld.cli.session import session_of


def register(app: typer.Typer) -> None:
    """Add the command of this room."""
    app.command(epilog="Example: plexus publish site/")(publish)


def publish(
    context: typer.Context,
    place: Annotated[
        str, typer.Argument(metavar="DIR|URL", help="A folder, or a server's address.")
    ],
    audience: Annotated[
        str, typer.Option(help="public, connections or circle:NAME.")
    ] = "public",
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", help="Overwrite on a server what was not written from here."
        ),
    ] = False,
) -> None:
    """Publish your profile as a page and as data.

    All forms say the same. Into a folder for any static host, with what you said
    publicly as feeds and pages; or by PUT to a Solid, LDP or WebDAV server.
    """
    if "://" in place and not place.lower().startswith(("http://", "https://")):
        message = f"{place}: a server is put to by http or https"
        raise typer.BadParameter(message)
    done = session_of(context).plex.publish(place, audience, replace=replace)
    for name in done.written:
        say(f"written: {name}")
    for name in done.removed:
        say(f"taken away: {name}")
    same = f", {len(done.unchanged)} were the same" if done.unchanged else ""
    say(f"{done.target}: {done.triples} triples in each form{same}")
    for problem in done.problems:
        say(f"not done: {problem}")
    if done.problems:
        raise typer.Exit(1)
