"""What a report says of a plant beside a battery: its units, its heat, and where its money goes."""

from __future__ import annotations

from typing import Any, Final

from gbflex.store.run_folder import RunTables
from gbflex.units import SETTLEMENT_PERIOD_HOURS

__all__ = ["asset_word", "battery_of", "is_plant", "plant_series", "plant_streams", "plant_units"]

Row = dict[str, Any]

SERIES: Final = {
    "chp_mw": "chp_power_mwh",
    "chp_heat_mw": "chp_heat_mwh",
    "boiler_heat_mw": "boiler_heat_mwh",
    "heat_demand_mw": "heat_demand_mwh",
}
GAS_LINES: Final = ("fuel", "gas_network", "gas_capacity", "ccl_gas", "carbon")
UNIT_LINES: Final = ("chp_starts", "chp_maintenance", "wear")


def battery_of(tables: RunTables) -> Row:
    """The battery as the site file states it; empty where there is none."""
    return next((asset for asset in tables.site["assets"] if asset["type"] == "battery"), {})


def is_plant(tables: RunTables) -> bool:
    """Whether there is anything beside a battery."""
    return any(asset["type"] != "battery" for asset in tables.site["assets"])


def asset_word(tables: RunTables) -> str:
    """What the value is of."""
    return "assets" if is_plant(tables) else "battery"


def plant_series(tables: RunTables) -> Row | None:
    """Power and heat of each half-hour; None for a battery alone."""
    if "chp_power_mwh" not in tables.schedule.columns:
        return None
    series = {
        name: (tables.schedule[column] / SETTLEMENT_PERIOD_HOURS).round(4).to_list()
        for name, column in SERIES.items()
    }
    return {**series, "heat_stored_mwh": tables.schedule["heat_stored_mwh"].round(4).to_list()}


def plant_units(tables: RunTables) -> list[Row]:
    """A row for each CHP unit; none for a run without."""
    kpis = tables.summary.get("kpis")
    return [] if kpis is None else list(kpis["units"])


def plant_streams(tables: RunTables) -> list[Row]:
    """What the owner's ledger is made of: the site with boilers alone, then what the assets change."""
    amounts = {"Electricity": 0.0, "Gas, its network, levies and carbon": 0.0, "Starts, maintenance and wear": 0.0}
    for line in tables.summary["lines"]:
        if line["line"] in GAS_LINES:
            kind = "Gas, its network, levies and carbon"
        else:
            kind = "Starts, maintenance and wear" if line["line"] in UNIT_LINES else "Electricity"
        amounts[kind] += line["value_gbp"]
    streams = {
        "Site with boilers alone": tables.summary["without_asset_gbp"],
        **amounts,
        "Ledger total": tables.summary["ledger_total_gbp"],
    }
    return [{"label": label, "gbp": float(gbp)} for label, gbp in streams.items()]
