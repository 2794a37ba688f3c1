"""What it costs to bring a store back to where its notification would have left it.

Energy out of the store is what is discharged over the root of the round trip, energy into it what is charged times
the root. An accepted offer in a half-hour that discharges takes energy out, which has to be bought again with
losses; in one that charges it only avoids import. An accepted bid is the same the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm import RechargePart
from gbflex.analysis.bm.half_hourly import UnitHalfHours

__all__ = ["MarketPrices", "recharge"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ASSUMED_ROUND_TRIP_EFFICIENCY: Final = 0.85
SMALLEST_CASH_GBP: Final = 0.005


@dataclass(frozen=True, eq=False)
class MarketPrices:
    """Prices of a span on its half-hours; NaN where none is held.

    Attributes:
        system_gbp_per_mwh: System price.
        index_gbp_per_mwh: Market index.
    """

    system_gbp_per_mwh: Floats
    index_gbp_per_mwh: Floats


def recharge(
    unit: UnitHalfHours, gbp: float | None, prices: MarketPrices, day_index: NDArray[np.int64]
) -> RechargePart:
    """What recharging costs where volumes are known, at the mean price of the days that have any.

    Args:
        unit: The unit.
        gbp: Its gross cash; null where not priced.
        prices: Prices of the span.
        day_index: Which day each half-hour is in.
    """
    rows = unit.has_volumes
    if not rows.any():
        return _nothing("not known: no half-hour has both a notification and acceptances")
    days = np.isin(day_index, day_index[rows])
    index, system = prices.index_gbp_per_mwh[days], prices.system_gbp_per_mwh[days]
    price = np.where(np.isnan(index), system, index)
    if np.isnan(price).all():
        return _nothing("not known: no market price is held")
    mean, by_index = float(np.nanmean(price)), int((~np.isnan(index)).sum())
    notified = unit.notified_mwh[rows]
    bought = _bought_mwh(notified + unit.accepted_mwh[rows]) - _bought_mwh(notified)
    apart = int((~rows & (np.abs(unit.gbp) > SMALLEST_CASH_GBP)).sum())
    # What was accepted without a notification is in neither: its half-hour is not held.
    whole = gbp is not None and not apart and not unit.not_priced_mwh.any()
    by_system = int((~np.isnan(price)).sum()) - by_index
    return {
        "recharge_cost_gbp": bought * mean,
        "cash_less_recharge_gbp": gbp - bought * mean if whole and gbp is not None else None,
        "recharge_mwh": bought,
        "recharge_price_gbp_per_mwh": mean,
        "recharge_note": f"estimated: {_said(bought)} at {mean:,.2f} GBP/MWh, the mean of "
        f"{by_index + by_system:,} half-hours ({by_index:,} at the market index, "
        f"{by_system:,} at the system price); "
        f"{ASSUMED_ROUND_TRIP_EFFICIENCY:.0%} efficiency assumed"
        + (f"; {apart:,} half-hours with cash have no known volumes and are not in it" if apart else ""),
    }


def _bought_mwh(mwh: Floats) -> float:
    """Import that brings back what a path of the battery takes out of the store [MWh]; negative where it puts in.

    Out of the store goes discharge over the root of the efficiency, into it charge times the root; what is brought
    back is over the root again: discharge costs 1 / efficiency, charge gives 1.
    """
    return float(np.where(mwh > 0, mwh / ASSUMED_ROUND_TRIP_EFFICIENCY, mwh).sum())


def _said(bought_mwh: float) -> str:
    more = "more" if bought_mwh >= 0 else "less"
    return f"{abs(bought_mwh):,.1f} MWh {more} to import than notified"


def _nothing(why: str) -> RechargePart:
    return {
        "recharge_cost_gbp": None,
        "cash_less_recharge_gbp": None,
        "recharge_mwh": None,
        "recharge_price_gbp_per_mwh": None,
        "recharge_note": why,
    }
