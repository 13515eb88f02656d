"""What an editor asks for, read: a form, a form with files, or JSON.

Specification: https://www.w3.org/TR/micropub/ §3
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from python_multipart import parse_form
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File
from starlette.requests import Request

from plexus_ld.errors import RefusedError
from plexus_ld.publish.web.forms import form_of, media_type_of

#: Parts of one form, files and values.
_MOST: Final = 200
_FILES: Final = ("photo", "video", "audio", "file")
_JSON: Final = "application/json"
_MULTIPART: Final = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came along.

    Attributes:
        name: What the editor calls it.
        body: Its bytes.
    """

    name: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an editor asks for.

    Attributes:
        action: ``create``, ``update``, ``delete``, ``undelete``.
        kind: What is created: ``entry``.
        url: What is changed.
        properties: What is created: values by property.
        changes: What is changed: ``replace``, ``add`` and ``delete``.
        uploads: Files that came along.
        token: A token that stood in the form; "" for none.
    """

    action: str = "create"
    kind: str = "entry"
    url: str = ""
    properties: Mapping[str, list[Any]] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()
    token: str = field(default="", repr=False)


def asked_of(request: Request, body: bytes) -> Asked:
    """Return what an editor asks for.

    Raises:
        RefusedError: Its words make no sense.
        HttpProblem: It is neither a form nor JSON.
    """
    media_type = media_type_of(request)
    if media_type == _JSON:
        return _of_json(body)
    if media_type == _MULTIPART:
        fields, uploads = _parts(request, body)
        return _of_form(fields, uploads)
    return _of_form(form_of(request, body), ())


def _of_json(body: bytes) -> Asked:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise RefusedError("the JSON cannot be read") from None
    if not isinstance(said, dict):
        raise RefusedError("the JSON is no object")
    if "action" in said:
        changes = {name: said.get(name, {}) for name in ("replace", "add", "delete")}
        return Asked(str(said["action"]), url=str(said.get("url", "")), changes=changes)
    kinds, properties = said.get("type"), said.get("properties")
    if not (isinstance(kinds, list) and kinds and isinstance(properties, dict)):
        raise RefusedError("what is created has a type and properties")
    lists = {str(n): v for n, v in properties.items() if isinstance(v, list)}
    if len(lists) < len(properties):
        raise RefusedError("each property is a list of values")
    return Asked(kind=str(kinds[0]).removeprefix("h-"), properties=lists)


def _of_form(fields: Iterable[tuple[str, str]], uploads: tuple[Upload, ...]) -> Asked:
    said: dict[str, list[Any]] = {}
    for name, value in fields:
        said.setdefault(name.removesuffix("[]"), []).append(value)

    def taken(name: str, usual: str = "") -> str:
        return str(said.pop(name, [usual])[0])

    token = taken("access_token")
    action, url = taken("action", "create"), taken("url")
    return Asked(action, taken("h", "entry"), url, said, {}, uploads, token)


def _parts(
    request: Request, body: bytes
) -> tuple[list[tuple[str, str]], tuple[Upload, ...]]:
    fields: list[tuple[str, str]] = []
    files: list[Upload] = []

    def on_field(one: Field) -> None:
        _check_count(fields, files)
        name = (one.field_name or b"").decode(errors="replace")
        fields.append((name, (one.value or b"").decode(errors="replace")))

    def on_file(one: File) -> None:
        _check_count(fields, files)
        name = (one.field_name or b"").decode(errors="replace").removesuffix("[]")
        opened = one.file_object
        opened.seek(0)
        if name in _FILES:
            called = (one.file_name or b"file").decode(errors="replace")
            files.append(Upload(_plain(called), opened.read()))
        one.close()

    told = request.headers["content-type"].encode()
    try:
        parse_form({"Content-Type": told}, BytesIO(body), on_field, on_file)
    except (FormParserError, ValueError):
        raise RefusedError("the form cannot be read") from None
    return fields, tuple(files)


def _check_count(*some: list[Any]) -> None:
    if sum(map(len, some)) >= _MOST:
        raise RefusedError("the form has too many parts")


def _plain(name: str) -> str:
    """Return a file's name without a folder and what no name should have."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if c.isalnum() or c in "._- ")
    return kept.strip(". ")[-100:] or "file"


def texts(values: object) -> Iterator[str]:
    """Yield the values of a property that are text."""
    for value in values if isinstance(values, list) else ():
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping) and isinstance(value.get("value"), str):
            yield value["value"]
