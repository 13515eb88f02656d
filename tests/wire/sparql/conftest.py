"""Real SPARQL 1.1 services on free ports, ended after the tests that asked for them.

`make peers` installs them (tests/peers/install.d/10-sparql.sh); a test whose peer is
missing is skipped, and says so.
"""

import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

PEERS = Path(__file__).parents[3] / ".peers"

_VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = 2000
MaxDirtyBuffers = 1000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http_port}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 10000
"""

#: rdflib 7.6 cannot insert into the default graph of a Dataset without the switch.
_RDFLIB_SERVICE = """
import sys
import rdflib.plugins.sparql
import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
rdflib.plugins.sparql.SPARQL_DEFAULT_GRAPH_UNION = False
app = SparqlEndpoint(path="/query", graph=Dataset(), enable_update=True)
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def peer(*names: str) -> str:
    """Return the first of some programs that is there, or skip."""
    for name in names:
        found = PEERS / name
        if found.is_file():
            return str(found)
        if "/" not in name and (program := shutil.which(name)):
            return program
    pytest.skip(f"{names[0]} is not installed; `make peers` installs it")


@contextmanager
def running(command: Sequence[str], url: str, folder: Path) -> Iterator[str]:
    """Run a server until the block ends; it has answered when the block begins."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - a peer of ours
            command, cwd=folder, stdout=log, stderr=log
        )
        try:
            wait_for(url, process)
            yield url
        finally:
            process.kill()
            process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers anything at all."""
    ends = monotonic() + 30
    while monotonic() < ends and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - loopback
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            sleep(0.02)
        else:
            return
    pytest.fail(f"{url} did not start")


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[str]:
    """Oxigraph's own server, in memory; the store's URL for it."""
    program = peer("oxigraph/bin/oxigraph")
    at = f"127.0.0.1:{free_port()}"
    with running([program, "serve", "--bind", at], f"http://{at}/", tmp_path):
        yield f"sparql+http://{at}/"


class Restartable:
    """Oxigraph's own server on a folder; killed and started as the test likes."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._folder = folder
        self._at = f"127.0.0.1:{free_port()}"
        self._running = ExitStack()
        self.url = f"sparql+http://{self._at}/"

    def start(self) -> None:
        command = [self._program, "serve", "--bind", self._at, "--location", "quads"]
        server = running(command, f"http://{self._at}/", self._folder)
        self._running.enter_context(server)

    def kill(self) -> None:
        self._running.close()


@pytest.fixture
def restartable(tmp_path: Path) -> Iterator[Restartable]:
    """A server that can go away."""
    server = Restartable(peer("oxigraph/bin/oxigraph"), tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def union_oxigraph(tmp_path: Path) -> Iterator[str]:
    """The same, its default graph being the union of all."""
    program = peer("oxigraph/bin/oxigraph")
    at = f"127.0.0.1:{free_port()}"
    command = [program, "serve", "--bind", at, "--union-default-graph"]
    with running(command, f"http://{at}/", tmp_path):
        yield f"sparql+http://{at}/"


@pytest.fixture
def rdflib_endpoint(tmp_path: Path) -> Iterator[str]:
    """A service that rdflib answers; queries and updates at one URL."""
    python = peer("rdflib-endpoint/bin/python")
    port = free_port()
    url = f"http://127.0.0.1:{port}/query"
    with running([python, "-c", _RDFLIB_SERVICE, str(port)], url, tmp_path):
        yield f"sparql+http://127.0.0.1:{port}/?update=query"


@pytest.fixture(params=["oxigraph", "rdflib_endpoint"])
def service(request: pytest.FixtureRequest) -> str:
    """Each service that can be a home."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Virtuoso, whose anonymous user may write."""
    program, isql = peer("virtuoso-t"), peer("isql-vt")
    folder = tmp_path_factory.mktemp("virtuoso")
    sql_port, http_port = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(_VIRTUOSO_INI.format(sql_port=sql_port, http_port=http_port))
    command = [program, "+foreground", "+configfile", str(ini)]
    url = f"http://127.0.0.1:{http_port}/sparql"
    with running(command, url, folder):
        subprocess.run(  # noqa: S603 - a peer of ours
            [isql, f"127.0.0.1:{sql_port}", "dba", "dba", "VERBOSE=OFF"],
            input=b'grant SPARQL_UPDATE to "SPARQL";\n',
            check=True,
            capture_output=True,
        )
        at = f"127.0.0.1:{http_port}"
        yield f"sparql+http://{at}/?query=sparql&update=sparql"
