"""The profile on a real WebDAV server, with Basic and with Digest logins."""

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from socket import socket

import pytest
from rdflib import FOAF, RDF, Graph, URIRef

from plexus_ld.errors import PublishError
from plexus_ld.net.client import Client
from plexus_ld.net.login.credentials import Credentials
from plexus_ld.plex.profile.representation import Representation, representation
from plexus_ld.publish.remote import publish_to
from plexus_ld.settings import NetSettings

PEERS = Path(os.environ.get("PEERS", Path(__file__).parents[2] / ".peers"))
ALICE = Credentials("alice", "correct horse, battery")
ME = URIRef("https://alice.example/#me")

pytestmark = pytest.mark.skipif(
    not (PEERS / "webdav" / "VERSION").is_file(),
    reason="WsgiDAV is not installed (make peers)",
)


@pytest.fixture(params=["basic", "digest"], scope="module")
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """Run a server; give its address and the folder that it serves."""
    folder = tmp_path_factory.mktemp("webdav")
    (folder / "root").mkdir()
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "provider_mapping": {"/": str(folder / "root")},
        "simple_dc": {"user_mapping": {"*": {ALICE.user: {"password": ALICE.secret}}}},
        "http_authenticator": {
            "accept_basic": request.param == "basic",
            "accept_digest": request.param == "digest",
            "default_to_digest": request.param == "digest",
        },
    }
    (folder / "wsgidav.json").write_text(json.dumps(settings))
    command = [
        str((PEERS / "webdav" / "venv" / "bin" / "wsgidav").absolute()),
        *("--host", "127.0.0.1", "--port", str(port), "--quiet"),
        *("--config", str(folder / "wsgidav.json")),
    ]
    base = f"http://127.0.0.1:{port}/"
    with subprocess.Popen(  # noqa: S603 - a peer of ours
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(base)
            yield base, folder / "root"
        finally:
            process.terminate()


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
        except urllib.error.HTTPError as answer:
            answer.close()
            return
        except OSError:
            time.sleep(0.1)
    message = f"the WebDAV server does not answer at {url}"
    raise RuntimeError(message)


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(NetSettings(allow_hosts=("127.0.0.1",))) as client:
        yield client


def profile(name: str = "Alice Waratah") -> Representation:
    return representation(
        ME,
        [
            f"<{ME}> <{RDF.type}> <{FOAF.Person}> .",
            f'<{ME}> <{FOAF.name}> "{name}" .',
        ],
    )


def test_folders_that_are_missing_are_made(
    server: tuple[str, Path], client: Client
) -> None:
    base, root = server
    url = f"{base}people/alice/foaf.ttl"

    done = publish_to(profile(), url, client, credentials=ALICE)

    kept = Graph().parse(root / "people" / "alice" / "foaf.ttl", format="turtle")
    assert done.written == (url,)
    assert (ME, RDF.type, FOAF.Person) in kept


def test_a_folder_gets_the_page_and_every_form(
    server: tuple[str, Path], client: Client
) -> None:
    base, root = server

    publish_to(profile(), f"{base}site/", client, credentials=ALICE)

    names = {file.name for file in (root / "site").iterdir()}
    assert names == {"index.html", "foaf.ttl", "foaf.rdf", "foaf.jsonld"}


def test_a_second_publish_writes_only_what_changed(
    server: tuple[str, Path], client: Client
) -> None:
    base, _ = server
    url = f"{base}again.ttl"
    first = publish_to(profile(), url, client, credentials=ALICE)

    same = publish_to(profile(), url, client, credentials=ALICE, known=first.etags)
    other = publish_to(
        profile("Alice W."), url, client, credentials=ALICE, known=same.etags
    )

    assert (same.written, same.unchanged) == ((), (url,))
    assert other.written == (url,)


def test_a_file_that_was_there_before_is_not_overwritten(
    server: tuple[str, Path], client: Client
) -> None:
    base, root = server
    (root / "theirs.ttl").write_text("<#them> a <#Person> .")

    with pytest.raises(PublishError, match="not written from here"):
        publish_to(profile(), f"{base}theirs.ttl", client, credentials=ALICE)

    assert (root / "theirs.ttl").read_text() == "<#them> a <#Person> ."


def test_a_file_that_somebody_changed_since_is_not_overwritten(
    server: tuple[str, Path], client: Client
) -> None:
    base, root = server
    url = f"{base}edited.ttl"
    first = publish_to(profile(), url, client, credentials=ALICE)
    (root / "edited.ttl").write_text("# by hand\n")

    with pytest.raises(PublishError, match="changed"):
        publish_to(
            profile("Alice W."), url, client, credentials=ALICE, known=first.etags
        )

    assert (root / "edited.ttl").read_text() == "# by hand\n"


def test_a_wrong_password_is_refused_and_never_told(
    server: tuple[str, Path], client: Client
) -> None:
    base, root = server
    wrong = Credentials("alice", "canary-secret")

    with pytest.raises(PublishError) as caught:
        publish_to(profile(), f"{base}wrong.ttl", client, credentials=wrong)

    assert caught.value.status == 401
    assert "canary-secret" not in f"{caught.value!r} {caught.value}"
    assert not (root / "wrong.ttl").exists()
