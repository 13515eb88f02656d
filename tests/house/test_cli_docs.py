"""Every command stands in docs/cli.md with its options, and the other way round."""

import re
from collections.abc import Iterator

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from plexus_ld.cli.main import app
from tests.house.tree import DOCS

#: Options that typer adds to the program itself.
_TYPERS_OWN = {"--help", "--install-completion", "--show-completion"}


def commands(command: object, path: str) -> Iterator[tuple[str, TyperCommand]]:
    """Yield each command under its whole name; a group is no command."""
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from commands(below, f"{path} {name}")
    elif isinstance(command, TyperCommand):
        yield path, command


COMMANDS = dict(commands(get_command(app), "plexus"))


def described() -> dict[str, str]:
    """Each heading that is a command, with the text under it."""
    text = (DOCS / "cli.md").read_text("utf-8")
    parts = re.split(r"(?m)^#{2,4} ", text)[1:]
    found = {}
    for part in parts:
        heading, _, body = part.partition("\n")
        if named := re.fullmatch(r"`(plexus [^`]+)`", heading):
            found[named[1]] = body
    return found


def options(command: TyperCommand) -> set[str]:
    return {
        name
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("--")
    } - _TYPERS_OWN


def test_the_commands_described_are_the_commands_that_there_are() -> None:
    assert described().keys() == COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_options_described_are_the_options_that_there_are(name: str) -> None:
    usage = re.search(rf"(?m)^`({re.escape(name)}\b[^`]*)`$", described()[name])
    synopsis = usage[1] if usage else name

    assert set(re.findall(r"--[a-z-]+", synopsis)) == options(COMMANDS[name])


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_an_example(name: str) -> None:
    command = COMMANDS[name]

    assert command.help
    assert command.epilog
    assert command.epilog.startswith("Example: plexus ")
