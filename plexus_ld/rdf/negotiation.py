"""Which representation to send: media types, formats and suffixes, by what is asked.

Source: RFC 9110 §12.5.1 (Accept), §12.4.2 (quality values).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from plexus_ld.rdf import formats
from plexus_ld.rdf.formats import format_of_media_type, format_of_name

__all__ = [
    "RDF_ACCEPT",
    "choose",
    "format_of_media_type",
    "format_of_name",
    "media_type_of",
    "suffix_of",
]

#: What is asked for when a profile is fetched: RDF first, pages and cards too.
RDF_ACCEPT: Final = (
    "text/turtle, application/rdf+xml, application/ld+json, application/n-triples, "
    "application/trig;q=0.9, application/n-quads;q=0.9, text/n3;q=0.9, "
    "application/activity+json;q=0.8, text/html;q=0.7, application/xhtml+xml;q=0.7, "
    "text/vcard;q=0.6, */*;q=0.1"
)

_QUALITY: Final = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
#: Parts of an Accept header that are looked at; no client needs more.
_MAX_RANGES: Final = 64
_MAX_CHARS: Final = 8192
_RANGE: Final = re.compile(r'(?:[^,"]|"[^"]*"?)+')


@dataclass(frozen=True, slots=True)
class _Range:
    type_: str
    subtype: str
    parameters: frozenset[str]
    quality: float

    def rank(self, media_type: str) -> int:
        """Return how closely it names a media type; 0 is not at all."""
        name, *parameters = _pieces(media_type)
        if self.type_ == "*":
            return 1
        type_, _, subtype = name.partition("/")
        if self.type_ != type_:
            return 0
        if self.subtype == "*":
            return 2
        if self.subtype != subtype or not self.parameters <= set(parameters):
            return 0
        return 3 + len(self.parameters)


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offer that the client likes best, or None if it takes none of them.

    Of offers liked equally the one that stands first is chosen. Without a header, or
    with one that says nothing, anything is welcome.

    Args:
        accept: The Accept header's value.
        offers: Media types, the server's favourite first.
    """
    if not offers:
        return None
    ranges = list(_ranges(accept or ""))
    if not ranges:
        return offers[0]
    liked = [(_quality(offer, ranges), -place) for place, offer in enumerate(offers)]
    quality, place = max(liked)
    return offers[-place] if quality > 0 else None


def media_type_of(format_: str) -> str:
    """Return the media type that a format is sent under."""
    return formats.MEDIA_TYPES[format_][0]


def suffix_of(format_: str) -> str:
    """Return the suffix that a file of a format gets, with its dot."""
    return formats.SUFFIXES[format_][0]


def _quality(offer: str, ranges: Sequence[_Range]) -> float:
    """The most specific range that matches decides, as §12.5.1 says."""
    matching = [(r.rank(offer), r.quality) for r in ranges if r.rank(offer)]
    return max(matching)[1] if matching else 0.0


def _ranges(accept: str) -> Iterator[_Range]:
    for part in _RANGE.findall(accept[:_MAX_CHARS])[:_MAX_RANGES]:
        name, *parameters = _pieces(part)
        type_, slash, subtype = name.partition("/")
        if not (type_ and slash and subtype):
            continue
        quality = 1.0
        kept = set()
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key == "q":
                # A weight that is none makes the whole range worth nothing.
                quality = float(value) if _QUALITY.fullmatch(value) else 0.0
                break
            kept.add(parameter)
        yield _Range(type_, subtype, frozenset(kept), quality)


def _pieces(text: str) -> list[str]:
    return [piece.strip().lower().replace('"', "") for piece in text.split(";")]
