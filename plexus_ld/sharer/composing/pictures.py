"""Pictures without what the camera wrote in them: place, time, owner. Pure.

Called in a worker. A picture is turned as its orientation says, and written anew with
its pixels, its frames and its colour profile, and nothing else.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from plexus_ld.errors import MediaError

#: The formats that are cleaned, by their media type.
CLEANED: Final = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
}
#: What is kept of a picture besides its pixels.
_KEPT: Final = ("icc_profile", "transparency", "duration", "loop", "background")
#: The number of the tag that says how a picture is turned (Exif 2.3 §4.6.4).
_ORIENTATION: Final = 0x0112
#: Quality of a picture that had to be turned, or was lossy before.
_QUALITY: Final = 92


def cleaned(name: str, body: bytes, media_type: str, max_pixels: int) -> bytes:
    """Return a picture without anything but what can be seen.

    Args:
        name: The file's name, for the error.
        body: Its bytes.
        media_type: One of `CLEANED`.
        max_pixels: The most that it may have, all frames together.

    Raises:
        MediaError: It cannot be read, or has too many pixels.
    """
    format_ = CLEANED[media_type]
    try:
        with Image.open(BytesIO(body), formats=[format_]) as picture:
            frames = getattr(picture, "n_frames", 1)
            if picture.width * picture.height * frames > max_pixels:
                size = f"{picture.width} by {picture.height}"
                reason = f"a picture of {size} pixels, {frames} frames, is too large"
                raise MediaError(name, reason)
            return _written(picture, format_, body, is_moving=frames > 1)
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise MediaError(name, "this picture cannot be read") from error
    except (OSError, ValueError, SyntaxError, IndexError, KeyError, EOFError) as error:
        raise MediaError(name, f"this picture cannot be read ({error})") from error


def _written(
    picture: Image.Image, format_: str, body: bytes, *, is_moving: bool
) -> bytes:
    kept: dict[str | tuple[int, int], Any] = {
        key: picture.info[key] for key in _KEPT if key in picture.info
    }
    options = _options(format_, body)
    out = BytesIO()
    if is_moving:
        picture.info = kept
        picture.save(out, format_, save_all=True, **options)
        return out.getvalue()
    is_turned = picture.getexif().get(_ORIENTATION, 1) != 1
    if is_turned or format_ != "JPEG":
        picture = ImageOps.exif_transpose(picture)
    elif format_ == "JPEG":
        options["quality"] = "keep"
    picture.load()
    picture.info = kept
    # A colour profile is what the colours mean; nothing else is written.
    picture.save(out, format_, icc_profile=kept.get("icc_profile"), **options)
    return out.getvalue()


def _options(format_: str, body: bytes) -> dict[str, Any]:
    nothing: Mapping[str, Any] = {"exif": b""}
    if format_ == "JPEG":
        return {**nothing, "quality": _QUALITY, "comment": b""}
    if format_ == "WEBP":
        is_lossless = b"VP8L" in body[:64]
        return {**nothing, "lossless": is_lossless, "quality": _QUALITY, "xmp": b""}
    return {} if format_ == "GIF" else dict(nothing)
