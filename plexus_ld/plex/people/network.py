"""The network view: what the default graph says, kept up at each change.

The default graph holds what every source and the owner say, each person under one
IRI, each statement once; and for each node of each person ``person plx:knownAs node``.
It is computed from what a change touches and never from the whole, and comes out as
if it had been made anew (tests/unit/plex/people/test_incremental.py).
"""

from plexus_ld.model.change import Change, Derivation, Reader
from plexus_ld.plex.people.regrouping import regroup
from plexus_ld.plex.people.renaming import named_once, renamed
from plexus_ld.plex.people.shifting import moved_by, shift_of
from plexus_ld.plex.people.viewing import View
from plexus_ld.plex.people.world import SOURCES, World


def network(reader: Reader, change: Change) -> Derivation:
    """Return what a change entails.

    Args:
        reader: The quads as they stand before the change.
        change: The change, lines of the owner's and the sources' graphs.

    Returns:
        The change, in which the owner's graphs call each person by one IRI; and what
        it makes of the default graph and of the keys graph.
    """
    if change.is_record:  # of which nothing follows
        return Derivation(change, Change())
    world = World(reader)
    change = named_once(reader, world, change)
    moved = moved_by(change)
    if SOURCES in moved:
        world.note_reading(moved[SOURCES].added)
    shift = shift_of(reader, moved)
    people = regroup(reader, world, shift)
    entailed = renamed(reader, change, people)
    if entailed is not None:
        return network(reader, entailed)
    come, gone = View(reader, world, people.person, moved, shift).difference()
    return Derivation(
        change=change,
        derived=Change(added=(*people.added, *come), removed=(*people.removed, *gone)),
    )
