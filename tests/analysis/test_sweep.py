"""The threshold heat map: the cell of the run's own prices is the run, on every kind of site."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gbflex.analysis.run.backtest import backtest
from gbflex.analysis.run.modes import PlanRule
from gbflex.analysis.run.summary import run_summary
from gbflex.periods import Periods
from tests.factories import battery, make_ports, make_site

SPAN = Periods.between("2025-01-06", "2025-01-19")
LOW, HIGH = 43.0, 88.0
RULE = PlanRule(mode="threshold", charge_below_gbp_per_mwh=LOW, discharge_above_gbp_per_mwh=HIGH)
TARIFF = {"duos": "HV Site Specific", "residual_band": 4, "agreed_capacity_kva": 3000}
EXPORT = {"energy": "market_index", "export": "energy"}

KINDS: dict[str, dict[str, Any]] = {
    "energy alone": {},
    "all charges": {"tariff": TARIFF, "charges": "all"},
    "losses": {"tariff": TARIFF, "charges": "all", "losses": {"line_loss_factor": 1.05}},
    "the load alone exceeds the capacity": {"tariff": TARIFF | {"agreed_capacity_kva": 1100}, "charges": "all"},
    "the battery exceeds the capacity": {"tariff": TARIFF | {"agreed_capacity_kva": 2700}, "charges": "all"},
    "export": {"connection": {"export_mw": 3.0}, "supply": EXPORT, "demand": {"constant_mw": 0.5}},
    "a PPA for the battery": {"ppa": {"price_gbp_per_mwh": 150.0, "covers": "asset_output"}},
    "a PPA for all demand": {"ppa": {"price_gbp_per_mwh": 150.0}},
    "a PPA that may be declined": {"ppa": {"price_gbp_per_mwh": 90.0, "obligation": "may_decline"}},
    "self-discharge": {"assets": [battery(self_discharge_per_day=0.1, initial_state_of_charge_mwh=1.0)]},
    "ends fuller": {"assets": [battery(initial_state_of_charge_mwh=2.0, final_state_of_charge_mwh=4.0)]},
    "may end empty": {"assets": [battery(initial_state_of_charge_mwh=4.0, final_state_of_charge_mwh=None)]},
    "wear and a cycle a day": {"assets": [battery(wear_gbp_per_mwh_discharged=5.0, max_cycles_per_day=1.0)]},
    "a window of states": {"assets": [battery(min_state_of_charge_mwh=0.5, max_state_of_charge_mwh=4.5)]},
    "an import limit": {"connection": {"import_mw": 2.4}, "demand": {"constant_mw": 2.3}},
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_cell_of_the_run_s_own_prices_is_the_run(kind: str) -> None:
    """Proves: to a millionth of a pound, and the grid leaves no line out.

    If broken: -720.34 GBP in the cell and 969.29 in the run where the load alone exceeds the agreed capacity: the
    capacity that is exceeded without the battery too, 1,689.64 GBP, was taken off the cells only.
    """
    rng = np.random.default_rng(3)
    price = 70 + 45 * np.sin(np.arange(len(SPAN)) / 48 * 2 * np.pi) + rng.normal(0, 20, len(SPAN))
    run = backtest(make_site(**KINDS[kind]), SPAN, make_ports(market_index=price), rule=RULE)
    summary = run_summary(run, "test")
    sweep = summary["sweep"]
    assert sweep is not None
    row, column = (
        sweep["charge_below_gbp_per_mwh"].index(LOW),
        sweep["discharge_above_gbp_per_mwh"].index(HIGH),
    )
    assert sweep["value_gbp"][row][column] == pytest.approx(summary["value_gbp"], abs=1e-6)
    assert sweep["lines_left_out"] == []
    # Other cells are runs of their own: one of them, through the same door.
    low = sweep["charge_below_gbp_per_mwh"][2]
    other = PlanRule(mode="threshold", charge_below_gbp_per_mwh=low, discharge_above_gbp_per_mwh=HIGH)
    again = backtest(make_site(**KINDS[kind]), SPAN, make_ports(market_index=price), rule=other)
    assert sweep["value_gbp"][2][column] == pytest.approx(again.value_gbp, abs=1e-6)
