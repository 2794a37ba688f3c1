"""The capacity market's charge on suppliers, passed to a site (market reference 6.1, 6.6 and 15).

The scheme's cost of a delivery year, October to September, is shared by demand from 16:00 to 19:00 on the working days
of November to February. A site pays for its own share of that, at the national balancing point.
"""

from __future__ import annotations

from tests.oracles.bill.clock import in_evening, is_winter_working_day
from tests.oracles.bill.held import levy
from tests.oracles.bill.meter import Charged, Day
from tests.oracles.bill.reliefs import certified_share, relief_fraction

__all__ = ["capacity_market"]

LINE = "capacity_market_levy"
MILLION = 1e6


def capacity_market(day: Day) -> Charged:
    """The charge of a day."""
    if not is_winter_working_day(day.day):
        return Charged({(LINE, ""): 0.0})
    cost_million_gbp = levy("cm_scheme_cost", day.day)
    window_mwh = _window_demand_mwh(day)
    if cost_million_gbp is None or window_mwh is None:
        return Charged({}, frozenset({LINE}))
    due = 1.0 - certified_share(day) * relief_fraction("eii_capacity_market", day.day)
    taken = sum(day.at(flow, "nbp") * day.final_share(flow) for flow in day.flows if in_evening(flow.half_hour))
    return Charged({(LINE, ""): -taken * due * cost_million_gbp * MILLION / window_mwh})


def _window_demand_mwh(day: Day) -> float | None:
    """Great Britain's demand in the winter's window: the site file's, else the shipped estimate."""
    given = day.site.get("capacity_market_window_demand_mwh")
    if given is not None:
        return float(given)
    held_twh = levy("cm_window_demand", day.day)
    return None if held_twh is None else held_twh * MILLION
