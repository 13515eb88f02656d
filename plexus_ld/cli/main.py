"""``plexus``: the words, and how errors become exit statuses.

0 done; 1 it could not be done, or only in part; 2 the words were wrong; 130
interrupted. A stranger's bytes never give a traceback; an unexpected fault is written
to the home's log and told in one line.
"""

import signal
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Annotated

import typer
from typer.main import get_command

from plexus_ld import __version__, errors
from plexus_ld.cli import (
    asking,
    channels,
    circles,
    connecting,
    delivering,
    doors,
    keeping,
    listening,
    looking,
    people,
    pointing,
    profile,
    publishing,
    requesting,
    ruling,
    running,
    sharing,
    sources,
    watching,
)
from plexus_ld.cli.output import say
from plexus_ld.cli.session import FAILED, INTERRUPTED, Session

app = typer.Typer(
    name="plexus",
    epilog="First: plexus init --name 'Your Name'. Then: plexus import FILE-OR-URL.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"plexus {__version__}")
        raise typer.Exit


@app.callback()
def plexus(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            envvar="PLEXUS_HOME",
            help="Where this Plex lives; else the platform's user data folder.",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_version, help="Print the version."
        ),
    ] = False,
) -> None:
    """Your own social graph as linked data."""
    del version  # printed before this is called
    context.obj = Session.at(home)
    context.call_on_close(context.obj.close)


for room in (
    profile,
    sources,
    people,
    connecting,
    pointing,
    circles,
    channels,
    sharing,
    listening,
    requesting,
    doors,
    ruling,
    watching,
    delivering,
    running,
    asking,
    looking,
    publishing,
    keeping,
):
    room.register(app)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its status."""
    sys.excepthook = _log_fault
    try:
        # Not app(): that would put typer's own hook in the place of ours.
        get_command(app).main(arguments, prog_name="plexus")
    except errors.PlexusError as error:
        _tell(error)
        sys.exit(FAILED)
    except SystemExit as leaving:
        if leaving.code == INTERRUPTED:
            if arguments is None:  # the program ends: a second Ctrl-C has come too late
                signal.signal(signal.SIGINT, signal.SIG_IGN)
            print("plexus: interrupted; what was done is kept", file=sys.stderr)
        raise


def _tell(error: errors.PlexusError) -> None:
    """Print an error, a line each where it has several faults to tell."""
    for line in str(error).splitlines() or [type(error).__name__]:
        say(f"plexus: {line}")


def _log_fault(
    kind: type[BaseException], fault: BaseException, where: TracebackType | None
) -> None:
    """Write an unexpected fault to the home's log, and say where it lies."""
    log = Session.last_home / "log" / "faults.log"
    told = "".join(traceback.format_exception(kind, fault, where))
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{told}\n")
        where_told = f"it is written down in {log}"
    except OSError:
        print(told, file=sys.stderr)
        where_told = f"it stands above, as {log} cannot be written"
    print(
        f"plexus: an unexpected fault ({kind.__name__}); {where_told}",
        file=sys.stderr,
    )
