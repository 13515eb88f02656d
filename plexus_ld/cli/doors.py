"""``token``: doors for programs that act for the owner."""

from typing import Annotated

import typer

from plexus_ld.cli.output import emit_json, say, table
from plexus_ld.cli.session import session_of

token = typer.Typer(
    help="Tokens, by which programs act for you.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.add_typer(token, name="token")


@token.command(epilog="Example: plexus token create quill --scope post")
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The program that will have it.")],
    scope: Annotated[
        list[str],
        typer.Option(
            metavar="SCOPE",
            help="What it may: read, write or post; several with several.",
        ),
    ],
) -> None:
    """Make a token; its secret is printed now, and never again."""
    made, secret = session_of(context).plex.tokens.create(name, scope)
    say(f"token {made.id} for {made.name}: {', '.join(made.scopes)}")
    print(secret)


@token.command("list", epilog="Example: plexus token list --json")
def list_(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the tokens; their secrets are nowhere."""
    found = session_of(context).plex.tokens.all()
    if as_json:
        emit_json(found)
        return
    rows = [
        (one.id, one.name, ", ".join(one.scopes), f"{one.made.astimezone():%d %b %Y}")
        for one in found
    ]
    table(("id", "name", "may", "made"), rows)


@token.command(epilog="Example: plexus token revoke quill")
def revoke(
    context: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Its id, or its name.")],
) -> None:
    """Take a token back, at once."""
    gone = session_of(context).plex.tokens.revoke(id_)
    say(f"the token of {gone.name} is revoked")
