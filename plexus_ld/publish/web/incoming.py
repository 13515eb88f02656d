"""A request as it came: what signatures are held against."""

from collections.abc import Iterable, Mapping

from starlette.requests import Request


def joined(request: Request) -> Mapping[str, str]:
    """Return a request's headers by name in lower case.

    Of one that came twice both values, parted by a comma: RFC 9110 §5.3.
    """
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def is_named(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Tell whether a request says who asks, by a signature."""
    return any(name in (b"signature", b"signature-input") for name, _ in headers)
