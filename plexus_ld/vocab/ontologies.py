"""Where the ontologies lie: in the package, or in the repository beside it."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

#: The vocabulary, and the shapes of what is kept.
PLEXUS = "plexus.ttl"
SHAPES = "plexus-shapes.ttl"


def ontology(name: str) -> Traversable:
    """Return the file of that name.

    A wheel carries the files inside the package; an editable install leaves them
    where the repository has them.

    Raises:
        FileNotFoundError: Neither has it.
    """
    shipped = files("plexus_ld") / "ontologies" / name
    beside = Path(__file__).parents[2] / "ontologies" / name
    for file in (shipped, beside):
        if file.is_file():
            return file
    raise FileNotFoundError(name)
