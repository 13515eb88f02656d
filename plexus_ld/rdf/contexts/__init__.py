"""The JSON-LD contexts that ship inside; none is ever fetched."""

import json
from functools import cache
from importlib.resources import files
from typing import Final

#: Address, without scheme, `www.` and what trails, to the file that stands for it.
_SHIPPED: Final = {
    "w3.org/ns/activitystreams": "activitystreams",
    "w3.org/ns/activitystreams.jsonld": "activitystreams",
    "w3id.org/security/v1": "security",
    "w3id.org/security/v2": "security",
    "schema.org": "schema",
    "schema.org/docs/jsonldcontext.jsonld": "schema",
    "schema.org/docs/jsonldcontext.json": "schema",
    "json-ld.org/contexts/person": "person",
    "json-ld.org/contexts/person.jsonld": "person",
    "xmlns.com/foaf/0.1": "person",
    "xmlns.com/foaf/context": "person",
    "xmlns.com/foaf/0.1/context": "person",
}


def shipped(url: str) -> object | None:
    """Return the context that stands for a URL, or None if none ships."""
    address = url.strip().partition("://")[2].removeprefix("www.").rstrip("/#")
    name = _SHIPPED.get(address)
    return _context(name) if name else None


@cache
def _context(name: str) -> object:
    text = files(__package__).joinpath(f"{name}.jsonld").read_text("utf-8")
    return json.loads(text)["@context"]
