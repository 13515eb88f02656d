"""`plexus` as its users meet it: words in, exit status, stdout and stderr out.

`Terminal` runs it as a process of its own; `Desk` runs it here, which is quicker, and
lets an unexpected fault through as the test's own.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plexus_ld.cli.main import main

#: The console script of this environment.
SCRIPT = Path(sys.executable).with_name("plexus")

#: Longer than anything here may take on a machine that is busy, in seconds.
PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and what it said."""

    status: int
    body: bytes
    err: str

    @property
    def out(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The one JSON document that stdout is to be; anything else is an error."""
        return json.loads(self.body)

    @property
    def rows(self) -> list[dict[str, str]]:
        """The table of a pipe: tab-separated lines under a head."""
        head, *lines = (line.split("\t") for line in self.out.splitlines())
        return [dict(zip(head, line, strict=True)) for line in lines]

    def is_told(self) -> bool:
        """Whether a person can read it: sentences, and never a traceback."""
        return "Traceback" not in self.err and "unexpected fault" not in self.err


@dataclass(frozen=True, slots=True)
class Terminal:
    """Runs `plexus` on one home, each command a process."""

    home: Path
    env: Mapping[str, str] = field(default_factory=dict)

    def __call__(
        self,
        *words: str | Path,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Said:
        done = subprocess.run(  # noqa: S603 - our own program
            [SCRIPT, *words],
            input=stdin,
            capture_output=True,
            env=self._environ(env),
            cwd=cwd,
            timeout=PATIENCE_S,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr.decode())

    def start(
        self, *words: str | Path, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a command and leave it running."""
        return subprocess.Popen(  # noqa: S603 - our own program
            [SCRIPT, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._environ(env),
        )

    def _environ(self, env: Mapping[str, str] | None) -> dict[str, str]:
        home = {"PLEXUS_HOME": str(self.home)}
        return {**os.environ, **home, **self.env, **(env or {})}


def end_of(running: "subprocess.Popen[bytes]") -> Said:
    """Wait for a command that was started."""
    out, err = running.communicate(timeout=PATIENCE_S)
    return Said(running.returncode, out, err.decode())


class Desk:
    """Runs `plexus` in this process; PLEXUS_HOME says on which home."""

    def __call__(self, *words: str | Path, stdin: bytes = b"") -> Said:
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
        status = 0
        hook, before, sys.stdin = sys.excepthook, sys.stdin, given
        try:
            with redirect_stdout(out), redirect_stderr(err):
                main([str(word) for word in words])
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 1
        finally:
            sys.excepthook, sys.stdin = hook, before
        return Said(status, _written(out), _written(err).decode())


def _written(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()
