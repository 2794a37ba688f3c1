"""What the DUoS lines share: the site's tariffs in each charging year of the span."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gbflex.assets.contracts import ExportTariff, Tariff
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.errors import InvalidSite, NoRateHeld
from gbflex.gb.rates.duos import duos_tariff, tariff_of_class
from gbflex.gb.rates.duos_bands import in_charging_year
from gbflex.gb.rates.duos_tables import DuosTariff, charging_years

__all__ = ["export_tariffs", "has_tariff", "import_tariffs", "missing_export_tariff", "missing_tariff"]

TariffInYear = tuple[DuosTariff, NDArray[np.bool_]]


def has_tariff(setting: Setting) -> bool:
    """Whether the site has a meter on a distribution network."""
    return setting.site.distributor_id is not None


def _tariff(setting: Setting, terms: Tariff | ExportTariff, year: int) -> DuosTariff:
    area = setting.site.distributor_id or ""
    if terms.line_loss_factor_class is not None:
        found = tariff_of_class(licence_area=area, line_loss_factor_class=terms.line_loss_factor_class, year=year)
    else:
        band = terms.residual_band if isinstance(terms, Tariff) else ""
        found = duos_tariff(licence_area=area, tariff=terms.duos or "", residual_band=band, year=year)
    if found.is_for_export != isinstance(terms, ExportTariff):
        used = "export" if found.is_for_export else "import"
        raise InvalidSite(f"tariff: {found.published_name} is for {used}", next_step="tariff and export_tariff")
    return found


def _by_year(setting: Setting, terms: Tariff | ExportTariff) -> Iterator[TariffInYear]:
    for year in charging_years(setting.periods):
        yield _tariff(setting, terms, year), in_charging_year(setting.periods, year)


def import_tariffs(setting: Setting) -> list[TariffInYear]:
    """The import tariff of each charging year, and the half-hours it holds in; none where the site names none.

    Raises:
        NoRateHeld: A charging year is not held.
    """
    return [] if setting.site.tariff is None else list(_by_year(setting, setting.site.tariff))


def export_tariffs(setting: Setting) -> list[TariffInYear]:
    """As `import_tariffs`, of the generation tariff."""
    return [] if setting.site.export_tariff is None else list(_by_year(setting, setting.site.export_tariff))


def missing_tariff(line: str, setting: Setting) -> list[NotPriced]:
    """The charging years that are not held, or the whole span where the site names no tariff."""
    if setting.site.tariff is None:
        span = setting.periods.first_date, setting.periods.last_date
        return [NotPriced(line, *span, "the site file names no DUoS tariff")]
    return _gaps(line, setting, setting.site.tariff)


def missing_export_tariff(line: str, setting: Setting) -> list[NotPriced]:
    """The charging years whose generation tariff is not held."""
    return [] if setting.site.export_tariff is None else _gaps(line, setting, setting.site.export_tariff)


def _gaps(line: str, setting: Setting, terms: Tariff | ExportTariff) -> list[NotPriced]:
    first, last = setting.periods.first_date, setting.periods.last_date
    gaps = []
    for year in charging_years(setting.periods):
        try:
            _tariff(setting, terms, year)
        except NoRateHeld as error:
            from_date, to_date = max(first, date(year, 4, 1)), min(last, date(year + 1, 3, 31))
            gaps.append(NotPriced(line, from_date, to_date, str(error)))
    return gaps
