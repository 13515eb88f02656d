"""``circle``: groups of people, by hand or by SPARQL."""

from pathlib import Path
from typing import Annotated

import typer

from plexus_ld.cli.output import emit, emit_json, say, table
from plexus_ld.cli.session import session_of

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The circle's name.")]

_circle = typer.Typer(no_args_is_help=True, help="Groups of people.")


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    _circle.command("list", epilog="Example: plexus circle list --json")(list_)
    _circle.command("show", epilog="Example: plexus circle show choir")(show)
    _circle.command(
        "create", epilog="Example: plexus circle create choir --member ada --member bob"
    )(create)
    _circle.command("remove", epilog="Example: plexus circle remove choir")(remove)
    app.add_typer(_circle, name="circle")


def list_(context: typer.Context, as_json: Json = False) -> None:
    """List your circles."""
    from plexus_ld.plex.circles import circles

    found = circles(session_of(context).plex.store)
    if as_json:
        emit_json(found)
        return
    rows = [
        (one.name, len(one.members), "by a query" if one.query else "", one.iri)
        for one in found
    ]
    table(("circle", "by hand", "and", "iri"), rows)


def show(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """Show who is in a circle now.

    What is shared with it goes to those of them with whom you are connected.
    """
    from plexus_ld.plex.circles import circle, members_of
    from plexus_ld.plex.people.finding import name_of
    from plexus_ld.plex.people.membership import is_connected
    from plexus_ld.rdf.lines import text_of

    store = session_of(context).plex.store
    found = circle(store, name)
    people = [
        {
            "name": name_of(store, text_of(person)),
            "person": person,
            "connected": is_connected(store, person),
        }
        for person in members_of(store, found.name) or ()
    ]
    if as_json:
        emit_json(
            {
                "name": found.name,
                "iri": found.iri,
                "query": found.query,
                "people": people,
            }
        )
        return
    if found.query:
        for line in found.query.splitlines():
            emit(f"    {line}")
    rows = [
        (one["name"], "connected" if one["connected"] else "not", one["person"])
        for one in people
    ]
    table(("name", "connected", "iri"), rows)


def create(
    context: typer.Context,
    name: Name,
    query: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="SPARQL that gives ?person."),
    ] = None,
    member: Annotated[
        list[str] | None,
        typer.Option(metavar="WHO", help="Somebody in it; may be repeated."),
    ] = None,
) -> None:
    """Make a circle; one of the same name is replaced.

    A query is asked anew each time the circle is used.
    """
    from plexus_ld.cli.asking import text_of
    from plexus_ld.plex.circles import create as make
    from plexus_ld.plex.circles import members_of
    from plexus_ld.plex.people.who import resolve_all

    if query is None and not member:
        message = "name members (--member WHO), or give a query (--query FILE)"
        raise typer.BadParameter(message)
    plex = session_of(context).plex
    text = "" if query is None else text_of(f"@{query}")
    people = [one for who in member or () for one in resolve_all(plex.store, who)]
    made = make(plex.store, name, query=text, members=people)
    count = len(members_of(plex.store, made.name) or ())
    say(f"circle:{made.name} has {count} {'person' if count == 1 else 'people'} now")


def remove(context: typer.Context, name: Name) -> None:
    """Take a circle away; its members stay who they are."""
    from plexus_ld.plex.circles import remove as take_away

    gone = take_away(session_of(context).plex.store, name)
    say(f"circle:{gone.name} is gone")
