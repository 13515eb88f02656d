"""Which graphs a typed query sees: a dataset, as SPARQL has it."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Graphs:
    """The dataset of one query. Source: SPARQL 1.1 Protocol §2.1.4.

    Attributes:
        default: IRIs of the graphs that its default graph is made of; none: an empty
            one.
        named: IRIs of the graphs that it can name.
        alone: Whether a FROM of the text's is refused; otherwise it counts for nothing.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    alone: bool = False

    @classmethod
    def only(cls, name: str) -> Self:
        """Return one graph, by its name and as the default graph."""
        return cls((name,), (name,), alone=True)

    @property
    def all(self) -> tuple[str, ...]:
        """The graphs, each once."""
        return tuple(dict.fromkeys((*self.default, *self.named)))
