"""The battery at other sizes, and warnings by what hangs on them."""

from __future__ import annotations

from typing import Any

import pytest

from gbflex.analysis.ports import Ports
from gbflex.analysis.run.backtest import backtest
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.sizes import other_sizes
from gbflex.analysis.run.weighed_warnings import run_warnings, weighed_warnings
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.analysis.test_verdict import DAY, DEMAND, SMALL, Halves
from tests.factories import FakeFiles, battery, make_site

PORTS = Ports(market_data=Halves(), files=FakeFiles(), duos=SHIPPED_DUOS)


def sizes(mode: str = "perfect", **changes: Any) -> list[tuple[float, float, float | None]]:
    rule = PlanRule(mode=mode, charge_below_gbp_per_mwh=60, discharge_above_gbp_per_mwh=100)  # type: ignore[arg-type]
    site = make_site(**({"demand": DEMAND, "assets": [SMALL]} | changes))
    rows = other_sizes(backtest(site, Periods.between(*DAY), PORTS, rule=rule), PORTS)
    return [(row["times"], row["energy_capacity_mwh"], row["value_gbp"]) for row in rows]


@pytest.mark.parametrize("mode", ["perfect", "threshold"])
def test_half_and_twice_the_energy_by_hand(mode: str) -> None:
    """Proves: 0.625, 1.25 and 2.5 MWh at 50 come back as 0.4, 0.8 and 1.6 at 150: 28.75, 57.50 and 115 GBP.

    If broken: 57.50 three times, because the optimiser is still asked of the site file's battery.
    """
    assert sizes(mode) == [
        (0.5, 0.5, pytest.approx(28.75)),
        (1.0, 1.0, pytest.approx(57.5)),
        (2.0, 2.0, pytest.approx(115.0)),
    ]


def test_states_grow_with_the_store() -> None:
    """Proves: a store that starts and ends full at 1 MWh does so at 0.5 too. If broken: 1 MWh does not fit in 0.5."""
    full = battery(energy_capacity_mwh=1.0, round_trip_efficiency=0.64, initial_state_of_charge_mwh=1.0)
    assert all(value is not None for _, _, value in sizes(assets=[full]))


def test_a_size_without_a_plan_says_why() -> None:
    """Proves: 0.15 MW fill 2 MWh in a day and not 4, and the row says so. If broken: the run fails."""
    slow = battery(
        energy_capacity_mwh=4.0, round_trip_efficiency=0.81, charge_power_mw=0.15, final_state_of_charge_mwh=2.0
    )
    site = make_site(demand=DEMAND, assets=[slow])
    _, own, twice = other_sizes(backtest(site, Periods.between(*DAY), PORTS), PORTS)
    assert (twice["value_gbp"], twice["equivalent_full_cycles"]) == (None, None)
    assert twice["reason"]
    assert (own["value_gbp"] is None, own["reason"]) == (False, "")


@pytest.mark.parametrize(
    "changes",
    [
        {"assets": [SMALL | {"max_cycles_per_day": 1.0}]},
        {"assets": [SMALL, SMALL | {"name": "two"}]},
        {"assets": []},
    ],
    ids=["a limit on cycles", "two batteries", "nothing"],
)
def test_only_what_is_planned_exactly_is_asked(changes: dict[str, Any]) -> None:
    """Proves: no rows where another engine would answer. If broken: a run of a year takes minutes."""
    assert sizes(**changes) == []


def test_warnings_of_money_come_first() -> None:
    """Proves: what would change an amount comes before what is only counted. If broken: it drowns among the others."""
    site = make_site(
        demand=DEMAND,
        assets=[SMALL],
        supply={"energy": "market_index", "fee_gbp_per_mwh": 5.0, "non_energy": {"fixed_gbp_per_mwh": 40.0}},
        losses={"power_factor": 0.95},
    )
    done = backtest(site, Periods.between(*DAY), PORTS)
    found = weighed_warnings(done)
    assert found.of_money
    assert all("includes" not in text for text in found.of_money)
    assert any("not charged again" in text for text in found.others)
    assert run_warnings(done) == [*found.of_money, *found.others]
