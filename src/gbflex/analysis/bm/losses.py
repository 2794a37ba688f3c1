"""The transmission loss multiplier of each unit and date, as Elexon's published cash flows imply it.

Nobody publishes a unit's multiplier by date; published over computed cash shows it, by the rule of `implied`.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final, NamedTuple

import numpy as np

from gbflex.analysis.bm.implied import implied_by_season
from gbflex.analysis.bm.ledger import BmLedger, joined, unit_ledger
from gbflex.analysis.bm.multiplier import not_known
from gbflex.analysis.bm.spans import half_hours, months_of
from gbflex.analysis.ports import BmData
from gbflex.periods import Periods

__all__ = ["IMPLIED", "LossMultiplier", "implied_losses"]

IMPLIED: Final = "implied by elexon.ebocf: the unit's published cash over ours, the median of its season"


class LossMultiplier(NamedTuple):
    """A unit's multiplier on a date."""

    bm_unit: str
    settlement_date: date
    multiplier: float


def implied_losses(units: BmData, periods: Periods) -> list[LossMultiplier]:
    """The multipliers that published cash implies, by unit and date; none where none can be seen.

    Args:
        units: What is held of units.
        periods: The time axis.
    """
    parts: dict[str, list[BmLedger]] = defaultdict(list)
    for begin, end in months_of(periods.first_date, periods.last_date):
        span = half_hours(Periods.between(begin, end))
        for unit, data in units.units_data(begin, end, units.units_held(begin, end, ())):
            parts[unit].append(unit_ledger(data, *span, not_known(span[1] - span[0] + 1)))
    return [
        LossMultiplier(unit, day, multiplier)
        for unit, ledgers in parts.items()
        for day, multiplier in zip(periods.dates.tolist(), _by_date(joined(ledgers), periods), strict=True)
        if not np.isnan(multiplier)
    ]


def _by_date(ledger: BmLedger, periods: Periods) -> list[float]:
    """A unit's multiplier on each date of a span; NaN where none shows."""
    first, _ = half_hours(periods)
    dates = periods.settlement_date[ledger.half_hour - first]
    # A row without cash asks for a date's multiplier and says nothing of it.
    asked = np.zeros(len(periods.dates))
    computed = np.concatenate([ledger.offer_gbp, ledger.bid_gbp, asked])
    published = np.concatenate([ledger.published_offer_gbp, ledger.published_bid_gbp, asked])
    nowhere = np.full(len(asked), -1)
    found = implied_by_season(
        computed,
        published,
        np.concatenate([dates, dates, periods.dates]),
        np.concatenate([ledger.half_hour, ledger.half_hour, nowhere]),
    )
    return [float(multiplier) for multiplier in found[-len(asked) :]]
