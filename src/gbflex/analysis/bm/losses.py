"""The transmission loss multiplier of each unit and date, as Elexon's published cash flows imply it.

TLM = 1 + TLF + ETLMO, and both hold for a BSC season, which begins in March, June, September and December (market
reference 3.1 and section 15). Nobody publishes a unit's multiplier by date; published over computed cash shows it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Final, NamedTuple

import numpy as np

from gbflex.analysis.bm.ledger import unit_ledger
from gbflex.analysis.bm.spans import half_hours, months_of
from gbflex.analysis.ports import BmData
from gbflex.periods import Periods

__all__ = ["IMPLIED", "LossMultiplier", "implied_losses"]

IMPLIED: Final = "implied by elexon.ebocf: the unit's published cash over ours, the median of its season"
LOWEST: Final = 0.9
HIGHEST: Final = 1.1
"""What lies outside is no multiplier of losses: the cash differs for another reason."""
MONTHS_PER_SEASON: Final = 3


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
    seen: dict[tuple[str, int], list[float]] = defaultdict(list)
    traded: list[tuple[str, date, date]] = []
    for begin, end in months_of(periods.first_date, periods.last_date):
        span = half_hours(Periods.between(begin, end))
        for unit, data in units.units_data(begin, end, units.units_held(begin, end, ())):
            traded.append((unit, begin, end))
            multiplier = unit_ledger(data, *span, None).implied_multiplier
            if LOWEST <= multiplier <= HIGHEST:
                seen[unit, _season(begin)].append(multiplier)
    return [
        LossMultiplier(unit, begin + timedelta(days=day), float(np.median(seen[unit, _season(begin)])))
        for unit, begin, end in traded
        if (unit, _season(begin)) in seen
        for day in range((end - begin).days + 1)
    ]


def _season(day: date) -> int:
    """BSC seasons since year 0; one begins in December."""
    return (day.year * 12 + day.month) // MONTHS_PER_SEASON
