"""What the owner said: activities as quads of the graph of what was said, and back."""

from plexus_ld.sharer.said.minting import Minting
from plexus_ld.sharer.said.reading import activities_of, activity_of
from plexus_ld.sharer.said.writing import REFERRING, activity_lines, described

__all__ = [
    "REFERRING",
    "Minting",
    "activities_of",
    "activity_lines",
    "activity_of",
    "described",
]
