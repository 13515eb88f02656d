"""What a worker does with a typed update; it imports little, as it starts often."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final
from uuid import uuid4

import pyoxigraph as ox

from plexus_ld.errors import QueryError
from plexus_ld.storage.typed import edits as typed_edits
from plexus_ld.storage.typed.text import Typed

Lines = tuple[str, ...]
#: A string or an IRI, passed over; or a blank node. Canonical N-Quads, so plain.
_BLANK: Final = re.compile(r'("(?:[^"\\]|\\.)*"|<[^>]*>)|(_:[^ ]+)')


def kept(lines: Lines) -> Lines:
    """Keep the owner's lines for the updates to come."""
    return lines


def difference(
    lines: Lines, typed: Typed, owned: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Run an update on a copy; return the lines that it adds and those it removes.

    Args:
        lines: The owner's graphs.
        typed: The update, checked.
        owned: The names of the graphs that it may write to, as N-Triples text.

    Raises:
        QueryError: It is no update, fails, or writes elsewhere.
    """
    store = ox.Store()
    store.load("\n".join(lines).encode(), ox.RdfFormat.N_QUADS)
    update = partial(store.update, prefixes={**typed.prefixes})
    try:
        update(typed_edits.runnable(typed, {}))
    except SyntaxError as error:
        again = partial(ox.Store().update, prefixes={**typed.prefixes})
        raise typed_edits.pointed(error, typed, again) from error
    except (OSError, RuntimeError, ValueError) as error:
        message = f"the update could not be done: {error}"
        raise QueryError(message) from error
    for quad in store:
        if str(quad.graph_name) not in owned:
            raise QueryError(_elsewhere(quad, owned))
    body = ox.serialize(store, format=ox.RdfFormat.N_QUADS) or b""
    before, after = set(lines), set(_named(body.decode().split("\n")[:-1]))
    return sorted(after - before), sorted(before - after)


def _named(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines whose blank nodes have been given names for good."""
    minted: dict[str, str] = defaultdict(lambda: f"<urn:uuid:{uuid4()}>")
    for text in lines:
        if "_:" in text:
            yield _BLANK.sub(lambda found: found[1] or minted[found[2]], text)
        else:
            yield text


def _elsewhere(quad: ox.Quad, owned: Sequence[str]) -> str:
    where = (
        "the network view, which follows from the other graphs"
        if isinstance(quad.graph_name, ox.DefaultGraph)
        else f"{quad.graph_name}, which is not yours"
    )
    return f"an update writes to {where}: say GRAPH {' or '.join(owned)} {{ … }}"
