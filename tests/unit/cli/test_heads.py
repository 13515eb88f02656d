"""The heads of all tables, as they stand in the commands' source."""

import ast
from pathlib import Path

import plexus_ld.cli

HERE = Path(plexus_ld.cli.__file__).parent


def _heads() -> list[tuple[str, str]]:
    """The words of every tuple of plain words that is handed to `table` first."""
    return [
        (source.name, word.value)
        for source in HERE.glob("*.py")
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "table"
        and isinstance(node.args[0], ast.Tuple)
        for word in node.args[0].elts
        if isinstance(word, ast.Constant) and isinstance(word.value, str)
    ]


def test_the_heads_of_all_tables_are_in_small_letters() -> None:
    heads = _heads()

    assert len(heads) > 30
    loud = [(file, word) for file, word in heads if word != word.lower()]
    assert [one for one in loud if "(UTC)" not in one[1]] == []
