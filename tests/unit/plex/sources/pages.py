"""People's documents that lead to each other, for crawls."""

from tests.unit.plex.sources.conftest import House
from tests.web import Page

#: A profile of five statements that speaks of two people.
ANN = b"""@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<> a foaf:PersonalProfileDocument ; foaf:primaryTopic <#me> .
<#me> a foaf:Person ; foaf:name "Ann" ; foaf:knows <http://bob.example/card#me> .
"""
PREFIXES = (
    "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
)


def person(name: str, *known: str, more: str = "") -> Page:
    knows = "".join(f"<#me> foaf:knows <{url}> .\n" for url in known)
    text = f'{PREFIXES}<#me> a foaf:Person ; foaf:name "{name}" .\n{knows}{more}'
    return Page(text.encode())


def circle(house: House, size: int) -> None:
    """Serve people each of whom knows the next, the last the first."""
    for number in range(size):
        after = f"/{(number + 1) % size}#me"
        house.web.pages[f"/{number}"] = person(f"Person {number}", after)


def pages_of(house: House) -> list[str]:
    return [asked.removeprefix("GET ") for asked in house.web.asked]
