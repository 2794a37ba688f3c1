"""A unit's span in a few figures: accepted energy and cash by direction, prices, cycles, the cost of recharging.

Cash is gross: energy that was sold has to be bought back. The cost of recharging is shown with it, estimated at
the mean price of the span and an assumed efficiency, so that nobody takes revenue for margin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm import PremiumPart, RechargePart, UnitFigures
from gbflex.analysis.bm.ledger import BmLedger
from gbflex.gb.bm import Pairs, Profile
from gbflex.gb.plausibility import implausible_income, implausible_use, implausible_volume
from gbflex.periods import HALF_HOUR_SECONDS, Periods
from gbflex.units import DAYS_PER_YEAR

__all__ = [
    "MarketPrices",
    "UnitFacts",
    "cash_by_row",
    "declared_range_mw",
    "energy_by_half_hour",
    "unit_summary",
]

Floats = NDArray[np.float64]

ASSUMED_ROUND_TRIP_EFFICIENCY: Final = 0.85
HOURS_PER_DAY: Final = 24.0
SECONDS_PER_HOUR: Final = 3600.0


@dataclass(frozen=True, eq=False)
class MarketPrices:
    """Prices of a span on its half-hours; NaN where none is held.

    Attributes:
        system_gbp_per_mwh: System price.
        index_gbp_per_mwh: Market index.
    """

    system_gbp_per_mwh: Floats
    index_gbp_per_mwh: Floats


@dataclass(frozen=True)
class UnitFacts:
    """What is known of a unit beside its days.

    Attributes:
        bm_unit: Elexon's id.
        power_mw: Power by which income is measured; null where not known.
        power_source: Where it comes from.
        range_mw: From the lowest to the highest level it can have; null where not known.
        energy_mwh: Energy capacity, which is not public; null unless given.
    """

    bm_unit: str
    power_mw: float | None = None
    power_source: str = "not known"
    range_mw: float | None = None
    energy_mwh: float | None = None


def energy_by_half_hour(profile: Profile, first: int, count: int) -> Floats:
    """Energy of a profile in each half-hour of a span [MWh]; its rows end with their half-hours.

    Args:
        profile: For example physical notifications.
        first: First half-hour since 1970 (UTC).
        count: How many.

    Example:
        >>> half = Profile(*(np.array([c]) for c in (0, 1800)), np.array([10.0]), np.array([20.0]), np.array([0]))
        >>> energy_by_half_hour(half, 0, 2).tolist()
        [7.5, 0.0]
    """
    at = profile.start // HALF_HOUR_SECONDS - first
    inside = (at >= 0) & (at < count)
    mean = (profile.level_from + profile.level_to) / 2
    mwh = mean * (profile.end - profile.start) / SECONDS_PER_HOUR
    return np.bincount(at[inside], weights=mwh[inside], minlength=count).astype(np.float64)


def declared_range_mw(pairs: Pairs) -> float | None:
    """The largest range that bid-offer pairs declared in any half-hour: widths up and down together."""
    if not len(pairs.start):
        return None
    width = np.maximum(np.abs(pairs.width_from), np.abs(pairs.width_to))
    _, index = np.unique(pairs.start, return_inverse=True)
    return float(np.bincount(index, weights=width).max())


def unit_summary(
    ledger: BmLedger, notified: Floats, prices: MarketPrices, periods: Periods, facts: UnitFacts
) -> UnitFigures:
    """A unit's span in a few figures.

    Args:
        ledger: Its ledger.
        notified: Notified energy of each half-hour [MWh].
        prices: Prices of the span.
        periods: The span.
        facts: What is known of it beside.
    """
    days = len(periods.dates)
    offers, bids = _sum(ledger.offer_mwh), _sum(ledger.bid_mwh)
    by_offers, by_bids, basis = cash_by_row(ledger)
    offer_gbp, bid_gbp = _sum(by_offers), _sum(by_bids)
    moved = offers - bids
    expected = notified + _by_half_hour(ledger, periods)
    discharged, charged = float(np.maximum(expected, 0).sum()), float(np.maximum(-expected, 0).sum())
    cycles = None if not facts.energy_mwh else discharged / facts.energy_mwh / days
    gbp = offer_gbp + bid_gbp
    hours = days * HOURS_PER_DAY
    each = np.abs(_by_half_hour(ledger, periods))
    flags = [
        *implausible_income(gbp, facts.power_mw, hours),
        *implausible_use(cycles),
        *implausible_volume(float(each.max(initial=0.0)), facts.range_mw),
        *_incomplete(ledger),
    ]
    return {
        "bm_unit": facts.bm_unit,
        "offer_mwh": offers,
        "bid_mwh": bids,
        "offer_cashflow_gbp": offer_gbp,
        "bid_cashflow_gbp": bid_gbp,
        "gross_cashflow_gbp": gbp,
        "cash_basis": basis,
        "mean_offer_price_gbp_per_mwh": _ratio(offer_gbp, offers),
        "mean_bid_price_gbp_per_mwh": _ratio(bid_gbp, bids),
        "flagged_share": _ratio(_sum(ledger.flagged_mwh), moved),
        "acceptances": len(np.unique(ledger.volumes.number)),
        "notified_mwh": float(notified.sum()),
        "discharged_mwh": discharged,
        "charged_mwh": charged,
        "full_power_hours_per_day": None if not facts.power_mw else discharged / facts.power_mw / days,
        "cycles_per_day": cycles,
        **_premiums(ledger, prices, periods, offer_gbp, offers),
        **_recharge(offers + bids, gbp, prices),
        "power_mw": facts.power_mw,
        "power_source": facts.power_source,
        "gbp_per_mw": _ratio(gbp, facts.power_mw or 0.0),
        "gbp_per_mw_per_year": None if not facts.power_mw else gbp / facts.power_mw / days * DAYS_PER_YEAR,
        "confidence": "public-derived" if basis == "published" or ledger.multiplier is not None else "estimated",
        "flags": flags,
    }


def _incomplete(ledger: BmLedger) -> list[str]:
    left = float(np.abs(ledger.volumes.unallocated.mwh).sum())
    return [f"incomplete: {left:,.1f} MWh accepted without a notification or a pair, not priced"] if left else []


def _sum(values: Floats) -> float:
    return float(np.nan_to_num(values).sum())


def _ratio(value: float, by: float) -> float | None:
    return value / by if by else None


def cash_by_row(ledger: BmLedger) -> tuple[Floats, Floats, str]:
    """Cash of each row from offers and from bids, and where it comes from: Elexon where every row has a figure.

    Args:
        ledger: The ledger.
    """
    published = ledger.published_offer_gbp, ledger.published_bid_gbp
    held = any(not np.isnan(side).all() for side in published)
    whole = all(
        not np.isnan(side[moved != 0]).any()
        for side, moved in zip(published, (ledger.offer_mwh, ledger.bid_mwh), strict=True)
    )
    if held and whole:
        return np.nan_to_num(published[0]), np.nan_to_num(published[1]), "published"
    basis = "computed" if ledger.multiplier else "computed, TLM not applied"
    return np.nan_to_num(ledger.offer_gbp), np.nan_to_num(ledger.bid_gbp), basis


def _by_half_hour(ledger: BmLedger, periods: Periods) -> Floats:
    """Net accepted energy of each half-hour of the span [MWh]."""
    first = int(periods.start_time[0].astype(np.int64)) // HALF_HOUR_SECONDS
    net = ledger.offer_mwh + ledger.bid_mwh
    return np.bincount(ledger.half_hour - first, weights=net, minlength=len(periods)).astype(np.float64)


def _premiums(
    ledger: BmLedger, prices: MarketPrices, periods: Periods, offer_gbp: float, offers: float
) -> PremiumPart:
    """By how much accepted offers stood above the market in the half-hours in which they were accepted."""
    first = int(periods.start_time[0].astype(np.int64)) // HALF_HOUR_SECONDS
    at = ledger.half_hour - first

    def premium(series: Floats) -> float | None:
        value = series[at]
        known = ~np.isnan(value) & (ledger.offer_mwh > 0)
        if not (offers and known[ledger.offer_mwh > 0].all()):
            return None
        return offer_gbp / offers - float((value[known] * ledger.offer_mwh[known]).sum() / offers)

    return {
        "offer_premium_over_system_price_gbp_per_mwh": premium(prices.system_gbp_per_mwh),
        "offer_premium_over_market_index_gbp_per_mwh": premium(prices.index_gbp_per_mwh),
    }


def _recharge(net_mwh: float, gbp: float, prices: MarketPrices) -> RechargePart:
    """What it costs to bring back the energy that went out, or what the energy that came in is worth."""
    series = prices.index_gbp_per_mwh if np.isfinite(prices.index_gbp_per_mwh).any() else prices.system_gbp_per_mwh
    mean = float(np.nanmean(series)) if np.isfinite(series).any() else None
    if mean is None:
        return {
            "recharge_cost_gbp": None,
            "cash_less_recharge_gbp": None,
            "recharge_note": "no market price is held",
        }
    cost = net_mwh * mean / (ASSUMED_ROUND_TRIP_EFFICIENCY if net_mwh > 0 else 1.0)
    note = f"estimated: net {net_mwh:,.1f} MWh at the span's mean price of {mean:,.2f} GBP/MWh"
    return {
        "recharge_cost_gbp": cost,
        "cash_less_recharge_gbp": gbp - cost,
        "recharge_note": note
        + (f", {ASSUMED_ROUND_TRIP_EFFICIENCY:.0%} efficiency assumed" if net_mwh > 0 else ""),
    }
