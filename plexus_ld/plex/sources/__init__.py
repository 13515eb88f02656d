"""Sources: what others said, each in a graph of its own, and the record of it."""

from plexus_ld.plex.sources.originals import Originals
from plexus_ld.plex.sources.sources import Sources
from plexus_ld.plex.sources.values import ImportReport, SourceInfo, SourceReport

__all__ = ["ImportReport", "Originals", "SourceInfo", "SourceReport", "Sources"]
