"""``token``, ``link``: doors for programs, and for people without an account."""

from typing import Annotated

import typer

from plexus_ld.cli.output import emit_json, say, table
from plexus_ld.cli.session import session_of
from plexus_ld.errors import DoorError

token = typer.Typer(
    help="Tokens, by which programs act for you.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
link = typer.Typer(
    help="Links, by which people see what is for them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.add_typer(token, name="token")
    app.add_typer(link, name="link")


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


@link.command("create", epilog="Example: plexus link create circle:garden --days 90")
def create_link(
    context: typer.Context,
    who: Annotated[str, typer.Argument(metavar="WHO", help="WHO, or circle:NAME.")],
    days: Annotated[
        float | None, typer.Option(help="After how many days it ends.")
    ] = None,
) -> None:
    """Make a link; it is printed now, and never again."""
    plex = session_of(context).plex
    if not plex.site.is_known:
        message = "you have no address on the web yet; `plexus me move URL` gives one"
        raise DoorError(message)
    made, secret = plex.links.create(who, days)
    until = f", until {made.until.astimezone():%d %b %Y}" if made.until else ""
    say(f"link {made.id} for {made.name}{until}: whoever has it sees what they see")
    print(plex.site.url(f"with/{secret}/"))


@link.command("list", epilog="Example: plexus link list --json")
def list_links(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the links; their secrets are nowhere."""
    found = session_of(context).plex.links.all()
    if as_json:
        emit_json(found)
        return
    rows = [
        (
            one.id,
            one.name,
            f"{one.made.astimezone():%d %b %Y}",
            f"{one.until.astimezone():%d %b %Y}" if one.until else "never",
        )
        for one in found
    ]
    table(("id", "for", "made", "ends"), rows)


@link.command("revoke", epilog="Example: plexus link revoke circle:garden")
def revoke_link(
    context: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Its id, or for whom.")],
) -> None:
    """Take a link back, at once."""
    gone = session_of(context).plex.links.revoke(id_)
    say(f"the link for {gone.name} is revoked")
