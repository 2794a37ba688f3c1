"""What a report says of a plant beside a battery: its units, its heat, and where its money goes."""

from __future__ import annotations

from typing import Final

import polars as pl

from gbflex.analysis.answers.plant import UnitRow
from gbflex.cashflows.registry import GAS_LINES
from gbflex.reports.battery_sums import battery_word
from gbflex.reports.page_model import PlantSeries, StreamAmount
from gbflex.store.run_folder import RunTables
from gbflex.units import SETTLEMENT_PERIOD_HOURS

__all__ = ["asset_word", "is_plant", "plant_series", "plant_streams", "plant_units"]

UNIT_LINES: Final = ("chp_starts", "chp_maintenance", "wear")


def is_plant(tables: RunTables) -> bool:
    """Whether there is anything beside a battery."""
    return any(asset["type"] != "battery" for asset in tables.site["assets"])


def asset_word(tables: RunTables) -> str:
    """What the value is of."""
    return "assets" if is_plant(tables) else battery_word(tables)


def plant_series(tables: RunTables) -> PlantSeries | None:
    """Power and heat of each half-hour; None for a battery alone."""
    schedule = tables.schedule
    if "chp_power_mwh" not in schedule.columns:
        return None
    return {
        "chp_mw": _mean_mw(schedule, "chp_power_mwh"),
        "chp_heat_mw": _mean_mw(schedule, "chp_heat_mwh"),
        "boiler_heat_mw": _mean_mw(schedule, "boiler_heat_mwh"),
        "heat_demand_mw": _mean_mw(schedule, "heat_demand_mwh"),
        "heat_stored_mwh": schedule["heat_stored_mwh"].round(4).to_list(),
    }


def _mean_mw(schedule: pl.DataFrame, column: str) -> list[float]:
    return (schedule[column] / SETTLEMENT_PERIOD_HOURS).round(4).to_list()


def plant_units(tables: RunTables) -> list[UnitRow]:
    """A row for each CHP unit; none for a run without."""
    kpis = tables.summary.get("kpis")
    return [] if kpis is None else kpis["units"]


def plant_streams(tables: RunTables) -> list[StreamAmount]:
    """What the owner's ledger is made of: the site with boilers alone, then what the assets change.

    None where boilers alone do not do.
    """
    alone_gbp = tables.summary["without_asset_gbp"]
    if alone_gbp is None:
        return []
    amounts = {"Electricity": 0.0, "Gas, its network, levies and carbon": 0.0, "Starts, maintenance and wear": 0.0}
    for line in tables.summary["lines"]:
        if line["line"] in GAS_LINES:
            kind = "Gas, its network, levies and carbon"
        else:
            kind = "Starts, maintenance and wear" if line["line"] in UNIT_LINES else "Electricity"
        amounts[kind] += line["value_gbp"] or 0.0
    streams = {
        "Site with boilers alone": alone_gbp,
        **amounts,
        "Ledger total": tables.summary["ledger_total_gbp"],
    }
    return [{"label": label, "gbp": float(gbp)} for label, gbp in streams.items()]
