"""What the owner's graphs must say to be kept."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from plexus_ld.errors import InvalidChangeError
from plexus_ld.model.change import Change, Statement
from plexus_ld.plex.shapes import check, check_all
from plexus_ld.rdf.lines import lines_of, split
from plexus_ld.vocab.graphs import IDENTITY, PLEX, PROFILE
from plexus_ld.vocab.ontologies import SHAPES, ontology

ROOT = Path(__file__).parents[3]

PREFIXES = """
PREFIX plx: <https://w3id.org/plexus#>
PREFIX as: <https://www.w3.org/ns/activitystreams#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX : <https://ada.example/plex/>
"""

CONNECTION = """
:bob a plx:Connection ; plx:agent <https://bob.example/card#me> ;
    plx:state plx:accepted ; plx:connectionPoint :bob-mail .
"""

POINT = """
:bob-mail a plx:OutgoingPoint ; plx:channel plx:email ;
    plx:address <mailto:bob@bob.example> ; plx:preference 1 .
"""


class Quads:
    """Quads to read, from lines."""

    def __init__(self, lines: tuple[str, ...] = ()) -> None:
        self.statements = [split(line) for line in lines]

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the protocol's name
        graph: str | None = None,
    ) -> Iterator[Statement]:
        wanted = (subject, predicate, object, graph)
        for statement in self.statements:
            if all(
                want in (None, term)
                for want, term in zip(wanted, statement, strict=True)
            ):
                yield statement

    def graphs(self) -> list[str]:
        return sorted({statement[3] for statement in self.statements})


def lines(turtle: str, graph: str = str(PLEX)) -> tuple[str, ...]:
    data = Graph()
    data.parse(data=PREFIXES + turtle, format="turtle")
    return lines_of((*triple, URIRef(graph)) for triple in data)


def refused(turtle: str, *, kept: str = "") -> tuple[str, ...]:
    with pytest.raises(InvalidChangeError) as caught:
        check(Quads(lines(kept) if kept else ()), Change(added=lines(turtle)))
    return caught.value.complaints


def test_a_sound_connection_with_its_point_is_kept() -> None:
    check(Quads(), Change(added=lines(CONNECTION + POINT)))


def test_a_connection_without_a_state_is_refused_with_a_sentence() -> None:
    complaints = refused(":bob a plx:Connection ; plx:agent <https://bob.example/> .")

    assert complaints == (
        "<https://ada.example/plex/bob>: a connection has one state (plx:state): "
        "proposed, accepted, refused, withdrawn or blocked",
    )


@pytest.mark.parametrize(
    ("turtle", "word"),
    [
        (":bob a plx:Connection ; plx:state plx:accepted .", "plx:agent"),
        (
            ':bob a plx:Connection ; plx:state plx:accepted ; plx:agent "Bob" .',
            "plx:agent",
        ),
        (
            ":bob a plx:Connection ; plx:agent :b ; plx:state plx:due .",
            "plx:state",
        ),
        (CONNECTION, "points that are kept here"),
        (":p a plx:ConnectionPoint ; plx:channel :c ; plx:address :a .", "Outgoing"),
        (":p plx:channel :c ; plx:address :a .", "Outgoing"),
        (POINT + ":bob-mail plx:preference 0 .", "plx:preference"),
        (POINT + ":bob-mail plx:address :other .", "plx:address"),
        (POINT + ':bob-mail plx:quietFrom "22:00:00"^^xsd:time .', "plx:quietUntil"),
        (POINT + ':bob-mail plx:credential "hunter2" .', "never the secret"),
        (':c a plx:Circle ; foaf:member "Bob" ; foaf:name "c" .', "foaf:member"),
        (":c a plx:Circle .", "foaf:name"),
        (':f a plx:Face ; rdfs:label "f" ; plx:audience as:Public .', "CONSTRUCT"),
        (':r a plx:Rule ; plx:when "ASK {}" ; plx:then plx:sing .', "(plx:then)"),
        (":s a plx:Sameness ; plx:node :a .", "two nodes"),
        (":s a plx:Sameness ; plx:node :a, :b, :c .", "two nodes"),
        (":s a plx:Sameness ; plx:node :a, :b ; plx:weight 1.5 .", "plx:weight"),
        (":bob plx:adress :x .", "plexus#adress> is no term"),
        (":bob a plx:Conection .", "plexus#Conection> is no term"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(turtle: str, word: str) -> None:
    assert word in "\n".join(refused(turtle))


def test_each_fault_has_its_sentence() -> None:
    complaints = refused(":bob a plx:Connection . :c a plx:Circle .")

    assert len(complaints) == 3


def test_the_value_that_is_wrong_is_shown_but_not_all_of_a_long_one() -> None:
    short, long = "some", "x" * 5000

    complaints = refused(
        f':b a plx:Connection ; plx:agent :x ; plx:state "{short}" .'
        f':c a plx:Connection ; plx:agent :x ; plx:state "{long}" .'
    )

    assert any(one.endswith('it is "some"') for one in complaints)
    assert all(len(one) < 300 for one in complaints)


def test_a_fault_that_was_there_before_does_not_refuse_another_edit() -> None:
    kept = lines(":c a plx:Circle .")

    check(Quads(kept), Change(added=lines(CONNECTION + POINT)))


def test_the_statements_that_were_there_count() -> None:
    kept = lines(CONNECTION + POINT)
    accepted, blocked = (
        lines(f":bob plx:state plx:{state} .") for state in ("accepted", "blocked")
    )

    check(Quads(kept), Change(added=blocked, removed=accepted))

    with pytest.raises(InvalidChangeError):
        check(Quads(kept), Change(added=blocked))
    with pytest.raises(InvalidChangeError):
        check(Quads(kept), Change(removed=accepted))


def test_a_point_does_not_go_while_a_connection_leads_to_it() -> None:
    kept = lines(CONNECTION + POINT)
    led = lines(":bob plx:connectionPoint :bob-mail .")

    check(Quads(kept), Change(removed=(*lines(POINT), *led)))

    with pytest.raises(InvalidChangeError) as caught:
        check(Quads(kept), Change(removed=lines(POINT)))
    assert "points that are kept here" in str(caught.value)


def test_all_of_a_node_can_go() -> None:
    kept = lines(CONNECTION + POINT)

    check(Quads(kept), Change(removed=kept))


def test_a_point_for_both_ways_is_a_point() -> None:
    both = POINT.replace("plx:OutgoingPoint", "plx:BilateralPoint")

    check(Quads(), Change(added=lines(CONNECTION + both)))


def test_a_strangers_graph_may_say_what_it_likes() -> None:
    said = lines(":bob a plx:Connection ; plx:adress 7 .", "https://eve.example/")

    check(Quads(), Change(added=said))


def test_an_old_profile_is_kept_and_the_doctor_speaks_of_it() -> None:
    said = lines(':me foaf:mbox "ada at example.org" .', str(PROFILE))

    check(Quads(), Change(added=said))

    (complaint,) = check_all(Quads(said))
    assert not complaint.serious
    assert "mailto:" in complaint.sentence


def test_the_doctor_sees_every_fault_the_serious_ones_first() -> None:
    quads = Quads(
        (
            *lines(':me foaf:mbox_sha1sum "none" .', str(PROFILE)),
            *lines(":c a plx:Circle . :d plx:adress :e ."),
            *lines(":s a plx:Difference ; plx:node :a .", str(IDENTITY)),
        )
    )

    complaints = check_all(quads)

    assert [one.serious for one in complaints] == [True, True, True, False]
    assert check_all(Quads()) == []


def test_a_literal_with_quotes_and_lines_is_read_as_it_is() -> None:
    quoted = lines(r':c a plx:Circle ; foaf:name "a \"b\"\nc . <x> ." .')

    check(Quads(), Change(added=quoted))

    assert split(quoted[0])[3] == split(quoted[1])[3]


def test_the_shapes_ask_for_nothing_but_core() -> None:
    text = ontology(SHAPES).read_text(encoding="utf-8")

    for word in ("sh:sparql", "sh:js", "sh:rule", "sh:target ", "owl:imports"):
        assert word not in text


#: Checks a profile that names other documents, in a process where to look up a host or
#: to connect ends it.
UNPLUGGED = """
import sys
from plexus_ld.model.change import Change
from plexus_ld.plex.shapes import check

def hook(event, words):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        sys.exit(f"{event}: {words}")

class Nothing:
    def matching(self, *terms):
        return iter(())
    def graphs(self):
        return ()

sys.addaudithook(hook)
owl = "<http://www.w3.org/2002/07/owl#imports>"
shapes = "<http://www.w3.org/ns/shacl#shapesGraph>"
card = "<https://ada.example/card>"
kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
check(Nothing(), Change(added=(
    f'{card} <http://xmlns.com/foaf/0.1/name> "c" <urn:x-plexus:plex> .',
    f"{card} {kind} <https://w3id.org/plexus#Circle> <urn:x-plexus:plex> .",
    *(
        f"{card} {predicate} <https://eve.example/> {graph} ."
        for predicate in (owl, shapes)
        for graph in ("<urn:x-plexus:profile>", "<urn:x-plexus:plex>")
    ),
)))
assert "pyshacl" in sys.modules
print("checked")
"""


def test_nothing_that_a_profile_names_is_fetched() -> None:
    done = subprocess.run(  # noqa: S603 - this Python, on our own words
        [sys.executable, "-c", UNPLUGGED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "checked\n"), done.stderr
