"""Turning up and down around a plan, by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gbflex.analysis.chp.curve import chp_curve
from gbflex.analysis.chp.moves import moves_around
from gbflex.analysis.chp.planned_plant import PlannedPlant
from gbflex.assets.site import Site
from gbflex.dispatch import solve
from gbflex.errors import Infeasible, InputError
from tests.dispatch.plant_oracle import allowed_ways, best_held
from tests.dispatch.plant_random import random_plant_problem
from tests.factories import make_ports
from tests.factories_plant import boiler, chp, plant_site

DAY = date(2024, 6, 3)
HEAT = {"type": "heat_demand", "constant_mw": 7.0}


def rows(site: Site) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = chp_curve(site, DAY, make_ports())["rows"]
    return found


def test_a_turn_down_is_worth_it_at_what_import_costs_less_what_is_saved() -> None:
    """Proves: 150 - (52.632 - 26.316) = 123.684 (market reference 9). If broken: flexibility is sold at a loss."""
    for row in rows(plant_site()):
        assert row["baseline_mw"] == 5.0
        assert row["marginal_cost_gbp_per_mwh"] == pytest.approx(26.316, abs=1e-3)
        # A stop costs nothing here, so that the most is all of it, and is as cheap as less would be.
        for name in ("turn_down", "cheapest_down"):
            assert row[f"{name}_mw"] == pytest.approx(5.0)
            assert row[f"{name}_price_gbp_per_mwh"] == pytest.approx(123.684, abs=1e-3)
            assert row[f"{name}_cost_gbp"] == pytest.approx(2.5 * 123.684, abs=1e-2)
            assert row[f"{name}_is_upper_bound"] is False
        assert row["turn_up_mw"] == 0.0
        assert row["turn_up_is_upper_bound"] is None


@pytest.mark.parametrize(("efficiency", "cost"), [(0.90, 26.316), (0.85, 24.768)])
def test_the_marginal_cost_credits_the_boilers_fuel(efficiency: float, cost: float) -> None:
    """Proves: the legacy figures. If broken: heat is credited at another boiler's price."""
    row = rows(plant_site(chp(), boiler(efficiency_gross_cv=efficiency), HEAT))[0]
    assert row["marginal_cost_gbp_per_mwh"] == pytest.approx(cost, abs=1e-3)


def test_without_a_use_of_heat_the_marginal_cost_is_all_fuel() -> None:
    """Proves: 20 / 0.38 = 52.632. If broken: dumped heat earns."""
    row = rows(plant_site(chp(), {"type": "heat_dump"}))[0]
    assert row["marginal_cost_gbp_per_mwh"] == pytest.approx(52.632, abs=1e-3)


def test_a_turn_up_costs_what_is_burnt_less_what_export_pays() -> None:
    """Proves: at a price of 20 it stands at its minimum; 26.316 - 20 = 6.316 for a MWh more."""
    site = plant_site(
        chp(min_up_hours=48, runs_at_start=True, outages=[]),
        boiler(),
        HEAT,
        supply={"energy": {"fixed_gbp_per_mwh": 20.0}},
    )
    # It runs at the start and long enough already: it stops, so a start is what can be offered.
    row = rows(site)[0]
    assert row["baseline_mw"] == 0.0
    assert row["turn_up_kind"] == "start"
    assert row["turn_up_price_gbp_per_mwh"] == pytest.approx(6.316, abs=1e-3)
    assert row["turn_up_half_hours"] == 1


def test_a_stop_takes_its_shortest_stop_and_the_start_after_it() -> None:
    """Proves: two hours off and a start of 500 GBP: 123.684 + 500 / 10 MWh. If broken: the restart is free."""
    site = plant_site(chp(min_power_mw=5.0, min_down_hours=2.0, start_cost_gbp=500.0), boiler(), HEAT)
    row = rows(site)[20]
    assert row["turn_down_kind"] == "stop"
    assert row["turn_down_half_hours"] == 4
    assert row["turn_down_mw"] == 5.0
    assert row["turn_down_price_gbp_per_mwh"] == pytest.approx(123.684 + 50.0, abs=1e-3)


def test_the_connection_and_the_heat_limit_what_is_offered() -> None:
    """Proves: 2 MW of room to import, 3 MW of heat to spare. If broken: volume is offered that cannot be had."""
    narrow = rows(plant_site(connection={"import_mw": 3.0}))[0]
    assert narrow["turn_down_mw"] == pytest.approx(2.0)
    small = rows(plant_site(chp(), boiler(heat_mw=4.0), HEAT))[0]
    # The boiler can take over 4 - (7 - 5.921) MW of heat, which is 2.467 MW of power.
    assert small["turn_down_mw"] == pytest.approx((4.0 - (7.0 - 5.9211)) * 0.38 / 0.45, abs=2e-3)


def test_what_is_planned_is_never_offered() -> None:
    """Proves: up and down stay inside the limits around the plan. If broken: baseline output is sold twice."""
    price = np.tile(40 + 35 * np.sin(np.arange(48) / 7), 2)
    site = plant_site(
        chp(min_up_hours=4, min_down_hours=2, start_cost_gbp=60.0),
        boiler(),
        HEAT,
        supply={"energy": "market_index", "export": "energy"},
    )
    found = chp_curve(site, DAY, make_ports(market_index=price))["rows"]
    assert {row["baseline_mw"] > 0 for row in found} == {True, False}
    for row in found:
        assert row["baseline_mw"] + row["turn_up_mw"] <= 5.0 + 1e-9
        assert row["baseline_mw"] - row["turn_down_mw"] >= -1e-9
        # An optimal plan leaves no way off it that gains.
        for direction in ("up", "down"):
            price_gbp = row[f"turn_{direction}_price_gbp_per_mwh"]
            assert price_gbp is None or price_gbp > -0.05


def test_a_curve_needs_a_unit() -> None:
    """Proves: a plain message. If broken: an empty table."""
    with pytest.raises(InputError, match="needs a CHP unit"):
        chp_curve(plant_site(boiler(), HEAT), DAY, make_ports())


def test_where_heat_limits_a_move_is_priced_with_other_half_hours_making_up_for_it() -> None:
    """Proves: heat of 7 MW from 5.921 of the unit and 1.2 of the boiler, and a store that holds what is left.

    Down by 4 MW loses 2 x 1.184 = 2.368 MWh of heat that the boiler cannot give; the store gives it, filled before
    and after by the boiler's last 0.121 MW. If broken: nothing can be turned down.
    """
    store = {
        "type": "thermal_store", "charge_power_mw": 6.0, "discharge_power_mw": 6.0, "energy_capacity_mwh": 6.0,
        "initial_heat_mwh": 3.0,
    }  # fmt: skip
    with_store = rows(plant_site(chp(), boiler(heat_mw=1.2), store, HEAT))[20]
    without = rows(plant_site(chp(), boiler(heat_mw=1.2), HEAT))[20]
    assert without["turn_down_mw"] == pytest.approx(0.121 * 0.38 / 0.45, abs=1e-3)
    assert with_store["turn_down_mw"] == 5.0
    assert with_store["turn_down_price_gbp_per_mwh"] == pytest.approx(123.684, abs=1e-3)


def test_a_block_has_its_end_and_its_cost() -> None:
    """Proves: of the stop of two hours 2,473.68 + 1,000 for the start after it, until period 24's start.

    If broken: a price for each MWh hides that all of a block must be taken.
    """
    site = plant_site(chp(min_power_mw=5.0, min_down_hours=2.0, start_cost_gbp=1000.0), boiler(), HEAT)
    found = chp_curve(site, DAY, make_ports())
    step = next(step for step in found["steps"] if step["settlement_period"] == 21 and step["kind"] == "stop")
    assert (step["start_time"], step["last_start_time"]) == ("2024-06-03T09:00:00Z", "2024-06-03T10:30:00Z")
    assert step["cost_gbp"] == pytest.approx(20 / 2 * 123.684 + 1000, abs=0.01)
    assert found["rows"][20]["turn_down_cost_gbp"] == step["cost_gbp"]
    assert step["price_gbp_per_mwh"] == pytest.approx(step["cost_gbp"] / 10)


def test_a_row_offers_the_largest_and_the_cheapest() -> None:
    """Proves: 5 MW by a stop that costs a start, or 4 MW of load without one. If broken: one hides the other."""
    site = plant_site(chp(min_down_hours=2.0, start_cost_gbp=500.0), boiler(), HEAT)
    row = rows(site)[20]
    assert (row["turn_down_mw"], row["turn_down_kind"]) == (5.0, "stop")
    assert row["turn_down_price_gbp_per_mwh"] == pytest.approx(123.684 + 50, abs=1e-3)
    assert (row["cheapest_down_mw"], row["cheapest_down_kind"]) == (pytest.approx(4.0), "load")
    assert row["cheapest_down_price_gbp_per_mwh"] == pytest.approx(123.684, abs=1e-3)


def changed(on: NDArray[np.bool_], power_mw: NDArray[np.float64] | None) -> tuple[bool, ...]:
    """Who runs by the plan, and where a move says so otherwise."""
    if power_mw is None:
        return tuple(on.tolist())
    return tuple(np.where(np.isnan(power_mw), on, power_mw > 0).tolist())


MOST_WAYS = 64
"""Ways to be on or off that brute force tries for each move."""


def compared(seeds: range) -> Counter[str]:
    """Moves of random plants against an independent program: the same units elsewhere, and every way to run them."""
    seen = Counter[str]()
    for seed in seeds:
        problem = random_plant_problem(np.random.default_rng(seed))
        try:
            plan = PlannedPlant.of(problem, solve(problem))
        except Infeasible:
            continue
        engines = plan.plant.engines
        on = [plan.power_mw(i) > 0 for i in range(len(engines))]
        free = [
            list(allowed_ways(engine, plan.plant.engine_available[i], problem)) for i, engine in enumerate(engines)
        ]
        base = best_held(problem, [[tuple(each.tolist())] for each in on], {})
        assert base == pytest.approx(plan.objective_gbp, abs=1e-4)
        for step in range(len(problem)):
            for move in [move for moves in moves_around(plan, step).values() for move in moves]:
                held = {
                    (i, int(at)): float(power[at])
                    for i, power in move.held_mw.items()
                    for at in np.flatnonzero(~np.isnan(power))
                }
                left = plan.objective_gbp - move.cost_gbp
                alike = best_held(
                    problem, [[changed(each, move.held_mw.get(i))] for i, each in enumerate(on)], held
                )
                assert left == pytest.approx(alike, abs=1e-4), (seed, move)
                seen[move.kind] += 1
                if np.prod([len(ways) for ways in free]) <= MOST_WAYS:
                    best = best_held(problem, free, held)
                    assert best is not None
                    assert left <= best + 1e-4, (seed, move)
                    seen["free"] += 1
                    # What is not called an upper bound is what it costs, whoever runs.
                    assert move.is_upper_bound or best - left <= 0.011 * move.energy_mwh, (seed, move)
                    seen["upper bound" if move.is_upper_bound else "proven"] += 1
    return seen


def test_moves_of_random_plants_cost_what_brute_force_says() -> None:
    """Proves: each move costs what an independent program finds with the same units running elsewhere, and no less
    than it finds over every way to run them.

    If broken: a price at which a desk loses, or 94.32 GBP/MWh for what costs 17.18.
    """
    seen = compared(range(8))
    assert min(seen[kind] for kind in ("load", "start", "stop", "free", "upper bound")) > 2, seen


@pytest.mark.slow
def test_moves_of_200_random_plants_cost_what_brute_force_says() -> None:
    """Proves: the same of 200."""
    seen = compared(range(1000, 1200))
    assert min(seen[kind] for kind in ("load", "start", "stop", "free", "upper bound")) > 20, seen
