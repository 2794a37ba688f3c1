"""The legacy unit by hand, what perfect means for a plant, and brute force."""

from __future__ import annotations

import functools
from datetime import date

import numpy as np

from gbflex.assets.chp import ChpPoint
from gbflex.assets.fuel_use import GROSS_PER_NET
from gbflex.dispatch import perfect
from gbflex.dispatch.joint.span_bound import SEARCH_GAP
from gbflex.dispatch.problem.answer import OPTIMAL_GAP
from gbflex.dispatch.problem.kept import TOLERANCE_MWH
from gbflex.gb import carbon, chpqa
from gbflex.gb.rates import rate
from tests.analysis.test_chp_curve import HEAT, rows
from tests.dispatch import test_perfect as whole_spans
from tests.dispatch import test_plant_brute_force as brute_force
from tests.dispatch.plant_oracle import best_by_brute_force
from tests.dispatch.plant_random import random_plant_problem
from tests.docs.derived.when import slow
from tests.factories_plant import boiler, chp, plant_site

_FULL = ChpPoint(power_mw=5.0, electrical_efficiency_gross_cv=0.38, heat_efficiency_gross_cv=0.45)


def _marginal_cost(*assets: dict[str, object]) -> float:
    return rows(plant_site(*assets))[0]["marginal_cost_gbp_per_mwh"]


def fuel_of_a_mwh_gbp() -> float:
    return _marginal_cost(chp(), {"type": "heat_dump"})


def heat_of_a_mwh() -> float:
    return _FULL.heat_mw / _FULL.power_mw


def boiler_fuel_saved_gbp() -> float:
    return fuel_of_a_mwh_gbp() - marginal_cost_gbp()


def marginal_cost_gbp() -> float:
    return _marginal_cost()


def marginal_cost_beside_85_gbp() -> float:
    return _marginal_cost(chp(), boiler(efficiency_gross_cv=0.85), HEAT)


def turn_down_gbp() -> float:
    return rows(plant_site())[0]["turn_down_price_gbp_per_mwh"]


def gas_at_full_mw() -> float:
    return _FULL.fuel_mw


def heat_at_full_mw() -> float:
    return _FULL.heat_mw


def gross_per_net() -> float:
    return GROSS_PER_NET


def balances_mwh() -> float:
    return TOLERANCE_MWH


def perfect_percent() -> float:
    return 100 * perfect.PERFECT_GAP


def bound_stops_at_percent() -> float:
    return 100 * perfect.PERFECT_GAP * perfect.AIM


def search_gap() -> float:
    return SEARCH_GAP


def at_once_steps() -> float:
    return perfect.AT_ONCE_STEPS


def at_once_days() -> float:
    return perfect.AT_ONCE_STEPS / 48


def at_once_days_of_two() -> float:
    return perfect.AT_ONCE_STEPS // 2 // 48


def random_plants() -> float:
    return len(brute_force.MANY)


def few_random_plants() -> float:
    return len(brute_force.FEW)


@slow
def random_plants_with_a_plan() -> float:
    return _many()[1]


@slow
def random_plants_that_gain() -> float:
    return _many()[2]


@functools.cache
def _many() -> tuple[int, int, int]:
    return brute_force.compared(brute_force.MANY)


def plants_to_cut() -> float:
    return len(whole_spans.PLANTS)


@slow
def plants_cut() -> float:
    """Those of more than one day that have a plan."""
    problems = [random_plant_problem(np.random.default_rng(seed)) for seed in whole_spans.PLANTS]
    longer = [problem for problem in problems if len(whole_spans.day_starts(problem)) > 1]
    return sum(best_by_brute_force(problem) is not None for problem in longer)


def few_whole_spans() -> float:
    return len(whole_spans.AT_ONCE) + len(whole_spans.GROWING)


def whole_spans_compared() -> float:
    return len(whole_spans.MANY)


def carbon_support_p_per_kwh() -> float:
    return rate("carbon_price_support_gas", date(2026, 6, 1)).value


def gas_tco2_per_mwh() -> float:
    return carbon.GAS_TCO2_PER_MWH


def optimal_gap() -> float:
    return OPTIMAL_GAP


def optimal_percent() -> float:
    return 100 * OPTIMAL_GAP


def reference_power_percent() -> float:
    return 100 * chpqa.REFERENCE_POWER_EFFICIENCY


def reference_heat_percent() -> float:
    return 100 * chpqa.REFERENCE_HEAT_EFFICIENCY


def on_site_factor() -> float:
    return chpqa.ON_SITE_GRID_FACTOR
