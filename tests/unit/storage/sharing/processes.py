"""Processes of their own that share a home with the test."""

import subprocess
import sys
from textwrap import dedent

GRAPH = "<http://anna.example/card>"
NAME = "<http://xmlns.com/foaf/0.1/name>"

HOLD = """
    print("held", flush=True)
    sys.stdin.read()
"""

APPLY = """
    for number in range(int(sys.argv[2]), int(sys.argv[3])):
        line = f'<http://anna.example/card#me> <a:n> "{number}" <a:g> .'
        sequence = store.apply(Change(added=(line,), note=str(number)))
        print(number, sequence, flush=True)
    store.close()
"""


def named(name: str) -> str:
    return f'<http://anna.example/card#me> {NAME} "{name}" {GRAPH} .'


def process(script: str, *words: str) -> subprocess.Popen[str]:
    """Run a script in a process of its own; its words are in ``sys.argv[1:]``."""
    begin = """
        import sys
        from pathlib import Path
        from plexus_ld.model.change import Change
        from plexus_ld.settings import Settings
        from plexus_ld.store import open_store
        store = open_store(Path(sys.argv[1]), settings=Settings())
    """
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-c", dedent(begin) + dedent(script), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


COUNT = """
    def more(quads):
        found = [s[2] for s in quads.matching(subject="<a:counter>")]
        number = int(found[0].split('"')[1]) if found else 0
        return Change(
            removed=tuple(f"<a:counter> <a:is> {text} <a:g> ." for text in found),
            added=(f'<a:counter> <a:is> "{number + 1}" <a:g> .',),
        )

    for _ in range(int(sys.argv[2])):
        store.change(more)
    store.close()
"""
