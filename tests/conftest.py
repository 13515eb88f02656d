"""What every test may ask for."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.web import Web, serving
from tests.web_agent import WebAgent, serving_plex
from tests.wire.mail import MailServers, running_mail

#: The repository.
ROOT = Path(__file__).parents[1]

#: Folders, and files, that are costly to set up: one process runs a whole file.
_BY_FILE = (
    ROOT / "tests" / "wire",
    ROOT / "tests" / "house",
    ROOT / "tests" / "cli" / "test_first_run.py",
    ROOT / "tests" / "cli" / "test_canaries.py",
)

#: Where commands are run as processes of their own, and wait for one another.
_LONG = ROOT / "tests" / "cli"

# Agents that run at once each take a port that is free.
os.environ["PLEXUS_WEB_PORT"] = "0"

#: Set where every peer and document is there (`.ci/run`): then no test may skip.
ALL_PEERS = "PLEXUS_ALL_PEERS"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real documents and suites beside the repository."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared corpus and suites do not lie beside the repository")
    return folder


@pytest.fixture
def web() -> Iterator[Web]:
    """Return a web server on this machine, with no pages yet."""
    with serving() as web:
        yield web


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[WebAgent]:
    """Return a new Plex, Ada's, served on this machine."""
    with serving_plex(tmp_path / "ada") as agent:
        yield agent


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[MailServers]:
    """Return Postfix and Dovecot on this machine; skip where they cannot run."""
    with running_mail() as servers:
        yield servers


# First: xdist looks at the groups in the same hook.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file that starts servers, or builds something, in one process.

    They come first: at the end, one process would work on such a file alone.
    """
    long = [item for item in items if item.path.is_relative_to(_LONG)]
    by_file = []
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in _BY_FILE):
            item.add_marker(pytest.mark.xdist_group(str(item.path)))
            by_file.append(item)
    first = dict.fromkeys([*by_file, *long])
    items[:] = [*first, *(item for item in items if item not in first)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not os.environ.get(ALL_PEERS):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
    report.outcome = "failed"
    report.longrepr = f"{ALL_PEERS} is set, and this was to be skipped: {reason}"
