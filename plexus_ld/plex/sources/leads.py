"""Where a document that was kept leads, and whom it is about."""

from collections.abc import Iterator
from typing import Final

from plexus_ld.errors import PlexusError, SourceError
from plexus_ld.net.redirects import origin
from plexus_ld.plex.sources.digest import Digest, robots_marks
from plexus_ld.plex.sources.finding import target_of_url
from plexus_ld.plex.sources.keeping import Kept
from plexus_ld.plex.sources.values import Had, Target

#: Profile documents of a page that are fetched along with it.
_MAX_PROFILES: Final = 5


def leads_of(
    had: Had, read: Digest | PlexusError | None, kept: Kept, depth: int
) -> Iterator[Target]:
    """Yield the documents that one leads to.

    Args:
        had: What was had.
        read: How it was read.
        kept: What was kept of it.
        depth: How many steps the owner wants to go.
    """
    graph = kept.report.graph
    if kept.survey is None or graph is None:
        return
    if had.target.depth < depth and _may_follow(had, read):
        for url in kept.survey.links:
            yield from _target(url, had.target.depth + 1, graph)
    # A page on this machine asks nobody on the network until its owner says --depth.
    asked = depth > 0 or graph.startswith(("http://", "https://"))
    if isinstance(read, Digest) and had.target.found_in is None and asked:
        for url in _profiles(read, graph):
            yield from _target(url, had.target.depth, graph)


def about_of(had: Had, kept: Kept) -> tuple[str, ...]:
    """Return whom a document that the owner asked for is about, as N-Triples text.

    A profile that a page names as its own is asked for as the page is.
    """
    if kept.survey is None or had.target.depth > 0:
        return ()
    typed = f"<{had.target.agent}>"
    return (typed,) if typed in kept.survey.people else kept.survey.about


def _may_follow(had: Had, read: Digest | PlexusError | None) -> bool:
    _, follow = robots_marks(had.robots)
    return follow and (not isinstance(read, Digest) or read.follow)


def _profiles(read: Digest, page: str) -> list[str]:
    """Return the profiles that a page names: its own host's, and others' if need be."""
    named = read.reading.profiles
    if read.survey.people:
        named = tuple(url for url in named if origin(url) == origin(page))
    return list(named[:_MAX_PROFILES])


def _target(url: str, depth: int, graph: str) -> Iterator[Target]:
    try:
        yield target_of_url(url, depth=depth, found_in=graph)
    except SourceError:
        return  # a stranger's link that is none
