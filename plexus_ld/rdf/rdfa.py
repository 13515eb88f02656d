"""RDFa in a page to statements, read by pyRdfa; no vocabulary is fetched.

Source: RDFa Core 1.1, HTML+RDFa 1.1.
"""

import io
import re
from typing import Final

from plexus_ld.errors import ParseError
from plexus_ld.rdf.mending.terms import text_of_node
from plexus_ld.rdf.naming import Parts
from plexus_ld.rdf.quiet import quiet

_RDFA: Final = re.compile(
    r"<[^<>]*\s(?:typeof|property|about|vocab|resource)\s*=", re.IGNORECASE
)
#: Statements that say only which vocabulary the page uses.
_USES: Final = "<http://www.w3.org/ns/rdfa#usesVocabulary>"


def has_rdfa(text: str) -> bool:
    """Tell, cheaply, whether a page may hold RDFa."""
    return bool(_RDFA.search(text))


def statements_of_rdfa(text: str, base: str) -> list[Parts]:
    """Return what a page says in RDFa.

    Raises:
        ParseError: The reader gives up.
    """
    from pyRdfa import pyRdfa
    from pyRdfa.options import Options

    # Vocabulary expansion would fetch; embedded RDF is read by our own readers.
    options = Options(vocab_expansion=False, embedded_rdf=False)
    reader = pyRdfa(options, base=base, media_type="text/html")
    try:
        with quiet():
            graph = reader.graph_from_source(io.StringIO(text), rdfOutput=True)
    except (
        RecursionError, ValueError, TypeError, LookupError, AttributeError,
        AssertionError, OSError,
    ) as error:  # fmt: skip
        raise ParseError("its RDFa is beyond the reader") from error
    found = [(text_of_node(s), text_of_node(p), text_of_node(o)) for s, p, o in graph]
    return [parts for parts in found if parts[1] != _USES]
