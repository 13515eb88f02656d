"""What a document says by one property, read by eye: an inbox's members, an inbox.

These are looked at in the agent itself, so nothing is built of them: JSON-LD is taken
as the JSON that it is, Turtle and N-Triples by the one pattern that counts here.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final
from urllib.parse import urljoin

#: What is asked for: the form that is simplest to look at first.
ACCEPT: Final = "application/ld+json, text/turtle;q=0.8, application/n-triples;q=0.7"
#: Most nodes of a JSON document that are looked at.
_MAX_NODES: Final = 50_000
_LDP: Final = "http://www.w3.org/ns/ldp#"
_RDF: Final = ("json", "turtle", "n-triples", "n3", "text/plain")


def is_rdf(media_type: str) -> bool:
    """Tell whether a document is of a form that can be looked at here."""
    return any(name in media_type.lower() for name in _RDF)


def targets(text: str, name: str, base: str, subject: str = "") -> tuple[str, ...]:
    """Return what a property of LDP leads to, each once, in order.

    Args:
        text: The document.
        name: The property: ``contains`` or ``inbox``.
        base: The document's URL.
        subject: Whose property it is, where the document speaks of several; "" is
            anybody's.
    """
    found = _of_json(text, name, base, subject)
    if found is None:
        found = _of_text(text, name)
    urls = []
    for reference in found:
        try:
            urls.append(urljoin(base, reference))
        except ValueError:
            continue  # no URL: leads nowhere
    return tuple(dict.fromkeys(urls))


def _of_json(text: str, name: str, base: str, subject: str) -> list[str] | None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found: list[str] = []
    for node in _nodes(document):
        own = node.get("@id", node.get("id", ""))
        if subject and isinstance(own, str) and urljoin(base, own) != subject:
            continue
        for word in (f"{_LDP}{name}", f"ldp:{name}", name):
            found += _ids(node.get(word))
    return found


def _nodes(document: Any) -> Iterator[dict[str, Any]]:
    waiting = [document]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += reversed(one)


def _ids(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        named = one.get("@id", one.get("id")) if isinstance(one, dict) else one
        if isinstance(named, str):
            yield named


def _of_text(text: str, name: str) -> list[str]:
    """Look for ``ldp:contains <a>, <b>`` in Turtle; whose it is does not show."""
    found: list[str] = []
    for objects in _pattern(name).findall(text):
        found += re.findall(r"<([^<>\s]*)>", objects)
    return found


@cache
def _pattern(name: str) -> re.Pattern[str]:
    reference = r"<[^<>\s]{0,2048}+>"
    term = rf"(?:\bldp:{name}|<{re.escape(_LDP)}{name}>)"
    return re.compile(rf"{term}\s++({reference}(?:\s*+,\s*+{reference})*+)")
