"""``import``, ``sources``, ``refresh``, ``forget``: whose documents are known."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rdflib import URIRef

from plexus_ld.cli.output import counted, emit_json, progress, say, table
from plexus_ld.cli.session import FAILED, INTERRUPTED, session_of
from plexus_ld.errors import SourceError
from plexus_ld.plex.sources.values import ImportReport, SourceReport
from plexus_ld.settings import MIB

if TYPE_CHECKING:
    from plexus_ld.assembly import Plex
    from plexus_ld.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(
        "import", epilog="Example: plexus import https://bob.example/foaf.rdf --depth 1"
    )(import_)
    app.command(epilog="Example: plexus sources --json")(sources)
    app.command(epilog="Example: plexus refresh")(refresh)
    app.command(epilog="Example: plexus forget https://bob.example/foaf.rdf")(forget)


def import_(
    context: typer.Context,
    source: Annotated[
        list[str],
        typer.Argument(help="Files, folders, URLs, handles; - is standard input."),
    ],
    depth: Annotated[
        int,
        typer.Option(
            min=0, max=20, help="Follow seeAlso and the profiles of friends that far."
        ),
    ] = 0,
    connect: Annotated[
        bool,
        typer.Option("--connect", help="Make a connection with whom they are about."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and report; keep nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take in other people's profiles.

    FOAF in any format, pages with h-cards or RDFa, vCards. The format is found out by
    itself; what is broken is mended where it can be.
    """
    plex = session_of(context).plex
    with progress("import") as on_progress:
        report = plex.sources.import_(
            source,
            depth=depth,
            dry_run=dry_run,
            on_progress=on_progress,
            stdin=_standard_input(plex.settings) if "-" in source else None,
        )
    if connect and not dry_run:
        _connect(plex, report)
    _tell(report, as_json)


def sources(context: typer.Context, as_json: Json = False) -> None:
    """List what was imported, when, and how it stands."""
    found = session_of(context).plex.sources.sources()
    if as_json:
        emit_json(found)
        return
    rows = [
        (
            info.source,
            info.triples,
            info.read_at.strftime("%Y-%m-%d %H:%M"),
            info.error or info.status,
        )
        for info in found
    ]
    table(("source", "triples", "read (UTC)", "status"), rows)


def refresh(
    context: typer.Context,
    source: Annotated[
        list[str] | None, typer.Argument(help="Which; else what is stale.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Fetch again what is stale, or what is named.

    Only what has changed is read.
    """
    plex = session_of(context).plex
    with progress("refresh") as on_progress:
        report = plex.sources.refresh(source or (), on_progress=on_progress)
    _tell(report, as_json)


def forget(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="As `plexus sources` lists it.")],
) -> None:
    """Take back all that a source said.

    Its bytes are erased too, out of the history as well, so that `plexus undo` cannot
    bring it back.
    """
    gone = session_of(context).plex.sources.forget(source)
    say(f"forgotten: {gone.source} ({counted(gone.triples, 'triple')})")


def _standard_input(settings: "Settings") -> bytes:
    """Return what comes by standard input, which may never end.

    Raises:
        SourceError: It is longer than a file may be.
    """
    most = settings.imports.max_file_bytes
    body = sys.stdin.buffer.read(most + 1)
    if len(body) > most:
        reason = (
            f"is longer than {most / MIB:g} MiB, the largest that is read "
            "(the setting imports.max_file_bytes)"
        )
        raise SourceError("-", reason)
    return body


def _connect(plex: "Plex", report: ImportReport) -> None:
    """Make a connection with whom the documents are about."""
    from plexus_ld.plex.connections import connect

    for person in report.about:
        if connect(plex.store, URIRef(person)):
            say(f"connected: {person}")


def _tell(report: ImportReport, as_json: bool) -> None:
    """Print a report; exit with 1 when something failed, 130 when interrupted."""
    if as_json:
        emit_json(
            {
                "sources": [_entry(source) for source in report.sources],
                "people": report.people,
                "triples": report.triples,
                "waiting": report.waiting,
            }
        )
    else:
        rows = [(s.status, s.source, s.triples, s.people) for s in report.sources]
        table(("status", "source", "triples", "people"), rows)
    for source in report.sources:
        for words in _notes(source):
            say(f"{source.source}: {words}")
    if report.note:
        say(report.note)
    if not as_json:
        people = counted(report.people, "person", "people")
        say(f"{counted(report.triples, 'triple')} about {people}")
    if report.interrupted:
        raise typer.Exit(INTERRUPTED)
    if report.failed:
        raise typer.Exit(FAILED)


def _entry(source: SourceReport) -> dict[str, object]:
    return {
        "source": source.source,
        "graph": source.graph,
        "status": source.status,
        "triples": source.triples,
        "people": source.people,
        "error": source.error,
        "repairs": source.repairs,
        "losses": source.losses,
    }


def _notes(source: SourceReport) -> list[str]:
    failed = [source.error] if source.error else []
    mended = [f"mended: {words}" for words in source.repairs]
    return [*failed, *mended, *(f"lost: {words}" for words in source.losses)]
