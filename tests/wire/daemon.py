"""Servers that tests start and stop, on free ports of this machine."""

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from socket import create_connection, socket

import pytest

#: Seconds that a server may take to come up on a busy machine.
_PATIENCE_S = 60


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str) -> str:
    """Return where a program lies; the test is skipped when it lies nowhere."""
    found = which(name) or which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed; `make peers` installs it")
    return found


class Daemon:
    """A server of ours, which can be killed and started again."""

    def __init__(self, command: Sequence[str], port: int, log: Path) -> None:
        self._command = list(command)
        self._port = port
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - a peer of ours
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        for _ in range(_PATIENCE_S * 20):
            try:
                create_connection(("127.0.0.1", self._port), timeout=5).close()
            except OSError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.05)
            else:
                return
        message = (
            f"{self._command[0]} does not come up: {self._log.read_text()[-2000:]}"
        )
        raise RuntimeError(message)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(timeout=10)
            self._process = None

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
            self._process = None
