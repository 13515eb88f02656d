"""The owner's pages, filled in: every term is escaped, and nothing strange runs."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse

if TYPE_CHECKING:
    from jinja2 import Environment

#: What the pages may load: their own sheet and script, and nothing of anybody else's.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    # Not "no-referrer": a browser would then hide the origin of our own forms too.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page."""
    body = _environment().get_template(template).render(**values)
    return HTMLResponse(body, status, _HEADERS)


@cache
def static(name: str) -> bytes:
    """Return a file that the pages load."""
    return files("plexus_ld.ui").joinpath("static", name).read_bytes()


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("plexus_ld.ui"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["web"] = _is_web
    return made


def _is_web(url: object) -> bool:
    """Tell whether an address may be linked: what else it is could run."""
    return str(url).lower().startswith(("http://", "https://"))
