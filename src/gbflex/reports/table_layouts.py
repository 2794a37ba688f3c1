"""The tables of a report: which columns, in which order, and how each value is written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

__all__ = [
    "CHART_TABLES",
    "CLOSING_TABLES",
    "Column",
    "Style",
    "Table",
    "cost_table",
    "written",
]

Style = Literal["text", "code", "pounds", "number", "rate", "published", "percent"]

NUMERIC: Final[frozenset[Style]] = frozenset({"pounds", "number", "rate", "published", "percent"})


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        key: Key of the row that holds the value.
        heading: With the unit in brackets.
        style: How the value is written.
    """

    key: str
    heading: str
    style: Style = "text"

    @property
    def numeric(self) -> bool:
        """Whether the column is set to the right."""
        return self.style in NUMERIC


@dataclass(frozen=True)
class Table:
    """One table of the page.

    Attributes:
        key: Key of the page that holds its rows; also the anchor.
        title: Heading and caption.
        columns: In reading order.
        note: What the reader needs to know to read it.
        empty: What stands in place of no rows.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    note: str = ""
    empty: str = "No rows."


CHART_TABLES: Final[dict[str, Table]] = {
    table.key: table
    for table in (
        Table(
            "difference",
            "Difference by line",
            (Column("label", "Line", "code"), Column("gbp", "With minus without (GBP)", "pounds")),
        ),
        Table(
            "monthly",
            "Value by month",
            (Column("month", "Month"), Column("value_gbp", "Value (GBP)", "pounds")),
        ),
        Table(
            "revenue_streams",
            "Revenue streams",
            (Column("label", "Stream"), Column("gbp", "Amount (GBP)", "pounds")),
        ),
        Table(
            "charging_by_band",
            "Charging by band",
            (
                Column("band", "Band"),
                Column("charge_mwh", "Charged (MWh)", "number"),
                Column("average_charge_price_gbp_per_mwh", "Average price paid (GBP/MWh)", "number"),
                Column("discharge_mwh", "Discharged (MWh)", "number"),
                Column("average_discharge_value_gbp_per_mwh", "Average value (GBP/MWh)", "number"),
            ),
        ),
        Table(
            "band_coverage",
            "Demand covered by band",
            (
                Column("band", "Band"),
                Column("demand_mwh", "Demand (MWh)", "number"),
                Column("from_battery_mwh", "From behind the meter (MWh)", "number"),
                Column("covered_fraction", "Covered", "percent"),
            ),
        ),
    )
}
"""The numbers behind the charts, for print, screen readers and copying."""

UNIT_TABLE: Final = Table(
    "units",
    "CHP units",
    (
        Column("unit", "Unit"),
        Column("starts", "Starts", "number"),
        Column("running_hours", "Running (h)", "number"),
        Column("full_load_hours", "Full load (h)", "number"),
        Column("heat_constrained_hours", "Held back by heat (h)", "number"),
        Column("power_mwh", "Electricity (MWh)", "number"),
        Column("heat_mwh", "Heat (MWh)", "number"),
        Column("fuel_mwh", "Gas (MWh)", "number"),
        Column("electrical_efficiency_gross_cv", "Electrical, gross", "percent"),
        Column("heat_efficiency_gross_cv", "Heat, gross", "percent"),
        Column("realised_spark_spread_gbp_per_mwh", "Spark spread (GBP/MWh)", "pounds"),
        Column("realised_margin_gbp_per_mwh", "Margin (GBP/MWh)", "pounds"),
    ),
)

CLOSING_TABLES: Final[tuple[Table, ...]] = (
    Table(
        "lines",
        "Ledger lines",
        (
            Column("line", "Line", "code"),
            Column("band", "Band"),
            Column("amount_gbp", "With (GBP)", "pounds"),
            Column("without_asset_gbp", "Without (GBP)", "pounds"),
            Column("quantity", "Quantity", "number"),
            Column("unit", "Unit"),
            Column("average_rate", "Average rate", "rate"),
            Column("rate_unit", "Rate unit"),
            Column("payer", "Payer"),
            Column("payee", "Payee"),
            Column("kind", "Kind"),
            Column("quality", "Quality"),
            Column("source", "Source"),
        ),
        note="Positive amounts are received by the owner; quantity and rate are of the ledger with the assets.",
    ),
    Table(
        "plan_gap",
        "Plan against settlement",
        (
            Column("line", "Line", "code"),
            Column("planned_gbp", "Planned (GBP)", "pounds"),
            Column("settled_gbp", "Settled (GBP)", "pounds"),
            Column("gap_gbp", "Settled minus planned (GBP)", "pounds"),
        ),
        note="A gap is money that the optimiser did not see when it made the schedule.",
    ),
    Table(
        "not_priced",
        "Not priced",
        (Column("line", "Line", "code"), Column("from", "From"), Column("to", "To"), Column("reason", "Reason")),
        note="These lines are in neither ledger.",
        empty="Every selected line is priced.",
    ),
    Table(
        "rates",
        "Rates used",
        (
            Column("line", "Line", "code"),
            Column("band", "Band"),
            Column("published_rate", "As published", "published"),
            Column("published_unit", "Unit"),
            Column("from", "From"),
            Column("to", "To"),
            Column("quality", "Quality"),
            Column("source", "Source"),
        ),
        note="As the publisher prints them; n/a stands for a half-hourly price. Dates are those charged.",
    ),
    Table(
        "sources",
        "Sources",
        (
            Column("name", "Name"),
            Column("publisher", "Publisher"),
            Column("licence", "Licence"),
            Column("span", "Span"),
            Column("note", "Note"),
        ),
    ),
    Table("facts", "Facts of the run", (Column("label", "Fact"), Column("value", "Value", "code"))),
)
"""The tables that close the page, in order."""


def cost_table(cost_by_band: Mapping[str, object]) -> tuple[Table, list[dict[str, object]]]:
    """The cost comparison as a table of bands against lines, since its columns are the lines.

    Args:
        cost_by_band: Lines, bands and their costs [GBP/MWh].

    Returns:
        The table and its rows.
    """
    lines = [str(line) for line in cast("Iterable[object]", cost_by_band["lines"])]
    columns = (
        Column("band", "Band"),
        *(Column(f"line {line}", line, "number") for line in lines),
        Column("total_gbp_per_mwh", "Total", "number"),
    )
    rows = [
        {**band, **{f"line {line}": cost for line, cost in zip(lines, band["gbp_per_mwh"], strict=True)}}
        for band in cast("Iterable[Mapping[str, Iterable[object]]]", cost_by_band["bands"])
    ]
    return Table("cost_by_band", "Cost of a MWh by band (GBP/MWh)", columns), rows


def written(value: object, style: Style) -> str:
    """A value as the page writes it; "n/a" stands for no number.

    Args:
        value: What the row holds.
        style: How to write it.

    Returns:
        Text, not yet escaped.

    Example:
        >>> written(-1234.5, "pounds"), written(0.0512, "rate"), written(None, "percent")
        ('-1,234.50', '0.0512', 'n/a')
    """
    if style not in NUMERIC:
        return "" if value is None else str(value)
    if not isinstance(value, int | float) or not math.isfinite(value):
        return "n/a"
    if style == "published":
        return f"{value:,.10g}"
    if style == "percent":
        return f"{value:.1%}"
    # A rate below a pound, such as GBP/kVA/day, needs its pence and their hundredths.
    places = 4 if style == "rate" and 0 < abs(value) < 1 else 2
    return f"{round(value, places) + 0.0:,.{places}f}"
