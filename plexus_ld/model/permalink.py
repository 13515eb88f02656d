"""Where people can read what the owner said, once it is published. Pure.

What is said under the owner's address has an IRI there, ``…/objects/ID``; the page
that `plexus publish` writes of it lies beside, at ``…/posts/ID.html``.
"""

from typing import Final

from rdflib import URIRef

from plexus_ld.model.activity import Attachment

#: The folder of objects' IRIs, and the one of the pages about them.
_OBJECTS: Final = "/objects/"
POSTS: Final = "posts"
#: The folder of what goes with posts, by the hash of its bytes.
MEDIA: Final = "media"
#: Names of files that a browser shows, and never runs, by their type. Any other is
#: handed to whoever asks as bytes to save.
SUFFIXES: Final = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif",
    "image/webp": ".webp", "image/avif": ".avif", "video/mp4": ".mp4",
    "video/webm": ".webm", "audio/mpeg": ".mp3", "audio/ogg": ".ogg",
    "audio/mp4": ".m4a", "audio/flac": ".flac", "audio/wav": ".wav",
    "application/pdf": ".pdf", "text/plain": ".txt",
}  # fmt: skip
#: And back: the type of a file that is shown, by its suffix.
SHOWN: Final = {suffix: media_type for media_type, suffix in SUFFIXES.items()}


def page_name(iri: URIRef) -> str:
    """Return the name of an object's page under the published folder."""
    tail = str(iri).rpartition(_OBJECTS)[2] or str(iri)
    safe = "".join(c if c.isalnum() and c.isascii() else "-" for c in tail)
    return f"{POSTS}/{safe.strip('-')[-80:]}.html"


def permalink(iri: URIRef) -> str:
    """Return the URL of an object's page; "" for one that is not under an address."""
    base, found, _ = str(iri).rpartition(_OBJECTS)
    if not found or not base.startswith(("https://", "http://")):
        return ""
    return f"{base}/{page_name(iri)}"


def media_name(one: Attachment) -> str:
    """Return the path of what goes with a post, under the published folder.

    "" for what does not lie here.
    """
    if one.file is None or not one.sha256:
        return ""
    return f"{MEDIA}/{one.sha256}{SUFFIXES.get(one.media_type, '.bin')}"
