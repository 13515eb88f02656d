"""``share``, ``reply``, ``edit``, ``delete``, ``like``, ``reshare``: what you say."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plexus_ld.cli.accepted import done, show
from plexus_ld.cli.editor import edited
from plexus_ld.cli.output import say
from plexus_ld.cli.session import session_of
from plexus_ld.cli.times import moment

if TYPE_CHECKING:
    from plexus_ld.assembly import Plex
    from plexus_ld.sharer.composing import Draft

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Id = Annotated[
    str,
    typer.Argument(metavar="ID", help="Its IRI, or the beginning of its UUID."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(
        epilog="Example: plexus share 'The shed is done.' --attach shed.jpg "
        "--alt 'A red shed' --to circle:garden"
    )(share)
    app.command(epilog="Example: plexus reply 5f0c6f0e 'Well done!'")(reply)
    app.command(epilog="Example: plexus edit 5f0c6f0e 'The shed is painted.'")(edit)
    app.command(epilog="Example: plexus delete 5f0c6f0e")(delete)
    app.command(epilog="Example: plexus like 5f0c6f0e")(like)
    app.command(epilog="Example: plexus reshare 5f0c6f0e")(reshare)


def share(
    context: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="What you say; - reads it from stdin.")
    ] = "",
    title: Annotated[str, typer.Option(help="A title.")] = "",
    link: Annotated[str, typer.Option(metavar="URL", help="A link to share.")] = "",
    attach: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A picture, any file; several times."),
    ] = None,
    alt: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="What is in the file, in the same order."),
    ] = None,
    article: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Markdown or HTML.")
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option(metavar="WHO", help="A person, circle:NAME, or public."),
    ] = None,
    but: Annotated[
        list[str] | None,
        typer.Option("--except", metavar="WHO", help="Not to them."),
    ] = None,
    query: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="To whom a query (?person) finds."),
    ] = None,
    via: Annotated[
        list[str] | None,
        typer.Option(metavar="CHANNEL", help="By this channel; several times."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Later: 18:30, 'tomorrow 9:00', +2h."),
    ] = None,
    trust_network: Annotated[
        bool,
        typer.Option(
            "--trust-network", help="Also to whom only others' word puts among them."
        ),
    ] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show who, how and why; send nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say something once; each of your people gets it their own way.

    Without --to and --query it is for all your accepted connections, and for them
    alone. Once this returns it is durable; it is sent at once unless --at says later.
    """
    from plexus_ld.sharer.routing import Wanted

    plex = session_of(context).plex
    draft = _draft(text, title, link, attach or [], alt or [], article)
    queries = tuple(_read(file) for file in query or ())
    wanted = Wanted(tuple(to or ()), tuple(but or ()), queries, trust_network)
    time = moment(at, plex.clock()) if at else None
    for channel in via or ():
        _check_channel(plex, channel)
    if preview:
        found = plex.sharing.preview(draft, wanted, via or (), time)
        show(plex, found, as_json=as_json, is_preview=True)
        return
    done(plex, plex.sharing.share(draft, wanted, via or (), time), as_json)


def reply(
    context: typer.Context,
    id_: Id,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="What you answer; - reads stdin.")
    ],
    as_json: Json = False,
) -> None:
    """Answer what was heard, by the way that it came, and no more publicly."""
    plex = session_of(context).plex
    done(plex, plex.sharing.reply(id_, _text(text)), as_json)


def edit(
    context: typer.Context,
    id_: Id,
    text: Annotated[
        str | None,
        typer.Argument(metavar="TEXT", help="Instead; without it $EDITOR is opened."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say something of yours anew, for those, and there, where it went."""
    plex = session_of(context).plex
    changed = edited(plex.sharing.text_of(id_)) if text is None else _text(text)
    if changed is None:
        say("nothing was changed")
        return
    done(plex, plex.sharing.edit(id_, changed), as_json)


def delete(context: typer.Context, id_: Id, as_json: Json = False) -> None:
    """Take something of yours back, wherever it went.

    What is not sent yet is called off. Not every channel can take a thing back; the
    report says which could not.
    """
    plex = session_of(context).plex
    done(plex, plex.sharing.delete(id_), as_json)


def like(context: typer.Context, id_: Id, as_json: Json = False) -> None:
    """Tell the author that you like it, where the channel has a way to."""
    plex = session_of(context).plex
    done(plex, plex.sharing.like(id_), as_json)


def reshare(context: typer.Context, id_: Id, as_json: Json = False) -> None:
    """Pass something on that was said to everybody; what is private is refused."""
    plex = session_of(context).plex
    done(plex, plex.sharing.reshare(id_), as_json)


def _draft(
    text: str,
    title: str,
    link: str,
    files: Sequence[Path],
    alts: Sequence[str],
    article: Path | None,
) -> "Draft":
    from plexus_ld.sharer.composing import Attach, Draft

    if len(alts) > len(files):
        message = "each --alt describes one --attach, in the same order"
        raise typer.BadParameter(message)
    words = [*alts, *[""] * (len(files) - len(alts))]
    attached = tuple(map(Attach, files, words))
    return Draft(_text(text), title, link, attached, article)


def _text(words: str) -> str:
    """Return what is said; ``-`` stands for what comes in."""
    if words != "-":
        return words
    return sys.stdin.read().removesuffix("\n")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file}: cannot be read as text ({error})"
        raise typer.BadParameter(message) from error


def _check_channel(plex: "Plex", name: str) -> None:
    from plexus_ld.errors import NoSuchChannelError

    try:
        _ = plex.channels[name]
    except NoSuchChannelError as error:
        raise typer.BadParameter(str(error)) from error
