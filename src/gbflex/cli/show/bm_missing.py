"""What a Balancing Mechanism answer lacks, and the commands that bring it."""

from __future__ import annotations

from collections.abc import Sequence

from gbflex.analysis.answers.bm_missing import BmMissingRow
from gbflex.cli.show.output import note

__all__ = ["print_missing"]


def print_missing(rows: Sequence[BmMissingRow]) -> None:
    """Each dataset that an answer lacks with its command, on standard error.

    Args:
        rows: As the answer has them.
    """
    for row in rows:
        note(f"Missing: {row['dataset']} ({row['gives']}){_where(row)}:\n  {row['fetch_command']}")
    if rows:
        note("Files of the publisher's do as well: gbflex data import DATASET FILE.")


def _where(row: BmMissingRow) -> str:
    units, count, first, last = row["units"], row["half_hours"], row["from"], row["to"]
    of = f" of {len(units):,} units" if len(units) > 1 else ""
    if count is None or first is None:
        return of
    span = first if first == last else f"{first} to {last}"
    return f"{of} in {count:,} half-hours, {span}"
