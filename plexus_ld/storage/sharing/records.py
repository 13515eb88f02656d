"""Records and statements as they cross the home's socket."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from plexus_ld.model.change import Change, ChangeRecord, Statement
from plexus_ld.storage.sharing.wire import GoneError


def to_json(record: ChangeRecord) -> str:
    """Return a record as one line of JSON."""
    change = record.change
    return json.dumps(
        {
            "sequence": record.sequence,
            "at": record.at.isoformat(),
            "id": change.id,
            "note": change.note,
            "added": change.added,
            "removed": change.removed,
        },
        ensure_ascii=False,
    )


def from_json(line: str) -> ChangeRecord:
    """Return the record that `to_json` was given.

    Raises:
        GoneError: It is none, so the other side does not speak as agreed.
    """
    try:
        read = json.loads(line)
        change = Change(
            added=tuple(read["added"]),
            removed=tuple(read["removed"]),
            note=read["note"],
            id=read["id"],
        )
        return ChangeRecord(
            read["sequence"], datetime.fromisoformat(read["at"]), change
        )
    except (ValueError, KeyError, TypeError) as error:
        raise GoneError("that is no record") from error


def from_statements(statements: Iterable[Statement]) -> Iterator[str]:
    """Yield statements as lines: N-Triples terms have no tab in them."""
    return map("\t".join, statements)


def statements_of(body: bytes) -> Iterator[Statement]:
    """Yield the statements that `from_statements` was given."""
    for line in body.decode().split("\n")[:-1]:
        subject, predicate, object_, graph = line.split("\t")
        yield subject, predicate, object_, graph
