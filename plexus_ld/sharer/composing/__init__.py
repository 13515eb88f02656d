"""Composing: what the owner wants to say becomes one object, its media kept."""

from plexus_ld.sharer.composing.composer import Composer
from plexus_ld.sharer.composing.draft import Attach, Composed, Draft

__all__ = ["Attach", "Composed", "Composer", "Draft"]
