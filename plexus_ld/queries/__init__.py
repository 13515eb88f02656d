"""SPARQL lives here and nowhere else: one question a file, ``NAME.rq``.

A file begins with a header of comments: grlc's ``#+`` keys (``summary``,
``description``, ``tags``), then what it takes, what it gives and in which order::

    #+ summary: Friends of friends that you do not know yet
    #+ tags:
    #+   - question
    #
    # In:   ?me     person   whose friends; yours unless given (default me)
    # Out:  ?person IRI      who
    # Order: ?person

``tags: question`` makes it one that ``plexus queries`` lists. Values are bound, never
pasted in.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from plexus_ld.errors import QueryError, UnknownQueryError


@dataclass(frozen=True, slots=True)
class Column:
    """A variable that a question takes or gives.

    Attributes:
        name: Without the question mark.
        kind: ``IRI``, ``person`` (an IRI; WHO on the command line), ``string``,
            ``integer``, ``decimal``, ``date``, ``dateTime``, ``boolean`` or ``term``.
        comment: What it is, for people.
        default: What a parameter is when nobody gives it, as text.
    """

    name: str
    kind: str
    comment: str
    default: str | None = None

    @property
    def is_optional(self) -> bool:
        """Whether it may be left out: then it is not bound."""
        return self.default is None and _LEFT_OUT in self.comment


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its header.

    Attributes:
        form: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.
        text: The whole file.
    """

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Column, ...]
    columns: tuple[Column, ...]
    order: str
    form: str
    text: str


_LEFT_OUT = "(may be left out)"
_COLUMN = re.compile(r"\?(?P<name>\w+)\s+(?P<kind>\w+)\s*(?P<comment>.*)")
_DEFAULT = re.compile(r"\(default (?P<default>[^)]*)\)")
_FORM = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.MULTILINE)


def names() -> tuple[str, ...]:
    """Return the names of all questions that ship, in alphabetical order."""
    found = (file.name for file in files(__name__).iterdir())
    return tuple(sorted(name[:-3] for name in found if name.endswith(".rq")))


@cache
def load(name: str) -> Query:
    """Return the question of that name.

    Raises:
        UnknownQueryError: None ships under that name.
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise UnknownQueryError(name)
    file = files(__name__) / f"{name}.rq"
    if not file.is_file():
        raise UnknownQueryError(name)
    return parse(name, file.read_text(encoding="utf-8"))


def read(file: Path) -> Query:
    """Read a question of the owner's own; it is called as the file is.

    Raises:
        QueryError: It is no text, or no question.
    """
    try:
        return parse(file.stem, file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file}: cannot be read as text ({error})"
        raise QueryError(message) from error


def parse(name: str, text: str) -> Query:
    """Read a question and its header.

    Raises:
        QueryError: It has no SELECT, ASK, CONSTRUCT or DESCRIBE at a line's start.
    """
    keys = dict(_keys(text))
    form = _FORM.search(text)
    if form is None:
        message = f"{name}: no line begins with SELECT, ASK, CONSTRUCT or DESCRIBE"
        raise QueryError(message)
    return Query(
        name=name,
        summary=keys.get("summary", ""),
        description=keys.get("description", ""),
        tags=tuple(keys.get("tags", "").replace("- ", " ").split()),
        parameters=tuple(_columns(_section(text, "In"))),
        columns=tuple(_columns(_section(text, "Out"))),
        order=" ".join(_section(text, "Order")),
        form=form.group(1),
        text=text,
    )


def _keys(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ``#+`` keys; an indented line goes on with the key above it."""
    lines = [line[2:] for line in text.splitlines() if line.startswith("#+")]
    key, words = "", [""]
    for line in lines:
        begun = re.match(r" (\w+):\s*(.*)", line)
        if begun:
            yield key, " ".join(words)
            key, words = begun.group(1), [begun.group(2)]
        else:
            words.append(line.strip())
    yield key, " ".join(words).strip()


def _section(text: str, title: str) -> Iterator[str]:
    """Yield the lines of ``# Title: …`` and those indented under it."""
    inside = False
    for line in text.splitlines():
        begun = re.match(r"# (In|Out|Order):(.*)", line)
        if begun:
            inside = begun.group(1) == title
        elif not line.startswith("#  "):
            inside = False
        if inside:
            yield (begun.group(2) if begun else line.removeprefix("#")).strip()


def _columns(lines: Iterable[str]) -> Iterator[Column]:
    for entry in _joined(lines):
        found = _COLUMN.match(entry)
        if found is None:
            continue
        default = _DEFAULT.search(found["comment"])
        yield Column(
            name=found["name"],
            kind=found["kind"],
            comment=_DEFAULT.sub("", found["comment"]).strip(),
            default=default["default"] if default else None,
        )


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Put a comment that runs over several lines together."""
    entry = ""
    for line in lines:
        if line.startswith("?") and entry:
            yield entry
            entry = ""
        entry = f"{entry} {line}".strip()
    if entry:
        yield entry
