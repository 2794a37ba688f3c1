"""The heat a site needs and the sun it harvests, on a time axis: every half-hour has a value, or nothing runs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from gbflex.analysis.complete_series import complete_series, constant_series, made_up_series
from gbflex.analysis.heat_load import HeatTargets, generated_heat_mw, heat_source
from gbflex.analysis.ports import Ports
from gbflex.analysis.solar_generation import SolarTargets, generated_solar_mw, solar_source
from gbflex.assets.heat_demand import HeatDemand
from gbflex.assets.solar import Solar
from gbflex.cashflows.shape import Series
from gbflex.errors import BrokenFile
from gbflex.periods import Periods

__all__ = ["heat_demand_series", "solar_series"]

ROUNDING: Final = 1e-9
"""A file's conversion from kW may round a full half-hour up by less than this fraction."""


def heat_demand_series(site_folder: Path, heat_demand: HeatDemand, periods: Periods, ports: Ports) -> Series:
    """Heat demand of a site [MWh thermal per half-hour].

    Args:
        site_folder: Where the file it names lies.
        heat_demand: The heat demand.
        periods: The time axis.
        ports: Where files come from.

    Raises:
        MissingPeriods: The file lacks half-hours.
        BrokenFile: The file cannot be read.
        InputError: No load has the figures of a made-up one.
    """
    if heat_demand.file is not None:
        found = ports.files.read(site_folder / heat_demand.file, "heat", periods)
        return complete_series(found, periods, "heat_demand.file")
    if heat_demand.mean_mw is not None:
        figures = (heat_demand.min_mw, heat_demand.mean_mw, heat_demand.max_mw)
        low, mean, high = (figure or 0.0 for figure in figures)
        targets = HeatTargets(low, mean, high, heat_demand.shape or "hospital")
        return made_up_series("heat_demand", generated_heat_mw(targets, periods), heat_source(targets), periods)
    heat_mwh = (heat_demand.constant_mw or 0.0) * periods.hours
    return constant_series("heat_demand", heat_mwh, "MWh", "site file, heat_demand", periods)


def solar_series(site_folder: Path, solar: Solar, periods: Periods, ports: Ports) -> Series:
    """Generation of a solar array [MWh per half-hour], AC at the meter.

    Args:
        site_folder: Where the file it names lies.
        solar: The array.
        periods: The time axis.
        ports: Where files come from.

    Raises:
        MissingPeriods: The file lacks half-hours.
        BrokenFile: The file cannot be read, or holds more than the array can give.
    """
    if solar.file is None:
        targets = SolarTargets(solar.peak_mw, solar.yearly_mwh_per_mw or 0.0, solar.latitude_deg or 0.0)
        return made_up_series("solar", generated_solar_mw(targets, periods), solar_source(targets), periods)
    found = ports.files.read(site_folder / solar.file, "generation", periods)
    series = complete_series(found, periods, "solar.file")
    _refuse_above_peak(series, solar, periods)
    return series


def _refuse_above_peak(series: Series, solar: Solar, periods: Periods) -> None:
    above = np.flatnonzero(series.values > solar.peak_mw * periods.hours * (1 + ROUNDING))
    if not len(above):
        return
    first_mw = series.values[above[0]] / periods.hours
    raise BrokenFile(
        f"{series.name} is above the array's peak in {len(above)} half-hours: {periods.describe(above)}; "
        f"the first is {first_mw:g} MW",
        where="solar.file",
        available=f"0 to peak_mw {solar.peak_mw:g} MW",
        next_step="Check peak_mw and the unit of the column",
    )
