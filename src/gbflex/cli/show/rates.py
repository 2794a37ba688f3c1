"""Prices and bills of a site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gbflex.cli.show.output import (
    ROWS_SHOWN,
    Row,
    cell,
    console,
    line_rows,
    note,
    or_json,
    print_json,
    print_notes,
    table_of,
)
from gbflex.errors import InputError

if TYPE_CHECKING:
    import polars as pl

    from gbflex.api.site import RateTable

__all__ = ["print_bill", "print_rates"]


def print_rates(table: RateTable, csv: Path | None, *, as_json: bool) -> None:
    """The price build-up, as JSON, a CSV file, or the first day as a table.

    Args:
        table: Rows, and charges left out.
        csv: File to write.
        as_json: Print JSON.
    """
    rows = _with_text_times(table.rows)
    print_notes([], table.not_priced)
    if csv is not None:
        try:
            rows.write_csv(csv)
        except OSError as error:
            raise InputError(f"the file cannot be written: {error.strerror or error}", where=str(csv)) from None
        note(f"{len(rows):,} rows written to {csv}")
    if as_json:
        print_json(rows.to_dicts())
    elif csv is None:
        shown = rows.head(ROWS_SHOWN).drop("start_time")
        columns = [name.removesuffix("_gbp_per_mwh") for name in shown.columns]
        cells = [[cell(value) for value in row] for row in shown.rows()]
        console().print(table_of(columns, cells, "GBP/MWh at the meter", text_columns=3))
        if len(rows) > ROWS_SHOWN:
            note(f"The first {ROWS_SHOWN} of {len(rows):,} half-hours; --csv FILE or --json gives all.")


def _with_text_times(frame: pl.DataFrame) -> pl.DataFrame:
    times = frame["start_time"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    dates = frame["settlement_date"].dt.strftime("%Y-%m-%d")
    return frame.with_columns(times, dates)


@or_json
def print_bill(bill: Row) -> None:
    """A bill.

    Args:
        bill: As `api.site.bill` returns it.
    """
    title = f"{bill['site']}, {bill['from']} to {bill['to']}, {bill['import_mwh']:,.1f} MWh; negative is a cost"
    rows = line_rows(bill["lines"], ["amount_gbp"])
    rows.append(["total", "", "", f"{bill['total_gbp']:,.2f}", ""])
    console().print(table_of(["line", "quantity", "rate", "GBP", "quality"], rows, title))
    print_notes(bill["warnings"], bill["not_priced"])
