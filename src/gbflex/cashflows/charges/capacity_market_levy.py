"""Capacity market supplier charge: the scheme's cost, shared by demand in its winter window.

LCCC recovers the cost of a delivery year (October to September) on gross demand from 16:00 to 19:00 on
working days from November to February. A MWh in the window therefore pays the scheme's cost / Great
Britain's demand in the window, and any other MWh nothing. That demand is not held here: the site file may
give it, and then every row is estimated.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.levy import licensed_storage_share, to_boundary
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


def _costs(setting: Setting) -> list[tuple[Rate, NDArray[np.bool_]]]:
    """The scheme's cost of each delivery year with window half-hours in the span, and which they are."""
    at = _in_window(setting.periods)
    days = setting.periods.dates.astype(object)
    year_of_day = np.array([_delivery_year(day) for day in days])
    year = year_of_day[setting.periods.day_index]
    return [
        (rate("cm_scheme_cost", date(int(found), 11, 1)), at & (year == found)) for found in np.unique(year[at])
    ]


def _pieces(setting: Setting) -> list[RatePiece]:
    demand_mwh = setting.site.capacity_market_window_demand_mwh or np.inf
    return [
        RatePiece(
            at=at,
            published=np.array(cost.value * GBP_PER_MILLION / demand_mwh),
            published_unit="GBP/MWh",
            source=f"cm_scheme_cost: {cost.source}, / capacity_market_window_demand_mwh of the site file",
            quality="estimated",
            to_meter=to_boundary(setting, "national_balancing_point"),
        )
        for cost, at in _costs(setting)
    ]


def _missing(setting: Setting) -> list[NotPriced]:
    span = setting.periods.first_date, setting.periods.last_date
    try:
        owed = _costs(setting)
    except NoRateHeld as error:
        return [NotPriced(NAME, *span, str(error))]
    if owed and setting.site.capacity_market_window_demand_mwh is None:
        return [NotPriced(NAME, *span, WHY)]
    return []


WHY = (
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
