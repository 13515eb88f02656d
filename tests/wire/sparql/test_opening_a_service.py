"""Which SPARQL services can be a home, and which are refused."""

from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from plexus_ld.errors import StoreError
from plexus_ld.settings import NetSettings
from plexus_ld.storage.service.backend import ServiceBackend
from tests.wire.sparql.serving import serving

ANNA = "<http://anna.example/card#me>"
NAME = "<http://xmlns.com/foaf/0.1/name>"
CARD = "<http://anna.example/card>"
NAMED = f'{ANNA} {NAME} "Anna" {CARD} .'
IN_VIEW = f'{ANNA} {NAME} "Anna" .'


def opened(url: str, folder: Path) -> ServiceBackend:
    return ServiceBackend(url, NetSettings(), folder)


def test_virtuoso_is_refused_in_a_sentence(virtuoso: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="has no default graph of its own, so it can"):
        opened(virtuoso, tmp_path)


def test_a_service_whose_default_graph_is_the_union_is_refused(
    union_oxigraph: str, oxigraph: str, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="be asked but cannot be a home"):
        opened(union_oxigraph, tmp_path)

    assert not (tmp_path / "service-token").exists()


def test_opening_leaves_nothing_of_its_trial_behind(
    oxigraph: str, tmp_path: Path
) -> None:
    backend = opened(oxigraph, tmp_path)

    assert not list(backend.matching())
    body = backend.forward("SELECT * { GRAPH ?g { ?s ?p ?o } }", "text/csv", 10)
    assert body.count(b"\n") == 2  # the names, and whose the service is


def test_a_service_that_another_plex_uses_is_refused(
    service: str, tmp_path: Path
) -> None:
    opened(service, tmp_path / "one").write([], [NAMED], 1)

    with pytest.raises(StoreError, match="holds the quads of another Plex"):
        opened(service, tmp_path / "two")


def test_an_opening_that_was_cut_short_is_no_other_plex(
    service: str, tmp_path: Path
) -> None:
    opened(service, tmp_path).write([], [NAMED], 1)
    token = tmp_path / "service-token"
    token.write_text(f"{token.read_text()}one-that-never-came-there\n")

    assert opened(service, tmp_path).sequence() == 1
    assert len(token.read_text().split()) == 1


def test_a_service_with_quads_of_somebody_else_is_refused(
    service: str, tmp_path: Path
) -> None:
    backend = opened(service, tmp_path / "one")
    backend._service.update(f"CLEAR ALL ; INSERT DATA {{ {IN_VIEW} }}")

    with pytest.raises(StoreError, match="not a Plex's"):
        opened(service, tmp_path / "two")


def test_a_service_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"the SPARQL service http://127\.0\.0\.1:9/"):
        opened("sparql+http://127.0.0.1:9/", tmp_path)


@pytest.mark.parametrize("url", ["http://a.example/", "sparql+http:///query", ""])
def test_what_is_no_url_of_a_service_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"store\.url"):
        opened(url, tmp_path)


def test_a_user_name_and_a_password_are_sent_and_never_told(tmp_path: Path) -> None:
    seen: list[str | None] = []

    class Guarded(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers["Authorization"])
            self.send_response(401)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    with serving(Guarded) as port, pytest.raises(StoreError) as caught:
        opened(f"sparql+http://anna:s%40crt@127.0.0.1:{port}/", tmp_path)

    assert seen == ["Basic YW5uYTpzQGNydA=="]
    assert "crt" not in str(caught.value)
