"""A response commitment that cannot be kept is called that, with what it lacks and where."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from gbflex.analysis.run.backtest import backtest, settlement_of
from gbflex.errors import Infeasible
from gbflex.periods import Periods
from tests.dispatch.site_oracle import best_gbp
from tests.factories import battery, make_ports, make_site

DAY = Periods.between("2025-01-15", "2025-01-15")
PORTS = make_ports(market_index=60 + 12 * np.sin(np.arange(48) / 6))
HALF_FULL = {"initial_state_of_charge_mwh": 2.5}
OUT = {"from_local": "06:00", "to_local": "12:00"}


def sold(power_mw: float, direction: str = "both", energy_duration_h: float = 0.5) -> dict[str, Any]:
    terms = {"power_mw": power_mw, "direction": direction, "energy_duration_h": energy_duration_h}
    return {"response_commitment": terms}


# 2.5 MW and 5 MWh, 0.85: 1 MW for an hour keeps 1 / 0.922 = 1.085 MWh ready and 0.922 MWh free.
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "too long for the store": (
        {"assets": [battery(**HALF_FULL, **sold(2, "both", 2))]},
        r"cannot be kept: it needs 4\.338609 MWh ready and 3\.687818 MWh free, and the store holds 5 MWh",
    ),
    "too long for the window of states": (
        {
            "assets": [
                battery(
                    min_state_of_charge_mwh=2.0, max_state_of_charge_mwh=3.0, **HALF_FULL, **sold(1, "both", 1)
                )
            ]
        },
        r"it needs 1\.084652 MWh ready and 0\.921954 MWh free, and the store holds 1 MWh between",
    ),
    "starts too low": (
        {"assets": [battery(**sold(1, "up"))]},
        r"cannot be kept: the start state, 0 MWh, is 0\.542326 MWh outside the 0\.542326 to 5\.000000 MWh",
    ),
    "starts too high": (
        {"assets": [battery(initial_state_of_charge_mwh=5.0, **sold(1, "down"))]},
        r"the start state, 5 MWh, is 0\.460977 MWh outside the 0\.000000 to 4\.539023 MWh",
    ),
    "ends too low": (
        {"assets": [battery(final_state_of_charge_mwh=0.0, **HALF_FULL, **sold(1, "up"))]},
        r"the end state, 0 MWh, is 0\.542326 MWh outside .* \(2025-01-15 period 48\)",
    ),
    "an outage": (
        {"assets": [battery(outages=[OUT], **HALF_FULL, **sold(1))]},
        r"discharging power is 0 MW in 12 steps, in an outage \(2025-01-15 period 13\)",
    ),
    "half an outage": (
        {"assets": [battery(outages=[OUT | {"available_fraction": 0.5}], **HALF_FULL, **sold(2, "down"))]},
        r"charging power is 1\.25 MW in 12 steps, in an outage \(2025-01-15 period 13\)",
    ),
    "no room under the import limit": (
        {"assets": [battery(**HALF_FULL, **sold(1, "down"))], "connection": {"import_mw": 2.6, "export_mw": 0.0}},
        r"the import limit leaves room for 0\.1 MW of the 1 MW in 48 steps, .* must discharge, and gets empty",
    ),
    "nowhere to give it": (
        {"assets": [battery(**HALF_FULL, **sold(1, "up"))], "demand": {"constant_mw": 0.0}},
        r"the load and the export limit leave room for 0 MW of the 1 MW in 48 steps.* must charge, and gets full",
    ),
    "no power left to put back what leaks": (
        {"assets": [battery(charge_power_mw=1.0, self_discharge_per_day=0.5, **HALF_FULL, **sold(1))]},
        r"with it the end state of charge is 1\.250000 MWh out of reach.*; without it there is a plan",
    ),
    "one of two batteries": (
        {"assets": [battery(**HALF_FULL, **sold(1)), battery(name="two", **sold(1, "up"))]},
        r"response_commitment of two, 1 MW upwards for 0\.5 h, cannot be kept: the start state, 0 MWh",
    ),
    "two batteries together, upwards": (
        {
            "assets": [battery(**HALF_FULL, **sold(1, "up")), battery(name="two", **HALF_FULL, **sold(1, "up"))],
            "demand": {"constant_mw": 1.0},
        },
        r"of bess, 1 MW upwards for 0\.5 h, and response_commitment of two, .* leave room for 1 MW of the 2 MW in 48",
    ),
    "two batteries together, downwards": (
        {
            "assets": [
                battery(**HALF_FULL, **sold(1, "down")),
                battery(name="two", **HALF_FULL, **sold(1, "down")),
            ],
            "connection": {"import_mw": 4.0, "export_mw": 0.0},
        },
        r"the import limit leaves room for 1\.5 MW of the 2 MW in 48 steps",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_commitment_lacks_is_said(name: str) -> None:
    """Proves: an independent model finds no plan with it and one without it, and the message names it.

    If broken: "the store runs empty, short of the load above the import limit" of a load below it, "the store stays
    above the highest state allowed", "no schedule keeps all limits together".
    """
    changes, message = CASES[name]
    site = make_site(**changes)
    settle, _ = settlement_of(site, DAY, PORTS)
    problem = settle.terms.problem(settle.setting, with_assets=True)
    assert best_gbp(problem) is None
    assert best_gbp(dataclasses.replace(problem, reserves=())) is not None
    with pytest.raises(Infeasible, match=message) as raised:
        backtest(site, DAY, PORTS)
    assert "response_commitment of " in str(raised.value)
    assert "cannot be kept" in str(raised.value)


def test_a_load_that_no_battery_could_serve_is_not_blamed_on_the_response() -> None:
    """Proves: 2.5 MW behind an import of 2 MW empties the store with and without response. If broken: the wrong one."""
    site = make_site(assets=[battery(**HALF_FULL, **sold(1))], connection={"import_mw": 2.0, "export_mw": 0.0})
    with pytest.raises(Infeasible, match="the store runs empty") as raised:
        backtest(site, DAY, PORTS)
    assert "cannot be kept" not in str(raised.value)
