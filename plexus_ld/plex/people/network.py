"""The network view: what the default graph says, kept up at each change."""

from plexus_ld.model.change import Change, Derivation, Reader


def network(reader: Reader, change: Change) -> Derivation:
    """Return what a change makes of the derived graphs.

    Args:
        reader: The quads as they stand before the change.
        change: The change, lines of the owner's and the sources' graphs.

    Returns:
        The change itself, and the lines of the default graph that follow from it.
    """
    gone = {_told(line) for line in change.removed}
    come = {_told(line): None for line in change.added}
    kept = {told for told in gone if told not in come and _stays(reader, told, change)}
    return Derivation(
        change=change,
        derived=Change(
            added=tuple(come),
            removed=tuple(told for told in gone if told not in kept),
        ),
    )


def _told(line: str) -> str:
    """Return a line without its graph."""
    return line[: line.rindex(" ", 0, -2)] + " ."


def _stays(reader: Reader, told: str, change: Change) -> bool:
    """Tell whether another graph says it too."""
    subject, predicate, rest = told.split(" ", 2)
    removed = frozenset(change.removed)
    return any(
        graph and f"{told[:-2]} {graph} ." not in removed
        for *_, graph in reader.matching(subject, predicate, rest[:-2])
    )
