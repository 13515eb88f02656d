"""snac2, a small server of the Fediverse, begun anew for each module of tests."""

import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from plexus_ld.errors import FetchError
from plexus_ld.net.client import Client

#: The server works off its queues every few seconds.
PATIENCE_S = 40.0


def begin(folder: Path) -> str:
    """Make a server's folder, and return the host that it will answer at."""
    if not shutil.which("snac"):
        pytest.skip("snac is not installed: tests/peers/install.d/50-snac.sh")
    with socket.create_server(("127.0.0.1", 0)) as free:
        host = f"localhost:{free.getsockname()[1]}"
    answers = f"127.0.0.1\n{host.partition(':')[2]}\n{host}\n\nadmin@x.example\n"
    snac("init", folder, stdin=answers)
    settings = folder / "server.json"
    changed = {**json.loads(settings.read_text()), "protocol": "http"}
    settings.write_text(json.dumps(changed))
    return host


def snac(*words: str | Path, stdin: str = "") -> str:
    done = subprocess.run(  # noqa: S603 - a program that the tests install
        ["snac", *map(str, words)],  # noqa: S607 - wherever it was installed to
        input=stdin, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout + done.stderr


def added(folder: Path, name: str) -> str:
    """Add an account, and return the password that the server made for it."""
    found = re.search(r"password is (\S+)", snac("adduser", folder, name))
    assert found
    return found[1]


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        words = ["snac", "httpd", str(folder)]
        running = subprocess.Popen(words, stdout=log, stderr=log)  # noqa: S603
    try:
        yield
    finally:
        running.terminate()
        running.wait(10)


def token(http: Client, host: str, name: str, password: str) -> str:
    """Log in as a person would in a browser, and return a token."""
    words = {"login": name, "passwd": password, "redir": "", "cid": "", "state": ""}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    url = f"http://{host}/oauth/x-snac-get-token"
    ends = time.monotonic() + PATIENCE_S
    while True:
        try:
            answer = http.request("POST", url, urlencode(words).encode(), form)
        except FetchError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)
        else:
            return answer.body.decode().strip()
