"""What the optimiser sees of a licensed store's charging: the levies it is spared are neither paid nor paid back."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex import run
from gbflex.cashflows.responsibility import terms_of
from gbflex.cashflows.selection import select_lines
from gbflex.dispatch.problem.problem import Problem
from tests.cashflows.settings import setting
from tests.factories import battery

ALONE = {
    "demand": {"constant_mw": 0.0},
    "assets": [battery()],
    "connection": {"import_mw": 2.5, "export_mw": 2.5},
    "exemptions": {"licensed_storage": True},
    "charges": ["ro"],
}


def problem(**site: object) -> Problem:
    """Of 2024-06-04 at 50 GBP/MWh, with RO of 31.78 GBP/MWh."""
    at = setting("2024-06-04", "2024-06-04", **(ALONE | site))
    return terms_of(at, [line.offer(at) for line in select_lines(at).lines]).problem(at, with_assets=True)


def charging_gbp_per_mwh(found: Problem) -> np.ndarray:
    """What a MWh drawn and charged is worth: the meter's price and the store's own."""
    return found.charge_gbp_per_mwh + found.stores[0].charge_gbp_per_mwh


def test_a_licensed_store_charges_at_the_market_price() -> None:
    """Proves: -50.0 GBP/MWh. If broken: -113.56, the spared levy taken twice, or -81.78, not spared in the plan."""
    assert charging_gbp_per_mwh(problem()) == pytest.approx(np.full(48, -50.0))
    assert charging_gbp_per_mwh(problem(exemptions={})) == pytest.approx(np.full(48, -81.78243))


def test_behind_a_demand_meter_the_load_pays_what_the_store_is_spared() -> None:
    """Proves: charging costs 50.0, a MWh of load that is served is worth 81.78. If broken: both or neither pay RO."""
    shared = problem(demand={"constant_mw": 1.0})
    assert charging_gbp_per_mwh(shared) == pytest.approx(np.full(48, -50.0))
    assert shared.load_gbp_per_mwh == pytest.approx(np.full(48, 81.78243))


STORE_BEHIND_THE_METER = {
    "name": "Store beside a load",
    "licence_area": 14,
    "tariff": {"duos": "HV Site Specific", "residual_band": "none", "agreed_capacity_kva": 3000},
    "losses": {"line_loss_factor": 1.05, "transmission_loss_multiplier": 1.0},
    "connection": {"import_mw": 2.5, "export_mw": 2.5},
    "demand": {"constant_mw": 1.0},
    "supply": {"energy": {"fixed_gbp_per_mwh": 80}, "export": {"fixed_gbp_per_mwh": 200}},
    "exemptions": {"licensed_storage": True},
    "assets": [battery()],
}


def test_a_plan_with_a_declared_store_is_settled_as_planned() -> None:
    """Proves: RO falls on import less what is charged, estimated, and no line differs from the plan (field case store_btm).

    If broken: the site file is refused, or the plan is paid a levy for energy that never was imported.
    """
    answer = run(STORE_BEHIND_THE_METER, "2025-06-04", "2025-06-04")
    (ro,) = [row for row in answer["lines"] if row["line"] == "ro"]
    assert ro["quantity"] == pytest.approx(answer["import_mwh"] - answer["charge_mwh"])
    assert ro["quality"] == "estimated"
    assert answer["charge_mwh"] > 10
    assert [row["line"] for row in answer["plan_gap"] if abs(row["gap_gbp"]) > 1e-6] == []
