"""``init``, ``me`` and ``face``: the owner, and what each audience sees."""

from typing import TYPE_CHECKING, Annotated

import typer

from plexus_ld.cli.asking import text_of
from plexus_ld.cli.output import emit, emit_bytes, emit_json, say, short, table
from plexus_ld.cli.session import session_of

if TYPE_CHECKING:
    from plexus_ld.plex.profile.editing import Edit
    from plexus_ld.plex.profile.representation import Representation

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Property = Annotated[
    str, typer.Argument(metavar="PROPERTY", help="A FOAF term or a prefixed name.")
]
Values = Annotated[list[str], typer.Argument(metavar="VALUE…")]
Format = Annotated[
    str | None, typer.Option("--format", help="turtle, rdfxml, jsonld or nt.")
]

_me = typer.Typer(no_args_is_help=True, help="Your profile.")
_face = typer.Typer(no_args_is_help=True, help="What each audience sees of it.")


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(
        epilog="Example: plexus init --name 'Ada Example' --base https://ada.example/"
    )(init)
    _me.command("show", epilog="Example: plexus me show --audience public")(show)
    _me.command("set", epilog="Example: plexus me set mbox ada@ada.example")(set_)
    _me.command("add", epilog="Example: plexus me add knows https://bob.example/#me")(
        add
    )
    _me.command("remove", epilog="Example: plexus me remove nick ada")(remove)
    _me.command("move", epilog="Example: plexus me move https://ada.example/")(move)
    _face.command("list", epilog="Example: plexus face list --json")(face_list)
    _face.command("show", epilog="Example: plexus face show public --as bob")(face_show)
    _face.command("set", epilog="Example: plexus face set public @face.rq")(face_set)
    _face.command("remove", epilog="Example: plexus face remove public")(face_remove)
    app.add_typer(_me, name="me")
    app.add_typer(_face, name="face")


def init(
    context: typer.Context,
    name: Annotated[str | None, typer.Option(help="What you are called.")] = None,
    webid: Annotated[
        str | None, typer.Option(metavar="IRI", help="Your WebID, if you have one.")
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The address your profile will have."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="FOAF", help="A FOAF file or URL to take over."),
    ] = None,
) -> None:
    """Make your home, and say who you are.

    The home holds the store, the settings, a key, and your profile.
    """
    session = session_of(context)
    begun = session.made().init(name, webid, base, source)
    if begun.is_new:
        say(f"{session.home}: made; you are <{begun.owner.webid}>")
        say("next: plexus import FILE-OR-URL, plexus me add PROPERTY VALUE")
    else:
        say(f"{session.home}: was made before; you are <{begun.owner.webid}>")
        say("nothing was changed")


def show(
    context: typer.Context,
    format: Format = None,  # noqa: A002 - the option's name
    audience: Annotated[
        str | None, typer.Option(help="public, connections or circle:NAME.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show your profile: all of it, or what an audience sees."""
    from plexus_ld.assembly.shown import shown_by
    from plexus_ld.plex.profile.faces import whole_profile

    plex = session_of(context).plex
    shown = shown_by(plex, audience) if audience else whole_profile(plex.store)
    if format:
        _print(shown, format)
        return
    triples = shown.triples()
    if as_json:
        emit_json([{"subject": s, "property": p, "value": o} for s, p, o in triples])
        return
    table(
        ("of", "property", "value"),
        [("you" if s == shown.owner else s, short(p), o) for s, p, o in triples],
    )


def set_(
    context: typer.Context,
    property: Property,  # noqa: A002 - the word of RDF
    value: Values,
) -> None:
    """Have a property say these values and no others."""
    from plexus_ld.plex.profile.editing import set_values

    plex = session_of(context).plex
    _tell(set_values(plex.store, property, value, plex.resolve))


def add(
    context: typer.Context,
    property: Property,  # noqa: A002 - the word of RDF
    value: Values,
) -> None:
    """Have a property say these values too."""
    from plexus_ld.plex.profile.editing import add_values

    plex = session_of(context).plex
    _tell(add_values(plex.store, property, value, plex.resolve))


def remove(
    context: typer.Context,
    property: Property,  # noqa: A002 - the word of RDF
    value: Annotated[
        list[str] | None,
        typer.Argument(metavar="[VALUE…]", help="Which; else all of them."),
    ] = None,
) -> None:
    """Take values away, or all of a property."""
    from plexus_ld.plex.profile.editing import remove_values

    plex = session_of(context).plex
    _tell(remove_values(plex.store, property, value or (), plex.resolve))


def move(
    context: typer.Context,
    base: Annotated[str, typer.Argument(help="The address: a folder on the web.")],
) -> None:
    """Give yourself and your own nodes IRIs under a new address.

    The old ones are kept as owl:sameAs, and `plexus publish` redirects them.
    """
    from plexus_ld.plex.profile import moving

    moved = moving.move(session_of(context).plex.store, base)
    say(f"you are <{moved.new}> now; {moved.nodes} nodes have a new IRI")


def face_list(context: typer.Context, as_json: Json = False) -> None:
    """List what each audience sees, and whether the face is yours or ships."""
    from plexus_ld.plex.profile.faces import faces

    found = faces(session_of(context).plex.store)
    if as_json:
        emit_json(found)
        return
    table(
        ("audience", "face"),
        [(face.name, face.shipped or "your own") for face in found],
    )


def face_show(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="public, connections or circle:NAME.")
    ] = None,
    who: Annotated[
        str | None, typer.Option("--as", metavar="WHO", help="What one person sees.")
    ] = None,
    format: Format = "turtle",  # noqa: A002 - the option's name
) -> None:
    """Show what an audience sees, or what one person would see."""
    from plexus_ld.plex.profile.faces import seen_as, seen_by

    if (who is None) == (name is None):
        message = "name an audience, or a person with --as"
        raise typer.BadParameter(message)
    plex = session_of(context).plex
    if name is not None:
        shown = seen_by(plex.store, name)
    else:
        shown = seen_as(plex.store, plex.resolve(who or ""))
    _print(shown, format or "turtle")


def face_set(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="public, connections or circle:NAME.")],
    query: Annotated[
        str,
        typer.Argument(
            metavar="QUERY|@FILE", help="A CONSTRUCT, or the name of a shipped face."
        ),
    ],
) -> None:
    """Give an audience a face of your own: a CONSTRUCT over your profile."""
    from plexus_ld.plex.profile.faces import set_face

    set_face(session_of(context).plex.store, name, text_of(query))
    say(f"{name} sees your own face now; `plexus face show {name}` shows it")


def face_remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="public, connections or circle:NAME.")],
) -> None:
    """Have an audience see the face that ships again."""
    from plexus_ld.plex.profile import faces

    faces.remove_face(session_of(context).plex.store, name)
    say(f"{name} sees the face that ships again")


def _print(shown: "Representation", format_: str) -> None:
    from plexus_ld.rdf.serializing import serialize

    emit_bytes(serialize(shown.lines, format_, base=shown.document))


def _tell(edit: "Edit") -> None:
    if edit.added or edit.removed:
        emit(f"{edit.added} statements added, {edit.removed} removed")
    else:
        emit("nothing to change: your profile says so already")
