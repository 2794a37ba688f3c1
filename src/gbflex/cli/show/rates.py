"""Prices and bills of a site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from gbflex.analysis.answers.bill import BillAnswer
from gbflex.analysis.answers.lines import LineRow
from gbflex.analysis.answers.rates import RateTableRow, rate_columns
from gbflex.analysis.answers.shape import columns_of
from gbflex.cli.show.clock import CLOCK, clocks_beside
from gbflex.cli.show.output import (
    ROWS_SHOWN,
    answer_table,
    console,
    line,
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


FIRST: Final = (
    "settlement_date",
    "settlement_period",
    "duos_band",
    "import_price_gbp_per_mwh",
    "export_price_gbp_per_mwh",
    "energy_gbp_per_mwh",
)
"""What a narrow screen shows before the price of each line."""


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
    # The clock time stands beside the period, and the UTC start is left to files.
    first = [*FIRST, *(name for name in rows.columns if name not in {*FIRST, "start_time"})]
    shown = rows.head(ROWS_SHOWN).select(first)
    columns = rate_columns(shown.columns)
    cells = [[column.text(value) for column, value in zip(columns, row, strict=True)] for row in shown.rows()]
    clocks = clocks_beside("settlement_period", shown.to_dicts())
    named = [[date, period, clock, *rest] for (date, period, *rest), clock in zip(cells, clocks, strict=True)]
    # All prices have one unit: it is said once.
    unit = columns_of(RateTableRow)["import_price_gbp_per_mwh"].unit
    date, period, *labels = [column.said.label for column in columns]
    console().print(plain_table([date, period, CLOCK, *labels], named, f"{unit} at the meter", text_columns=4))
    if len(rows) > ROWS_SHOWN:
        note(f"The first {ROWS_SHOWN} of {len(rows):,} half-hours; --csv FILE or --json gives all.")
    line("Next: add --csv FILE for a file of every half-hour")


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
