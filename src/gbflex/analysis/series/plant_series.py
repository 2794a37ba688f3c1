"""The heat a site needs, the sun it harvests and the gas it buys: every half-hour has a value, or nothing runs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.series.complete_series import complete_series, constant_series, made_up_series
from gbflex.analysis.series.heat_load import HeatTargets, generated_heat_mw, heat_source
from gbflex.analysis.series.load_file import load_file_found
from gbflex.analysis.series.solar_generation import SolarTargets, generated_solar_mw, solar_source
from gbflex.assets.fuel import Fuel
from gbflex.assets.heat_demand import HeatDemand
from gbflex.assets.site import Site
from gbflex.assets.solar import Solar
from gbflex.assets.supply import FixedPrice, PriceFile
from gbflex.cashflows.shape import Series
from gbflex.errors import BrokenFile, MissingPeriods
from gbflex.periods import Periods

__all__ = ["gas_price_found", "gas_price_series", "heat_demand_series", "plant_series", "solar_series"]

ROUNDING: Final = 1e-9
"""A file's conversion from kW may round a full half-hour up by less than this fraction."""


def plant_series(site: Site, periods: Periods, ports: Ports) -> dict[str, Series]:
    """What the assets of a site need beside its demand: heat demand, solar generation, the price of gas.

    Args:
        site: The site.
        periods: The time axis.
        ports: Where prices and files come from.

    Raises:
        MissingPeriods: A series lacks half-hours, or a gas day has no price.
        BrokenFile: A file cannot be read.
    """
    series = {}
    if site.heat_demand is not None:
        series["heat_demand"] = heat_demand_series(site.folder, site.heat_demand, periods, ports)
    if site.solar is not None:
        series["solar"] = solar_series(site.folder, site.solar, periods, ports)
    if site.fuel is not None and (site.chps or site.boilers):
        series["gas_price"] = gas_price_series(site.folder, site.fuel, periods, ports)
    return series


def gas_price_series(site_folder: Path, fuel: Fuel, periods: Periods, ports: Ports) -> Series:
    """The price of gas [GBP/MWh, gross calorific value].

    Args:
        site_folder: Where the file it names lies.
        fuel: The gas contract.
        periods: The time axis.
        ports: Where prices and files come from.

    Raises:
        MissingPeriods: A gas day has no price; the first is named.
        BrokenFile: The file cannot be read.
    """
    if isinstance(fuel.price, FixedPrice):
        fixed = fuel.price.fixed_gbp_per_mwh
        return constant_series("gas_price", fixed, "GBP/MWh", "site file, fuel.price.fixed_gbp_per_mwh", periods)
    found = gas_price_found(site_folder, fuel, periods, ports)
    missing = np.flatnonzero(np.isnan(found.values))
    if len(missing):
        days = np.unique(periods.gas_day[missing])
        raise MissingPeriods(
            f"{found.name} lacks {len(days)} gas days, the first is {days[0]}: {periods.describe(missing)}",
            where="fuel.price",
            available=found.held,
            next_step="Add the missing days, shorten the span, or give {fixed_gbp_per_mwh: ...}",
        )
    return complete_series(found, periods, "fuel.price")


def gas_price_found(site_folder: Path, fuel: Fuel, periods: Periods, ports: Ports) -> FoundSeries:
    """The price of gas as far as it is held, of a contract without a fixed price.

    Args:
        site_folder: Where the file it names lies.
        fuel: The gas contract.
        periods: The time axis.
        ports: Where prices and files come from.
    """
    if isinstance(fuel.price, PriceFile):
        return ports.files.read_gas(site_folder / fuel.price.file, periods)
    return ports.market_data.gas_price(periods)


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
        found = load_file_found(heat_demand, "heat", site_folder, periods, ports.files)
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
