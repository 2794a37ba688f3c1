"""A unit's span in a few figures: accepted energy and cash by direction, prices, cycles, the cost of recharging.

Cash is gross and after the transmission loss multiplier; prices are before it, as they were submitted. Figures per
day and per year are over what is held.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm import PremiumPart, PricePart, UnitFigures, UsePart
from gbflex.analysis.bm.half_hourly import Side, UnitHalfHours
from gbflex.analysis.bm.recharge import MarketPrices, recharge
from gbflex.analysis.bm.totals import cash_basis, cash_part, gross_of, tlm_applied, tlm_source
from gbflex.analysis.bm.unit_flags import doubts, left_out
from gbflex.periods import Periods
from gbflex.units import DAYS_PER_YEAR

__all__ = ["UnitFacts", "days_of", "unit_summary"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class UnitFacts:
    """What is known of a unit beside its half-hours.

    Attributes:
        bm_unit: Elexon's id.
        acceptances: Numbers of its acceptances.
        flagged_mwh: How much of the energy in pairs was flagged for the system.
        in_pairs_mwh: How much of it there is.
        range_mw: From the lowest to the highest level it can have in each half-hour; NaN where not known.
        power_mw: Power by which income is measured; null where not known.
        power_source: Where it comes from.
        energy_mwh: Energy capacity, which is not public; null unless given.
    """

    bm_unit: str
    acceptances: Ints
    flagged_mwh: float
    in_pairs_mwh: float
    range_mw: Floats
    power_mw: float | None = None
    power_source: str = "not known"
    energy_mwh: float | None = None


def days_of(rows: Bools, periods: Periods) -> int:
    """Settlement dates on which some half-hours lie: where cash alone is held, quiet half-hours have no row.

    Args:
        rows: Which half-hours of the span.
        periods: The span.
    """
    return len(np.unique(periods.day_index[rows]))


def unit_summary(unit: UnitHalfHours, prices: MarketPrices, periods: Periods, facts: UnitFacts) -> UnitFigures:
    """A unit's span in a few figures.

    Args:
        unit: The unit by half-hour.
        prices: Prices of the span.
        periods: The span.
        facts: What is known of it beside.
    """
    cash = cash_part(unit)
    gbp, days = gross_of(cash), days_of(unit.is_held, periods)
    use = _use(unit, periods, facts)
    rate = None
    if facts.power_mw and days and gbp is not None:
        rate = float(unit.gbp[unit.is_held].sum()) / facts.power_mw / days * DAYS_PER_YEAR
    return {
        "bm_unit": facts.bm_unit,
        **cash,
        "days_held": days,
        "gross_cashflow_gbp": gbp,
        "cash_basis": cash_basis(unit, cash),
        "half_hours_published": int(unit.is_published.sum()),
        "half_hours_computed": int(unit.is_computed.sum()),
        "tlm_applied": tlm_applied(unit),
        "tlm_source": tlm_source(unit),
        **_mean_prices(unit, prices),
        "flagged_share": facts.flagged_mwh / facts.in_pairs_mwh if facts.in_pairs_mwh else None,
        "acceptances": len(facts.acceptances),
        **use,
        **recharge(unit, gbp, prices, periods.day_index),
        "power_mw": facts.power_mw,
        "power_source": facts.power_source,
        "gbp_per_mw": None if gbp is None or not facts.power_mw else gbp / facts.power_mw,
        "gbp_per_mw_per_year": rate,
        "flags": [
            *doubts(unit, facts.power_mw, facts.range_mw, use["cycles_per_day"], days),
            *left_out(unit, days, len(periods.dates)),
        ],
    }


def _use(unit: UnitHalfHours, periods: Periods, facts: UnitFacts) -> UsePart:
    """What the unit is expected to have done where its volumes are known."""
    rows = unit.has_volumes
    days = days_of(rows, periods)
    if not days:
        return {
            "notified_mwh": None,
            "discharged_mwh": None,
            "charged_mwh": None,
            "full_power_hours_per_day": None,
            "cycles_per_day": None,
        }
    notified = unit.notified_mwh[rows]
    expected = notified + unit.accepted_mwh[rows]
    discharged, charged = float(np.maximum(expected, 0).sum()), float(np.maximum(-expected, 0).sum())
    return {
        "notified_mwh": float(notified.sum()),
        "discharged_mwh": discharged,
        "charged_mwh": charged,
        "full_power_hours_per_day": discharged / facts.power_mw / days if facts.power_mw else None,
        "cycles_per_day": discharged / facts.energy_mwh / days if facts.energy_mwh else None,
    }


def _mean_prices(unit: UnitHalfHours, prices: MarketPrices) -> PricePart:
    return {
        "mean_offer_price_gbp_per_mwh": _mean_price(unit.offers),
        "mean_bid_price_gbp_per_mwh": _mean_price(unit.bids),
        "placeholder_prices": int((unit.offers.placeholders + unit.bids.placeholders).sum()),
        **_premiums(unit.offers, prices),
    }


def _mean_price(side: Side) -> float | None:
    """Price before the multiplier of all energy whose price is known."""
    mwh = float(side.priced_mwh.sum())
    return float(side.value_gbp.sum()) / mwh if mwh else None


def _premiums(offers: Side, prices: MarketPrices) -> PremiumPart:
    """By how much accepted offers stood above the market in the half-hours in which they were accepted."""
    rows = offers.priced_mwh > 0

    def premium(series: Floats) -> float | None:
        market, mwh = series[rows], offers.priced_mwh[rows]
        if not rows.any() or np.isnan(market).any():
            return None
        return float((offers.value_gbp[rows] - market * mwh).sum() / mwh.sum())

    return {
        "offer_premium_over_system_price_gbp_per_mwh": premium(prices.system_gbp_per_mwh),
        "offer_premium_over_market_index_gbp_per_mwh": premium(prices.index_gbp_per_mwh),
    }
