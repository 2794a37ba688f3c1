"""What does the network charge this site, in which hours, and what does that come to in a year?

Rates and hours are those of one date. The load's whole days are sorted into the bands by the clock of that
charging year, whatever dates they are of, and counted up to a year in proportion to their number.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.tariff import TariffAnswer, TariffRow
from gbflex.analysis.ports import Ports
from gbflex.analysis.site.band_hours import band_hours
from gbflex.analysis.site.year_of_load import LoadOfYear, year_of_load
from gbflex.assets.site import Site
from gbflex.assets.site_warnings import site_warnings
from gbflex.assets.supply import Tariff
from gbflex.cashflows.duos_terms import export_tariffs, import_tariff, in_super_red
from gbflex.cashflows.included import included_charges
from gbflex.cashflows.shape import Setting
from gbflex.errors import InputError
from gbflex.gb.licence_areas import licence_area
from gbflex.gb.rates.duos_bands import bands_of_year
from gbflex.gb.rates.duos_tables import BANDS, DuosTariff, charging_year_label, charging_year_start
from gbflex.gb.rates.residual_bands import suggested_residual_band, voltage_of
from gbflex.gb.rates.tnuos import residual_key, tnuos_rate
from gbflex.periods import Periods
from gbflex.units import DAYS_PER_YEAR, ledger_rate, ledger_unit

__all__ = ["site_tariff"]

SUPER_RED: Final = "super_red"


class _Asked(NamedTuple):
    """A site's tariff on a date."""

    site: Site
    terms: Tariff
    on: date
    ports: Ports

    @property
    def year(self) -> int:
        """Calendar year of the charging year's 1 April."""
        return charging_year_start(self.on)

    @property
    def area(self) -> str:
        """Distributor id."""
        return self.site.distributor_id or ""

    def setting(self, periods: Periods) -> Setting:
        """The site on a time axis, with nothing but its tariff to look at."""
        return Setting(site=self.site, periods=periods, series={}, duos=self.ports.duos, triads=())


def site_tariff(site: Site, on: date, ports: Ports) -> TariffAnswer:
    """Rates, hours and standing charges of a site's network tariff, and what each comes to in a year.

    Args:
        site: The site.
        on: Date for which rates and hours are wanted.
        ports: Where files and DUoS rates come from.

    Raises:
        InputError: The site file names no tariff.
        NoRateHeld: The charging year is not held.
    """
    if site.tariff is None:
        raise InputError(
            "the site file names no network tariff",
            where="tariff",
            next_step="Set tariff and mpan or licence_area; gbflex init writes both from an MPAN",
        )
    asked = _Asked(site, site.tariff, on, ports)
    tariff = import_tariff(asked.setting(Periods.between(on, on)), asked.terms, asked.year)
    load = year_of_load(site, asked.year, ports)
    rates = [
        *_unit_rates(asked, tariff, load),
        *_standing(asked, tariff),
        *_residual(asked, tariff),
        *_export(asked),
    ]
    total = sum(row["gbp_per_year"] or 0.0 for row in rates)
    return {
        "site": site.name,
        "on": on.isoformat(),
        "charging_year": charging_year_label(asked.year),
        "licence_area": asked.area,
        "area_name": licence_area(asked.area).name,
        "tariff": tariff.published_name,
        "residual_band": tariff.residual_band or None,
        "residual_band_suggested": _suggested(asked, tariff),
        "agreed_capacity_kva": asked.terms.agreed_capacity_kva,
        "hours": list(band_hours(site, ports.duos, asked.year)),
        "rates": rates,
        "load_from": None if load is None else load.periods.first_date.isoformat(),
        "load_to": None if load is None else load.periods.last_date.isoformat(),
        "load_days": 0 if load is None else load.days,
        "load_mwh": None if load is None else float(load.energy_mwh.sum()),
        "total_gbp_per_year": None if load is None else total,
        "warnings": [*_warnings(asked, load), *site_warnings(site, on, ports.line_losses)],
    }


def _suggested(asked: _Asked, tariff: DuosTariff) -> str | None:
    capacity_kva = asked.terms.agreed_capacity_kva
    if capacity_kva is None or not tariff.residual_band.isdigit():
        return None
    found = suggested_residual_band(
        voltage=voltage_of(tariff.tariff), agreed_capacity_kva=capacity_kva, on=asked.on
    )
    return None if found is None else found.residual_band


def _row(
    name: tuple[str, str], rate: tuple[float, str], quantity: float | None, quality: str, source: str
) -> TariffRow:
    (line, band), (published, published_unit) = name, rate
    gbp = None if quantity is None else -quantity * ledger_rate(published, published_unit) + 0.0
    return {
        "line": line,
        "band": band,
        "published_rate": published,
        "published_unit": published_unit,
        "quantity_per_year": quantity,
        "unit": ledger_unit(published_unit).quantity_unit,
        "gbp_per_year": gbp,
        "quality": quality,
        "source": source,
    }


def _unit_rates(asked: _Asked, tariff: DuosTariff, load: LoadOfYear | None) -> Iterator[TariffRow]:
    for band, rate in tariff.unit_rates_p_per_kwh.items():
        mwh = None
        if load is not None:
            at = _in_band(asked, band, load.periods) & load.counted
            mwh = float(load.energy_mwh[at].sum()) * DAYS_PER_YEAR / load.days
        yield _row(("duos_unit", band), (rate, "p/kWh"), mwh, tariff.quality, tariff.short_source)


def _in_band(asked: _Asked, band: str, periods: Periods) -> NDArray[np.bool_]:
    if band == SUPER_RED:
        return in_super_red(asked.setting(periods))
    at = bands_of_year(asked.ports.duos, asked.area, asked.year, periods)
    in_band: NDArray[np.bool_] = at == [str(name) for name in BANDS].index(band)
    return in_band


def _standing(asked: _Asked, tariff: DuosTariff) -> Iterator[TariffRow]:
    """What is charged by the day; a charge that the tariff does not have is left out."""
    kva = asked.terms.agreed_capacity_kva
    kva_days = None if kva is None else kva * DAYS_PER_YEAR
    quality, source = tariff.quality, tariff.short_source
    fixed = (tariff.fixed_p_per_mpan_day, "p/MPAN/day")
    yield _row(("duos_fixed", ""), fixed, float(DAYS_PER_YEAR), quality, source)
    capacity = (tariff.capacity_p_per_kva_day, "p/kVA/day")
    if capacity[0]:
        yield _row(("duos_capacity", ""), capacity, kva_days, quality, source)
    exceeded = (tariff.exceeded_capacity_p_per_kva_day, "p/kVA/day")
    if exceeded[0]:
        yield _row(("duos_exceeded_capacity", ""), exceeded, None, quality, source)
    reactive = (tariff.reactive_p_per_kvarh, "p/kVArh")
    if reactive[0]:
        yield _row(("duos_reactive", ""), reactive, None, quality, source)


def _residual(asked: _Asked, tariff: DuosTariff) -> Iterator[TariffRow]:
    key = residual_key(tariff.tariff, tariff.residual_band)
    if key is None:
        return
    rate = tnuos_rate("demand_residual", key, asked.on)
    source = f"{rate.label}: {rate.source}"
    yield _row(("tnuos_residual", ""), (rate.value, rate.unit), float(DAYS_PER_YEAR), rate.quality, source)


def _export(asked: _Asked) -> Iterator[TariffRow]:
    """Credits of the export meter, whose energy depends on the plan."""
    for tariff, _ in export_tariffs(asked.setting(Periods.between(asked.on, asked.on))):
        for band, rate in tariff.unit_rates_p_per_kwh.items():
            name = ("duos_export_credit", band)
            yield _row(name, (rate, "p/kWh"), None, tariff.quality, tariff.short_source)


def _warnings(asked: _Asked, load: LoadOfYear | None) -> Iterator[str]:
    if load is None:
        yield "the site file gives no load: what the unit rates come to in a year is not known"
    elif load.days < DAYS_PER_YEAR:
        yield (
            f"the load counted has {load.days} days; a year is {DAYS_PER_YEAR}/{load.days} of it, whatever its "
            "season"
        )
    if load is not None and load.quality != "actual":
        yield f"the load is {load.quality}: {load.source}"
    included = set(included_charges(asked.site)) & {"duos_unit", "duos_fixed", "duos_capacity", "tnuos_residual"}
    if included:
        names = ", ".join(sorted(included))
        yield f"the supply contract includes {names}: they are paid in its rates, not beside them"
    if asked.terms.agreed_capacity_kva is None:
        yield "tariff.agreed_capacity_kva is not given: a charge for it is not counted"
