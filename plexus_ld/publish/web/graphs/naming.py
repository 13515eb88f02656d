"""Which graph a request means, and whether it may be written.

Source: SPARQL 1.1 Graph Store HTTP Protocol §4.
"""

import re
from typing import Final

from starlette.requests import Request

from plexus_ld.publish.web.problems import HttpProblem
from plexus_ld.vocab.graphs import DERIVED, OWNED, PREFIX, RECORDS, RESERVED

#: What names the default graph, where a graph's IRI could stand.
DEFAULT: Final = ""
_IRI: Final = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^<>"{}|^`\\\x00-\x20]+')


def graph_of(request: Request, url: str) -> str | None:
    """Return the IRI of the graph that is meant, `DEFAULT`, or None for none.

    Args:
        request: ``?graph=IRI``, ``?default``, or a path below the endpoint's own.
        url: The endpoint's.

    Raises:
        HttpProblem: 400: it means two, or names one by what is no IRI.
    """
    rest = request.path_params.get("rest", "")
    named = [*request.query_params.getlist("graph")]
    if rest:
        named.append(f"{url}/{rest}")
    if "default" in request.query_params:
        named.append(DEFAULT)
    if len(named) > 1:
        raise HttpProblem(400, "one request is of one graph")
    if named and named[0] != DEFAULT and not _IRI.fullmatch(named[0]):
        raise HttpProblem(400, "a graph's name is an IRI, whole: ?graph=https://…")
    if named == [DEFAULT] and "default" not in request.query_params:
        raise HttpProblem(400, "?graph= names no graph; the default graph is ?default")
    return named[0] if named else None


def check_writable(name: str) -> None:
    """Refuse to have a graph written that follows from others, or is a record.

    Raises:
        HttpProblem: 403, with what to do instead.
    """
    names = {str(one) for one in OWNED}
    if name in names:
        return
    if name == DEFAULT or name in {str(one) for one in DERIVED}:
        raise HttpProblem(403, "this graph follows from the others: write those")
    if name in {str(one) for one in RECORDS}:
        raise HttpProblem(403, "this graph is the agent's own record of what happened")
    if name in {str(one) for one in RESERVED} or name.startswith(PREFIX):
        raise HttpProblem(403, "this name is kept for the agent's own graphs")
