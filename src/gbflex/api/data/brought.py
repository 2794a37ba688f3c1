"""Whether a fetch brought what was asked for: some rows, of the days asked for, and nothing unreadable."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from gbflex.analysis.answers.data_moves import DataFetchAnswer, FetchedRow
from gbflex.errors import BrokenFile, DataError
from gbflex.observations import ObservationTable
from gbflex.sources.fetching.request import Request

__all__ = ["NotBrought", "refuse_not_brought", "refuse_other_days"]

OTHER_DAYS = "days that were not asked for"


class NotBrought(DataError):
    """A fetch did not bring what was asked for; `answer` says what came, and what could be used of it is kept."""

    answer: DataFetchAnswer


def refuse_other_days(frame: pl.DataFrame, request: Request, table: ObservationTable) -> None:
    """Raise where an answer has rows of days that were not asked for.

    Beside rows of those days, what lasts (a level, an acceptance) may be of the day before or after instants that
    were asked for. A row for a half-hour or a day may not, nor may anything that was asked for by date.

    Args:
        frame: The answer's rows.
        request: What was asked.
        table: Their table.

    Raises:
        BrokenFile: It has.
    """
    dates = request.dates
    if dates is None or not table.date_column or frame.is_empty():
        return
    (first, last), days = dates, frame[table.date_column].drop_nulls()
    lasts = table.complete == "none" or "time_from" in frame.columns
    spare = timedelta(days=1 if lasts and not request.named_dates else 0)
    is_asked = days.is_between(first, last)
    other = days.filter(~days.is_between(first - spare, last + spare) if is_asked.any() else ~is_asked)
    if len(other):
        raise BrokenFile(
            f"the answer has {len(other)} of {len(frame)} rows of {OTHER_DAYS}: "
            f"{other.min()!s} to {other.max()!s}, asked for {first} to {last}",
            where=request.key,
            next_step="Run the same command later; the answer is kept under record/refused",
        )


def refuse_not_brought(answer: DataFetchAnswer) -> None:
    """Raise where publishers were asked and sent nothing, other days, or what cannot be read.

    Args:
        answer: What was fetched of each dataset.

    Raises:
        NotBrought: So it was; what came is said.
    """
    for row in answer["fetched"]:
        if "refused" not in row or not row["asked"] or (row["rows"] and not row["refused"]):
            continue
        refused = sorted((one["refused"] for one in row["refused"]), key=lambda reason: OTHER_DAYS not in reason)
        came = f"{row['asked']} answers with {row['rows']} rows, {row['empty']} empty, {len(refused)} refused"
        error = NotBrought(
            _what(row, refused),
            where=row["dataset"],
            available=f"{came}. {refused[0].rstrip('.')}" if refused else came,
            next_step="Check the dates, or run the same command later",
        )
        error.answer = answer
        raise error


def _what(row: FetchedRow, refused: list[str]) -> str:
    if refused and OTHER_DAYS in refused[0]:
        return "the publisher sent other days"
    if not row["rows"]:
        return "the publisher sent nothing that can be used"
    return "the publisher sent answers that cannot be used"
