"""What `explain` says a move gained, by hand: against the best plan that does not make it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gbflex import explain, run
from gbflex.analysis.answers.explain import ExplainAnswer

DAY = "2025-06-04"


def explained(tmp_path: Path, period: int, **changes: Any) -> ExplainAnswer:
    """60 GBP/MWh, 10 in period 1 and 100 in period 20; 0.5 MW of load, 0.9 MWh of store, 0.81 there and back."""
    price = {1: 10, 20: 100}
    rows = [f"{DAY},{at},{price.get(at, 60)}" for at in range(1, 49)]
    (tmp_path / "p.csv").write_text("settlement_date,settlement_period,price_gbp_per_mwh\n" + "\n".join(rows))
    battery = {
        "type": "battery",
        "charge_power_mw": 2.0,
        "discharge_power_mw": 2.0,
        "energy_capacity_mwh": 0.9,
        "round_trip_efficiency": 0.81,
    }
    (tmp_path / "site.yaml").write_text(
        str(
            {
                "name": "gain",
                "demand": {"constant_mw": 0.5},
                "charges": [],
                "supply": {"energy": {"file": "p.csv"}},
                "assets": [battery | changes],
            }
        )
    )
    run(tmp_path / "site.yaml", DAY, DAY, out=tmp_path / "run", force=True)
    found = explain(tmp_path / "run", DAY, period)
    text = " ".join(found["sentences"])
    assert "nothing GBP/MWh" not in text
    assert "-0.00" not in text
    return found


def test_a_charge_gains_what_the_best_plan_without_it_lacks(tmp_path: Path) -> None:
    """Proves: 42.12 = 48.60 - 6.48 (field case explain-gain4).

    With it: 0.81 MWh delivered, 0.25 at 100 and 0.56 at 60, less 10. Without: 0.25 at 100, 0.25 / 0.81 charged at 60.
    If broken: 50.00, the charge at the worth of its first MWh.
    """
    found = explained(tmp_path, 1)
    assert found["gained_over_next_best_gbp"] == pytest.approx(
        0.25 * 100 + 0.56 * 60 - 10 - (25 - 60 * 0.25 / 0.81)
    )
    assert found["gained_over_next_best_gbp"] == pytest.approx(42.12, abs=0.005)
    assert "it gains 42.12 GBP" in found["sentences"][2]


def test_a_discharge_gains_over_keeping_the_energy(tmp_path: Path) -> None:
    """Proves: 0.25 MWh at 100 against 60 later gains 10. If broken: 25, all that it earned."""
    found = explained(tmp_path, 20)
    assert (found["action"], found["gained_over_next_best_gbp"]) == ("discharge", pytest.approx(10.0))


def test_worth_and_thresholds_are_of_the_same_moment(tmp_path: Path) -> None:
    """Proves: as period 1 begins the next MWh is worth 60 / 0.9 = 66.67, and 60 is the price below which it gains.

    If broken: 54, its worth when the store is full, beside a threshold that needs 66.67.
    """
    found = explained(tmp_path, 1)
    assert found["value_before_gbp_per_mwh"] == pytest.approx(60 / 0.9)
    assert found["charge_below_gbp_per_mwh"] == pytest.approx(60.0)
    assert found["stored_energy_value_gbp_per_mwh"] == pytest.approx(54.0)
    assert "one MWh more in the store was worth 66.67 GBP" in found["sentences"][1]


def test_an_idle_half_hour_gains_nothing_and_says_what_a_move_loses(tmp_path: Path) -> None:
    """Proves: after period 20 a discharge earns 60 and is worth 60 later: it would lose 0, charging 11.40.

    If broken: a gain of a move that was not made.
    """
    found = explained(tmp_path, 21)
    assert found["action"] == "idle"
    assert found["gained_over_next_best_gbp"] is None
    assert found["moving_would_lose_gbp_per_mwh"] == pytest.approx(0.0, abs=1e-9)


def test_a_cycle_limit_that_is_used_up_counts_in_the_rest(tmp_path: Path) -> None:
    """Proves: with 0.5 cycles, 0.45 MWh out: 0.405 delivered, 0.25 at 100 and 0.155 at 60, charged at 10 for 5.00.

    Without it 0.25 at 100 charged at 60 for 18.52. If broken: the rest of the day has all its cycles again.
    """
    found = explained(tmp_path, 1, max_cycles_per_day=0.5)
    without = 25 - 60 * 0.25 / 0.81
    assert found["gained_over_next_best_gbp"] == pytest.approx(25 + 0.155 * 60 - 5 - without)
    late = explained(tmp_path, 20, max_cycles_per_day=0.5)
    assert late["gained_over_next_best_gbp"] == pytest.approx(0.25 * 40)


def test_a_move_that_must_be_has_no_other_plan(tmp_path: Path) -> None:
    """Proves: 0.9 MWh to be there at the end after one half-hour of power: no plan without it. If broken: a number."""
    outage = [{"from_local": "00:30", "to_local": "00:00"}]
    found = explained(tmp_path, 1, final_state_of_charge_mwh=0.9, outages=outage)
    assert found["action"] == "charge"
    assert found["gained_over_next_best_gbp"] is None
    assert "No plan without this charge keeps all limits" in found["sentences"][2]
