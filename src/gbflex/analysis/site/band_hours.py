"""When each band of a network tariff holds, by the clock in London."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gbflex.analysis.answers.tariff import BandHoursRow
from gbflex.assets.site import Site
from gbflex.assets.supply import SuperRed
from gbflex.gb.rates.duos_rates import DuosRates

__all__ = ["band_hours"]

EVERY_MONTH: Final = "every month"


def band_hours(site: Site, rates: DuosRates, year: int) -> Iterator[BandHoursRow]:
    """The ranges of the London clock in which each band of a site's tariff holds, in order.

    Args:
        site: A site with a tariff.
        rates: The rates that are held.
        year: Calendar year of the charging year's 1 April.

    Raises:
        NoRateHeld: The bands of the year are not held.
    """
    own = None if site.tariff is None else site.tariff.site_specific
    if own is not None:
        yield _super_red_hours(own.super_red)
        return
    bands = sorted(
        rates.time_bands_of(site.distributor_id or "", year),
        key=lambda band: (band.day_type, band.start_minute),
    )
    for band in bands:
        yield {
            "days": band.day_type,
            "months": EVERY_MONTH,
            "start_local": _clock(band.start_minute),
            "end_local": _clock(band.end_minute),
            "band": band.band,
        }


def _super_red_hours(window: SuperRed) -> BandHoursRow:
    return {
        "days": "weekday",
        "months": ", ".join(map(str, window.months)),
        "start_local": window.start_local,
        "end_local": window.end_local,
        "band": "super_red",
    }


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
