"""Ledgers and schedules as Polars frames, for files and for users."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gbflex.analysis.backtest import Backtest
from gbflex.analysis.reasons import reason_columns
from gbflex.analysis.site_rates import band_names
from gbflex.cashflows.ledger import LEDGER_TABLE, Ledger

__all__ = ["frame_of", "ledger_frame", "schedule_frame"]


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
    """A ledger as rows, checked against its table contract.

    Args:
        ledger: The rows.
    """
    columns = ledger.columns()
    LEDGER_TABLE.check(columns)
    return frame_of(columns)


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
            "charge_price_gbp_per_mwh": -case.problem.charge_gbp_per_mwh,
            "demand_mwh": case.problem.load_mwh,
            "charge_mwh": schedule.charge_mwh,
            "discharge_mwh": schedule.discharge_mwh,
            "delivered_mwh": schedule.delivered_mwh,
            "import_mwh": schedule.import_mwh,
            "export_mwh": schedule.export_mwh,
            "state_of_charge_mwh": schedule.state_of_charge_mwh,
            "local_offset_minutes": periods.local_offset_minutes,
            **reason_columns(run),
        }
    )
