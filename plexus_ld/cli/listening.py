"""``listen``, ``timeline``, ``save``, ``ignore``, ``search``: what was heard."""

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plexus_ld.cli.output import emit, emit_json, folded, progress, say, table
from plexus_ld.cli.session import FAILED, session_of
from plexus_ld.cli.times import ago

if TYPE_CHECKING:
    from plexus_ld.assembly import Plex
    from plexus_ld.listener.ingesting.brought import Ingested
    from plexus_ld.listener.stream.values import Entry

_JSON = typer.Option("--json", help="As JSON.")
_LIMIT = typer.Option(min=1, max=100_000, help="How many at most.")
_ID = typer.Argument(metavar="ID", help="As `plexus timeline` shows it.")
_UUID = re.compile(r"(?:urn:uuid:|/)([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/?$")
#: Characters of a text that a terminal is shown; `--json` has all of it.
_SHOWN = 600
#: Entries that are shown unless somebody says how many.
_USUAL = 50


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(epilog="Example: plexus listen --once")(listen)
    app.command(epilog="Example: plexus timeline --since '2 days ago' --by Bob")(
        timeline
    )
    app.command(epilog="Example: plexus save 5f0c6f0e")(save)
    app.command(epilog="Example: plexus ignore 5f0c6f0e")(ignore)
    app.command(epilog="Example: plexus search '\"garden shed\" tomat*'")(search)


def listen(
    context: typer.Context,
    who: Annotated[
        list[str] | None, typer.Argument(help="Only these people; or circle:NAME.")
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Ask everybody now, due or not.")
    ] = False,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Ask for news where it is due, and print what is heard.

    `plexus run` does so all the time, each point at its own pace.
    """
    plex = session_of(context).plex
    with progress("asking") as on_progress:
        heard = plex.listen(who, once=once, on_progress=on_progress)
    entries = plex.stream.entries(heard.new)
    if as_json:
        emit_json({**_counts(heard), "heard": [_plain(entry) for entry in entries]})
    else:
        _show(entries)
    for called, reason in heard.errors:
        say(f"plexus: {called}: {reason}")
    if not as_json:
        say(_told(heard) if heard.polled else _nobody(plex))
    if heard.errors:
        raise typer.Exit(FAILED)


def timeline(
    context: typer.Context,
    since: Annotated[
        str | None, typer.Option(metavar="T", help="A date, or such as '2 days ago'.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="WHO", help="What they said; or circle:NAME.")
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help="What you said.")] = False,
    unread: Annotated[
        bool, typer.Option("--unread", help="What you have not read.")
    ] = False,
    mark_read: Annotated[
        bool | None,
        typer.Option(
            "--mark-read/--keep-unread",
            help="Whether what is shown counts as read; on a terminal it does.",
        ),
    ] = None,
    limit: Annotated[int, _LIMIT] = _USUAL,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Show what your people said, newest first, each thing once."""
    plex = session_of(context).plex
    begin = None if since is None else plex.questions.time("since", since)
    if mine:
        shown = plex.stream.mine(begin, limit)
    else:
        people = None if by is None else plex.people_called([by])
        shown = plex.stream.timeline(begin, people, unread=unread, limit=limit)
    if as_json:
        emit_json([_plain(entry) for entry in shown])
    else:
        _show(shown)
    is_read = mark_read if mark_read is not None else _is_looked_at(as_json)
    if is_read and not mine:
        plex.stream.mark_read(entry.iri for entry in shown)


def save(context: typer.Context, item: Annotated[str, _ID]) -> None:
    """Save something that was heard: it stands out, and is found again."""
    entry = session_of(context).plex.stream.save(item)
    say(f"saved: {headline(entry)}")


def ignore(context: typer.Context, item: Annotated[str, _ID]) -> None:
    """Ignore something that was heard: it is not shown any more."""
    entry = session_of(context).plex.stream.ignore(item)
    say(f"ignored: {headline(entry)}")


def search(
    context: typer.Context,
    text: Annotated[
        list[str],
        typer.Argument(help='Words; "a phrase", begin*, -without.'),
    ],
    limit: Annotated[int, _LIMIT] = _USUAL,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Find what was heard or said by its words, whatever their case and accents."""
    hits = session_of(context).plex.stream.search(" ".join(text), limit)
    if as_json:
        emit_json([{**_plain(hit.entry), "snippet": hit.snippet} for hit in hits])
        return
    rows = [
        (hit.entry.id, f"{hit.entry.when:%Y-%m-%d}", hit.entry.name, hit.snippet)
        for hit in hits
    ]
    table(("id", "when (UTC)", "who", "found"), rows)


def _is_looked_at(as_json: bool) -> bool:
    """Tell whether a person sees what is printed."""
    return sys.stdout.isatty() and not as_json


def _counts(heard: "Ingested") -> dict[str, Any]:
    return {
        "polled": heard.polled,
        "failed": heard.failed,
        "changed": len(heard.changed),
        "deleted": len(heard.deleted),
        "returned": heard.returned,
        "unknown": heard.unknown,
        "errors": [{"asked": called, "error": why} for called, why in heard.errors],
    }


def _told(heard: "Ingested") -> str:
    """Return what came of it, in a sentence."""
    parts = [f"{len(heard.new)} new"]
    named = (("changed", len(heard.changed)), ("deleted", len(heard.deleted)))
    parts += [f"{number} {word}" for word, number in named if number]
    if heard.unknown:
        parts.append(f"{heard.unknown} of people that you do not listen to, left out")
    asked = "1 asked" if heard.polled == 1 else f"{heard.polled} asked"
    return f"{asked}: {', '.join(parts)}"


def _nobody(plex: "Plex") -> str:
    """Return why nobody was asked, and what to do about it."""
    due = plex.listening.next_due(plex.clock())
    if due is None:
        return "nobody is asked: `plexus connect WHO --in CHANNEL:ADDRESS` names some"
    when = due.astimezone()
    return f"nobody is due before {when:%H:%M on %d %b}; --once asks them now"


def _plain(entry: "Entry") -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(entry), "channels": entry.channels}


def _show(entries: Sequence["Entry"]) -> None:
    """Print entries: for a person each in a few lines, for a pipe each in one."""
    if sys.stdout.isatty():
        for entry in entries:
            _show_one(entry)
        return
    rows = [
        (
            entry.id,
            entry.when.isoformat(timespec="seconds"),
            entry.name,
            ",".join(entry.channels),
            entry.kind,
            entry.title,
            entry.text,
            entry.url,
        )
        for entry in entries
    ]
    table(("id", "when", "who", "by", "kind", "title", "text", "url"), rows)


def _show_one(entry: "Entry") -> None:
    """Print who, when, what, and then the small facts."""
    who = f"{entry.author} ({entry.name})" if entry.author else entry.name
    if entry.kind == "Announce":
        who = f"{who} passed on"
    new = "" if entry.read or entry.is_mine else "• "
    private = "  to you alone" if entry.is_private and not entry.is_mine else ""
    emit(f"{new}{who}  {ago(entry.when)}{private}")
    for line in _said(entry):
        for part in folded(line, "    "):
            emit(part)
    for part in folded(" · ".join(_facts(entry)), "    "):
        emit(part)
    print()


def _said(entry: "Entry") -> list[str]:
    """Return what an entry says, cut, and what goes with it."""
    text = entry.text if len(entry.text) <= _SHOWN else f"{entry.text[:_SHOWN]}…"
    lines = [entry.title, entry.summary, *text.splitlines(), entry.url]
    lines += [
        f"+ {one.name or one.alt or one.media_type} {one.url}".rstrip()
        for one in entry.attachments
    ]
    return [line for line in lines if line.strip()]


def _facts(entry: "Entry") -> list[str]:
    """Return by what an entry is named, by which ways it came, what became of it."""
    facts = [_short(str(entry.iri)), *entry.channels, *entry.marks]
    if entry.in_reply_to:
        facts.append(f"answers {_short(str(entry.in_reply_to))}")
    if entry.of:
        facts.append(f"of {_short(str(entry.of))}")
    if entry.likes:
        facts.append(f"liked by {', '.join(entry.likes)}")
    if entry.reshares:
        facts.append(f"passed on by {', '.join(entry.reshares)}")
    if entry.replies:
        ids = ", ".join(_short(str(reply)) for reply in entry.replies)
        facts.append(f"answered: {ids}")
    return facts


def _short(iri: str) -> str:
    """Return the beginning of the UUID in an IRI; an IRI without one as it is."""
    found = _UUID.search(iri)
    return found[1] if found else iri


def headline(entry: "Entry") -> str:
    """Return what an entry says, and who, in a line."""
    said = entry.title or " ".join(entry.text.split())
    return f"{entry.name}: {said[:80]}" if said else entry.name
