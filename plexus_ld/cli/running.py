"""``run``: the agent."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from plexus_ld.cli.output import counted, say
from plexus_ld.cli.session import FAILED, INTERRUPTED, Session, session_of
from plexus_ld.errors import HomeError, SettingsError

if TYPE_CHECKING:
    from plexus_ld.assembly.agent import Started
    from plexus_ld.assembly.plex import Plex


def register(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(epilog="Example: plexus run")(run)


class _Signals:
    """What the agent was told by signals.

    Attributes:
        stop: Set when it is to end, or to begin anew.
        received: The signal that said so.
    """

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.received: int | None = None

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal; the first that ends it counts."""
        if self.received in (None, signal.SIGHUP):
            self.received = number
        self.stop.set()

    def taken(self) -> int | None:
        """Return the signal; a SIGHUP is forgotten, so that it goes on."""
        received = self.received
        if received == signal.SIGHUP:
            self.received = None
            self.stop.clear()
        return received


@contextmanager
def _signals() -> Iterator[_Signals]:
    taken = _Signals()
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.signal(number, taken) for number in numbers}
    try:
        yield taken
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run(
    context: typer.Context,
    host: Annotated[
        str | None,
        typer.Option(help="Where the web server listens; else the setting web.host."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="Its port; 0: any; else the setting web.port."
        ),
    ] = None,
    once: Annotated[
        bool,
        typer.Option(
            "--once", help="Deliver, poll and ask what is due, then end: for cron."
        ),
    ] = False,
) -> None:
    """Run the agent: it speaks and listens until it is told to end.

    SIGTERM and Ctrl-C end it with nothing lost; SIGHUP has it read the settings anew.
    Every other command works beside it.
    """
    session = session_of(context)
    if once:
        _once(session.plex)
        return
    with _signals() as signals:
        _serve(session.plex, signals, host, port)
        while signals.taken() == signal.SIGHUP:
            _reopen(session)
            _serve(session.plex, signals, host, port)
    if signals.received == signal.SIGINT:
        raise typer.Exit(INTERRUPTED)


def _serve(plex: "Plex", signals: _Signals, host: str | None, port: int | None) -> None:
    from plexus_ld.assembly import logs
    from plexus_ld.assembly.agent import Agent

    if plex.home is None:
        raise HomeError("an agent needs a home")
    handlers = logs.begin(plex.home.log, logs.Recent(plex.accounts.secret_values))
    try:
        Agent(plex, host, port).run(signals.stop, lambda started: _ready(plex, started))
    finally:
        logs.end(handlers)


def _ready(plex: "Plex", started: "Started") -> None:
    """Say what runs, and where to look."""
    place = plex.home.folder if plex.home else "memory"
    say(f"the agent of <{plex.me}> runs; its home is {place}")
    say(
        f"{counted(started.connections, 'connection')}: "
        f"{counted(started.outgoing, 'point')} to speak by, "
        f"{started.incoming} to listen by ({started.polled} polled, "
        f"{started.live} held open); "
        f"{counted(started.waiting, 'delivery', 'deliveries')} on their way"
    )
    address = plex.site.base
    known = f", for others at {address}" if address else ""
    say(f"it answers at {started.url}{known}")
    kept = plex.settings.publish.to
    if kept:
        say(f"your public face is kept at {kept}")
    say(f"your own page, by a link that works once: {started.login}")
    say("look: plexus timeline, plexus deliveries, plexus doctor; Ctrl-C ends it")


def _reopen(session: Session) -> None:
    """Open the home with its settings as they are now; with the old ones if not."""
    from plexus_ld import settings
    from plexus_ld.assembly import Plex

    before = session.plex.settings
    session.close()
    try:
        now = settings.load(session.home)
        say("the settings are read anew")
    except SettingsError as error:
        now = before
        say(f"plexus: {error}; the settings from before are kept")
    session.use(Plex.open(session.home, settings=now))


def _once(plex: "Plex") -> None:
    """Do all that is due, once."""
    from plexus_ld.assembly.agent import once

    done = once(plex)
    for record in done.delivered.failed:
        say(f"plexus: not delivered: {record.last_error or record.state}")
    for address, reason in done.heard.errors:
        say(f"plexus: {address}: {reason}")
    for problem in done.problems:
        say(f"plexus: {problem}")
    say(
        f"{len(done.delivered.tried) - len(done.delivered.failed)} delivered, "
        f"{done.delivered.waiting} on their way; {len(done.heard.new)} heard, "
        f"{done.heard.polled} asked; "
        f"{counted(len(done.news), 'watch has', 'watches have')} news"
    )
    if done.delivered.failed or done.heard.errors or done.problems:
        raise typer.Exit(FAILED)
