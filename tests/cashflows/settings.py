"""A site on a time axis and one line of it settled, for hand-worked cases of charges."""

from __future__ import annotations

import numpy as np

from gbflex.analysis.series.setting import setting_of
from gbflex.cashflows.ledger import Ledger
from gbflex.cashflows.registry import CHARGES, FUEL_CHARGES
from gbflex.cashflows.shape import Flows, Setting, flow_keys
from gbflex.periods import Periods
from tests.factories import make_ports, make_site

__all__ = ["LINES", "half_hours", "setting", "settled", "total_gbp"]

LINES = {line.name: line for line in (*CHARGES, *FUEL_CHARGES)}


def setting(first: str, last: str, **site: object) -> Setting:
    """A site without assets that takes every charge, at 50 GBP/MWh."""
    periods = Periods.between(first, last)
    full = {"assets": [], "charges": "all"} | site
    return setting_of(make_site(**full), periods, make_ports(market_index=np.full(len(periods), 50.0)))


def half_hours(at: Setting, mwh: float = 1.0) -> np.ndarray:
    """The same energy in each half-hour."""
    return np.full(len(at.periods), mwh)


def settled(line: str, at: Setting, flows: dict[object, np.ndarray] | None = None) -> Ledger:
    """The ledger of one line; 1 MWh of import each half-hour where no flow is given."""
    moving = {"import": half_hours(at)} if flows is None else flows
    nothing = dict.fromkeys(flow_keys(at.site), np.zeros(len(at.periods)))
    return Ledger.of(at.periods, LINES[line].settle(Flows(nothing | moving), at))  # type: ignore[operator]


def total_gbp(line: str, at: Setting, flows: dict[object, np.ndarray] | None = None) -> float:
    """What the line costs [GBP], the same by ledger and by offer."""
    total = settled(line, at, flows).total_gbp
    moving = {"import": half_hours(at)} if flows is None else flows
    nothing = dict.fromkeys(flow_keys(at.site), np.zeros(len(at.periods)))
    planned = LINES[line].offer(at).planned_gbp(Flows(nothing | moving))  # type: ignore[operator]
    assert abs(total - planned) < 1e-6, f"{line}: settled {total}, planned {planned}"
    return total
