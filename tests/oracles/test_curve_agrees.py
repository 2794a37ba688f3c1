"""`gbflex chp curve` against an independent model: the plan, and what every way off it moves and costs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gbflex.api.chp import chp_curve
from gbflex.errors import Infeasible
from tests.oracles.plant_oracle import SMALL, Plant, best_cost_gbp, cost_gbp, keeps_unit_limits, making_cost_gbp
from tests.oracles.plant_sites import plant_of, random_chp_case

SOME = 6
ALL = 200
HALF_HOURS = 6
"""Of each day, in which every way off the plan is worked out again."""
LONGEST = 48
A_LITTLE = 0.01
"""MW by which a load moves for the cost of its last MWh."""
FREELY_SOLVED = 2
"""Moves of each site whose price is compared with a plan that is free to start and stop."""
SAME_GBP_PER_MWH = 0.01
PART = 1 / 200
"""Of the unit's range: a move is the largest to within this."""


class Planned(NamedTuple):
    """A plan as it was answered, and what it costs."""

    plant: Plant
    profile: list[float]
    cost_gbp: float

    def anew_gbp(self, profile: list[float]) -> float | None:
        """Cost of a profile where it differs from the plan, with all else planned anew but when the unit runs."""
        pairs = enumerate(zip(profile, self.profile, strict=True))
        held = {step: after for step, (after, before) in pairs if after != before}
        runs = [power > SMALL for power in profile]
        return best_cost_gbp(self.plant, held=held, runs=runs)

    def with_power(self, step: int, power_mw: float) -> list[float]:
        return [*self.profile[:step], power_mw, *self.profile[step + 1 :]]


def near(right: float) -> Any:
    """Equal to half a penny, or a price to the solver's tolerance."""
    return pytest.approx(right, rel=1e-5, abs=5e-3)


def agrees(seed: int, folder: Path) -> int:
    """How many ways off the plan there are; those in some half-hours are as an independent model says."""
    folder.mkdir()
    case = random_chp_case(seed)
    plant, site = plant_of(case), case.written(folder)
    best = best_cost_gbp(plant)
    if best is None:
        with pytest.raises(Infeasible):
            chp_curve(site, case.day)
        return 0
    answer = chp_curve(site, case.day)
    assert answer["planned_to"] == case.day.isoformat()
    profile = [row["baseline_mw"] for row in answer["rows"]]
    cost = cost_gbp(plant, profile)
    assert cost is not None, "the plan breaks a limit"
    assert cost == near(-answer["objective_gbp"])
    assert best - 0.01 <= cost <= best + 1e-4 * abs(best) + 0.01
    plan = Planned(plant, profile, cost)
    found = list(disagreements(plan, answer, random.Random(seed)))
    assert not found, "; ".join(found[:6])
    return len(answer["steps"])


def disagreements(plan: Planned, answer: dict[str, Any], draw: random.Random) -> Iterator[str]:
    """Where a curve is not what the independent model says."""
    steps = {row["start_time"]: i for i, row in enumerate(answer["rows"])}
    ways: dict[tuple[int, str, str], dict[str, Any]] = {}
    for way in answer["steps"]:
        ways[steps[way["start_time"]], way["direction"], way["kind"]] = way
    for step in sorted(draw.sample(range(len(steps)), HALF_HOURS)):
        row = answer["rows"][step]
        found = [*_load_moves(plan, step, ways), *_blocks(plan, step, ways), *_marginal_cost(plan, step, row)]
        for direction in ("up", "down"):
            found += _offer(row, direction, [way for key, way in ways.items() if key[:2] == (step, direction)])
        yield from (f"period {step + 1}: {text}" for text in found)
    for (step, *_), way in draw.sample(sorted(ways.items()), min(FREELY_SOLVED, len(ways))):
        yield from _bounded_by_a_free_plan(plan, step, way)


def _profile(plan: Planned, step: int, way: dict[str, Any]) -> list[float]:
    """Output under a way off the plan."""
    if way["kind"] == "load":
        sign = 1 if way["direction"] == "up" else -1
        return plan.with_power(step, plan.profile[step] + sign * way["power_mw"])
    after = step + way["half_hours"]
    load = way["power_mw"] if way["kind"] == "start" else 0.0
    block = [power if load and power > SMALL else load for power in plan.profile[step:after]]
    return [*plan.profile[:step], *block, *plan.profile[after:]]


def _load_moves(plan: Planned, step: int, ways: dict[tuple[int, str, str], dict[str, Any]]) -> Iterator[str]:
    """Another load in one half-hour: to the end of the unit's range, or as far as all else as planned lets it."""
    power, unit = plan.profile[step], plan.plant.unit
    if power <= SMALL:
        return
    further = PART * (unit.most_mw - unit.least_mw)
    for direction, end in (("up", unit.available[step] * unit.most_mw), ("down", unit.least_mw)):
        way, sign = ways.get((step, direction, "load")), 1 if direction == "up" else -1
        by, room = 0.0 if way is None else way["power_mw"], (end - power) * sign
        if room > by + further and plan.anew_gbp(plan.with_power(step, end)) is not None:
            yield f"{direction} by all of {room:.4f} MW can be had, not {by:.4f}"
        larger = plan.with_power(step, power + sign * (by + further))
        if further > SMALL and cost_gbp(plan.plant, larger) is not None:
            yield f"{direction} by more than {by:.4f} MW can be had"
        if way is not None:
            yield from _costs(plan, step, way)


def _costs(plan: Planned, step: int, way: dict[str, Any]) -> Iterator[str]:
    """Whether a way's volume, cost and price are those of its profile, with all else planned anew."""
    profile, name = _profile(plan, step, way), f"{way['direction']} by {way['kind']}"
    cost, energy = plan.anew_gbp(profile), _moved_mwh(plan, profile)
    if cost is None:
        yield f"{name}: cannot be"
        return
    if way["energy_mwh"] != pytest.approx(energy, abs=1e-6):
        yield f"{name}: {way['energy_mwh']} MWh, not {energy:.5f}"
    if way["cost_gbp"] != near(cost - plan.cost_gbp):
        yield f"{name}: costs {way['cost_gbp']:.4f} GBP, not {cost - plan.cost_gbp:.4f}"
    if way["price_gbp_per_mwh"] * energy != near(way["cost_gbp"]):
        yield f"{name}: {way['price_gbp_per_mwh']} GBP/MWh is not {way['cost_gbp']} GBP for {energy} MWh"


def _moved_mwh(plan: Planned, profile: list[float]) -> float:
    return sum(abs(after - before) for after, before in zip(profile, plan.profile, strict=True)) / 2


def _blocks(plan: Planned, step: int, ways: dict[tuple[int, str, str], dict[str, Any]]) -> Iterator[str]:
    """The shortest stop or run from a half-hour on, and what it costs."""
    runs, unit = plan.profile[step] > SMALL, plan.plant.unit
    direction, kind = ("down", "stop") if runs else ("up", "start")
    way = ways.get((step, direction, kind))
    most = min(unit.available[step] * unit.most_mw, max(unit.least_mw, unit.ramp_mw))
    shortest: dict[float, tuple[int, list[float], float]] = {}
    for load in [0.0] if runs else sorted({unit.least_mw, max(most, unit.least_mw)}):
        if (found := _shortest(plan, step, load)) is not None:
            shortest[load] = found
    if not shortest:
        if way is not None:
            yield f"a {kind} that cannot be"
        return
    if way is None:
        yield f"a {kind} of {min(shortest.values())[0]} half-hours is not seen"
        return
    length = min(found[0] for found in shortest.values())
    prices = {load: found[2] for load, found in shortest.items() if found[0] == length}
    # Where two loads cost the same for each MWh, either is the cheapest.
    cheapest = [load for load, price in prices.items() if price < min(prices.values()) + 1e-3]
    by_power = min(cheapest, key=lambda load: abs(abs(load - plan.profile[step]) - way["power_mw"]))
    profile = shortest[by_power][1]
    changed = [i for i, (one, other) in enumerate(zip(profile, plan.profile, strict=True)) if one != other]
    if way["half_hours"] != changed[-1] - step + 1:
        yield f"a {kind} of {way['half_hours']} half-hours, not {changed[-1] - step + 1}"
    elif way["power_mw"] != pytest.approx(abs(profile[step] - plan.profile[step]), abs=1e-6):
        yield f"a {kind} of {way['power_mw']} MW, not {abs(profile[step] - plan.profile[step])}"
    else:
        yield from _costs(plan, step, way)


def _shortest(plan: Planned, step: int, load_mw: float) -> tuple[int, list[float], float] | None:
    """The shortest block from a half-hour on at a load: its length, the profile, and its price; None for none."""
    for length in range(1, min(LONGEST, len(plan.profile) - step) + 1):
        block = plan.profile[step : step + length]
        block = [power if load_mw and power > SMALL else load_mw for power in block]
        profile = [*plan.profile[:step], *block, *plan.profile[step + length :]]
        cost = plan.anew_gbp(profile) if keeps_unit_limits(plan.plant.unit, profile) else None
        if cost is not None and profile != plan.profile:
            return length, profile, (cost - plan.cost_gbp) / _moved_mwh(plan, profile)
    return None


def _marginal_cost(plan: Planned, step: int, row: dict[str, Any]) -> Iterator[str]:
    """What the last MWh costs to make, and at the smallest load the next one; where ramps let the load move."""
    power, unit, said = plan.profile[step], plan.plant.unit, row["marginal_cost_gbp_per_mwh"]
    if power <= SMALL:
        return
    by = -min(A_LITTLE, power - unit.least_mw) if power > unit.least_mw + SMALL else A_LITTLE
    moved = plan.with_power(step, power + by)
    base, other = making_cost_gbp(plan.plant, plan.profile), making_cost_gbp(plan.plant, moved)
    if base is None or other is None or not keeps_unit_limits(unit, moved):
        return
    right = (other - base) / (by / 2)
    if said != pytest.approx(right, rel=1e-3, abs=0.02):
        yield f"a marginal cost of {said}, not {right:.4f}"


def _offer(row: dict[str, Any], direction: str, ways: list[dict[str, Any]]) -> Iterator[str]:
    """Whether a row offers the largest way there is and the cheapest, and nothing only where there is none."""
    keys = ("kind", "mw", "price_gbp_per_mwh", "cost_gbp", "half_hours")
    names = ("kind", "power_mw", "price_gbp_per_mwh", "cost_gbp", "half_hours")
    for offer in (f"turn_{direction}", f"cheapest_{direction}"):
        said = [row[f"{offer}_{key}"] for key in keys]
        there = [[way[name] for name in names] for way in ways]
        if not there and said != [None, 0.0, None, None, 0]:
            yield f"{offer} is {said}, though there is no way"
        if there and not any(said[0] == way[0] and said[1:] == pytest.approx(way[1:]) for way in there):
            yield f"{offer} is {said}, of {there}"
    if ways:
        if row[f"turn_{direction}_mw"] < max(way["power_mw"] for way in ways) - 1e-5:
            yield f"{direction}: there is a larger way"
        if row[f"cheapest_{direction}_price_gbp_per_mwh"] > min(way["price_gbp_per_mwh"] for way in ways) + 1e-3:
            yield f"{direction}: there is a cheaper way"


def _bounded_by_a_free_plan(plan: Planned, step: int, way: dict[str, Any]) -> Iterator[str]:
    """A price is enough for a plan that is free to start and stop, and is its price where it is no upper bound."""
    pairs = enumerate(zip(_profile(plan, step, way), plan.profile, strict=True))
    free = best_cost_gbp(plan.plant, held={at: after for at, (after, before) in pairs if after != before})
    name = f"period {step + 1} {way['direction']} by {way['kind']}"
    if free is None:
        yield f"{name}: cannot be"
        return
    above = way["cost_gbp"] - (free - plan.cost_gbp)
    if above < -0.01:
        yield f"{name}: {way['cost_gbp']:.4f} GBP do not pay for {free - plan.cost_gbp:.4f}"
    if above > 2 * SAME_GBP_PER_MWH * way["energy_mwh"] + 0.01 and not way["is_upper_bound"]:
        yield f"{name}: called exact, though {free - plan.cost_gbp:.4f} GBP pay for it, less than {way['cost_gbp']:.4f}"


def test_every_way_off_a_plan_costs_what_it_says(tmp_path: Path) -> None:
    """Proves: on 6 random days (200 in `make slow`) of a CHP unit the plan is the best; in 6 half-hours of each every move can be had, none larger or shorter, and costs the difference of two solved days. If broken: flexibility is offered that is not there, or at a loss."""
    assert sum(agrees(seed, tmp_path / str(seed)) for seed in range(SOME)) >= 100


@pytest.mark.slow
def test_every_way_off_a_plan_costs_what_it_says_at_length(tmp_path: Path) -> None:
    """Proves: as above, 200 days. If broken: as above."""
    assert sum(agrees(seed, tmp_path / str(seed)) for seed in range(ALL)) >= 2_000
