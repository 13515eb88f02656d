"""The engine's lenient reader: it checks no IRI and no language tag, we do."""

from plexus_ld.rdf import engine
from plexus_ld.rdf.engine import Statements
from plexus_ld.rdf.mending.notes import Notes
from plexus_ld.rdf.mending.terms import sound


def lenient(text: str, format_: str, base: str) -> tuple[Statements, list[str]]:
    """Read a document that is sound but for some of its terms.

    Raises:
        ParseError: It is not.
    """
    found = engine.statements(text, format_, base, lenient=True)
    repairs, losses = Notes(), Notes()
    parts = sound(found.parts(), base, repairs, losses)
    losses_said = (*found.losses, *losses.sentences())
    return Statements.of(parts, losses_said), list(repairs.sentences())
