"""Prices and bills of a site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gbflex.analysis.answers.bill import BillAnswer
from gbflex.analysis.answers.lines import LineRow
from gbflex.analysis.answers.rates import RateTableRow, rate_columns
from gbflex.analysis.answers.shape import columns_of
from gbflex.cli.show.output import (
    ROWS_SHOWN,
    answer_table,
    console,
    note,
    or_json,
    plain_table,
    print_estimates,
    print_json,
    print_notes,
)

if TYPE_CHECKING:
    import polars as pl

    from gbflex.api.site import RateTable

__all__ = ["print_bill", "print_rates"]


def print_rates(table: RateTable, csv: Path | None, *, as_json: bool) -> None:
    """The price build-up, as JSON, a CSV file, or the first day as a table.

    Args:
        table: Rows, charges left out, and warnings.
        csv: File that they were written to.
        as_json: Print JSON.
    """
    rows = _with_text_times(table.rows)
    print_notes(table.warnings, table.not_priced)
    if csv is not None:
        note(f"{len(rows):,} rows written to {csv}")
    if as_json:
        print_json(rows.to_dicts())
    elif csv is None:
        _print_first_day(rows)


def _print_first_day(rows: pl.DataFrame) -> None:
    shown = rows.head(ROWS_SHOWN).drop("start_time")
    columns = rate_columns(shown.columns)
    cells = [[column.text(value) for column, value in zip(columns, row, strict=True)] for row in shown.rows()]
    # All prices have one unit: it is said once.
    unit = columns_of(RateTableRow)["import_price_gbp_per_mwh"].unit
    labels = [column.said.label for column in columns]
    console().print(plain_table(labels, cells, f"{unit} at the meter", text_columns=3))
    if len(rows) > ROWS_SHOWN:
        note(f"The first {ROWS_SHOWN} of {len(rows):,} half-hours; --csv FILE or --json gives all.")


def _with_text_times(frame: pl.DataFrame) -> pl.DataFrame:
    times = frame["start_time"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    dates = frame["settlement_date"].dt.strftime("%Y-%m-%d")
    return frame.with_columns(times, dates)


@or_json
def print_bill(bill: BillAnswer) -> None:
    """A bill.

    Args:
        bill: As `api.site.bill` returns it.
    """
    energy = columns_of(BillAnswer)["import_mwh"].text(bill["import_mwh"])
    title = f"{bill['site']}, {bill['from']} to {bill['to']}, {energy} MWh; negative is a cost"
    keys = ("line", "band", "quantity", "rate", "amount_gbp", "quality")
    total = {"line": "total", "amount_gbp": bill["total_gbp"]}
    console().print(answer_table(LineRow, keys, [*bill["lines"], total], title))
    print_notes(bill["warnings"], bill["not_priced"])
    print_estimates(bill)
