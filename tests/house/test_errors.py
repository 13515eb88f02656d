"""The tree of errors that is drawn is the tree of errors that there is."""

import inspect
import re

from plexus_ld import errors
from plexus_ld.errors import PlexusError
from tests.house.tree import PACKAGE


def drawn() -> dict[str, str]:
    """Each error of the drawing, with the one it hangs from."""
    above: list[str] = []
    found = {}
    for line in str(errors.__doc__).splitlines():
        branch = re.match(r"    (?P<stem>[ │├└─]*)(?P<name>\w+Error)\b", line)
        if branch is None:
            continue
        depth = len(branch["stem"]) // 4
        above[depth:] = [branch["name"]]
        found[branch["name"]] = above[depth - 1] if depth else "Exception"
    return found


def defined() -> dict[str, str]:
    return {
        name: kind.__mro__[1].__name__
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, PlexusError)
    }


def test_the_drawing_shows_every_error_under_its_own_base() -> None:
    assert drawn() == defined()


def test_every_error_is_raised_somewhere() -> None:
    source = "\n".join(
        file.read_text("utf-8")
        for file in PACKAGE.rglob("*.py")
        if file.parent.name != "errors"
    )
    bases = set(defined().values())

    for name in defined().keys() - bases:
        assert name in source, name
