"""What a request asks of the endpoint. Source: SPARQL 1.1 Protocol §2."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from plexus_ld.model.graphs import Graphs
from plexus_ld.publish.web.problems import HttpProblem

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
#: Parameters of one request; a query of many graphs has fewer.
_MOST_FIELDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked.

    Attributes:
        text: A query or an update; "" asks what the endpoint is.
        is_update: Which of the two.
        graphs: The dataset that the protocol names; None: the text decides.
    """

    text: str
    is_update: bool = False
    graphs: Graphs | None = None


def asked_of(request: Request, body: bytes) -> Asked:
    """Return what a request asks.

    Raises:
        HttpProblem: 400 or 415, for a request that is none of the protocol's.
    """
    fields = _fields(request.url.query)
    if request.method != "POST":
        return _query(_one(fields, "query"), fields) if fields else Asked("")
    media_type, _, parameters = (
        request.headers.get("content-type", "").lower().partition(";")
    )
    charset = parameters.partition("charset=")[2].strip(' "')
    if charset not in ("", "utf-8"):
        raise HttpProblem(415, "a query is written in UTF-8")
    text = _text(body)
    match media_type.strip():
        case type_ if type_ == _QUERY:
            return _query(text, fields)
        case type_ if type_ == _UPDATE:
            return _update(text, fields)
        case type_ if type_ == _FORM:
            return _form([*fields, *_fields(text)])
    message = f"POST takes {_QUERY}, {_UPDATE} or {_FORM}"
    raise HttpProblem(415, message, {"Accept-Post": f"{_QUERY}, {_UPDATE}, {_FORM}"})


def _form(fields: Sequence[tuple[str, str]]) -> Asked:
    names = {name for name, _ in fields}
    if {"query", "update"} <= names:
        raise HttpProblem(400, "a request has a query or an update, not both")
    if "update" in names:
        return _update(_one(fields, "update"), fields)
    return _query(_one(fields, "query"), fields)


def _query(text: str, fields: Sequence[tuple[str, str]]) -> Asked:
    graphs = _graphs(fields, "default-graph-uri", "named-graph-uri")
    return Asked(text, graphs=graphs)


def _update(text: str, fields: Sequence[tuple[str, str]]) -> Asked:
    graphs = _graphs(fields, "using-graph-uri", "using-named-graph-uri")
    return Asked(text, is_update=True, graphs=graphs)


def _graphs(
    fields: Sequence[tuple[str, str]], default: str, named: str
) -> Graphs | None:
    graphs = Graphs(_all(fields, default), _all(fields, named))
    return graphs if graphs.all else None


def _all(fields: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for key, value in fields if key == name)


def _one(fields: Sequence[tuple[str, str]], name: str) -> str:
    found = _all(fields, name)
    if len(found) != 1 or not found[0].strip():
        message = f"say {name}=…, once; an update is sent with POST"
        raise HttpProblem(400, message)
    return found[0]


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:  # a UnicodeDecodeError is one
        raise HttpProblem(400, "these parameters cannot be read") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HttpProblem(400, "the body is no UTF-8") from error
