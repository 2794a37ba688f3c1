"""The input series of a site on a time axis: every half-hour has a value with a source, or nothing runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.series.complete_series import (
    complete_series,
    constant_series,
    made_up_series,
    missing_periods,
    values_every_half_hours,
)
from gbflex.analysis.series.grid_carbon import grid_carbon_series
from gbflex.analysis.series.load import LoadTargets, generated_load_mw, load_source
from gbflex.analysis.series.load_file import load_file_found
from gbflex.analysis.series.losses import export_line_loss_factor, import_line_loss_factor, transmission_loss
from gbflex.analysis.series.plant_series import plant_series
from gbflex.analysis.series.triads import settled_triads
from gbflex.assets.demand import Demand
from gbflex.assets.given_prices import GIVEN
from gbflex.assets.site import Site
from gbflex.assets.supply import FixedPrice, PriceFile, PriceSource, Supply
from gbflex.cashflows.shape import Series, Setting
from gbflex.errors import NoRateHeld
from gbflex.gb.rates.duos_bands import duos_bands
from gbflex.periods import Periods
from gbflex.units import ledger_rate

__all__ = ["energy_price_as_first_known", "setting_of"]


def setting_of(site: Site, periods: Periods, ports: Ports) -> Setting:
    """A site with its series on a time axis.

    Args:
        site: The site.
        periods: The time axis.
        ports: Where prices, files and DUoS rates come from.

    Raises:
        MissingPeriods: A series lacks half-hours and the site file names nothing to fill them.
        BrokenFile: A file the site names cannot be read.
    """
    series = {"demand": _demand(site, periods, ports), **plant_series(site, periods, ports)}
    series |= grid_carbon_series(site, periods, ports)
    if site.supply is not None:
        series["energy_price"] = _energy_price(site, site.supply, periods, ports)
        export = _export_price(site, site.supply, series["energy_price"], periods, ports)
        if export is not None:
            series["export_price"] = export
    transmission = transmission_loss(site, periods)
    return Setting(
        site=site,
        periods=periods,
        series=series,
        duos=ports.duos,
        line_losses=ports.line_losses,
        triads=settled_triads(site, periods),
        bands=_bands(site, periods, ports),
        line_loss_factor=import_line_loss_factor(site, periods, ports.line_losses),
        export_line_loss_factor=export_line_loss_factor(site, periods, ports.line_losses),
        transmission_loss_multiplier=transmission.multiplier,
        transmission_loss_source=transmission.source,
    )


def _bands(site: Site, periods: Periods, ports: Ports) -> np.ndarray[tuple[int], np.dtype[np.int64]] | None:
    if site.distributor_id is None:
        return None
    try:
        return duos_bands(ports.duos, site.distributor_id, periods)
    except NoRateHeld:
        # The lines that need bands name the missing years; a table of prices can do without.
        return None


def _demand(site: Site, periods: Periods, ports: Ports) -> Series:
    demand = site.demand
    if demand.file is not None:
        found = load_file_found(demand, "demand", site.folder, periods, ports.files)
        return complete_series(found, periods, "demand.file")
    if demand.mean_mw is not None:
        return _made_up(demand, periods)
    return constant_series(
        "demand", (demand.constant_mw or 0.0) * periods.hours, "MWh", "site file, demand", periods
    )


def _made_up(demand: Demand, periods: Periods) -> Series:
    low, mean, high = (figure or 0.0 for figure in (demand.min_mw, demand.mean_mw, demand.max_mw))
    targets = LoadTargets(low, mean, high, demand.shape or "office")
    return made_up_series("demand", generated_load_mw(targets, periods), load_source(targets), periods)


def _energy_price(site: Site, supply: Supply, periods: Periods, ports: Ports) -> Series:
    if supply.contract is not None:
        gbp_per_mwh = ledger_rate(1.0, "p/kWh") * supply.contract.p_per_kwh(periods)
        nothing = np.zeros(len(periods), dtype=bool)
        return Series("retail contract", "GBP/MWh", gbp_per_mwh, "site file, supply.contract", nothing)
    assert supply.energy is not None  # noqa: S101 (a supply has one of the two)
    found = _found(site, supply.energy, periods, ports, field="supply.energy")
    if supply.where_missing == "refuse":
        return complete_series(found, periods, "supply.energy")
    fill = ports.market_data.price(supply.where_missing, periods)
    return _filled(found, fill, periods)


def energy_price_as_first_known(site: Site, periods: Periods, ports: Ports) -> FoundSeries:
    """The energy price as it was first known, filled as the site file says; NaN where nothing is known.

    What a settlement run restated months later is no part of it: no plan could have known.

    Args:
        site: A site with a supply.
        periods: The time axis.
        ports: Where prices come from.
    """
    assert site.supply is not None  # noqa: S101 (callers have one)
    source = site.supply.energy
    assert source is not None  # noqa: S101 (a retail contract is known ahead)
    if isinstance(source, FixedPrice | PriceFile):
        found = _found(site, source, periods, ports, field="supply.energy")
    else:
        found = ports.market_data.first_known(source, periods)
    if site.supply.where_missing == "refuse":
        return found
    return _known_where_missing(found, ports.market_data.first_known(site.supply.where_missing, periods))


def _known_where_missing(found: FoundSeries, fill: FoundSeries) -> FoundSeries:
    """A series, and another where it has no value, each with when it was known."""
    missing = np.isnan(found.values)
    unknown = np.full(len(missing), np.datetime64("NaT"), dtype="datetime64[s]")
    times = [unknown if one.known_time is None else one.known_time for one in (found, fill)]
    known_time = None if found.known_time is None and fill.known_time is None else np.where(missing, *times[::-1])
    return replace(found, values=np.where(missing, fill.values, found.values), known_time=known_time)


def _export_price(site: Site, supply: Supply, energy: Series, periods: Periods, ports: Ports) -> Series | None:
    if supply.export == "none":
        return None
    if supply.export == "energy":
        return energy
    found = _found(site, supply.export, periods, ports, field="supply.export")
    return complete_series(found, periods, "supply.export")


def _found(site: Site, source: PriceSource, periods: Periods, ports: Ports, *, field: str) -> FoundSeries:
    if isinstance(source, FixedPrice):
        values = np.full(len(periods), source.fixed_gbp_per_mwh)
        return FoundSeries("fixed", values, "GBP/MWh", f"site file, {field}.fixed_gbp_per_mwh", "every date")
    if isinstance(source, PriceFile) and source.file == GIVEN and site.prices is not None:
        return FoundSeries(GIVEN, site.prices.on(periods), "GBP/MWh", GIVEN, site.prices.held)
    if isinstance(source, PriceFile):
        return ports.files.read(site.folder / source.file, "price", periods)
    return ports.market_data.price(source, periods)


def _filled(found: FoundSeries, fill: FoundSeries, periods: Periods) -> Series:
    missing = np.isnan(found.values)
    if values_every_half_hours(~missing) > 1:
        raise missing_periods(found, periods, missing, "supply.energy")
    values = np.where(missing, fill.values, found.values)
    still_missing = np.isnan(values)
    if still_missing.any():
        raise missing_periods(
            found, periods, still_missing, f"supply.energy and supply.where_missing ({fill.name})"
        )
    source = found.source if not missing.any() else f"{found.source}; where missing {fill.source}"
    return Series(found.name, found.unit, values, source, missing, found.quality)
