"""``query`` and ``queries``: SPARQL over the network."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plexus_ld.cli.output import emit_bytes, emit_json, say, table
from plexus_ld.cli.session import FAILED, session_of
from plexus_ld.errors import PlexusError, QueryError

if TYPE_CHECKING:
    from plexus_ld.plex.questions import Query


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(epilog="Example: plexus query friends-of-friends --format csv")(query)
    app.command(epilog="Example: plexus queries --json")(queries)


def query(
    context: typer.Context,
    words: Annotated[
        str,
        typer.Argument(
            metavar="QUERY|@FILE|NAME",
            help="SPARQL 1.1, a file that holds it, or a named question.",
        ),
    ],
    format: Annotated[  # noqa: A002 - the option's name
        str,
        typer.Option(
            help="table, csv, tsv, json or xml; for graphs turtle, jsonld or nt."
        ),
    ] = "table",
    timeout: Annotated[
        float | None, typer.Option(min=0.01, help="Longest time, in seconds.")
    ] = None,
    param: Annotated[
        list[str] | None,
        typer.Option(metavar="K=V", help="A value for a parameter; may be repeated."),
    ] = None,
) -> None:
    """Ask your network: SPARQL, or a named question.

    The default graph is all that is known, each person once.
    GRAPH ?source { … } tells who said it; the prefixes that everybody knows (foaf,
    plx, rdfs …) need no declaration.
    """
    text = text_of(words)
    params = parameters(param or [])
    plex = session_of(context).plex
    try:
        answer = plex.questions.answer(text, format, params, timeout)
    except QueryError as error:
        _point_at(text, error)
        raise
    if format == "table" and answer.kind in {"select", "ask"}:
        _print_table(answer.body)
    else:
        emit_bytes(answer.body)


def queries(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the named questions.

    Your own are `.rq` files in the home's folder queries/.
    """
    faults: list[QueryError] = []
    found = session_of(context).plex.questions.list(faults.append)
    if as_json:
        emit_json([_described(question) for question in found])
    else:
        _print_questions(found)
    for fault in faults:
        say(f"plexus: {fault}")
    if faults:
        raise typer.Exit(FAILED)


def _described(question: "Query") -> dict[str, object]:
    return {
        "name": question.name,
        "summary": question.summary,
        "description": question.description,
        "parameters": [p for p in question.parameters if p.kind != "walk"],
        "columns": question.columns,
    }


def _print_questions(found: "Sequence[Query]") -> None:
    rows = []
    for question in found:
        takes = [
            f"{p.name}={p.default}" if p.default else p.name
            for p in question.parameters
            if p.kind != "walk"
        ]
        rows.append((question.name, " ".join(takes), question.summary))
    table(("name", "parameters", "what it answers"), rows)


def text_of(words: str) -> str:
    """Return what was typed, or what the file behind an ``@`` holds.

    Raises:
        PlexusError: The file cannot be read.
    """
    if not words.startswith("@"):
        return words
    file = Path(words[1:])
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file}: cannot be read as text ({error})"
        raise PlexusError(message) from error


def parameters(words: list[str]) -> dict[str, str]:
    """Take ``K=V`` words apart."""
    pairs = [word.partition("=") for word in words]
    for name, equals, _ in pairs:
        if not (name and equals):
            message = f"--param is written K=V, not {name!r}"
            raise typer.BadParameter(message)
    return {name: value for name, _, value in pairs}


def _point_at(text: str, error: QueryError) -> None:
    """Show the line that a query breaks in, and a caret under the place."""
    lines = text.splitlines()
    if error.line is None or not 0 < error.line <= len(lines):
        return
    say(f"{error.line:>4} | {lines[error.line - 1]}")
    if error.column:
        say(f"{'':>4} | {'':>{error.column - 1}}^")


def _print_table(body: bytes) -> None:
    """Print SPARQL 1.1 Query Results JSON as a table."""
    result = json.loads(body)
    if "boolean" in result:
        print("yes" if result["boolean"] else "no")
        return
    columns = result["head"]["vars"]
    rows = result["results"]["bindings"]
    cells = ([_cell(row.get(name)) for name in columns] for row in rows)
    table(columns, cells, shows_empty=True)


def _cell(term: dict[str, str] | None) -> str:
    if term is None:
        return ""
    language = term.get("xml:lang")
    return f"{term['value']} ({language})" if language else term["value"]
