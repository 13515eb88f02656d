"""Relative references, resolved without complaint."""

from urllib.parse import urldefrag, urljoin


def resolved(reference: str, base: str) -> str:
    """Resolve a reference against a base (RFC 3986 §5.2); one that is none stays."""
    reference = reference.strip()
    document = urldefrag(base)[0]
    if not reference:
        return document
    if reference.startswith("#"):
        return document + reference
    try:
        return urljoin(document, reference)
    except ValueError:
        return reference
