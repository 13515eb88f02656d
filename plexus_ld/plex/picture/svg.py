"""A network as SVG: plain shapes, every name escaped, light and dark."""

import math
from collections.abc import Iterator
from xml.sax.saxutils import escape

from rdflib import URIRef

from plexus_ld.plex.picture.labels import Spot, labels_for
from plexus_ld.plex.picture.layout import Layout
from plexus_ld.plex.picture.network import Network

#: One colour a group: Okabe and Ito's, told apart by the colour-blind too.
_COLOURS = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6bb1",
)  # fmt: skip
_MARGIN = 90
#: Room for the title.
_TOP = 118
#: Names in one picture, the best connected first.
_MAX_NAMES = 140

_STYLE = """
.plexus { background: #fff }
.plexus line { stroke: #8a94a6; stroke-opacity: .35; stroke-width: 1.2 }
.plexus line.mutual { stroke-opacity: .7; stroke-width: 2 }
.plexus circle { stroke: #fff; stroke-width: 1.5 }
.plexus text { font-family: "DejaVu Sans", system-ui, sans-serif; fill: #1c2430;
  paint-order: stroke; stroke: #fff; stroke-width: 3px; stroke-linejoin: round }
.plexus .title { font-size: 20px; font-weight: bold }
.plexus .note { font-size: 12px; fill: #5b6675 }
"""
_DARK = """
@media (prefers-color-scheme: dark) {
  .plexus { background: #12161c }
  .plexus circle { stroke: #12161c }
  .plexus text { fill: #e6eaf0; stroke: #12161c }
  .plexus .note { fill: #9aa5b5 }
}
"""


def to_svg(network: Network, layout: Layout, title: str, *, dark: bool = True) -> str:
    """Draw a network.

    Args:
        network: Who and whom.
        layout: Where they stand.
        title: What the picture shows, in words.
        dark: Whether it follows a reader's wish for dark pages; off for PNG.
    """
    width, height = _size(network)
    style = _STYLE + (_DARK if dark else "")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plexus" role="img" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<title>{_text(title)}</title><style>{style}</style>",
        '<g id="stage">',
        *_ties(network, layout, width, height),
        *_people(network, layout, width, height),
        "</g>",
        f'<text class="title" x="24" y="38">{_text(title)}</text>',
        f'<text class="note" x="24" y="58">{_text(_note(network))}</text>',
        "</svg>",
    ]
    return "\n".join(parts)


def _size(network: Network) -> tuple[int, int]:
    count = len(network.names)
    if len(network.focus) == count:
        return max(420, 150 * count + 2 * _MARGIN), 320
    side = min(760 + 2 * count, 1600)
    return side, round(side * 0.8)


def _note(network: Network) -> str:
    said = f"{len(network.names)} people, {len(network.ties)} ties"
    if network.left_out:
        said += f"; {network.left_out} with fewer ties are left out"
    return said


def _place(
    layout: Layout, person: URIRef, width: int, height: int
) -> tuple[float, float]:
    x, y = layout.places[person]
    return (
        round(_MARGIN + x * (width - 2 * _MARGIN), 1),
        round(_TOP + y * (height - _TOP - _MARGIN / 2), 1),
    )


def _ties(network: Network, layout: Layout, width: int, height: int) -> Iterator[str]:
    for (person, other), mutual in network.ties.items():
        x1, y1 = _place(layout, person, width, height)
        x2, y2 = _place(layout, other, width, height)
        kind = ' class="mutual"' if mutual else ""
        yield f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"{kind}/>'


def _people(network: Network, layout: Layout, width: int, height: int) -> Iterator[str]:
    spots = []
    for person in sorted(network.names, key=lambda p: (layout.degrees[p], p)):
        x, y = _place(layout, person, width, height)
        radius = _radius(network, layout, person)
        colour = _COLOURS[layout.groups[person] % len(_COLOURS)]
        name = _visible(network.names[person])[:40]
        yield (
            f"<g><title>{_text(name)}</title>"
            f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/></g>'
        )
        size = 15 if person in network.focus else 12
        spots.append((person not in network.focus, Spot(name, x, y, radius, size)))
    first = [spot for _, spot in sorted(spots, key=_rank)]
    for label in labels_for(first[:_MAX_NAMES]):
        yield (
            f'<text x="{label.x}" y="{label.y}" font-size="{label.size}" '
            f'text-anchor="middle">{_text(label.name)}</text>'
        )


def _rank(spot: tuple[bool, Spot]) -> tuple[bool, float]:
    """Those whom the picture is about come first, then the best connected."""
    beside, drawn = spot
    return beside, -drawn.radius


def _radius(network: Network, layout: Layout, person: URIRef) -> float:
    base = 7.0 if len(network.names) <= 80 else 3.5
    grown = base + math.sqrt(min(layout.degrees[person], 60)) * (base / 4)
    return round(grown * (1.4 if person in network.focus else 1.0), 1)


def _text(words: str) -> str:
    """Escape a stranger's words, and leave out what XML cannot say (XML 1.0 §2.2)."""
    return escape(_visible(words))


def _visible(words: str) -> str:
    return "".join(c if c.isprintable() else " " for c in words)
