"""``python -m benchmarks [ROW…] [--full]``: measure, print, write down."""

import argparse
import importlib
import json
import os
import platform
from pathlib import Path

from benchmarks.measure import Row, as_markdown, as_plain

ROWS = (
    "importing",
    "questions",
    "routing",
    "delivering",
    "starting",
    "memory",
    "startup",
    "growth",
    "serving",
    "receiving",
    "listening",
)
_ROOT = Path(__file__).parents[1]
_BEGIN, _END = "<!-- measured -->\n", "<!-- /measured -->\n"


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("rows", nargs="*", help=f"any of {', '.join(ROWS)}")
    parser.add_argument("--full", action="store_true", help="100,000 people too")
    asked = parser.parse_args()
    wanted = asked.rows or ROWS
    rows: list[Row] = []
    for name in wanted:
        module = importlib.import_module(f"benchmarks.{name}")
        for row in module.measure(asked.full):
            print(as_markdown([row]).splitlines()[-1], flush=True)
            rows.append(row)
    table = as_markdown(rows)
    print(table)
    report = _ROOT / "benchmarks.json"
    report.write_text(json.dumps(as_plain(rows), indent=2) + "\n", encoding="utf-8")
    if set(wanted) == set(ROWS):
        _write_down(table)


def _write_down(table: str) -> None:
    page = _ROOT / "docs" / "performance.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}\n\n"
    page.write_text(before + _BEGIN + machine + table + _END + after, encoding="utf-8")


main()
