"""Errors as a client is told them: a status, a sentence, and never an inside.

Source: RFC 9457 (``application/problem+json``).
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

from plexus_ld.rdf.negotiation import choose

_NOTHING: Mapping[str, str] = MappingProxyType({})
#: Asked for by machines, and read by people.
_FORMS = ("text/plain", "application/problem+json")


class HttpProblem(Exception):  # noqa: N818 - RFC 9457 calls it a problem
    """What a request meets instead of its answer.

    Attributes:
        status: The HTTP status.
        sentence: What is wrong and what to do, for whoever asks. No word of it is a
            secret, or tells what others may not know.
        headers: What goes with it: ``Retry-After``, ``WWW-Authenticate``.
    """

    def __init__(
        self, status: int, sentence: str, headers: Mapping[str, str] = _NOTHING
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.headers = dict(headers)


def answer_of(problem: HttpProblem, accept: str | None) -> Response:
    """Return a problem as it is sent, in the form that the client likes better."""
    form = choose(accept, _FORMS) or _FORMS[0]
    title = HTTPStatus(problem.status).phrase
    if form == _FORMS[1]:
        told = {"status": problem.status, "title": title, "detail": problem.sentence}
        body = json.dumps(told, ensure_ascii=False)
    else:
        body = f"{problem.status} {title}\n{problem.sentence}\n"
    headers = {
        **problem.headers,
        "Cache-Control": "no-store",
        "Vary": "Accept",
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Allow-Origin": "*",
    }
    return Response(body, problem.status, headers, media_type=form)


def on_problem(request: Request, error: Exception) -> Response:
    """Answer a request that met a problem; for Starlette."""
    if not isinstance(error, HttpProblem):
        raise error
    return answer_of(error, request.headers.get("accept"))
