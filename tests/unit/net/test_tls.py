"""TLS goes by the name in the URL, though the address is chosen by us."""

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from plexus_ld.errors import FetchError
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings

NAME = "ann.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for the name, and the key beside it in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def secure(certificate: Path) -> Iterator[tuple[int, list[str | None]]]:
    """Serve one answer by TLS; give the port and the names that were asked for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    named: list[str | None] = []

    def note(_: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> None:
        named.append(name)

    context.sni_callback = note
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                plain, _ = listening.accept()
                with suppress(OSError), context.wrap_socket(plain, True) as peer:
                    peer.recv(65536)
                    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1], named
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def _client(port: int, name: str, ca_file: str | None) -> Client:
    def resolve(host: str, asked: int) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    settings = NetSettings(allow_hosts=(name,), timeout_s=5)
    return Client(settings, resolve=resolve, ca_file=ca_file)


def test_the_certificate_is_held_against_the_name(
    secure: tuple[int, list[str | None]], certificate: Path
) -> None:
    port, named = secure

    with _client(port, NAME, str(certificate)) as client:
        answer = client.get(f"https://{NAME}/card")

    assert answer.body == b"here"
    assert named == [NAME]


@pytest.mark.parametrize(("name", "trusted"), [("bob.example", True), (NAME, False)])
def test_a_certificate_of_another_name_or_of_nobody_is_refused(
    secure: tuple[int, list[str | None]], certificate: Path, name: str, trusted: bool
) -> None:
    port, _ = secure
    ca_file = str(certificate) if trusted else None

    with _client(port, name, ca_file) as client, pytest.raises(FetchError) as caught:
        client.get(f"https://{name}/card")

    assert caught.value.reason == "its TLS or certificate is not in order"
