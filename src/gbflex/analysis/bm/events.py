"""High-price spans: where they are, and what units did in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm import EventAnswer, EventRow, EventsAnswer, UnitRow
from gbflex.analysis.bm.choice import chosen_units, not_held
from gbflex.analysis.bm.missing import Lack, absent_lacks, fetch_step, missing_rows, price_lacks, unit_lacks
from gbflex.analysis.bm.multiplier import checked_tlm
from gbflex.analysis.bm.summaries import market_prices, mean_of, span_lacks, summaries
from gbflex.analysis.ports import BmPorts, MarketData
from gbflex.errors import MissingPeriods
from gbflex.periods import Periods

__all__ = ["event", "events"]

SYSTEM_PRICES: Final = "elexon.system_prices"


def event(periods: Periods, ports: BmPorts, *, units: Sequence[str] | None, tlm: float | None) -> EventAnswer:
    """A span, its prices, and what each unit did in it.

    Args:
        periods: The span.
        ports: Where data and prices come from.
        units: Only these, by either id; null means all with acceptances or published cash flows.
        tlm: Transmission loss multiplier for all of them; null: read, implied or worked out, else none.

    Raises:
        InputError: An empty choice, or a multiplier that cannot be one.
        MissingPeriods: No price of the span is held.
    """
    checked_tlm(tlm)
    names = chosen_units(units, ports.units, batteries=False)
    prices = market_prices(periods, ports.market_data)
    system = prices.system_gbp_per_mwh
    _refuse_without_prices(system, periods)
    highest = int(np.nanargmax(system))
    rows: list[UnitRow] = []
    lacks: list[Lack] = []
    for one in summaries(names, periods, ports, tlm=tlm):
        rows.append(one.figures)
        lacks += unit_lacks("bm event", one.figures["bm_unit"], one.half_hours)
    found = [row["bm_unit"] for row in rows]
    absent = not_held(units, found, ports.units)
    lacks += [*absent_lacks(absent or ([] if rows else [""]), periods), *span_lacks(found, periods, ports)]
    return {
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "half_hours": len(periods),
        "half_hours_priced": int(np.isfinite(system).sum()),
        "mean_system_price_gbp_per_mwh": float(np.nanmean(system)),
        "half_hours_indexed": int(np.isfinite(prices.index_gbp_per_mwh).sum()),
        "mean_market_index_gbp_per_mwh": mean_of(prices.index_gbp_per_mwh),
        "highest_system_price_gbp_per_mwh": float(system[highest]),
        "highest_at": periods.describe(np.array([highest])),
        "rows": sorted(rows, key=lambda row: -(row["discharged_mwh"] or 0.0)),
        "not_held": absent,
        "missing": missing_rows(lacks, periods),
    }


def events(periods: Periods, market_data: MarketData, *, above_gbp_per_mwh: float) -> EventsAnswer:
    """Spans of days whose mean system price is high.

    Args:
        periods: Where to look.
        market_data: Where prices come from.
        above_gbp_per_mwh: Least mean price of a day that counts [GBP/MWh].

    Raises:
        MissingPeriods: No price of the span is held.
    """
    system = market_data.price("system_price", periods).values
    _refuse_without_prices(system, periods)
    count = np.bincount(periods.day_index, weights=~np.isnan(system))
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
        "missing": missing_rows(price_lacks(periods, {SYSTEM_PRICES: system}), periods),
    }


def _refuse_without_prices(system_gbp_per_mwh: NDArray[np.float64], periods: Periods) -> None:
    if not np.isfinite(system_gbp_per_mwh).any():
        raise MissingPeriods(
            "no system price is held",
            where=f"{periods.first_date} to {periods.last_date}",
            next_step=fetch_step((SYSTEM_PRICES,), periods),
        )


def _span_of(periods: Periods, system: NDArray[np.float64], start: int, end: int) -> EventRow:
    inside = system[(periods.day_index >= start) & (periods.day_index <= end)]
    return {
        "from": str(periods.dates[start]),
        "to": str(periods.dates[end]),
        "days": end - start + 1,
        "half_hours": len(inside),
        "half_hours_priced": int(np.isfinite(inside).sum()),
        "mean_system_price_gbp_per_mwh": float(np.nanmean(inside)),
        "highest_system_price_gbp_per_mwh": float(np.nanmax(inside)),
    }
