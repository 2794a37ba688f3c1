"""What the DUoS lines share: the site's tariffs in each charging year of the span."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gbflex.assets.supply import ExportTariff, SiteSpecific, Tariff
from gbflex.cashflows.priced_flow import RatePiece
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.errors import InvalidSite, NoRateHeld
from gbflex.gb.rates.duos import duos_tariff, tariff_of_class
from gbflex.gb.rates.duos_bands import duos_bands, in_charging_year
from gbflex.gb.rates.duos_tables import BANDS, Band, DuosTariff, charging_years
from gbflex.periods import SATURDAY

__all__ = [
    "TariffInYear",
    "dates_in_year",
    "export_tariffs",
    "has_tariff",
    "held_tariffs",
    "import_tariff",
    "import_tariffs",
    "in_super_red",
    "missing_export_tariff",
    "missing_tariff",
    "unit_pieces",
]

TariffInYear = tuple[DuosTariff, NDArray[np.bool_]]


def has_tariff(setting: Setting) -> bool:
    """Whether the site has a meter on a distribution network."""
    return setting.site.distributor_id is not None


def _tariff(setting: Setting, terms: Tariff | ExportTariff, year: int) -> DuosTariff:
    area = setting.site.distributor_id or ""
    if isinstance(terms, Tariff) and terms.site_specific is not None:
        return _site_specific(setting, terms.site_specific, terms.residual_band, year)
    if terms.line_loss_factor_class is not None:
        named = terms.line_loss_factor_class
        found = tariff_of_class(setting.duos, licence_area=area, line_loss_factor_class=named, year=year)
    else:
        band = terms.residual_band if isinstance(terms, Tariff) else ""
        name = terms.duos or ""
        found = duos_tariff(setting.duos, licence_area=area, tariff=name, residual_band=band, year=year)
    if found.is_for_export != isinstance(terms, ExportTariff):
        used = "export" if found.is_for_export else "import"
        raise InvalidSite(f"tariff: {found.published_name} is for {used}", next_step="tariff and export_tariff")
    return found


def _site_specific(setting: Setting, own: SiteSpecific, residual_band: str, year: int) -> DuosTariff:
    first, last = dates_in_year(setting, year)
    if first < own.valid_from or last >= own.valid_to:
        raise NoRateHeld(
            "the site file's own DUoS figures do not cover the span",
            where="tariff.site_specific",
            available=f"{own.valid_from} to {own.valid_to - timedelta(days=1)}",
        )
    return DuosTariff(
        charging_year_start=year,
        licence_area=setting.site.distributor_id or "",
        tariff="EHV Site Specific",
        residual_band=residual_band,
        published_name="EHV site-specific",
        unit_rates_p_per_kwh={"super_red": own.super_red_p_per_kwh},
        fixed_p_per_mpan_day=own.fixed_p_per_day,
        capacity_p_per_kva_day=own.capacity_p_per_kva_day,
        exceeded_capacity_p_per_kva_day=own.exceeded_capacity_p_per_kva_day,
        reactive_p_per_kvarh=0.0,
        line_loss_factor_classes=(),
        source=f"site file, tariff.site_specific: {own.source}",
        quality="actual",
    )


def unit_pieces(setting: Setting, tariffs: Iterable[TariffInYear], to_meter: float = 1.0) -> list[RatePiece]:
    """The unit rates of some tariffs, a piece per charging year and time band.

    Args:
        setting: Site and time axis.
        tariffs: As `import_tariffs` or `export_tariffs` gives them.
        to_meter: -1 for a credit published as a negative charge.
    """
    return [
        RatePiece(
            at=in_year & _in_band(setting, band),
            published=np.array(rate),
            published_unit="p/kWh",
            source=tariff.short_source,
            quality=tariff.quality,
            to_meter=to_meter,
            band=band,
        )
        for tariff, in_year in tariffs
        for band, rate in tariff.unit_rates_p_per_kwh.items()
    ]


def _in_band(setting: Setting, band: str) -> NDArray[np.bool_]:
    if band == "super_red":
        return in_super_red(setting)
    held = duos_bands(setting.duos, setting.site.distributor_id or "", setting.periods)
    at: NDArray[np.bool_] = held == BANDS.index(cast("Band", band))
    return at


def in_super_red(setting: Setting) -> NDArray[np.bool_]:
    """Half-hours of the super-red band of an extra-high-voltage site's own tariff, shape (n,)."""
    assert setting.site.tariff is not None  # noqa: S101 (only a site-specific tariff has the band)
    assert setting.site.tariff.site_specific is not None  # noqa: S101 (as above)
    window, periods = setting.site.tariff.site_specific.super_red, setting.periods
    start, end = (60 * int(clock[:2]) + int(clock[3:]) for clock in (window.start_local, window.end_local))
    in_season = np.isin(periods.month, window.months) & (periods.weekday < SATURDAY)
    at: NDArray[np.bool_] = in_season & periods.in_clock_window(start, end)
    return at


def _by_year(setting: Setting, terms: Tariff | ExportTariff) -> Iterator[TariffInYear]:
    for year in charging_years(setting.periods):
        yield _tariff(setting, terms, year), in_charging_year(setting.periods, year)


def import_tariffs(setting: Setting) -> list[TariffInYear]:
    """The import tariff of each charging year, and the half-hours it holds in; none where the site names none.

    Raises:
        NoRateHeld: A charging year is not held.
    """
    return [] if setting.site.tariff is None else list(_by_year(setting, setting.site.tariff))


def import_tariff(setting: Setting, terms: Tariff, year: int) -> DuosTariff:
    """The import tariff of a charging year.

    Raises:
        NoRateHeld: The charging year is not held.
    """
    return _tariff(setting, terms, year)


def export_tariffs(setting: Setting) -> list[TariffInYear]:
    """As `import_tariffs`, of the generation tariff."""
    return [] if setting.site.export_tariff is None else list(_by_year(setting, setting.site.export_tariff))


def held_tariffs(setting: Setting) -> list[DuosTariff]:
    """The import and export tariffs of the years that are held; for a list of documents, not for a price."""
    named = [terms for terms in (setting.site.tariff, setting.site.export_tariff) if terms is not None]
    found = []
    for terms, year in itertools.product(named, charging_years(setting.periods)):
        with contextlib.suppress(NoRateHeld):
            found.append(_tariff(setting, terms, year))
    return found


def missing_tariff(line: str, setting: Setting) -> list[NotPriced]:
    """The charging years that are not held, or the whole span where the site names no tariff."""
    if setting.site.tariff is None:
        span = setting.periods.first_date, setting.periods.last_date
        return [NotPriced(line, *span, "the site file names no DUoS tariff")]
    return _gaps(line, setting, setting.site.tariff)


def missing_export_tariff(line: str, setting: Setting) -> list[NotPriced]:
    """The charging years whose generation tariff is not held."""
    return [] if setting.site.export_tariff is None else _gaps(line, setting, setting.site.export_tariff)


def dates_in_year(setting: Setting, year: int) -> tuple[date, date]:
    """First and last date of the span in a charging year that it touches."""
    first, last = setting.periods.first_date, setting.periods.last_date
    return max(first, date(year, 4, 1)), min(last, date(year + 1, 3, 31))


def _gaps(line: str, setting: Setting, terms: Tariff | ExportTariff) -> list[NotPriced]:
    gaps = []
    for year in charging_years(setting.periods):
        try:
            _tariff(setting, terms, year)
        except NoRateHeld as error:
            gaps.append(NotPriced(line, *dates_in_year(setting, year), str(error)))
    return gaps
