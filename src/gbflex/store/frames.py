"""Ledgers and schedules as Polars frames, for files and for users."""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gbflex.analysis.run.backtest import Backtest, Case
from gbflex.analysis.run.reasons import reason_columns
from gbflex.analysis.site.rates import band_names
from gbflex.cashflows.ledger import LEDGER_TABLE, Ledger
from gbflex.dispatch.problem.schedule import shown_mwh

__all__ = ["frame_of", "ledger_frame", "ledger_frame_hash", "schedule_frame"]

SHARED_COLUMNS: Final = (
    "line", "band", "payer", "payee", "kind", "quantity_unit", "published_unit", "source", "quality",
)  # fmt: skip
"""What `ledger_hash` takes of a row beside its time and amount."""


def frame_of(columns: dict[str, NDArray[np.generic]]) -> pl.DataFrame:
    """Columns as a frame; instants are aware UTC, dates are dates.

    Args:
        columns: By name, each of shape (n,).
    """
    return pl.DataFrame({name: _series(name, values) for name, values in columns.items()})


def _series(name: str, values: NDArray[np.generic]) -> pl.Series:
    if values.dtype.kind == "M" and name == "settlement_date":
        return pl.Series(name, values.astype("datetime64[D]"))
    if values.dtype.kind == "M":
        return pl.Series(name, values.astype("datetime64[us]")).dt.replace_time_zone("UTC")
    if values.dtype.kind == "O":
        return pl.Series(name, values.tolist(), dtype=pl.String)
    if values.dtype.kind == "f":
        # A threshold beyond every price is no price.
        return pl.Series(name, np.where(np.isfinite(values), values, np.nan), nan_to_null=True)
    return pl.Series(name, values)


def ledger_frame(ledger: Ledger) -> pl.DataFrame:
    """A ledger as rows, checked against its table schema.

    Args:
        ledger: The rows.
    """
    columns = ledger.columns()
    LEDGER_TABLE.check(columns)
    block = np.repeat(np.arange(len(ledger.blocks)), [len(one.position) for one in ledger.blocks])
    # A text is the same in all rows of a block: it is made once, and pointed to.
    return pl.DataFrame(
        {
            name: _series(name, values)
            if values.dtype.kind != "O"
            else pl.Series(name, [getattr(one, name) for one in ledger.blocks], dtype=pl.String).gather(block)
            for name, values in columns.items()
        }
    )


def ledger_frame_hash(frame: pl.DataFrame) -> str:
    """The same hash of a ledger's rows as `run.summary.ledger_hash` gives of the ledger they were made from.

    Args:
        frame: As `ledger_frame` makes it.
    """
    starts = frame["start_time"].dt.strftime("%Y-%m-%dT%H:%M:%S")
    shared = frame.select(pl.concat_str([pl.lit(""), *SHARED_COLUMNS, pl.lit("")], separator="|")).to_series()
    # Adding 0 turns a negative zero into a plain one.
    amounts = np.round(frame["amount_gbp"].to_numpy(), 6) + 0.0
    lines = [f"{start}{text}{amount:.6f}" for start, text, amount in zip(starts, shared, amounts, strict=True)]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def schedule_frame(run: Backtest) -> pl.DataFrame:
    """What the asset did in every half-hour, beside the prices it faced.

    Args:
        run: The back-test.
    """
    setting, case = run.setting, run.with_asset
    schedule, periods = case.answer.schedule, setting.periods
    missing = np.full(len(periods), np.nan)
    energy = setting.series.get("energy_price")
    return frame_of(
        {
            "start_time": periods.start_time,
            "settlement_date": periods.settlement_date,
            "settlement_period": periods.settlement_period,
            "duos_band": band_names(setting),
            "energy_price_gbp_per_mwh": missing if energy is None else energy.values,
            "energy_price_estimated": np.zeros(len(periods), bool) if energy is None else energy.estimated,
            "charge_price_gbp_per_mwh": -case.problem.charging_gbp_per_mwh,
            "demand_mwh": case.problem.load_mwh,
            "charge_mwh": schedule.charge_mwh,
            "discharge_mwh": schedule.discharge_mwh,
            "delivered_mwh": schedule.delivered_mwh,
            "import_mwh": schedule.import_mwh,
            "export_mwh": schedule.export_mwh,
            "state_of_charge_mwh": shown_mwh(schedule.state_of_charge_mwh),
            "local_offset_minutes": periods.local_offset_minutes,
            **_battery_columns(case),
            **_plant_columns(case),
            **reason_columns(run),
        }
    )


def _battery_columns(case: Case) -> dict[str, NDArray[np.generic]]:
    """What each of several batteries did; one alone needs no columns of its own."""
    stores = case.answer.schedule.stores
    if len(stores) <= 1:
        return {}
    columns: dict[str, NDArray[np.generic]] = {}
    for store in stores:
        columns[f"charge_mwh_of_{store.name}"] = store.charge_mwh
        columns[f"discharge_mwh_of_{store.name}"] = store.discharge_mwh
        columns[f"state_of_charge_mwh_of_{store.name}"] = shown_mwh(store.state_of_charge_mwh)
    return columns


def _plant_columns(case: Case) -> dict[str, NDArray[np.generic]]:
    """What a plant did; nothing for a battery alone."""
    plant, flows = case.problem.plant, case.answer.schedule.plant
    if plant is None or flows is None:
        return {}
    nothing = np.zeros(len(case.problem))
    return {
        **{f"power_mwh_of_{engine.name}": engine.power_mwh for engine in flows.engines},
        "chp_power_mwh": sum((engine.power_mwh for engine in flows.engines), nothing),
        "chp_heat_mwh": sum((engine.heat_mwh for engine in flows.engines), nothing),
        "chp_fuel_mwh": sum((engine.fuel_mwh for engine in flows.engines), nothing),
        "boiler_heat_mwh": sum((boiler.heat_mwh for boiler in flows.boilers), nothing),
        "boiler_fuel_mwh": sum((boiler.fuel_mwh for boiler in flows.boilers), nothing),
        "heat_demand_mwh": plant.heat_load_mwh,
        "heat_charge_mwh": flows.heat_charge_mwh,
        "heat_discharge_mwh": flows.heat_discharge_mwh,
        "heat_stored_mwh": shown_mwh(flows.heat_state_mwh),
        "heat_dumped_mwh": flows.dumped_mwh,
        "solar_mwh": flows.solar_mwh,
    }
