"""The owner's editor, opened on a text."""

import os
import shlex
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from plexus_ld.cli.output import say
from plexus_ld.cli.session import FAILED


def edited(text: str) -> str | None:
    """Let the owner change a text; None when they left it as it was.

    Raises:
        typer.Exit: The editor cannot be run, or says that it failed.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with TemporaryDirectory(prefix="plexus-") as folder:
        file = Path(folder) / "text.md"
        file.write_text(f"{text}\n", encoding="utf-8")
        try:
            command = [*shlex.split(editor), str(file)]
            # The owner's own editor, as they named it, on a file of ours.
            subprocess.run(command, check=True)  # noqa: S603
            changed = file.read_text(encoding="utf-8").removesuffix("\n")
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            say(f"plexus: the editor {editor!r} did not do it ({error})")
            raise typer.Exit(FAILED) from error
    return None if changed == text else changed
