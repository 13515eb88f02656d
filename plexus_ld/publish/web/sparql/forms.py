"""In which form an answer goes out, by what is asked and what the client likes."""

import re
from collections.abc import Mapping
from typing import Final

from plexus_ld.publish.web.problems import HttpProblem
from plexus_ld.rdf.negotiation import choose

_CHARSET: Final = re.compile(r";\s*charset=[^,;]*", re.IGNORECASE)
#: Media types of an answer's forms, the endpoint's favourite first; some have two.
RESULTS: Final[Mapping[str, str]] = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
}
GRAPHS: Final[Mapping[str, str]] = {
    "text/turtle": "turtle",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/n-triples": "nt",
}


def format_for(form: str, accept: str | None) -> str:
    """Return the format of an answer.

    Args:
        form: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.
        accept: The Accept header.

    Raises:
        HttpProblem: 406: it has none that the client takes.
    """
    offers = RESULTS if form in ("SELECT", "ASK") else GRAPHS
    return offers[media_type_for(offers, accept)]


def media_type_for(offers: Mapping[str, str], accept: str | None) -> str:
    """Return the media type that a client likes best.

    Raises:
        HttpProblem: 406: it likes none.
    """
    # All that is offered is UTF-8; who names the charset means the same.
    chosen = choose(_CHARSET.sub("", accept or ""), tuple(offers))
    if chosen is None:
        message = f"this is there as {', '.join(offers)}"
        raise HttpProblem(406, message, {"Vary": "Accept"})
    return chosen
