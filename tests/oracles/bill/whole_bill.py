"""A whole bill worked out again: every line of a day, from the site file, the shipped tables and the clock alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from tests.oracles.bill.capacity_market import capacity_market
from tests.oracles.bill.duos import distribution
from tests.oracles.bill.energy import supply
from tests.oracles.bill.levies import levies
from tests.oracles.bill.losses import line_loss_factor
from tests.oracles.bill.meter import Day, Flow
from tests.oracles.bill.reliefs import network_compensation
from tests.oracles.bill.tnuos import transmission
from tests.oracles.london import HalfHour, half_hours_of

__all__ = ["AtMeter", "WholeBill", "whole_bill"]

RULES = (supply, distribution, transmission, levies, capacity_market)


class AtMeter(NamedTuple):
    """Values of a day by half-hour: energy at the meter and in and out of a store [MWh], the contract's price [GBP/MWh]."""

    import_mwh: Sequence[float]
    export_mwh: Sequence[float]
    charge_mwh: Sequence[float]
    discharge_mwh: Sequence[float]
    price_gbp_per_mwh: Sequence[float]


class WholeBill(NamedTuple):
    """A bill.

    Attributes:
        gbp: Money by line and time band, positive when the owner receives it.
        not_priced: Lines and dates that owe something and have no rate.
    """

    gbp: Mapping[tuple[str, str], float]
    not_priced: frozenset[tuple[str, date]]


def whole_bill(site: Mapping[str, Any], days: Mapping[date, AtMeter]) -> WholeBill:
    """The bill of a site over some days."""
    gbp: dict[tuple[str, str], float] = {}
    unknown: set[tuple[str, date]] = set()
    for day, values in days.items():
        highest = max(max(each.import_mwh) for other, each in days.items() if _month(other) == _month(day))
        billed = Day(day, _flows(site, day, values), highest, site)
        of_day: dict[tuple[str, str], float] = {}
        for rule in RULES:
            charged = rule(billed)
            unknown |= {(line, day) for line in charged.unknown}
            of_day.update(charged.gbp)
        of_day |= network_compensation(billed, of_day)
        for key, amount in of_day.items():
            gbp[key] = gbp.get(key, 0.0) + amount
    return WholeBill(gbp, frozenset(unknown))


def _flows(site: Mapping[str, Any], day: date, values: AtMeter) -> list[Flow]:
    return [
        Flow(half_hour, *of_half_hour, _loss_factor(site, half_hour))
        for half_hour, *of_half_hour in zip(half_hours_of(day), *values, strict=True)
    ]


def _loss_factor(site: Mapping[str, Any], half_hour: HalfHour) -> float:
    given = site["losses"].get("line_loss_factor")
    if given is not None:
        return float(given)
    return line_loss_factor(int(site["licence_area"]), site["tariff"]["line_loss_factor_class"], half_hour)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
