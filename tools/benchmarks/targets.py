"""What we aim at; a miss is printed and is no error, for machines and moments differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from benchmarks.contest import Row

__all__ = ["target_lines"]

Measure = Literal["ratio", "seconds", "peak_mb", "per_second", "share"]

PER_BATCH: Final = 1000


class Target(NamedTuple):
    """A number of a row and what it should be."""

    what: str
    row: str
    measure: Measure
    goal: float


TARGETS: Final = (
    Target("year LP, times HiGHS", "lp-year", "ratio", 100),
    Target("exact year, times HiGHS with binaries everywhere", "exact-year", "ratio", 500),
    Target("rolling LP, times HiGHS", "rolling-lp-365", "ratio", 10),
    Target("rolling exact, times HiGHS", "rolling-exact-365", "ratio", 3),
    Target("response year, times HiGHS", "response-year", "ratio", 100),
    Target("site-weeks per second on a core, LP", "site-weeks-lp", "per_second", 20_000),
    Target("site-weeks per second on a core, exact", "site-weeks-exact", "per_second", 20_000),
    Target("our HiGHS path, times HiGHS alone", "highs-path", "share", 1.15),
    Target("fresh process, LP [s]", "fresh-lp-year", "seconds", 1),
    Target("fresh process, LP, peak [MB]", "fresh-lp-year", "peak_mb", 150),
    Target("fresh process, exact [s]", "fresh-exact-year", "seconds", 2),
    Target("fresh process, exact, peak [MB]", "fresh-exact-year", "peak_mb", 220),
    Target("fresh process, 200 different years, LP [s]", "fresh-lp-200", "seconds", 4),
    Target("fresh process, 200 different years, exact [s]", "fresh-exact-200", "seconds", 4),
    Target("gbflex run, eleven months [s]", "command-run", "seconds", 3),
    Target("year LP, times PyPSA with links", "pypsa-links-year", "ratio", 1000),
    Target("year LP, times PyPSA with generators", "pypsa-generators-year", "ratio", 1000),
)


def target_lines(rows: Sequence[Row]) -> Iterable[str]:
    """Each target of the rows, with what was measured."""
    by_id = {row.id: row for row in rows}
    return _lines([(target, by_id[target.row]) for target in TARGETS if target.row in by_id])


def _lines(pairs: Sequence[tuple[Target, Row]]) -> Iterator[str]:
    for target, row in pairs:
        measured, more_is_better = _measured(row, target.measure)
        met = measured >= target.goal if more_is_better else measured <= target.goal
        goal = f"{'at least' if more_is_better else 'at most':8} {target.goal:>9,g}"
        yield f"{target.what:50} {goal}   measured {measured:>11,.2f}   {'yes' if met else 'no'}"


def _measured(row: Row, measure: Measure) -> tuple[float, bool]:
    """The number, and whether more is better."""
    seconds = row.ours.seconds
    theirs = seconds if row.theirs is None else row.theirs.seconds
    return {
        "ratio": (theirs / seconds, True),
        "share": (seconds / theirs, False),
        "per_second": (PER_BATCH / seconds, True),
        "seconds": (seconds, False),
        "peak_mb": (row.ours.peak_mb or 0.0, False),
    }[measure]
