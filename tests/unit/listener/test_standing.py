"""How targets stand is read once, unless somebody else writes."""

from dataclasses import replace

from rdflib import URIRef

from plexus_ld.assembly.plex import Plex
from plexus_ld.listener.standing import Standing
from plexus_ld.listener.states import PollState, lines_of_state
from plexus_ld.model.change import Change

_NODE = URIRef("urn:uuid:0d1f5a0e-7d1c-4a7e-9a55-111111111111")


def _stood(cursor: str) -> PollState:
    state = PollState(_NODE, cursor=cursor)
    return replace(state, lines=lines_of_state(state))


def test_one_that_was_never_asked_stands_at_the_beginning() -> None:
    with Plex.in_memory() as plex:
        assert Standing(plex.store).of([_NODE]) == {_NODE: PollState(_NODE)}


def test_what_a_pass_wrote_itself_is_known_to_it() -> None:
    with Plex.in_memory() as plex:
        standing = Standing(plex.store)
        standing.of([_NODE])
        first = _stood('{"etag":"\\"1\\""}')
        sequence = plex.store.apply(Change(first.lines))

        standing.wrote(sequence, {_NODE: first})

        assert standing.of([_NODE]) == {_NODE: first}
        assert Standing(plex.store).of([_NODE]) == {_NODE: first}


def test_what_somebody_else_wrote_in_between_is_read_again() -> None:
    with Plex.in_memory() as plex:
        standing = Standing(plex.store)
        standing.of([_NODE])
        theirs = _stood("theirs")
        plex.store.apply(Change(theirs.lines))
        sequence = plex.store.apply(
            Change(("<urn:x:a> <urn:x:b> <urn:x:c> <urn:x:g> .",))
        )

        standing.wrote(sequence, {_NODE: _stood("ours")})

        assert standing.of([_NODE]) == {_NODE: theirs}


def test_what_somebody_else_wrote_afterwards_is_read_again() -> None:
    with Plex.in_memory() as plex:
        standing = Standing(plex.store)
        standing.of([_NODE])
        ours, theirs = _stood("ours"), _stood("theirs")
        standing.wrote(plex.store.apply(Change(ours.lines)), {_NODE: ours})
        plex.store.apply(Change(theirs.lines, ours.lines))

        assert standing.of([_NODE]) == {_NODE: theirs}
