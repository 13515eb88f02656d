"""``people``, ``person``, ``same``, ``different``, ``duplicates``: who is who."""

from dataclasses import asdict
from typing import Annotated

import typer

from plexus_ld.cli.listening import headline
from plexus_ld.cli.output import emit, emit_json, say, short, table
from plexus_ld.cli.session import session_of
from plexus_ld.cli.times import ago

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Who = Annotated[
    str,
    typer.Argument(
        metavar="WHO", help="A WebID, profile URL, handle, mailbox or unique name."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(epilog="Example: plexus people ada")(people)
    app.command(epilog="Example: plexus person ada@example.org")(person)
    app.command(epilog="Example: plexus same 'Ada L.' https://ada.example/card#me")(
        same
    )
    app.command(
        epilog="Example: plexus different https://a.example/#me https://b.example/#me"
    )(different)
    app.command(epilog="Example: plexus duplicates --json")(duplicates)


def people(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="A part of a name.")] = "",
    as_json: Json = False,
) -> None:
    """List who is known, each person once."""
    found = session_of(context).plex.people(text)
    if as_json:
        emit_json(found)
        return
    rows = [(line.name, line.ties, line.sources, line.iri) for line in found]
    table(("name", "ties", "sources", "iri"), rows)


def person(context: typer.Context, who: Who, as_json: Json = False) -> None:
    """Show what is known of a person, who said it, and what they said last."""
    plex = session_of(context).plex
    card = plex.person(who)
    heard = plex.stream.timeline(people=[card.iri], limit=1)
    if as_json:
        last = [
            {"id": one.id, "when": one.when, "title": one.title, "text": one.text}
            for one in heard
        ]
        emit_json({**asdict(card), "last_heard": last[0] if last else None})
        return
    emit(f"{card.name}  <{card.iri}>")
    emit(card.connected)
    for line in plex.connections.points(str(card.iri)):
        way = f"{line.point.direction} by {line.point.channel}, {line.address}"
        emit(f"  {line.id}: {way} ({line.status})")
    for entry in heard:
        emit(f"last heard {ago(entry.when)}: {headline(entry)}  [{entry.id}]")
    table(
        ("property", "value", "who says so"),
        [
            (short(s.property), s.value, "  ".join(str(source) for source in s.sources))
            for s in card.statements
        ],
    )


def same(context: typer.Context, who: Who, other: Who) -> None:
    """Say that two are one person."""
    plex = session_of(context).plex
    one = plex.same(who, other)
    say(f"one person now: {one}")


def different(context: typer.Context, who: Who, other: Who) -> None:
    """Say that two are two, whatever the sources say."""
    session_of(context).plex.different(who, other)
    say("two people now, whatever the sources say")


def duplicates(context: typer.Context, as_json: Json = False) -> None:
    """List who could be one person, with the evidence.

    Your word decides: `plexus same`, `plexus different`.
    """
    found = session_of(context).plex.duplicates()
    if as_json:
        emit_json(found)
        return
    rows = [
        (pair.name, pair.other_name, pair.because, pair.person, pair.other)
        for pair in found
    ]
    table(("name", "name", "because", "iri", "iri"), rows)
    if found:
        say("your word: plexus same WHO WHO, or plexus different WHO WHO")
