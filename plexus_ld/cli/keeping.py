"""``history``, ``undo``, ``backup``, ``export``, ``restore``, ``doctor``."""

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from plexus_ld.cli.output import counted, emit, emit_json, progress, say, table
from plexus_ld.cli.session import FAILED, session_of

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(epilog="Example: plexus history --of https://ada.example/card#me")(
        history
    )
    app.command(epilog="Example: plexus undo")(undo)
    app.command(epilog="Example: plexus backup /mnt/backups/plexus-2026-11-23")(backup)
    app.command(epilog="Example: plexus export plexus.zip --encrypt")(export)
    app.command(epilog="Example: plexus --home new restore plexus.zip")(restore)
    app.command(epilog="Example: plexus doctor --json")(doctor)


def history(
    context: typer.Context,
    of: Annotated[
        str | None, typer.Option(metavar="WHO", help="Only what concerns a person.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many changes.")] = 50,
    as_json: Json = False,
) -> None:
    """Tell what changed, when, the latest first."""
    records = session_of(context).plex.history(of, limit)
    if as_json:
        emit_json(
            [
                {
                    "sequence": record.sequence,
                    "at": record.at,
                    "note": record.change.note,
                    "added": record.change.added,
                    "removed": record.change.removed,
                }
                for record in records
            ]
        )
        return
    rows = [
        (
            record.sequence,
            record.at.strftime("%Y-%m-%d %H:%M:%S"),
            f"+{len(record.change.added)} -{len(record.change.removed)}",
            record.change.note,
        )
        for record in records
    ]
    table(("change", "when (UTC)", "statements", "what"), rows)
    if len(records) == limit:
        say(f"the latest {limit} changes; --limit shows more")


def undo(context: typer.Context) -> None:
    """Take the last change back.

    Once more takes the one before it back.
    """
    record = session_of(context).plex.store.undo()
    say(f"taken back: {record.change.note}")


def backup(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="An empty or new folder.")],
) -> None:
    """Copy the whole home.

    Beside running commands too; the copy opens as a home.
    """
    session_of(context).plex.store.backup(folder)
    say(f"{folder}: a copy of this home; open it with: plexus --home {folder}")


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Ends in .zip, .trig or .nq.")],
    encrypt: Annotated[
        bool,
        typer.Option(
            "--encrypt",
            help="Ask for a passphrase; keys and secrets go along only then.",
        ),
    ] = False,
) -> None:
    """Write everything into one file.

    A .zip has all; .trig and .nq take the graphs alone, and say what they leave out.
    """
    words = None
    if encrypt:
        words = typer.prompt(
            "Passphrase", hide_input=True, confirmation_prompt=True, err=True
        )
    plex = session_of(context).plex
    # What lies in the keyring goes along too, where anything secret does.
    secrets = plex.accounts.sealed() if encrypt else nullcontext()
    with secrets, progress("export") as on_progress:
        written = plex.store.export(file, words, on_progress)
    say(f"{file}: {counted(written.lines, 'statement')}, sha256 {written.sha256}")
    for entry in written.left_out:
        say(f"left out: {entry}")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="What `plexus export` wrote.")],
) -> None:
    """Make a home out of an export.

    The home has to be new or empty.
    """
    session = session_of(context)
    with progress("restore") as on_progress:
        back = session.made().store.restore(
            file,
            lambda: str(typer.prompt("Passphrase", hide_input=True, err=True)),
            on_progress,
        )
    say(f"{session.home}: {counted(back.lines, 'statement')}, sha256 {back.sha256}")


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Tell what is wrong with this home, and what to do about it."""
    findings = session_of(context).plex.examine()
    if as_json:
        emit_json(findings)
    else:
        for finding in findings:
            emit(f"{'ok  ' if finding.ok else 'BAD '} {finding.what}")
            if finding.advice:
                emit(f"     {finding.advice}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(FAILED)
