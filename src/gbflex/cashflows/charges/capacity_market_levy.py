"""Capacity market supplier charge: the scheme's cost, shared by demand in its winter window.

LCCC recovers the cost of a delivery year (October to September) on gross demand from 16:00 to 19:00 on
working days from November to February. A MWh in the window therefore pays the scheme's cost / Great
Britain's demand in the window, and any other MWh nothing. That demand is not held here: the site file may
give it, and then every row is estimated.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.levy import licensed_storage_share, to_boundary, with_losses_said
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece, always
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.errors import NoRateHeld
from gbflex.gb.rates import rate
from gbflex.gb.rates.single import Rate
from gbflex.periods import Periods

__all__ = ["LINE"]

NAME = "capacity_market_levy"
WINDOW_MONTHS = (11, 12, 1, 2)
WINDOW_MINUTES = (16 * 60, 19 * 60)
FIRST_MONTH_OF_DELIVERY_YEAR = 10
GBP_PER_MILLION = 1e6


def _in_window(periods: Periods) -> NDArray[np.bool_]:
    winter = np.isin(periods.month, WINDOW_MONTHS)
    if not winter.any():
        return winter
    at: NDArray[np.bool_] = winter & periods.working_day & periods.in_clock_window(*WINDOW_MINUTES)
    return at


def _delivery_year(on: date) -> int:
    return on.year if on.month >= FIRST_MONTH_OF_DELIVERY_YEAR else on.year - 1


def _winters(periods: Periods) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """Each delivery year with window half-hours in the span, and which they are."""
    at = _in_window(periods)
    days = periods.dates.astype(object)
    year_of_day = np.array([_delivery_year(day) for day in days])
    year = year_of_day[periods.day_index]
    for found in np.unique(year[at]):
        yield int(found), at & (year == found)


def _first_of_winter(year: int) -> date:
    return date(year, WINDOW_MONTHS[0], 1)


def _last_of_winter(year: int) -> date:
    return date(year + 1, WINDOW_MONTHS[-1] + 1, 1) - timedelta(days=1)


def _cost(year: int) -> Rate:
    """The scheme's cost of a delivery year."""
    return rate("cm_scheme_cost", _first_of_winter(year))


def _pieces(setting: Setting) -> list[RatePiece]:
    demand_mwh = setting.site.capacity_market_window_demand_mwh
    if demand_mwh is None:
        return []
    costs = [(_cost(year), at) for year, at in _winters(setting.periods) if not _why_not(setting, year)]
    pieces = [
        RatePiece(
            at=at,
            published=np.array(cost.value * GBP_PER_MILLION / demand_mwh),
            published_unit="GBP/MWh",
            source=f"cm_scheme_cost: {cost.source}, / capacity_market_window_demand_mwh of the site file",
            quality="estimated",
            to_meter=to_boundary(setting, "national_balancing_point"),
        )
        for cost, at in costs
    ]
    return with_losses_said(pieces, setting, "national_balancing_point")


def _why_not(setting: Setting, year: int) -> str:
    """Why a winter has no price; nothing where it has one."""
    if setting.site.capacity_market_window_demand_mwh is None:
        return NO_DEMAND
    try:
        _cost(year)
    except NoRateHeld as error:
        return str(error)
    return ""


def _missing(setting: Setting) -> list[NotPriced]:
    """The winters without a price, each from its November to its February; the others are priced."""
    first, last = setting.periods.first_date, setting.periods.last_date
    why = {year: _why_not(setting, year) for year, _ in _winters(setting.periods)}
    some_priced = not all(why.values())
    return [
        NotPriced(
            NAME,
            max(first, _first_of_winter(year)),
            min(last, _last_of_winter(year)),
            reason,
            rest_is_priced=some_priced,
        )
        for year, reason in why.items()
        if reason
    ]


NO_DEMAND = (
    "the demand of Great Britain in the window that shares the scheme's cost (16:00 to 19:00 on winter working "
    "days) is not held: give it in capacity_market_window_demand_mwh"
)

LINE = PricedFlow(
    name=NAME,
    label="Capacity market supplier charge",
    rule="Import x LLF x TLM in the winter window x the scheme's cost / national demand in it (SI 2014/3354)",
    flow="import",
    payer="party",
    payee="government",
    pieces=_pieces,
    applies=always,
    missing=_missing,
    spared_share=licensed_storage_share,
)
