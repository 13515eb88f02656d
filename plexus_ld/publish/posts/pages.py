"""A post as a page: for people, and as an h-entry for programs.

Nothing on it runs, and nothing is fetched but what goes with the post.
Specification: HTML; h-entry (microformats.org/wiki/h-entry); CSP 3
"""

import base64
import hashlib
from typing import Final
from urllib.parse import urlsplit

from plexus_ld.publish.page import environment, template_text
from plexus_ld.publish.posts.channel import Channel
from plexus_ld.publish.posts.entries import Entry

#: Stands in each page that we wrote: by it we know which we may take away.
GENERATOR: Final = "Plexus-LD post"


def post_page(entry: Entry, channel: Channel) -> bytes:
    """Return the page of one post."""
    style = template_text("post.css")
    template = environment().get_template("post.html")
    text = template.render(
        entry=entry,
        channel=channel,
        style=style,
        policy=_policy(style, entry),
        generator=GENERATOR,
    )
    return text.encode()


def post_policy(entry: Entry) -> str:
    """Return the page's own policy, for a server to send along."""
    return _policy(template_text("post.css"), entry)


def _policy(style: str, entry: Entry) -> str:
    """Return the page's Content-Security-Policy: its own style, the post's media."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    elsewhere = {urlsplit(one.url).scheme for one in entry.enclosures if not one.name}
    pictures = "https:" if "<img" in entry.html else ""
    places = " ".join(["'self'", *sorted(f"{one}:" for one in elsewhere), pictures])
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src {places.strip()}; "
        f"media-src {places.strip()}; base-uri 'none'; form-action 'none'"
    )
