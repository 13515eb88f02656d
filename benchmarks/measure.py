"""Timing: both sides in turn, in one run; the median is told."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        promise: Its number in docs/performance.md.
        what: What was measured.
        ours: Our median.
        other: The other side's median, if there is one.
        unit: Of both.
        ratio: How they stand, in words: ``3.4 x faster``, ``1.1 x``.
        bar: What was promised.
        held: Whether it holds here.
    """

    promise: int
    what: str
    ours: float
    other: float | None
    unit: str
    ratio: str
    bar: str
    held: bool


def median_seconds(work: Callable[[], object], runs: int = 5) -> float:
    """Return the median of some runs, in seconds, after one that does not count."""
    return paired((work,), runs)[0]


def paired(works: tuple[Callable[[], object], ...], runs: int = 5) -> list[float]:
    """Run works in turn, so that a slow moment of the machine meets all; medians."""
    times: list[list[float]] = [[] for _ in works]
    for turn in range(runs + 1):
        for index, work in enumerate(works):
            start = time.perf_counter()
            work()
            if turn:
                times[index].append(time.perf_counter() - start)
    return [statistics.median(series) for series in times]


def as_markdown(rows: list[Row]) -> str:
    """Return the rows as a table."""
    head = "| # | what | ours | other side | ratio | bar | held |\n"
    head += "|---|---|---|---|---|---|---|\n"
    return head + "".join(
        f"| {row.promise} | {row.what} | {_number(row.ours)} {row.unit} "
        f"| {_number(row.other)} {row.unit if row.other is not None else ''} "
        f"| {row.ratio} | {row.bar} | {'yes' if row.held else 'NO'} |\n"
        for row in rows
    )


def as_plain(rows: list[Row]) -> list[dict[str, object]]:
    """Return the rows as JSON knows them."""
    return [asdict(row) for row in rows]


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
