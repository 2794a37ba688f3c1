"""Whether a fetch brought what was asked for: some rows, and of the days that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from gbflex.analysis.answers.data_moves import FetchedRow, WouldAskRow
from gbflex.errors import BrokenFile, DataError
from gbflex.observations import ObservationTable
from gbflex.periods import settlement_period_of
from gbflex.sources.fetching.request import SECOND, Request

__all__ = ["refuse_nothing", "refuse_other_days"]

OTHER_DAYS = "days that were not asked for"


def refuse_other_days(frame: pl.DataFrame, request: Request, table: ObservationTable) -> None:
    """Raise where an answer has rows of days that were not asked for.

    What happens over a span of time (a level, an acceptance) may belong to the day before or after; a table with a
    row for each half-hour or day has no such rows.

    Args:
        frame: The answer's rows.
        request: What was asked.
        table: Their table.

    Raises:
        BrokenFile: It has.
    """
    if request.span is None or not table.date_column or frame.is_empty():
        return
    spare = timedelta(days=1 if table.complete == "none" else 0)
    first = settlement_period_of(request.span.start)[0] - spare
    last = settlement_period_of(request.span.end - SECOND)[0] + spare
    other = frame.filter(~pl.col(table.date_column).is_between(first, last))
    if len(other):
        days = f"{other[table.date_column].min()!s} to {other[table.date_column].max()!s}"
        raise BrokenFile(
            f"the answer has {len(other)} of {len(frame)} rows of {OTHER_DAYS}: {days}",
            where=request.key,
            next_step="Run the same command later; the answer is kept under record/refused",
        )


def refuse_nothing(rows: Sequence[WouldAskRow | FetchedRow]) -> None:
    """Raise where publishers were asked and sent nothing that can be used, or other days.

    Args:
        rows: What was fetched of each dataset.

    Raises:
        DataError: So it was; what came is said.
    """
    for row in rows:
        if "refused" not in row or not row["asked"]:
            continue
        refused = [one["refused"] for one in row["refused"]]
        other = [reason for reason in refused if OTHER_DAYS in reason]
        if row["rows"] and not other:
            continue
        came = f"{row['asked']} answers with {row['rows']} rows, {row['empty']} empty, {len(refused)} refused"
        first = [*other, *refused]
        raise DataError(
            "the publisher sent other days" if other else "the publisher sent nothing that can be used",
            where=row["dataset"],
            available=f"{came}. {first[0].rstrip('.')}" if first else came,
            next_step="Check the dates, or run the same command later",
        )
