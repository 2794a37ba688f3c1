"""What the three DUoS lines share: the site's tariff in each charging year of the span."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gbflex.assets.contracts import Tariff
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.errors import InvalidSite, NoRateHeld
from gbflex.gb.rates.duos import DuosTariff, charging_years, duos_tariff, in_charging_year

__all__ = ["has_tariff", "missing_tariff", "site_tariff", "tariff_by_year"]


def has_tariff(setting: Setting) -> bool:
    """Whether the site has a meter on a distribution network."""
    return setting.site.distributor_id is not None


def site_tariff(setting: Setting) -> Tariff:
    """The site file's tariff.

    Raises:
        InvalidSite: It names none.
    """
    if setting.site.tariff is None:
        raise InvalidSite(
            "tariff: a DUoS charge needs a tariff", next_step="Set tariff.duos and tariff.residual_band"
        )
    return setting.site.tariff


def tariff_by_year(setting: Setting) -> Iterator[tuple[DuosTariff, NDArray[np.bool_]]]:
    """The tariff of each charging year, and the half-hours it holds in.

    Raises:
        NoRateHeld: A charging year is not held.
    """
    terms, area = site_tariff(setting), setting.site.distributor_id
    for year in charging_years(setting.periods):
        tariff = duos_tariff(
            licence_area=area or "", tariff=terms.duos, residual_band=terms.residual_band, year=year
        )
        yield tariff, in_charging_year(setting.periods, year)


def missing_tariff(line: str, setting: Setting) -> list[NotPriced]:
    """The charging years that are not held, or the whole span where the site names no tariff."""
    first, last = setting.periods.first_date, setting.periods.last_date
    if setting.site.tariff is None:
        return [NotPriced(line, first, last, "the site file names no DUoS tariff")]
    gaps = []
    for year in charging_years(setting.periods):
        try:
            duos_tariff(
                licence_area=setting.site.distributor_id or "",
                tariff=setting.site.tariff.duos,
                residual_band=setting.site.tariff.residual_band,
                year=year,
            )
        except NoRateHeld as error:
            from_date, to_date = max(first, date(year, 4, 1)), min(last, date(year + 1, 3, 31))
            gaps.append(NotPriced(line, from_date, to_date, str(error)))
    return gaps
