"""An agent in a process of its own, as `plexus run` starts it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from plexus_ld import Plex


def new_home(home: Path, name: str) -> tuple[Plex, int]:
    """Return a new home, opened, and the port at which it is to be served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    plex = Plex.open(home, create=True)
    plex.init(name, base=f"http://127.0.0.1:{port}/")
    return plex, port


@contextmanager
def running(home: Path, port: int, before: Sequence[str] = ()) -> Iterator[int]:
    """Run an agent that may ask this machine, and is brought any number.

    Args:
        home: Its home.
        port: Where it answers.
        before: Words that the command stands behind: ``taskset -c 0``.
    """
    env = {
        **os.environ,
        "PLEXUS_NET_ALLOW_HOSTS": "127.0.0.1",
        "PLEXUS_WEB_INBOX_PER_MINUTE": "1000000",
    }
    words = [*before, sys.executable, "-m", "plexus_ld", "--home", str(home), "run"]
    words += ["--port", str(port)]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL, env=env) as process:
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    for _ in range(600):
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.1)
    raise TimeoutError(port)
