"""``watch``, ``quiet`` and ``digest``: what changed, who fell silent, the day."""

from typing import Annotated

import typer

from plexus_ld.cli.asking import text_of
from plexus_ld.cli.output import emit, emit_json, say, table
from plexus_ld.cli.session import session_of

_JSON = typer.Option("--json", help="As JSON.")

watch = typer.Typer(
    help="Standing questions: told when the answer changes.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.add_typer(watch, name="watch")
    app.command(epilog="Example: plexus quiet --since '60 days ago'")(quiet)
    app.command(epilog="Example: plexus digest --mail")(digest)


@watch.command(epilog="Example: plexus watch add moved @moved.rq")
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is called.")],
    query: Annotated[
        str,
        typer.Argument(
            metavar="QUERY|@FILE|NAME", help="SPARQL, its file, or a named question."
        ),
    ],
) -> None:
    """Watch a question; you are told when its answer changes.

    It is asked when something changed, and at least once an hour, by `plexus run`
    and by `plexus listen`.
    """
    made = session_of(context).plex.watches.add(name, text_of(query))
    say(f"watch {made.name}: you are told when its answer changes")


@watch.command("list", epilog="Example: plexus watch list --json")
def list_(context: typer.Context, as_json: Annotated[bool, _JSON] = False) -> None:
    """List the watches, with when their answers changed last."""
    watches = session_of(context).plex.watches.every()
    if as_json:
        emit_json(watches)
        return
    rows = [
        (
            one.name,
            one.changed.astimezone().strftime("%d %b %Y %H:%M") if one.changed else "",
            "" if one.rows is None else one.rows,
            one.error,
            one.query,
        )
        for one in watches
    ]
    table(("name", "changed", "rows", "fault", "question"), rows)


@watch.command(epilog="Example: plexus watch remove moved")
def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Which watch.")],
) -> None:
    """Watch no more."""
    session_of(context).plex.watches.remove(name)
    say(f"watch {name} is gone")


def quiet(
    context: typer.Context,
    since: Annotated[
        str, typer.Option(metavar="T", help="A date, or such as '60 days ago'.")
    ] = "30 days ago",
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Show who fell silent: whom you listen to, and have not heard of."""
    plex = session_of(context).plex
    found = plex.quiet(plex.questions.time("since", since))
    if as_json:
        emit_json(found)
        return
    rows = [
        (
            one.name,
            f"{one.last.astimezone():%d %b %Y}" if one.last else "never",
            one.person,
        )
        for one in found
    ]
    table(("name", "last heard of", "who"), rows)


def digest(
    context: typer.Context,
    mail: Annotated[
        bool, typer.Option("--mail", help="Send it to your own mailbox.")
    ] = False,
    since: Annotated[
        str, typer.Option(metavar="T", help="A time, or such as '24 hours ago'.")
    ] = "24 hours ago",
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Show the day on a page: what was heard and told, who fell silent, what failed."""
    from plexus_ld.assembly.telling import digest as digest_of
    from plexus_ld.assembly.telling import mail_to_me

    plex = session_of(context).plex
    day = digest_of(plex, plex.questions.time("since", since))
    if as_json:
        emit_json(day)
    elif not mail:
        for line in day.as_text().splitlines():
            emit(line)
    if mail:
        say(f"sent to {mail_to_me(plex, day.title, day.as_text())}")
