"""The profile as a web page: for people, and as RDFa, JSON-LD and h-card for programs.

Nothing on it runs, and nothing is fetched but the owner's own picture: the page's own
policy (CSP) says so to the browser. Every term is escaped; an address that could run
something is shown, never linked.
Specification: HTML; RDFa 1.1 in HTML5; h-card (microformats.org/wiki/h-card); CSP 3.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from plexus_ld.plex.profile.representation import Representation
from plexus_ld.publish.portrait import portrait_of
from plexus_ld.publish.sheet import PREFIXES, Said

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Form:
    """A file beside the page that carries the same triples.

    Attributes:
        name: The file's name.
        format: What `serialize` calls it.
        media_type: What it is sent as.
        title: What people call it.
    """

    name: str
    format: str
    media_type: str
    title: str


@dataclass(frozen=True, slots=True)
class Teaser:
    """A post as the profile's page names it.

    Attributes:
        name: Its page's path.
        words: Its title, or how it begins.
        day: When it was said: ``2026-03-14``.
    """

    name: str
    words: str
    day: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies beside the page of what was said.

    Attributes:
        feeds: Files that carry it, and their media types.
        teasers: The latest posts.
    """

    feeds: tuple[tuple[str, str], ...] = ()
    teasers: tuple[Teaser, ...] = ()


#: Of somebody who has said nothing for everybody.
NOTHING_SAID: Final = Beside()


def page(
    shown: Representation,
    jsonld: bytes,
    forms: Sequence[Form] = (),
    said: Beside = NOTHING_SAID,
) -> bytes:
    """Return the page.

    Args:
        shown: What the audience sees.
        jsonld: The same triples as JSON-LD.
        forms: The files beside it that carry the same triples.
        said: What lies beside it of what was said.
    """
    portrait = portrait_of(shown)
    style = template_text("profile.css")
    text = (
        environment()
        .get_template("profile.html")
        .render(
            portrait=portrait,
            style=style,
            policy=policy_of(style, portrait.picture),
            prefixes=" ".join(f"{name}: {iri}" for name, iri in PREFIXES.items()),
            jsonld=_inside_script(jsonld.decode()),
            forms=forms,
            feeds=said.feeds,
            teasers=said.teasers,
            document=shown.document,
        )
    )
    return text.encode()


def page_policy(shown: Representation) -> str:
    """Return the page's own policy, for a server to send along."""
    return policy_of(template_text("profile.css"), portrait_of(shown).picture)


def policy_of(style: str, picture: Said | None) -> str:
    """Return the page's Content-Security-Policy: its own style, its own picture."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    parts = urlsplit(picture.value) if picture else None
    origin = f"{parts.scheme}://{parts.netloc}" if parts else "'none'"
    if not re.fullmatch(r"'none'|https?://[\w.:\[\]-]+", origin, re.A):
        origin = "https: http:"
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src {origin}; "
        "base-uri 'none'; form-action 'none'"
    )


def _inside_script(text: str) -> str:
    """Escape JSON so that no ``</script>`` or ``<!--`` can stand in it."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def template_text(name: str) -> str:
    """Return a template, or a style, as it stands."""
    return (files("plexus_ld.publish") / "templates" / name).read_text("utf-8")


@cache
def environment() -> "Environment":
    """Return what fills in templates: every term is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("plexus_ld.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
