"""What one way of reading a document gives."""

from dataclasses import dataclass

from plexus_ld.rdf.engine import Statements


@dataclass(frozen=True, slots=True)
class Found:
    """What one rung read.

    Attributes:
        statements: What it read.
        repairs: What it mended to do so.
        profiles: Profile documents that the document names, as absolute URLs.
    """

    statements: Statements
    repairs: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return how many statements were read."""
        return len(self.statements.lines)
