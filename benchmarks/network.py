"""A made-up network with a few well-known people and many others, seeded."""

import random
from collections.abc import Iterator

FOAF = "http://xmlns.com/foaf/0.1/"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
TOWNS = (
    ("Hobart", -42.88, 147.33),
    ("Leipzig", 51.34, 12.37),
    ("Porto", 41.15, -8.61),
    ("Uppsala", 59.86, 17.64),
    ("Nagano", 36.65, 138.18),
    ("Cusco", -13.53, -71.97),
    ("Kisumu", -0.09, 34.77),
    ("Regina", 50.45, -104.61),
)
FIRST = ("Ada", "Bo", "Chi", "Dana", "Eli", "Femi", "Gita", "Hal", "Ines", "Jun")
LAST = ("Abel", "Brandt", "Costa", "Diaz", "Endo", "Fry", "Grau", "Holm", "Ito")


def me(number: int) -> str:
    """Return a person's WebID."""
    return f"http://people.example/{number}/foaf#me"


def statements(number: int, people: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield what a person's own document says of them: predicate, object as text."""
    chance = random.Random(seed * 1_000_003 + number)
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)} {number}"
    town = chance.randrange(len(TOWNS))
    yield RDF_TYPE, f"<{FOAF}Person>"
    yield f"<{FOAF}name>", f'"{name}"'
    yield f"<{FOAF}nick>", f'"p{number}"'
    yield f"<{FOAF}mbox>", f"<mailto:p{number}@people.example>"
    yield f"<{FOAF}homepage>", f"<http://people.example/{number}/>"
    yield f"<{FOAF}weblog>", f"<http://people.example/{number}/blog>"
    yield f"<{FOAF}based_near>", f"<http://towns.example/{TOWNS[town][0]}>"
    if number % 3 == 0:
        month, day = chance.randrange(1, 13), chance.randrange(1, 29)
        yield f"<{FOAF}birthday>", f'"{month:02}-{day:02}"'
    for _ in range(3):
        yield f"<{FOAF}interest>", f"<http://interests.example/{chance.randrange(300)}>"
    for other in {int(people * chance.random() ** 2.5) for _ in range(12)}:
        if other != number:
            yield f"<{FOAF}knows>", f"<{me(other)}>"


def towns() -> Iterator[str]:
    """Yield the towns' own statements as N-Triples."""
    geo = "http://www.w3.org/2003/01/geo/wgs84_pos#"
    for name, latitude, longitude in TOWNS:
        town = f"<http://towns.example/{name}>"
        yield f'{town} <http://www.w3.org/2000/01/rdf-schema#label> "{name}" .'
        yield f'{town} <{geo}lat> "{latitude}" .'
        yield f'{town} <{geo}long> "{longitude}" .'


def lines(start: int, stop: int, people: int) -> Iterator[str]:
    """Yield N-Quads lines of some people, a source graph for each."""
    for number in range(start, stop):
        graph = f"<http://people.example/{number}/foaf>"
        subject = f"<{me(number)}>"
        for predicate, object_ in statements(number, people):
            yield f"{subject} {predicate} {object_} {graph} ."


def document(number: int, people: int) -> str:
    """Return a person's FOAF document as RDF/XML, as people wrote it."""
    inner = []
    for predicate, object_ in statements(number, people):
        term = predicate[1:-1].rpartition("/")[2]
        if predicate == RDF_TYPE:
            continue
        if term == "knows":
            other = object_[1:-1].rpartition("/foaf")[0].rpartition("/")[2]
            inner.append(
                f"  <foaf:knows><foaf:Person><foaf:name>Person {other}</foaf:name>"
                f"<foaf:mbox rdf:resource='mailto:p{other}@people.example'/>"
                f"<rdfs:seeAlso rdf:resource='http://people.example/{other}/foaf'/>"
                f"</foaf:Person></foaf:knows>"
            )
        elif object_.startswith("<"):
            inner.append(f"  <foaf:{term} rdf:resource='{object_[1:-1]}'/>")
        else:
            inner.append(f"  <foaf:{term}>{object_[1:-1]}</foaf:{term}>")
    body = "\n".join(inner)
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'\n"
        " xmlns:rdfs='http://www.w3.org/2000/01/rdf-schema#'\n"
        f" xmlns:foaf='{FOAF}'>\n"
        f"<foaf:Person rdf:about='{me(number)}'>\n{body}\n</foaf:Person>\n</rdf:RDF>\n"
    )
