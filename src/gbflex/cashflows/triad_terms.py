"""What the lines share that are measured at triads: a tariff per kW, a third of it in each of three half-hours.

Where the triads of a winter are not published yet, each half-hour counts with its probability: the amount is the
expected one, and estimated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.ledger import worst_quality
from gbflex.cashflows.priced_flow import RatePiece
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.cashflows.winter_triads import WinterTriads
from gbflex.errors import NoRateHeld
from gbflex.gb.rates.duos_tables import charging_year_label
from gbflex.gb.rates.single import Rate
from gbflex.gb.rates.tnuos import TnuosTariff, tnuos_rate, zone_of
from gbflex.gb.rates.triads import TRIADS, winter_of

__all__ = ["missing_at_triads", "triad_pieces", "zonal_rate"]


def zonal_rate(setting: Setting, tariff: TnuosTariff, year: int) -> Rate:
    """A tariff of the site's demand zone in a charging year.

    Args:
        setting: A site on a distribution network.
        tariff: Which.
        year: Calendar year of the charging year's 1 April.

    Raises:
        NoRateHeld: None is held of that year.
    """
    zone = zone_of(setting.site.distributor_id or "")
    return tnuos_rate(tariff, zone, date(year, 4, 1), setting.stand_in)


def triad_pieces(
    winters: Iterable[WinterTriads],
    rate_of: Callable[[int], Rate],
    to_meter: float | NDArray[np.float64],
) -> list[RatePiece]:
    """A tariff per kW on each half-hour that is, or may be, a triad.

    Args:
        winters: The winters.
        rate_of: The tariff of a charging year.
        to_meter: Multiplier from the boundary of the rule to the meter.
    """
    pieces = []
    for winter in winters:
        at = winter.share > 0
        if not at.any():
            continue
        rate = rate_of(winter.year)
        pieces.append(
            RatePiece(
                at=at,
                published=np.array(rate.value),
                published_unit=rate.unit,
                source=f"{rate.label}: {rate.source}; triads from {winter.source}",
                quality=worst_quality([rate.quality, winter.quality]),
                to_meter=to_meter * winter.share / TRIADS,
            )
        )
    return pieces


def missing_at_triads(
    line: str, setting: Setting, winters: Iterable[WinterTriads], rate_of: Callable[[int], Rate]
) -> list[NotPriced]:
    """The winters without a tariff, or of which the site file gives too few triads for a tariff that is not 0.

    Args:
        line: The line.
        setting: The site on its time axis.
        winters: The winters.
        rate_of: The tariff of a charging year.
    """
    first, last = setting.periods.first_date, setting.periods.last_date
    gaps = []
    for winter in winters:
        begins, ends = winter_of(winter.year)
        start, end = max(first, begins), min(last, ends)
        if start > end:
            continue
        try:
            rate = rate_of(winter.year)
        except NoRateHeld as error:
            gaps.append(NotPriced(line, start, end, str(error)))
            continue
        if rate.value > 0 and winter.count != TRIADS:
            gaps.append(NotPriced(line, start, end, _why(rate, winter)))
    return gaps


def _why(rate: Rate, winter: WinterTriads) -> str:
    return (
        f"{rate.label} is {rate.value:g} {rate.unit}, and the three triads are needed of "
        f"{charging_year_label(winter.year)}: {winter.source} gives {winter.count}; give all in triads, from NESO"
    )
