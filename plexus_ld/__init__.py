"""Plexus-LD: your own social graph as linked data, and an agent that speaks through it.

``from plexus_ld import Plex`` is the documented Python API (``docs/python.md``). It is
imported when first touched, so that ``plexus --version`` stays quick.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plexus_ld.assembly import Plex

__all__ = ["Plex", "__version__"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import `Plex` when somebody asks for it (PEP 562)."""
    if name == "Plex":
        from plexus_ld.assembly import Plex

        return Plex
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
