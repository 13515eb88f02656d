"""What a file is, by its first bytes, held against its name. Pure.

Source: https://mimesniff.spec.whatwg.org/ §6, and each format's own signature.
"""

from mimetypes import guess_type
from typing import Final

from plexus_ld.errors import MediaError

#: How a file of a type begins: an offset, the bytes there.
_SIGNATURES: Final = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (8, b"WAVE", "audio/wav"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
)
#: What holds pictures and sound is told apart by the name alone.
_EITHER: Final = frozenset({"video/mp4", "video/webm", "audio/ogg"})
_SEEN_OR_HEARD: Final = frozenset({"image", "video", "audio"})
#: Of a file of which nothing is known.
UNKNOWN: Final = "application/octet-stream"
_HEAD_BYTES: Final = 4096


def type_of(name: str, body: bytes) -> str:
    """Return a file's media type.

    Args:
        name: The file's name.
        body: Its bytes.

    Raises:
        MediaError: The name says one thing, the bytes another.
    """
    found, named = _found(body), guess_type(name)[0] or ""
    if not named or found == named:
        return found or named or UNKNOWN
    family, named_family = found.partition("/")[0], named.partition("/")[0]
    if found in _EITHER and named_family in ("audio", "video"):
        return named
    if _SEEN_OR_HEARD.isdisjoint({family, named_family}):
        return named  # one kind of document, which only its name tells from another
    if family == named_family:
        return found
    seems = f"what lies in it is {found}" if found else "its bytes are nothing of it"
    raise MediaError(name, f"the name says {named}, but {seems}")


def _found(body: bytes) -> str:
    for offset, signature, media_type in _SIGNATURES:
        if body.startswith(signature, offset):
            return media_type
    return "text/plain" if _is_text(body[:_HEAD_BYTES]) else ""


def _is_text(head: bytes) -> bool:
    if not head or b"\0" in head:
        return False
    try:
        # A character may be cut at the end of the head.
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= _HEAD_BYTES - 4
    return True
