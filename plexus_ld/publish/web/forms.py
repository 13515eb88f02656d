"""Forms that are posted: ``application/x-www-form-urlencoded``."""

from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from plexus_ld.publish.web.problems import HttpProblem

FORM: Final = "application/x-www-form-urlencoded"
#: Fields of one form.
_MOST: Final = 200


def form_of(request: Request, body: bytes) -> list[tuple[str, str]]:
    """Return name and value of each field, in order.

    Raises:
        HttpProblem: It is no form.
    """
    if media_type_of(request) != FORM:
        raise HttpProblem(415, f"this takes a form: {FORM}")
    try:
        return parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=_MOST, errors="strict"
        )
    except ValueError:
        raise HttpProblem(400, "the form cannot be read") from None


def media_type_of(request: Request) -> str:
    """Return what a request says its body is, without parameters."""
    told = request.headers.get("content-type", "")
    return told.partition(";")[0].strip().lower()
