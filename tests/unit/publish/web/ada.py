"""Ada, in memory and served, for tests of what everybody may read."""

from collections.abc import Iterator
from contextlib import contextmanager

from rdflib import Graph
from rdflib.term import Node

from plexus_ld import Plex
from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import lines_of
from plexus_ld.settings import Settings
from plexus_ld.sharer.composing import Draft
from plexus_ld.sharer.routing import Wanted
from plexus_ld.vocab.graphs import PROFILE
from tests.web_agent import WebAgent

#: What a browser takes.
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@contextmanager
def served(settings: Settings | None = None, **owner: str) -> Iterator[WebAgent]:
    """Serve a home in memory; ``{here}`` is its address."""
    from plexus_ld.assembly.web.app import serving_of

    with Plex.in_memory(settings) as plex:
        serving = serving_of(plex, "127.0.0.1", 0)
        here = f"http://127.0.0.1:{serving.port}"
        serving.start()
        try:
            said = {name: one.format(here=here) for name, one in owner.items()}
            if said:
                plex.init("Ada Example", **said)
            yield WebAgent(plex, serving.port)
        finally:
            serving.close()


def triples(body: bytes, format_: str) -> set[tuple[object, ...]]:
    return set(Graph().parse(data=body, format=format_))


def say(agent: WebAgent, text: str, to: str = "public", **more: object) -> str:
    """Say something; return its IRI."""
    draft = Draft(text=text, **more)  # type: ignore[arg-type]
    return str(agent.plex.sharing.share(draft, Wanted((to,))).activity.object.iri)


def profile_says(agent: WebAgent, *more: tuple[Node, Node, Node]) -> None:
    added = lines_of([(*one, PROFILE) for one in more])
    agent.plex.store.apply(Change(added=added, note="a test"))
