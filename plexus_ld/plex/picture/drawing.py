"""Writes a picture of the network to a file, in the form that its name asks for."""

from collections.abc import Callable
from html import escape
from pathlib import Path

from plexus_ld.errors import PlexusError
from plexus_ld.plex.picture.layout import Layout, lay_out
from plexus_ld.plex.picture.network import Network
from plexus_ld.plex.picture.svg import to_svg

#: Moves and zooms the drawing, and lights up whom the pointer is on; the picture is
#: whole without it. It holds no word of anybody's.
_SCRIPT = """
const svg = document.querySelector('svg'), box = svg.viewBox.baseVal;
let from = null;
svg.addEventListener('wheel', event => {
  event.preventDefault();
  const scale = event.deltaY > 0 ? 1.15 : 1 / 1.15, place = at(event);
  box.x = place.x - (place.x - box.x) * scale;
  box.y = place.y - (place.y - box.y) * scale;
  box.width *= scale; box.height *= scale;
}, {passive: false});
svg.addEventListener('pointerdown', event => { from = at(event); });
addEventListener('pointerup', () => { from = null; });
svg.addEventListener('pointermove', event => {
  if (!from) return;
  const place = at(event);
  box.x += from.x - place.x; box.y += from.y - place.y;
});
function at(event) {
  const point = new DOMPoint(event.clientX, event.clientY);
  return point.matrixTransform(svg.getScreenCTM().inverse());
}
"""
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'">
<title>{title}</title>
<style>
html, body {{ margin: 0; height: 100%; background: #fff; color-scheme: light dark }}
svg {{ display: block; width: 100vw; height: 100vh; cursor: grab; touch-action: none }}
@media (prefers-color-scheme: dark) {{ html, body {{ background: #12161c }} }}
</style>
</head>
<body>
{svg}
<script>{script}</script>
</body>
</html>
"""


def draw(network: Network, file: Path, title: str) -> None:
    """Draw a network into a ``.svg``, ``.png`` or ``.html`` file.

    Raises:
        PlexusError: The name ends in none of these, nobody is in the network, the
            extra ``pictures`` is missing, or the file cannot be written.
    """
    forms: dict[str, Callable[[Network, Layout, str], bytes]] = {
        ".svg": _svg,
        ".png": _png,
        ".html": _page,
    }
    form = forms.get(file.suffix.lower())
    if form is None:
        message = f"{file.name}: a picture's name ends in .svg, .png or .html"
        raise PlexusError(message)
    if not network.names:
        raise PlexusError("there is nobody to draw; import somebody's profile first")
    body = form(network, lay_out(network), title)
    try:
        file.write_bytes(body)
    except OSError as error:
        message = f"{file}: {error.strerror}"
        raise PlexusError(message) from error


def _svg(network: Network, layout: Layout, title: str) -> bytes:
    return to_svg(network, layout, title).encode()


def _png(network: Network, layout: Layout, title: str) -> bytes:
    try:
        import resvg_py
    except ImportError as error:
        message = "PNG needs more: pip install 'plexus-ld[pictures]'"
        raise PlexusError(message) from error
    drawing = to_svg(network, layout, title, dark=False)
    return bytes(resvg_py.svg_to_bytes(svg_string=drawing, background="#ffffff"))


def _page(network: Network, layout: Layout, title: str) -> bytes:
    from base64 import b64encode
    from hashlib import sha256

    page = _PAGE.format(
        title=escape(title),
        svg=to_svg(network, layout, title),
        script=_SCRIPT,
        hash=b64encode(sha256(_SCRIPT.encode()).digest()).decode(),
    )
    return page.encode()
