"""Capacity market supplier charge: the scheme's cost, shared by demand in its winter window.

LCCC recovers the cost of a delivery year (October to September) on demand from 16:00 to 19:00 on working days from
November to February: gross demand up to delivery year 2023/24, relevant demand since, which leaves out what EII
certificates cover (SI 2024/434). A MWh in the window therefore pays the scheme's cost / Great Britain's demand
in the window, and any other MWh nothing. That demand is an estimate, and so is every row;
`docs/methods/levies.md` shows how it is made. The levy for the settlement body's running costs, below 1
% on top, is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.dated_rate import rate_on
from gbflex.cashflows.levy import to_boundary, with_losses_said
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece, always
from gbflex.cashflows.reliefs import eii_relief, spared_of_charging
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.errors import NoRateHeld
from gbflex.gb.rates.single import Rate
from gbflex.periods import Periods

__all__ = ["LINE"]

NAME = "capacity_market_levy"
WINDOW_MONTHS = (11, 12, 1, 2)
WINDOW_MINUTES = (16 * 60, 19 * 60)
FIRST_MONTH_OF_DELIVERY_YEAR = 10
GBP_PER_MILLION = 1e6
MWH_PER_TWH = 1e6
RELIEF = eii_relief("eii_capacity_market")


class _Share(NamedTuple):
    """What shares the scheme's cost.

    Attributes:
        demand_mwh: Demand of Great Britain in the window [MWh].
        source: Who says so.
    """

    demand_mwh: float
    source: str


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


def _cost(setting: Setting, year: int) -> Rate:
    """The scheme's cost of a delivery year."""
    return rate_on("cm_scheme_cost", _first_of_winter(year), setting)


def _share(setting: Setting, year: int) -> _Share:
    """The demand that shares it: the site file's figure, else the estimate."""
    given_mwh = setting.site.capacity_market_window_demand_mwh
    if given_mwh is not None:
        return _Share(given_mwh, "capacity_market_window_demand_mwh of the site file")
    held = rate_on("cm_window_demand", _first_of_winter(year), setting)
    return _Share(held.value * MWH_PER_TWH, f"cm_window_demand {held.value:g} TWh: {held.source}")


def _pieces(setting: Setting) -> list[RatePiece]:
    to_meter = to_boundary(setting, "national_balancing_point") * (1 - RELIEF.fraction(setting))
    pieces = []
    for year, at in _winters(setting.periods):
        if _why_not(setting, year):
            continue
        cost, share = _cost(setting, year), _share(setting, year)
        pieces.append(
            RatePiece(
                at=at,
                published=np.array(cost.value * GBP_PER_MILLION / share.demand_mwh),
                published_unit="GBP/MWh",
                source=f"cm_scheme_cost: {cost.source} / {share.source}",
                quality="estimated",
                to_meter=to_meter,
            )
        )
    return with_losses_said(pieces, setting, "national_balancing_point")


def _why_not(setting: Setting, year: int) -> str:
    """Why a winter has no price; nothing where it has one."""
    try:
        _cost(setting, year)
        _share(setting, year)
    except NoRateHeld as error:
        return str(error)
    return ""


def _missing(setting: Setting) -> list[NotPriced]:
    """The winters without a price, each from its November to its February."""
    first, last = setting.periods.first_date, setting.periods.last_date
    why = {year: _why_not(setting, year) for year, _ in _winters(setting.periods)}
    return [
        NotPriced(NAME, max(first, _first_of_winter(year)), min(last, _last_of_winter(year)), reason)
        for year, reason in why.items()
        if reason
    ]


LINE = PricedFlow(
    name=NAME,
    label="Capacity market supplier charge",
    rule="Import x LLF x TLM from 16:00 to 19:00 on working days of November to February x the scheme's cost "
    "of the delivery year / Great Britain's demand in that window; less an EII certificate's share from 2024/25; "
    "without the settlement costs levy (SI 2014/3354, SI 2024/434)",
    flow="import",
    payer="party",
    payee="government",
    pieces=_pieces,
    applies=always,
    missing=_missing,
    spared_share=spared_of_charging,
)
