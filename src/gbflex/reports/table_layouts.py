"""The tables of a report: which columns, in which order. What each column is, its row's declaration says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gbflex.analysis.answers.common import EstimateRow, NotPricedRow
from gbflex.analysis.answers.lines import RateRow, RunLineRow
from gbflex.analysis.answers.plant import UnitRow
from gbflex.analysis.answers.run import PlanGapRow, SizeRow
from gbflex.analysis.answers.shape import Column, Key, Shape, columns_of
from gbflex.reports.line_labels import line_label
from gbflex.reports.page_model import (
    BandCost,
    BandDemandRow,
    BandEnergyRow,
    BatteryRow,
    Co2Row,
    CostByBand,
    FactRow,
    GasCost,
    LineAmount,
    MonthRow,
    SourceRow,
    StreamAmount,
    UnitGasCost,
)
from gbflex.reports.report_parts import BandHoursRow, ThresholdRow

__all__ = [
    "BAND_HOURS_TABLE",
    "BATTERY_TABLE",
    "CHART_TABLES",
    "CLOSING_TABLES",
    "CO2_TABLE",
    "NOT_PRICED_TABLE",
    "THRESHOLD_TABLE",
    "UNIT_TABLE",
    "Table",
    "cost_table",
    "gas_table",
    "size_table",
    "table_of",
    "written",
]


@dataclass(frozen=True)
class Table:
    """One table of a page.

    Attributes:
        key: Key of the page that holds its rows; also the anchor.
        title: Heading and caption.
        columns: In reading order.
        note: What the reader needs to know to read it.
        empty: What is written where there are no rows.
        less: Columns that a phone leaves out; the CSV has them.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    note: str = ""
    empty: str = "No rows."
    less: tuple[str, ...] = ()


def table_of(
    key: str,
    title: str,
    shape: Shape,
    *columns: str,
    note: str = "",
    empty: str = "No rows.",
    less: tuple[str, ...] = (),
) -> Table:
    """A table of an answer's rows.

    Args:
        key: Key of the page that holds the rows.
        title: Heading and caption.
        shape: How a row is declared.
        columns: Keys in reading order; all of them where none is named.
        note: What the reader needs to know to read it.
        empty: What is written where there are no rows.
        less: Columns that a phone leaves out.
    """
    declared = columns_of(shape)
    return Table(key, title, tuple(declared[name] for name in columns or declared), note, empty, less)


CHART_TABLES: Final[dict[str, Table]] = {
    table.key: table
    for table in (
        table_of("difference", "Difference by line", LineAmount),
        table_of("monthly", "Value by month", MonthRow),
        table_of("revenue_streams", "Revenue streams", StreamAmount),
        table_of("charging_by_band", "Charging by band", BandEnergyRow),
        table_of("band_coverage", "Demand covered by band", BandDemandRow),
    )
}
"""The numbers behind the charts, for print, screen readers and copying."""

UNIT_TABLE: Final = table_of(
    "units",
    "CHP units",
    UnitRow,
    "unit",
    "starts",
    "running_hours",
    "full_load_hours",
    "heat_constrained_hours",
    "power_mwh",
    "heat_mwh",
    "fuel_mwh",
    "electrical_efficiency_gross_cv",
    "heat_efficiency_gross_cv",
    "realised_spark_spread_gbp_per_mwh",
    "realised_margin_gbp_per_mwh",
)

BATTERY_TABLE: Final = table_of("batteries", "Batteries", BatteryRow)

BAND_HOURS_TABLE: Final = table_of("band_hours", "Hours of the bands", BandHoursRow)

THRESHOLD_TABLE: Final = table_of("sweep_cells", "The threshold rule at other prices", ThresholdRow)

CO2_TABLE: Final = table_of("co2", "CO2", Co2Row)

NOT_PRICED_TABLE: Final = table_of(
    "not_priced",
    "Not priced",
    NotPricedRow,
    "line",
    "from",
    "to",
    "quantity",
    "unit",
    "at_least_gbp",
    "at_most_gbp",
    "reason",
    note="What is named here is in neither ledger. The range is at the rates known before and after, of the "
    "ledger with the assets; it is no bound.",
    empty="Every selected line is priced.",
)

ESTIMATES_TABLE: Final = table_of(
    "estimates",
    "Estimated for want of a rate",
    EstimateRow,
    "line",
    "from",
    "to",
    "quantity",
    "unit",
    "amount_gbp",
    "reason",
    note="Asked for by estimates: nearest. The amounts are in the ledger with the assets.",
    empty="Nothing is.",
)

CLOSING_TABLES: Final[tuple[Table, ...]] = (
    table_of(
        "lines",
        "Ledger lines",
        RunLineRow,
        "line",
        "band",
        "amount_gbp",
        "without_asset_gbp",
        "quantity",
        "unit",
        "rate",
        "rate_unit",
        "payer",
        "payee",
        "kind",
        "quality",
        "source",
        note="Positive amounts are received by the owner; quantity and rate are of the ledger with the assets.",
        less=("payer", "payee", "kind", "quality", "source"),
    ),
    table_of(
        "plan_gap",
        "Plan against settlement",
        PlanGapRow,
        "line",
        "planned_gbp",
        "settled_gbp",
        "gap_gbp",
        note="Planned is at what was expected when each date was planned. A gap, settled minus planned, is what "
        "the plan did not see, or expected otherwise.",
    ),
    NOT_PRICED_TABLE,
    ESTIMATES_TABLE,
    table_of(
        "rates",
        "Rates used",
        RateRow,
        "line",
        "band",
        "published_rate",
        "published_unit",
        "from",
        "to",
        "quality",
        "source",
        note="As the publisher prints them; n/a is a half-hourly price. Dates are those charged.",
        less=("quality", "source"),
    ),
    table_of("sources", "Sources", SourceRow),
    table_of("facts", "Facts of the run", FactRow),
)
"""The tables that close the page, in order."""


def cost_table(cost_by_band: CostByBand) -> tuple[Table, list[dict[str, object]]]:
    """The cost comparison as a table of bands against lines, since its columns are the lines.

    Args:
        cost_by_band: Lines, bands and their costs [GBP/MWh].

    Returns:
        The table and its rows.
    """
    columns = _with_lines(BandCost, cost_by_band["lines"])
    rows = [_line_cells(band, cost_by_band["lines"], band["gbp_per_mwh"]) for band in cost_by_band["bands"]]
    return Table("cost_by_band", "Cost of a MWh by band", columns), rows


def gas_table(cost_of_gas: GasCost) -> tuple[Table, list[dict[str, object]]]:
    """What gas costs as a table of units against lines.

    Args:
        cost_of_gas: Lines, units and their costs [GBP/MWh].

    Returns:
        The table and its rows.
    """
    columns = _with_lines(UnitGasCost, cost_of_gas["lines"])
    rows = [_line_cells(unit, cost_of_gas["lines"], unit["gbp_per_mwh"]) for unit in cost_of_gas["units"]]
    return Table("cost_of_gas", "Cost of a MWh of gas", columns), rows


def size_table(rows: Sequence[SizeRow]) -> Table:
    """The battery at other sizes; without the columns that say nothing.

    Args:
        rows: The sizes.
    """
    filled = [
        key for key in columns_of(SizeRow) if any(dict[str, object](row)[key] not in (None, "") for row in rows)
    ]
    return table_of("sizes", "Other sizes", SizeRow, *filled)


def _with_lines(shape: Shape, lines: Sequence[str]) -> tuple[Column, ...]:
    """A row's columns with one for each line in the place of their list."""
    *before, costs, total = columns_of(shape).values()
    each = costs.said.meaning
    return (
        *before,
        *(Column(f"line {line}", Key(line_label(line), each, unit="GBP/MWh"), "number") for line in lines),
        total,
    )


def _line_cells(row: Mapping[str, object], lines: Sequence[str], costs: Sequence[float]) -> dict[str, object]:
    return {**row, **{f"line {line}": cost for line, cost in zip(lines, costs, strict=True)}}


def written(row: Mapping[str, object], column: Column) -> str:
    """A row's cell as the page writes it, not yet escaped; "n/a" is no number.

    Args:
        row: The row.
        column: Which cell.
    """
    return column.text(row.get(column.key), nothing="n/a" if column.is_numeric else "")
