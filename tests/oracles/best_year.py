"""A year of the main example told again: its load, its prices, its bill, and the most that its battery can be worth.

What a MWh of import costs in each half-hour is the bill of that MWh alone, by `tests.oracles.bill`; the best plan is one
linear program. Where a MWh costs less than nothing, it chooses between charging and discharging.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from math import inf, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from tests.oracles.bill.meter import Day, Flow
from tests.oracles.bill.whole_bill import RULES, AtMeter, WholeBill, whole_bill
from tests.oracles.london import half_hours_of
from tests.oracles.milp import Column, Model, Terms
from tests.oracles.prices import market_index, system_price
from tests.oracles.year_on_other_dates import laid_mwh

__all__ = ["ExampleYear", "battery_value_gbp", "bill_without_battery", "example_year"]

HOURS = 0.5
LINE_LOSS_FACTOR = 1.05


class ExampleYear(NamedTuple):
    """The site file as it lies on disk, and each date's load [MWh] and energy price [GBP/MWh] by half-hour."""

    site: dict[str, Any]
    load: dict[date, list[float]]
    price: dict[date, list[float]]


def example_year(path: Path, first: date, last: date) -> ExampleYear:
    """An example with a replayed load over some dates.

    Args:
        path: Its site file.
        first: First date.
        last: Last date.
    """
    site: dict[str, Any] = YAML(typ="safe").load(path)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    load = laid_mwh(path.parent / site["demand"]["file"], "demand_kwh", days)
    prices = {"market_index": market_index, "system_price": system_price}[site["supply"]["energy"]]
    return ExampleYear(site, load, prices(days))


def bill_without_battery(year: ExampleYear) -> WholeBill:
    """Every line of the year's bill, but the PPA."""
    at_meter = {}
    for day, load in year.load.items():
        nothing = [0.0] * len(load)
        at_meter[day] = AtMeter(load, nothing, nothing, nothing, year.price[day])
    return whole_bill(year.site, at_meter)


def battery_value_gbp(year: ExampleYear) -> float:
    """The most the battery can spare, wear paid, beginning and ending empty and exporting nothing."""
    (battery,) = year.site["assets"]
    most_in, most_out = (battery[f"{way}_power_mw"] * HOURS for way in ("charge", "discharge"))
    most_import = year.site["connection"]["import_mw"] * HOURS
    efficiency, model = sqrt(battery["round_trip_efficiency"]), Model()
    before: Terms = []
    state = -1
    for day, load in year.load.items():
        for cost, load_mwh in zip(_cost_of_a_mwh(year, day), load, strict=True):
            most = min(most_in, most_import - load_mwh), min(most_out, load_mwh)
            charge = model.column(-cost, 0.0, most[0])
            discharge = model.column(cost - battery["wear_gbp_per_mwh_discharged"], 0.0, most[1])
            if cost < 0:
                _only_one(model, (charge, discharge), most)
            state = model.column(0.0, 0.0, battery["energy_capacity_mwh"])
            model.row(0, 0, [(state, 1.0), (charge, -efficiency), (discharge, 1 / efficiency), *before])
            before = [(state, -1.0)]
    model.bounds[state] = 0.0, 0.0
    best = model.best()
    assert best is not None
    return best


def _only_one(model: Model, flows: tuple[Column, Column], most: tuple[float, float]) -> None:
    ways = model.column(0.0, 0.0, 1.0), model.column(0.0, 0.0, 1.0)
    model.row(-inf, 1.0, [(way, 1.0) for way in ways])
    for flow, way, limit in zip(flows, ways, most, strict=True):
        model.row(-inf, 0.0, [(flow, 1.0), (way, -limit)])
    model.only_one_of(*flows, ways)


def _cost_of_a_mwh(year: ExampleYear, day: date) -> Iterable[float]:
    standing = _total(year, day, [])
    for half, price in zip(half_hours_of(day), year.price[day], strict=True):
        yield standing - _total(year, day, [Flow(half, 1.0, 0.0, 0.0, 0.0, price, LINE_LOSS_FACTOR)])


def _total(year: ExampleYear, day: date, flows: list[Flow]) -> float:
    return sum(sum(rule(Day(day, flows, 0.0, year.site)).gbp.values()) for rule in RULES)
