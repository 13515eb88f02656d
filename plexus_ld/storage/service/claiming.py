"""Whether a SPARQL service can be this home's: tried out, before it keeps anything.

A home needs a default graph of its own: it holds the network view, in which every
person stands once. A service whose default graph is the union of the named ones would
give each statement once for each source, and each person once for each name.
And it needs the service for itself: a token in the service's state graph and the same
in the home tell whose quads they are.
"""

from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pyoxigraph as ox

from plexus_ld.errors import StoreError
from plexus_ld.storage.service.protocol import SparqlService
from plexus_ld.storage.statements import STATE, update_text
from plexus_ld.vocab import graphs

_HOME = f"<{graphs.PREFIX}home>"
_ANYTHING = (
    "ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } "
    f"FILTER(?g != {STATE} && !STRSTARTS(STR(?g), '{graphs.PREFIX}probe:')) }} }}"
)


def claim(service: SparqlService, folder: Path) -> str:
    """Make sure that the service can be this home's and is; take it if it is empty.

    The token is a new one at each opening, so that of two copies of a home the one
    left behind is refused, before it writes over what the other has written.

    Args:
        service: The service.
        folder: Where the home keeps the token.

    Returns:
        The line that says whose the service is.

    Raises:
        StoreError: It cannot be a home, or is another's.
    """
    file = folder / "service-token"
    ours = set(file.read_text(encoding="ascii").split()) if file.is_file() else set()
    theirs = _tokens(service, f"GRAPH {STATE} {{ {STATE} {_HOME} ?token }}")
    if not theirs <= ours:
        message = (
            f"{service.address.base} holds the quads of another Plex, or of another "
            "copy of this home; empty it, and it is filled from this home's journal"
        )
        raise StoreError(message)
    if not theirs or _tokens(service, f"{STATE} {_HOME} ?token"):
        _try_default_graph(service)
    if not theirs and service.holds(_ANYTHING):
        message = (
            f"{service.address.base} holds quads that are not a Plex's; a Plex needs "
            "an empty service to itself"
        )
        raise StoreError(message)
    token = uuid4().hex
    _write(file, {*theirs, token})  # both, until the service has the new one
    service.update(update_text([*map(_line, theirs)], [_line(token)]))
    _write(file, {token})
    return _line(token)


def _line(token: str) -> str:
    return f'{STATE} {_HOME} "{token}" {STATE} .'


def _write(file: Path, tokens: set[str]) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = file.with_suffix(".new")
    made.write_text("\n".join(sorted(tokens)) + "\n", encoding="ascii")
    made.replace(file)


def _tokens(service: SparqlService, pattern: str) -> set[str]:
    rows = service.first_solutions(f"SELECT ?token WHERE {{ {pattern} }}")
    return {
        term.value for term in (row[0] for row in rows) if isinstance(term, ox.Literal)
    }


def _try_default_graph(service: SparqlService) -> None:
    """Put one quad into a named graph, ask the default graph for it, and undo it."""
    probe = f"<{graphs.PREFIX}probe:{uuid4().hex}>"
    named = f"GRAPH {probe} {{ {probe} {_HOME} 'named' }}"
    plain = f"{probe} {_HOME} 'default'"
    service.update(f"INSERT DATA {{ {named} }}")
    try:
        if _tokens(service, f"{probe} {_HOME} ?token") or not _takes(service, plain):
            raise StoreError(_refusal(service))
        if _tokens(service, f"{probe} {_HOME} ?token") != {"default"}:
            raise StoreError(_refusal(service))
    finally:
        service.update(f"DELETE DATA {{ {named} }}")
        with suppress(StoreError):  # a service that refused to add it
            service.update(f"DELETE DATA {{ {plain} }}")


def _takes(service: SparqlService, triple: str) -> bool:
    try:
        service.update(f"INSERT DATA {{ {triple} }}")
    except StoreError:
        return False
    return True


def _refusal(service: SparqlService) -> str:
    return (
        f"{service.address.base} has no default graph of its own, so it can be asked "
        "but cannot be a home"
    )
