"""A SPARQL 1.1 service as the place of the quads, held against real servers."""

from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from plexus_ld.errors import QueryError, QueryLimitError
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


def test_a_change_and_its_number_are_in_the_service_when_written(
    service: str, tmp_path: Path
) -> None:
    backend = opened(service, tmp_path)

    backend.write([], [NAMED, IN_VIEW], 1)
    backend.write([IN_VIEW], [f'{ANNA} {NAME} "Anna B." .'], 2)

    again = opened(service, tmp_path)
    assert again.sequence() == 2
    assert list(again.matching(graph="")) == [(ANNA, NAME, '"Anna B."', "")]
    assert list(again.matching(graph=CARD)) == [(ANNA, NAME, '"Anna"', CARD)]
    assert list(again.graphs()) == [CARD]


def test_the_default_graph_and_the_named_ones_are_kept_apart(
    service: str, tmp_path: Path
) -> None:
    backend = opened(service, tmp_path)

    backend.write([], [NAMED, f'{ANNA} {NAME} "Anna in all" .'], 1)

    assert {s[2:] for s in backend.matching()} == {
        ('"Anna"', CARD),
        ('"Anna in all"', ""),
    }
    assert {s[2:] for s in backend.matching(subject=ANNA)} == {
        ('"Anna"', CARD),
        ('"Anna in all"', ""),
    }


@pytest.mark.parametrize(
    "literal",
    [
        '"a \\"quoted\\" word, a back\\\\slash, a\\nnew line\\tand a tab"',
        '"Zoë 名前 👩‍👧 \u2028"',
        '"ciao"@it',
        '"} UNION { ?x ?y ?z } #"',
        '"12"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"x"^^<http://example.org/my-type>',
    ],
)
def test_any_literal_comes_back_as_it_went(
    service: str, tmp_path: Path, literal: str
) -> None:
    backend = opened(service, tmp_path)

    line = f"{ANNA} {NAME} {literal} {CARD} ."
    backend.write([], [line], 1)

    assert list(backend.matching(object=literal)) == [(ANNA, NAME, literal, CARD)]
    assert backend.present([line]) == {line}
    backend.write([line], [], 2)
    assert not list(backend.matching())


def test_values_are_bound_in_every_group_that_has_a_where(
    service: str, tmp_path: Path
) -> None:
    backend = opened(service, tmp_path)
    backend.write([], [IN_VIEW, f'<http://b.example/> {NAME} "Bo" .'], 1)

    text = f"SELECT ?name WHERE {{ ?who {NAME} ?name }}"
    rows = list(backend.select(text, {"who": (ANNA,)}))

    assert [str(row["name"]) for row in rows] == ['"Anna"']
    asked = f"ASK WHERE {{ ?who {NAME} ?name }}"
    assert backend.ask(asked, {"who": (ANNA,), "name": ('"Anna"',)})
    assert not backend.ask(asked, {"who": (ANNA,), "name": ('"Bo"',)})


def test_constructed_triples_come_as_canonical_lines(
    service: str, tmp_path: Path
) -> None:
    backend = opened(service, tmp_path)
    backend.write([], [f'{ANNA} {NAME} "Zo\xeb" .'], 1)

    made = backend.construct(
        "CONSTRUCT { ?s a ?name } WHERE { ?s ?p ?name FILTER(?s = ?who) }",
        {"who": (ANNA,)},
    )

    rdf_type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    assert made == (f'{ANNA} {rdf_type} "Zo\xeb" .',)


def test_of_many_lines_those_that_are_there_are_told(
    service: str, tmp_path: Path
) -> None:
    backend = opened(service, tmp_path)
    there = [f'{ANNA} {NAME} "{n}" {CARD if n % 2 else ""} .' for n in range(20)]
    there = [line.replace("  .", " .") for line in there]
    backend.write([], there, 1)

    absent = [f'{ANNA} {NAME} "0" {CARD} .', f'{ANNA} {NAME} "1" .']

    assert backend.present([*there, *absent]) == set(there)


def test_a_change_too_large_for_a_request_goes_in_several_the_number_last(
    oxigraph: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plexus_ld.storage.service.backend.MAX_UPDATE_BYTES", 10_000)
    backend = opened(oxigraph, tmp_path)

    lines = [f'{ANNA} {NAME} "{number}" {CARD} .' for number in range(2_000)]
    backend.write([], lines, 1)

    assert len(list(backend.matching(graph=CARD))) == 2_000
    assert opened(oxigraph, tmp_path).sequence() == 1


def test_what_was_cleared_can_be_loaded_and_numbered_again(
    service: str, tmp_path: Path
) -> None:
    backend = opened(service, tmp_path)
    backend.write([], [NAMED], 7)

    backend.clear()
    backend.load([NAMED, IN_VIEW])
    backend.write([], [], 3)

    again = opened(service, tmp_path)
    assert again.sequence() == 3
    assert again.present([NAMED, IN_VIEW]) == {NAMED, IN_VIEW}


def test_a_typed_query_is_answered_where_the_quads_lie(
    service: str, tmp_path: Path
) -> None:
    backend = opened(service, tmp_path)
    backend.write([], [IN_VIEW], 1)

    body = backend.forward(
        f"SELECT ?n {{ ?s {NAME} ?n }}", "application/sparql-results+json", 10
    )

    assert b'"Anna"' in body
    with pytest.raises(QueryError):
        backend.forward("SELECT nonsense", "application/sparql-results+json", 10)


def test_a_query_that_a_service_never_answers_is_given_up(
    oxigraph: str, tmp_path: Path
) -> None:
    backend = opened(oxigraph, tmp_path)
    numbers = " ".join(str(number) for number in range(400))
    every = " ".join(f"VALUES ?x{n} {{ {numbers} }}" for n in range(6))

    with pytest.raises(QueryLimitError):
        backend.forward(
            f"SELECT (COUNT(*) AS ?n) {{ {every} }}",
            "application/sparql-results+json",
            0.5,
        )


def test_a_write_whose_answer_was_lost_is_known_to_be_done(
    oxigraph: str, tmp_path: Path
) -> None:
    class Cutting(BaseHTTPRequestHandler):
        """Hands requests on, and hangs up instead of answering the last update."""

        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            there = f"{oxigraph.removeprefix('sparql+')}{self.path[1:]}"
            asked = Request(there, data=body or None, headers=dict(self.headers))  # noqa: S310
            with urlopen(asked) as answer:  # noqa: S310 - loopback
                said, status = answer.read(), answer.status
            if b"Anna" in body:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    with serving(Cutting) as port:
        backend = opened(f"sparql+http://127.0.0.1:{port}/", tmp_path)
        backend.write([], [NAMED], 1)
        backend.close()

    assert backend.sequence() == 1
    assert opened(oxigraph, tmp_path).sequence() == 1
