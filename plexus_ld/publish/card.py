"""The owner's card: as a vCard, and as a picture that a telephone reads.

Source: RFC 6350 (vCard 4.0); ISO/IEC 18004 (QR codes)
"""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

from rdflib import FOAF, URIRef

from plexus_ld.plex.profile.representation import Representation
from plexus_ld.publish.portrait import portrait_of

#: Bytes of a line, without what ends it: RFC 6350 §3.2.
_LONGEST: Final = 75
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WEB: Final = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_MAIL: Final = re.compile(r"mailto:([^\s?]+)", re.IGNORECASE)
_SPOKEN: Final = re.compile(r"tel:\+?[0-9][^\s]*", re.IGNORECASE)
_CHAT: Final = re.compile(r"xmpp:[^\s]+", re.IGNORECASE)
_DAY: Final = re.compile(r"(?:([0-9]{4})-)?([0-9]{2})-([0-9]{2})")
_JOB: Final = URIRef("http://schema.org/jobTitle")
_GIVEN: Final = (FOAF.givenName, FOAF.givenname, FOAF.firstName)
_FAMILY: Final = (FOAF.familyName, FOAF.family_name, FOAF.lastName, FOAF.surname)
#: Properties whose value is one IRI, how it has to look, and what the card calls them.
_ADDRESSES: Final = (
    (FOAF.img, _WEB, "PHOTO"),
    (FOAF.depiction, _WEB, "PHOTO"),
    (FOAF.homepage, _WEB, "URL"),
    (FOAF.weblog, _WEB, "URL"),
    (FOAF.phone, _SPOKEN, "TEL;VALUE=uri"),
    (FOAF.jabberID, _CHAT, "IMPP"),
)


def vcard(shown: Representation) -> bytes:
    """Return the owner's vCard: what of the profile's triples a vCard can say."""
    lines = ("BEGIN:VCARD", "VERSION:4.0", *dict.fromkeys(_lines(shown)), "END:VCARD")
    return b"".join(_folded(line) for line in lines)


def qr_code(shown: Representation) -> bytes:
    """Return the picture that leads to the owner: SVG.

    It holds the address of their profile; of somebody without one their vCard, as far
    as it fits.
    """
    import segno

    known = str(shown.document or "")
    content = known or vcard(shown).decode()
    try:
        code = segno.make_qr(content, error="m")
    except segno.DataOverflowError:
        code = segno.make_qr(str(shown.owner), error="m")
    out = io.BytesIO()
    code.save(out, kind="svg", scale=8, light="#ffffff", svgclass=None, lineclass=None)
    return out.getvalue()


def _lines(shown: Representation) -> Iterator[str]:
    portrait = portrait_of(shown)
    yield f"FN:{_text(portrait.title)}"
    if _values(shown, *_FAMILY) or _values(shown, *_GIVEN):
        parts = [_values(shown, *_FAMILY)[:1], _values(shown, *_GIVEN)[:1], []]
        parts += [_values(shown, FOAF.title)[:1], []]
        yield "N:" + ";".join(_listed(part) for part in parts)
    if nicks := _values(shown, FOAF.nick):
        yield f"NICKNAME:{_listed(nicks)}"
    yield from (f"TITLE:{_text(job.value)}" for job in portrait.jobs)
    yield from _addresses(shown)
    yield from (f"NOTE:{_text(note.value)}" for note in portrait.notes)
    if _WEB.fullmatch(shown.owner):
        yield f"UID:{_address(shown.owner)}"


def _addresses(shown: Representation) -> Iterator[str]:
    for property_, form, name in _ADDRESSES:
        for value in _values(shown, property_):
            if form.fullmatch(value):
                yield f"{name}:{_address(value)}"
    for value in _values(shown, FOAF.mbox):
        if found := _MAIL.fullmatch(value):
            yield f"EMAIL:{_text(found[1])}"
    for value in _values(shown, FOAF.birthday):
        if found := _DAY.fullmatch(value):
            yield f"BDAY:{found[1] or '--'}{found[2]}{found[3]}"


def _values(shown: Representation, *properties: URIRef) -> list[str]:
    said = shown.triples()
    return [
        str(value)
        for wanted in properties
        for subject, property_, value in said
        if subject == shown.owner and property_ == wanted
    ]


def _listed(values: Iterable[str]) -> str:
    return ",".join(map(_text, values))


def _text(value: str) -> str:
    """Return a text with what has a meaning in a vCard escaped: RFC 6350 §3.4."""
    plain = _CONTROL.sub("", value).replace("\r\n", "\n").replace("\r", "\n")
    escaped = re.sub(r"([\\,;])", r"\\\1", plain)
    return escaped.replace("\n", "\\n")


def _address(value: str) -> str:
    return _CONTROL.sub("", value)


def _folded(line: str) -> bytes:
    """Return a line as bytes, in pieces that are short enough, no letter cut in two."""
    pieces, room = [b""], _LONGEST
    for letter in line:
        raw = letter.encode()
        if len(pieces[-1]) + len(raw) > room:
            pieces.append(b"")
            room = _LONGEST - 1
        pieces[-1] += raw
    return b"\r\n ".join(pieces) + b"\r\n"
