"""What a plan expects of a site's outside series: forecasts of all that is not declared known ahead.

Known ahead are fixed figures, made-up loads and files declared `known_ahead`. Everything else from outside is
forecast from its own past: energy, export and gas prices, demand, heat demand and solar generation from files. Of
triads a plan sees the probability of each half-hour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.series.forecasts import (
    HALF_HOUR,
    HISTORY_DAYS,
    LAG,
    Expected,
    Forecast,
    GivenPrices,
    IssuedForecast,
    Times,
    forecast_named,
    shape_named,
)
from gbflex.analysis.series.load_file import load_file_found
from gbflex.analysis.series.plant_series import gas_price_found
from gbflex.analysis.series.setting import energy_price_as_first_known
from gbflex.analysis.series.triads import expected_triads
from gbflex.assets.any_asset import Asset
from gbflex.assets.demand import Demand
from gbflex.assets.heat_demand import HeatDemand
from gbflex.assets.site import Site
from gbflex.assets.solar import Solar
from gbflex.assets.supply import FixedPrice, PriceFile
from gbflex.cashflows.shape import Series, Setting
from gbflex.errors import InputError, MissingPeriods
from gbflex.gb.unit_slips import price_slip
from gbflex.periods import FIRST_DATE, Periods

__all__ = ["KNOWN_AHEAD", "VOLUMES", "ForecastUse", "Outlook", "outlook_of", "without_forecast_series"]

KNOWN_AHEAD: Final = "known ahead, as the site file declares"
VOLUMES: Final = ("demand", "heat_demand", "solar")
"""Series that come true as energy: where they are forecast, what is done may have to differ from the plan."""

NOTHING: Final = FixedPrice(fixed_gbp_per_mwh=0.0)


class ForecastUse(NamedTuple):
    """A forecast as a plan used it.

    Attributes:
        series: What it forecasts.
        label: What it is.
        half_hours: How many it was asked for.
        older_half_hours: Of them, those whose value comes from further back than the forecast's name says.
        oldest_date: Settlement date of the oldest value used; None where values are no date's.
        slips: Why the values of a file of forecasts look as if they were in another unit.
    """

    series: str
    label: str
    half_hours: int
    older_half_hours: int
    oldest_date: np.datetime64 | None
    slips: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outlook:
    """The forecasts of a site, by the name of the series; what is not in it is known ahead.

    Attributes:
        forecasts: Forecast of each series.
    """

    forecasts: Mapping[str, Forecast]

    @property
    def price_label(self) -> str:
        """What is expected of the energy price."""
        forecast = self.forecasts.get("energy_price")
        return KNOWN_AHEAD if forecast is None else forecast.label

    @property
    def volumes(self) -> tuple[str, ...]:
        """Series of energy that are forecast."""
        return tuple(name for name in VOLUMES if name in self.forecasts)

    def expected(self, periods: Periods, known_at: Times) -> dict[str, Expected]:
        """What is expected of each series.

        Args:
            periods: The half-hours.
            known_at: The instant each plan is made (UTC), shape (n,).
        """
        return {name: forecast.expected(periods, known_at) for name, forecast in self.forecasts.items()}

    def shown(
        self, setting: Setting, expected: Mapping[str, Expected], known_at: Times, *, else_true: bool = False
    ) -> Setting:
        """A setting in which each forecast series, and each triad, is what a plan expects.

        Args:
            setting: The site on its time axis.
            expected: What is expected of each series.
            known_at: The instant each plan is made (UTC), shape (n,).
            else_true: Where nothing is known stands what came true, else 0.
        """
        series = dict(setting.series)
        nothing = np.zeros(len(setting.periods), dtype=bool)
        for name, found in expected.items():
            unit = "MWh" if name in VOLUMES else "GBP/MWh"
            missing = setting.series[name].values if else_true else 0.0
            values = np.where(np.isnan(found.values), missing, found.values)
            series[name] = Series(name, unit, values, self.forecasts[name].label, nothing, "forecast")
        supply = setting.site.supply
        if supply is not None and supply.export == "energy":
            series["export_price"] = series["energy_price"]
        return replace(setting, series=series, triads=expected_triads(setting.periods, known_at))

    def refuse_unknown(
        self, expected: Mapping[str, Expected], periods: Periods, asked: NDArray[np.bool_], *, where: str
    ) -> None:
        """Raise where a forecast says nothing about half-hours that are asked for.

        Args:
            expected: What is expected of each series.
            periods: The half-hours.
            asked: Those that are asked for, shape (n,).
            where: The option to change, for messages.

        Raises:
            MissingPeriods: Names the forecast and the half-hours.
        """
        for name, found in expected.items():
            missing = np.flatnonzero(np.isnan(found.values) & asked)
            if len(missing):
                raise MissingPeriods(
                    f"the forecast of {name} ({self.forecasts[name].label}) lacks {len(missing)} half-hours: "
                    f"{periods.describe(missing)}",
                    where=where,
                    next_step=_next_step(name),
                )

    def used(self, expected: Mapping[str, Expected], asked: NDArray[np.bool_]) -> list[ForecastUse]:
        """How each forecast was used.

        Args:
            expected: What was expected of each series.
            asked: Half-hours that count, shape (n,).
        """
        return [
            _use(name, self.forecasts[name], found, asked & ~np.isnan(found.values))
            for name, found in expected.items()
        ]


def _next_step(name: str) -> str:
    held = "Choose a time soon after values that are held"
    if name == "energy_price":
        return f"{held}, or give a file of forecasts"
    return held if name == "gas_price" else f"{held}, or declare the file known_ahead: true"


def _use(name: str, forecast: Forecast, found: Expected, asked: NDArray[np.bool_]) -> ForecastUse:
    dates = found.from_date[asked]
    dates = dates[~np.isnat(dates)]
    oldest = dates.min() if len(dates) else None
    is_file = isinstance(forecast, IssuedForecast | GivenPrices)
    slips = tuple(price_slip(f"forecast of {name}", found.values[asked])) if is_file else ()
    return ForecastUse(name, forecast.label, int(asked.sum()), int(found.is_older[asked].sum()), oldest, slips)


def outlook_of(name: str, site: Site, periods: Periods, ports: Ports, *, is_plan: bool = False) -> Outlook:
    """The forecasts of a site's outside series.

    Args:
        name: "yesterday", "last_week", or a file of forecast energy prices; then everything else is as yesterday.
        site: The site.
        periods: The span; values of some days before it are read too.
        ports: Where prices and files come from.
        is_plan: Whether one plan is made, now: its file of prices needs no time at which they were known.

    Raises:
        InputError: The site has no energy price, or there is no such forecast.
    """
    if site.supply is None:
        raise InputError(
            "a plan needs an energy price", where="supply.energy", next_step="Name one in the site file"
        )
    first = periods.settlement_date[0] - np.timedelta64(HISTORY_DAYS, "D")
    axis = Periods.between(max(first.astype(object), FIRST_DATE), periods.last_date)
    forecasts: dict[str, Forecast] = {}
    if site.supply.contract is None and _is_forecast(site.supply.energy):
        forecasts["energy_price"] = forecast_named(
            name, energy_price_as_first_known(site, axis, ports), axis, ports, is_plan=is_plan
        )
    for series, history in _own_histories(site, axis, ports).items():
        forecasts[series] = shape_named(name, history, axis)
    return Outlook(forecasts)


def _is_forecast(source: object) -> bool:
    """Whether prices of a source can only be forecast."""
    return not isinstance(source, FixedPrice) and not (isinstance(source, PriceFile) and source.known_ahead)


def _own_histories(site: Site, axis: Periods, ports: Ports) -> dict[str, FoundSeries]:
    """Each series beside the energy price that is forecast, as far as it is held."""
    files, folder, found = ports.files, site.folder, {}
    export = None if site.supply is None else site.supply.export
    if isinstance(export, PriceFile) and _is_forecast(export):
        found["export_price"] = files.read(folder / export.file, "price", axis)
    if site.demand.is_forecast:
        found["demand"] = load_file_found(site.demand, "demand", folder, axis, files)
    if site.heat_demand is not None and site.heat_demand.is_forecast:
        found["heat_demand"] = load_file_found(site.heat_demand, "heat", folder, axis, files)
    if site.solar is not None and site.solar.is_forecast:
        found["solar"] = files.read(folder / str(site.solar.file), "generation", axis)
    if site.fuel is not None and (site.chps or site.boilers) and _is_forecast(site.fuel.price):
        found["gas_price"] = _known_after_its_day(gas_price_found(folder, site.fuel, axis, ports), axis)
    return found


def _known_after_its_day(gas_price: FoundSeries, axis: Periods) -> FoundSeries:
    """A gas price, known when its gas day is over and the usual lag has passed."""
    day = axis.gas_day_index
    last_of_day = np.append(np.flatnonzero(np.diff(day)), len(day) - 1)
    return replace(gas_price, known_time=(axis.start_time[last_of_day] + HALF_HOUR + LAG)[day])


def without_forecast_series(site: Site, outlook: Outlook) -> Site:
    """The same site with 0 for what is forecast, so that nothing that came true is read.

    Args:
        site: A site with a supply.
        outlook: Its forecasts.
    """
    supply = site.supply
    if supply is None:
        return site
    changed = {
        "energy": NOTHING if "energy_price" in outlook.forecasts else supply.energy,
        "export": NOTHING if "export_price" in outlook.forecasts else supply.export,
    }
    site = site.with_supply(supply.model_copy(update=changed))
    if "demand" in outlook.forecasts:
        site = site.with_demand(Demand(constant_mw=0.0))
    if "gas_price" in outlook.forecasts and site.fuel is not None:
        site = site.with_fuel(site.fuel.model_copy(update={"price": NOTHING}))
    return site.with_assets(tuple(_without_file(asset, outlook) for asset in site.assets))


def _without_file(asset: Asset, outlook: Outlook) -> Asset:
    if isinstance(asset, HeatDemand) and "heat_demand" in outlook.forecasts:
        return HeatDemand(type="heat_demand", name=asset.name, constant_mw=0.0)
    if isinstance(asset, Solar) and "solar" in outlook.forecasts:
        # Its shape does not matter: the forecast takes its place.
        made_up = {"file": None, "known_ahead": False, "yearly_mwh_per_mw": 900.0, "latitude_deg": 52.0}
        return asset.model_copy(update=made_up)
    return asset
