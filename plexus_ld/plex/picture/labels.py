"""Which names are written, and where, so that none lies upon another."""

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import east_asian_width

#: How wide a letter is against its height, in the mean (DejaVu Sans).
_LETTER = 0.62


@dataclass(frozen=True, slots=True)
class Spot:
    """A person as drawn: a name, a disc, and how tall the name's letters are."""

    name: str
    x: float
    y: float
    radius: float
    size: float


@dataclass(frozen=True, slots=True)
class Label:
    """A name at its place: the middle of its base line."""

    name: str
    x: float
    y: float
    size: float


def labels_for(spots: Iterable[Spot]) -> list[Label]:
    """Place names, the first spots first: above the disc, below it, or not at all."""
    placed: list[Label] = []
    taken: list[tuple[float, float, float, float]] = []
    for spot in spots:
        above = spot.y - spot.radius - 5
        below = spot.y + spot.radius + spot.size + 2
        for y in (above, below):
            box = _box(spot, y)
            if not any(_overlap(box, other) for other in taken):
                taken.append(box)
                placed.append(Label(spot.name, spot.x, round(y, 1), spot.size))
                break
    return placed


def _box(spot: Spot, y: float) -> tuple[float, float, float, float]:
    letters = sum(1.7 if east_asian_width(c) in "WF" else 1.0 for c in spot.name)
    half = letters * spot.size * _LETTER / 2 + 2
    return spot.x - half, y - spot.size, spot.x + half, y + 3


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return (
        one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )
