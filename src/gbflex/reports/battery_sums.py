"""What a report says of a site's batteries: one alone, or several with what each of them did."""

from __future__ import annotations

import math

import polars as pl

from gbflex.reports.page_model import BatteryRow
from gbflex.store.run_folder import AssetUsed, RunTables

__all__ = ["batteries_of", "battery_rows", "battery_word", "capacity_mwh", "discharge_power_mw"]


def batteries_of(tables: RunTables) -> list[AssetUsed]:
    """The batteries as the site file gives them, in its order."""
    return [asset for asset in tables.site["assets"] if asset["type"] == "battery"]


def battery_word(tables: RunTables) -> str:
    """What the batteries are called together."""
    return "batteries" if len(batteries_of(tables)) > 1 else "battery"


def capacity_mwh(tables: RunTables) -> float | None:
    """Usable energy of all batteries [MWh]; None where there is none."""
    batteries = batteries_of(tables)
    return sum(battery["energy_capacity_mwh"] for battery in batteries) if batteries else None


def discharge_power_mw(tables: RunTables) -> float:
    """Discharging power of all batteries [MW]."""
    return sum(battery["discharge_power_mw"] for battery in batteries_of(tables))


def battery_rows(tables: RunTables) -> list[BatteryRow]:
    """A row for each of several batteries; none for one alone, whose figures are the run's."""
    batteries = batteries_of(tables)
    return [_row(battery, tables.schedule) for battery in batteries] if len(batteries) > 1 else []


def _row(battery: AssetUsed, schedule: pl.DataFrame) -> BatteryRow:
    name, one_way = battery["name"], battery.get("discharge_efficiency")
    efficiency = math.sqrt(battery.get("round_trip_efficiency") or 1.0) if one_way is None else one_way
    discharged = float(schedule[f"discharge_mwh_of_{name}"].sum())
    return {
        "battery": name,
        "energy_capacity_mwh": battery["energy_capacity_mwh"],
        "charge_power_mw": battery["charge_power_mw"],
        "discharge_power_mw": battery["discharge_power_mw"],
        "charge_mwh": float(schedule[f"charge_mwh_of_{name}"].sum()),
        "discharge_mwh": discharged,
        "equivalent_full_cycles": discharged / efficiency / battery["energy_capacity_mwh"],
    }
