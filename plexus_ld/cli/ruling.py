"""``rule``: what is done with what is heard."""

from datetime import timedelta
from typing import Annotated

import typer

from plexus_ld.cli.asking import text_of
from plexus_ld.cli.output import emit_json, say, table
from plexus_ld.cli.session import session_of

_JSON = typer.Option("--json", help="As JSON.")

rule = typer.Typer(
    help="What is done with what is heard: display, save, ignore, notify, reshare.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.add_typer(rule, name="rule")


@rule.command(epilog="Example: plexus rule add lunch --when @lunch.rq --then notify")
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is called.")],
    when: Annotated[
        str,
        typer.Option(
            metavar="QUERY|@FILE", help="SPARQL that selects ?item, or its file."
        ),
    ],
    then: Annotated[
        list[str],
        typer.Option(help="display, save, ignore, notify or reshare; may be repeated."),
    ],
    order: Annotated[
        int | None, typer.Option(min=1, help="1 is asked first; else the last.")
    ] = None,
) -> None:
    """Make a rule, in the place of the one of its name.

    Its condition selects ?item out of GRAPH <urn:x-plexus:heard>, and may ask about
    the whole Plex. The first rule that says display, save or ignore decides.
    """
    plex = session_of(context).plex
    made = plex.rules.add(name, text_of(when), then, order)
    say(f"rule {made.name}, number {made.order}: {', '.join(made.then)}")
    say(f"what it would have done last week: plexus rule test {made.name}")


@rule.command("list", epilog="Example: plexus rule list --json")
def list_(context: typer.Context, as_json: Annotated[bool, _JSON] = False) -> None:
    """List the rules, in the order in which they are asked."""
    rules = session_of(context).plex.rules.every()
    if as_json:
        emit_json(rules)
        return
    rows = [
        (one.order, one.name, ", ".join(one.then), one.error or "on", one.when)
        for one in rules
    ]
    table(("order", "name", "does", "state", "when"), rows)


@rule.command(epilog="Example: plexus rule remove lunch")
def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Which rule.")],
) -> None:
    """Take a rule out."""
    gone = session_of(context).plex.rules.remove(name)
    say(f"rule {gone.name} is gone")


@rule.command(epilog="Example: plexus rule test lunch --days 30")
def test(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME|QUERY|@FILE", help="A rule, or a condition.")
    ],
    days: Annotated[
        int, typer.Option(min=1, max=3650, help="How far back to look.")
    ] = 7,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Show what a rule would have held for in the last week; nothing is done."""
    plex = session_of(context).plex
    words = text_of(name)
    when = words if "{" in words else plex.rules.named(words).when
    found = plex.rules.tried(when, plex.clock() - timedelta(days=days))
    if as_json:
        emit_json(found)
        return
    rows = [(one.heard.astimezone().strftime("%d %b %H:%M"), one.text) for one in found]
    table(("heard", "what"), rows)
    say(f"it holds for {len(found)} of what was heard in {days} days")
