"""Terms and triples as rdflib has them, made of the store's text once and kept."""

from functools import lru_cache

from rdflib import Literal, URIRef

from plexus_ld.errors import StoreError
from plexus_ld.rdf.lines import split_default, term_of

Term = URIRef | Literal


@lru_cache(maxsize=16_384)
def term(text: str) -> Term:
    """Return the rdflib term of an N-Triples term; no blank node is ever stored."""
    made = term_of(text)
    if isinstance(made, URIRef | Literal):
        return made
    message = f"a node without a name cannot be handed out: {text}"
    raise StoreError(message)


def triple(line: str) -> tuple[Term, Term, Term]:
    """Return the rdflib triple of a line of the default graph."""
    subject, predicate, object_, _ = split_default(line)
    return term(subject), term(predicate), term(object_)
