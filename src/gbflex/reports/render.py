"""A report as one HTML page that opens from disk, asks no network for anything, and prints.

The page draws numbers it is given; it prices nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, cast

import numpy as np

from gbflex.reports.bars import Bar, Measured, bars_of
from gbflex.reports.compared_figures import compared_table
from gbflex.reports.contents import contents_of
from gbflex.reports.echarts import echarts_script
from gbflex.reports.html import script_json, stylesheet, template
from gbflex.reports.page_model import Page, PageSeries
from gbflex.reports.table_layouts import (
    BAND_HOURS_TABLE,
    BATTERY_TABLE,
    CHART_TABLES,
    CLOSING_TABLES,
    CO2_TABLE,
    THRESHOLD_TABLE,
    UNIT_TABLE,
    cost_table,
    gas_table,
    size_table,
    written,
)
from gbflex.reports.term_links import TermLinks

__all__ = ["render"]

HERE: Final = Path(__file__).parent

STYLES: Final = ("report", "phone", "bars", "run", "dark", "print")
"""In the order in which they override each other."""

SCRIPTS: Final = (
    "scheme.js",
    "common.js",
    "time_axis.js",
    "chart_time.js",
    "chart_time_data.js",
    "chart_money.js",
    "chart_bands.js",
    "chart_sweep.js",
    "chart_plant.js",
    "chart_modes.js",
    "report.js",
)
"""Joined in this order into one function, so that they share names and leave none behind."""

CHART_KEYS: Final = (
    "asset",
    "line_labels",
    "modes",
    "plant",
    "energy_capacity_mwh",
    "waterfall",
    "difference",
    "monthly",
    "revenue_streams",
    "charging_by_band",
    "band_coverage",
    "cost_by_band",
    "cost_of_gas",
    "sweep",
)
"""What the scripts need besides the series; tables and tiles are in the HTML."""

SERIES_PLACES: Final[Mapping[str, int]] = {
    "energy_price_gbp_per_mwh": 2,
    "import_price_gbp_per_mwh": 2,
    "charge_below_gbp_per_mwh": 2,
    "discharge_above_gbp_per_mwh": 2,
    "charge_mw": 4,
    "discharge_mw": 4,
    "state_of_charge_mwh": 4,
}
"""Decimal places of each series: finer than a screen shows, and a year stays near 2 MB."""


def render(page: Page) -> str:
    """A report as self-contained HTML.

    Args:
        page: The page model: texts, tables and series, with all money already computed [GBP].

    Returns:
        HTML text.

    Raises:
        ConfigurationError: ECharts is not installed as expected.
        KeyError: The model lacks a part.
    """
    cost, cost_rows = cost_table(page["cost_by_band"])
    gas, gas_rows = gas_table(page["cost_of_gas"])
    links = TermLinks()
    return template("report.html.j2", written=written, term=links.link).render(
        page=page,
        words=links.words,
        contents=contents_of(page),
        compared_table=compared_table(),
        size_bars=_size_bars(page),
        size_table=size_table(page["sizes"]),
        band_hours_table=BAND_HOURS_TABLE,
        threshold_table=THRESHOLD_TABLE,
        chart_tables=CHART_TABLES,
        closing_tables=CLOSING_TABLES,
        unit_table=UNIT_TABLE,
        battery_table=BATTERY_TABLE,
        co2_table=CO2_TABLE,
        cost_table=cost,
        cost_rows=cost_rows,
        gas_table=gas,
        gas_rows=gas_rows,
        style=stylesheet(*STYLES),
        echarts=echarts_script(),
        script=_script(),
        data=_embedded(page),
    )


def _size_bars(page: Page) -> list[Bar]:
    return bars_of(
        [
            Measured(
                f"{row['energy_capacity_mwh']:g} MWh, times {row['times']:g}",
                row["value_gbp"],
                None,
                row["times"] == 1,
            )
            for row in page["sizes"]
            if row["value_gbp"] is not None
        ]
    )


def _script() -> str:
    parts = "\n".join((HERE / "static" / name).read_text("utf-8") for name in SCRIPTS)
    return f'(function () {{\n"use strict";\n{parts}}})();'


def _embedded(page: Page) -> str:
    """What the charts draw, as JSON that cannot end the element it stands in."""
    whole: Mapping[str, object] = page
    parts = {key: _finite(whole[key]) for key in CHART_KEYS}
    parts["series"] = _series(page["series"])
    return script_json(parts)


def _series(series: PageSeries) -> dict[str, object]:
    values = cast("Mapping[str, Sequence[float | None]]", series)
    rounded = {name: _rounded(values[name], places) for name, places in SERIES_PLACES.items()}
    return {
        "start_time": series["start_time"],
        "local_offset_hours": series["local_offset_hours"],
        "band": series["band"],
        **rounded,
    }


def _rounded(values: Sequence[float | None], places: int) -> list[float | None]:
    numbers = np.array(values, dtype=np.float64)
    # Adding 0 turns a negative zero into a plain one.
    shown = (np.round(numbers, places) + 0.0).astype(object)
    shown[~np.isfinite(numbers)] = None
    found: list[float | None] = shown.tolist()
    return found


def _finite(value: object) -> object:
    """The same value with null for numbers that JSON does not have."""
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
