"""A store that was told of a few people."""

from collections.abc import Iterator

import pytest

from plexus_ld.store import Store
from tests.unit.plex.people.cases import new_store
from tests.unit.plex.people.telling import tell

ADA = "https://ada.example/card"
BO = "https://bo.example/card"
CY = "https://cy.example/card"


@pytest.fixture
def store() -> Iterator[Store]:
    """Ada, Bo and Cy, who has two documents and whom Ada knows by mailbox only."""
    with new_store() as store:
        tell(
            store,
            ADA,
            """
            <#me> a foaf:Person ; foaf:name "Ada Love" ; foaf:nick "countess" ;
                foaf:mbox <mailto:ada@ada.example> ;
                foaf:img <https://ada.example/a.png> ;
                foaf:homepage <https://ada.example/> ; foaf:surname "Love" ;
                foaf:account <https://chat.example/@ada> ;
                foaf:interest <https://engines.example/> ;
                foaf:knows <https://bo.example/card#me> , _:cy .
            _:cy a foaf:Person ; foaf:name "Cy" ; foaf:mbox <mailto:cy@cy.example> .
            """,
        )
        tell(
            store,
            BO,
            """
            <#me> a foaf:Person ; foaf:name "Bo Berg" ;
                foaf:mbox <mailto:bo@bo.example> ;
                foaf:knows <https://ada.example/card#me> .
            """,
        )
        tell(
            store,
            CY,
            """
            <#me> a foaf:Person ; foaf:name "Cy Moss" ;
                foaf:mbox <mailto:cy@cy.example> .
            """,
        )
        yield store
