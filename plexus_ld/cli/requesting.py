"""``requests``, ``accept``, ``refuse``, ``agreement``, ``block``: between the two."""

from typing import Annotated

import typer

from plexus_ld.cli.connecting import Terms
from plexus_ld.cli.output import emit_json, say, table
from plexus_ld.cli.session import session_of

_ID = typer.Argument(metavar="ID", help="Which; `plexus requests` shows it.")


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(epilog="Example: plexus requests --json")(requests)
    app.command(epilog="Example: plexus accept 3f2a9c01")(accept)
    app.command(epilog="Example: plexus refuse 3f2a9c01")(refuse)
    app.command(epilog="Example: plexus agreement bob")(agreement)
    app.command(epilog="Example: plexus block mallory")(block)


def requests(
    context: typer.Context,
    all_: Annotated[
        bool, typer.Option("--all", help="Those that were answered, too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List what others ask of you, and you of them, and waits for an answer."""
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


def accept(
    context: typer.Context,
    id_: Annotated[str, _ID],
    without: Annotated[
        list[int] | None,
        typer.Option(metavar="N", help="Of an offer: the Nth point is refused."),
    ] = None,
    term: Terms = None,
) -> None:
    """Do what somebody asks for; of a connection, some of it or under other terms.

    What lets less pass than they offered is agreed at once; to anything else they have
    to agree.
    """
    from plexus_ld.assembly.requests import accept as do
    from plexus_ld.assembly.requests import accept_some

    plex = session_of(context).plex
    if without or term:
        say(accept_some(plex, id_, without or (), term or ()))
        return
    say(do(plex, id_))


def refuse(context: typer.Context, id_: Annotated[str, _ID]) -> None:
    """Do not do what somebody asks for, or take back what you asked for.

    A mention that is refused is not looked at again.
    """
    from plexus_ld.assembly.requests import refuse as do

    say(do(session_of(context).plex, id_))


def agreement(
    context: typer.Context,
    who: Annotated[str, typer.Argument(metavar="WHO", help="With whom.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="The document that both signed.")
    ] = False,
) -> None:
    """Show what you agreed with somebody, or asked for."""
    from plexus_ld.assembly.requests import agreement_with

    plex = session_of(context).plex
    found, points = agreement_with(plex, who)
    if as_json:
        emit_json(found.agreed or found.asked)
        return
    state = found.state if found.asked is None else f"{found.state}, a change is asked"
    say(f"{found.peer}: {state}")
    table(("n", "who speaks", "channel", "terms", "from", "to"), points)


def block(
    context: typer.Context,
    who: Annotated[str, typer.Argument(metavar="WHO", help="Whom.")],
    tell: Annotated[
        bool, typer.Option("--tell", help="Tell their agent, once; then silence.")
    ] = False,
) -> None:
    """Want nothing of somebody any more: nothing is heard of them, nothing goes out.

    They are not told. Agreements end, requests are refused, links are taken back;
    `plexus connect` takes it back.
    """
    from plexus_ld.assembly.blocking import block as do

    say(do(session_of(context).plex, who, tell=tell))
