"""High-price spans: where they are, and what units did in one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm import EventAnswer, EventRow, EventsAnswer
from gbflex.api.bm.ledger import half_hours
from gbflex.api.bm.summaries import market_prices, mean_of, summaries
from gbflex.errors import MissingPeriods
from gbflex.periods import Periods

__all__ = ["bm_event", "bm_events"]


def bm_event(
    first_date: str | date, last_date: str | date, *, units: Sequence[str] = (), tlm: float | None = None
) -> EventAnswer:
    """A span, its prices, and what each unit did in it; keys as `gbflex bm event --json`.

    Args:
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        units: Only these, by either id; none means all with acceptances or published cash flows.
        tlm: Transmission loss multiplier for all of them; null: not known, and said so.

    Raises:
        MissingPeriods: No price of the span is held.
    """
    periods, _, _ = half_hours(first_date, last_date)
    prices = market_prices(periods)
    known = np.isfinite(prices.system_gbp_per_mwh)
    if not known.any():
        raise MissingPeriods("no system price is held", where=f"{first_date} to {last_date}")
    highest = int(np.nanargmax(prices.system_gbp_per_mwh))
    rows = [summary for summary, *_ in summaries(list(units), first_date, last_date, tlm, None)]
    return {
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "half_hours": len(periods),
        "half_hours_priced": int(known.sum()),
        "mean_system_price_gbp_per_mwh": float(np.nanmean(prices.system_gbp_per_mwh)),
        "mean_market_index_gbp_per_mwh": mean_of(prices.index_gbp_per_mwh),
        "highest_system_price_gbp_per_mwh": float(prices.system_gbp_per_mwh[highest]),
        "highest_at": periods.describe(np.array([highest])),
        "rows": sorted(rows, key=lambda row: -row["discharged_mwh"]),
    }


def bm_events(first_date: str | date, last_date: str | date, *, above_gbp_per_mwh: float) -> EventsAnswer:
    """Spans of days whose mean system price is high; keys as `gbflex bm events --json`.

    Args:
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        above_gbp_per_mwh: Least mean price of a day that counts [GBP/MWh].

    Raises:
        MissingPeriods: No price of the span is held.
    """
    periods, _, _ = half_hours(first_date, last_date)
    system = market_prices(periods).system_gbp_per_mwh
    known = ~np.isnan(system)
    if not known.any():
        raise MissingPeriods("no system price is held", where=f"{first_date} to {last_date}")
    count = np.bincount(periods.day_index, weights=known)
    total = np.bincount(periods.day_index, weights=np.nan_to_num(system))
    high = np.divide(total, count, out=np.full(len(count), -np.inf), where=count > 0) >= above_gbp_per_mwh
    starts = np.flatnonzero(high & ~np.append(False, high[:-1]))
    ends = np.flatnonzero(high & ~np.append(high[1:], False))
    return {
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "above_gbp_per_mwh": above_gbp_per_mwh,
        "events": [
            _span_of(periods, system, int(start), int(end)) for start, end in zip(starts, ends, strict=True)
        ],
    }


def _span_of(periods: Periods, system: NDArray[np.float64], start: int, end: int) -> EventRow:
    inside = system[(periods.day_index >= start) & (periods.day_index <= end)]
    return {
        "from": str(periods.dates[start]),
        "to": str(periods.dates[end]),
        "days": end - start + 1,
        "mean_system_price_gbp_per_mwh": float(np.nanmean(inside)),
        "highest_system_price_gbp_per_mwh": float(np.nanmax(inside)),
    }
