"""`gbflex.plan` against an independent model of the same words: expected prices, limits, ends and the best plan."""

from __future__ import annotations

import dataclasses
import math
import random
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import gbflex
from gbflex.errors import Infeasible, MissingPeriods
from tests.oracles.battery_oracle import Span, best_plan_gbp, broken_limit, earned_gbp
from tests.oracles.battery_sites import Case, battery_of, limits_of, random_case, random_instant
from tests.oracles.london import LONDON, half_hours_from

SOME = 12
ALL = 200


class Asked(NamedTuple):
    """A plan that is asked for."""

    case: Case
    at: datetime
    horizon: int
    cycles_today: float


def asked_for(seed: int) -> Asked:
    """A site, an instant on any minute, 1 to 96 half-hours, and cycles used before."""
    draw = random.Random(10_000 + seed)
    case = random_case(seed, days=3, limits_over_spans=True)
    at = random_instant(draw, case.day)
    horizon = draw.choice((1, 2, 3, 46, 47, 48, 50, 96, draw.randint(1, 96)))
    battery = case.site["assets"][0]
    cycles = draw.choice((0.0, 0.2, 0.9)) if "max_cycles_per_day" in battery else 0.0
    if "auxiliary_mw" in battery and horizon <= 12:
        # A whole number for every half-hour: a search over days of them takes minutes.
        battery["auxiliary_when"] = "running"
    return Asked(case, at, horizon, cycles)


def span_of(asked: Asked) -> Span | None:
    """What the plan may do, at the prices that are expected; None where a price is not known."""
    case = asked.case
    asset = case.site["assets"][0]
    halves = half_hours_from(asked.at, asked.horizon)
    expected = [case.expected(half, asked.at) for half in halves]
    if None in expected:
        return None
    final, points = asset["final_state_of_charge_mwh"], ()
    if not isinstance(final, float) and case.end_value is None:
        points = left_points(asked)
    if final == "initial":
        final = asset["initial_state_of_charge_mwh"]
    return Span(
        battery=battery_of(case),
        limits=limits_of(case, asked.horizon),
        halves=[half for half in expected if half is not None],
        initial_mwh=asset["initial_state_of_charge_mwh"],
        final_mwh=final if case.end_value is None and not points else None,
        left_gbp_per_mwh=case.end_value or 0.0,
        cycles_used=asked.cycles_today if halves[0].day == asked.at.astimezone(LONDON).date() else 0.0,
        left_points=points,
    )


def left_points(asked: Asked) -> tuple[tuple[float, float], ...]:
    """What energy left is worth: the best plan of the 48 half-hours after from eleven states; concave above them."""
    battery, limits = battery_of(asked.case), limits_of(asked.case, 48)
    after = half_hours_from(asked.at, asked.horizon + 48)[asked.horizon :]
    halves = [asked.case.expected(half, asked.at) for half in after]
    assert None not in halves
    span = Span(
        battery=battery,
        limits=dataclasses.replace(limits, out_mwh=math.inf),
        halves=[half for half in halves if half is not None],
        initial_mwh=0.0,
        final_mwh=None,
    )
    width = battery.highest_mwh - battery.lowest_mwh
    states = [battery.lowest_mwh + width * i / 10 for i in range(11)]
    worths = [best_plan_gbp(dataclasses.replace(span, initial_mwh=state)) for state in states]
    served = [(state, worth) for state, worth in zip(states, worths, strict=True) if worth is not None]
    points = [(state, worth - served[0][1]) for state, worth in served]
    return tuple(point for point in points if not _is_under(point, points))


def _is_under(point: tuple[float, float], points: list[tuple[float, float]]) -> bool:
    """Whether a line between two others passes above a point, or through it."""
    x, y = point
    return any(u + (v - u) * (x - s) / (t - s) >= y - 1e-9 for s, u in points for t, v in points if s < x < t)


def left_gbp(span: Span, state: float) -> float:
    """What a state left at the end is worth."""
    if not span.left_points:
        return span.left_gbp_per_mwh * state
    return float(np.interp(state, *zip(*span.left_points, strict=True)))


def agrees(seed: int, folder: Path) -> bool:
    """Whether there is a plan; it is the best, keeps all limits, and expects what was known."""
    folder.mkdir()
    asked = asked_for(seed)
    span, site = span_of(asked), asked.case.written(folder)
    best = None if span is None else best_plan_gbp(span)
    if span is None or best is None:
        with pytest.raises(MissingPeriods if span is None else Infeasible):
            planned(asked, site)
        return False
    assert disagreements(asked, span, best, planned(asked, site)) == []
    return True


def planned(asked: Asked, site: Path) -> dict[str, Any]:
    """The answer of `gbflex.plan`."""
    case = asked.case
    return gbflex.plan(
        site,
        asked.at,
        horizon=asked.horizon,
        forecast=str(site.parent / "issued.csv") if case.issued else case.forecast,
        end_value_gbp_per_mwh=case.end_value,
        cycles_today=asked.cycles_today,
    )


def disagreements(asked: Asked, span: Span, best_gbp: float, answer: dict[str, Any]) -> list[str]:
    """Where an answer is not what the independent model says."""
    rows, halves = answer["periods"], half_hours_from(asked.at, asked.horizon)
    flows = [(row["charge_mwh"], row["discharge_mwh"]) for row in rows]
    states = [row["state_of_charge_mwh"] for row in rows]
    found = []
    if [row["start_time"] for row in rows] != [f"{half.start:%Y-%m-%dT%H:%M:%SZ}" for half in halves]:
        return ["the half-hours are others"]
    for row, half in zip(rows, halves, strict=True):
        said, price = row["expected_energy_price_gbp_per_mwh"], asked.case.expected_energy(half, asked.at)
        if said != price:
            found.append(f"{row['start_time']} expects {said}, not {price}")
    if broken := broken_limit(span, flows, states):
        found.append(f"the plan breaks {broken}")
    earned = sum(earned_gbp(span.battery, half, *flow) for half, flow in zip(span.halves, flows, strict=True))
    worth = earned + left_gbp(span, states[-1])
    # States are told to 1e-6 MWh.
    told = 1e-5 + 1e-6 * max(abs(span.left_gbp_per_mwh), *(abs(worth) for _, worth in span.left_points), 0.0)
    for name, gbp, within in (("plan", worth, told), ("objective", answer["objective_gbp"], 1e-5)):
        if gbp != pytest.approx(best_gbp, rel=1e-7, abs=within):
            found.append(f"the {name} is worth {gbp:.5f}, the best {best_gbp:.5f}")
    return found


def test_plans_are_the_best_of_what_was_known(tmp_path: Path) -> None:
    """Proves: 12 random sites (200 in `make slow`) plan what an independent program finds best, on prices known in time. If broken: a limit, an end or a price of the plan is not what the words say."""
    assert sum(agrees(seed, tmp_path / str(seed)) for seed in range(SOME)) >= SOME / 2


@pytest.mark.slow
def test_plans_are_the_best_of_what_was_known_at_length(tmp_path: Path) -> None:
    """Proves: as above, 200 sites. If broken: as above."""
    assert sum(agrees(seed, tmp_path / str(seed)) for seed in range(ALL)) >= ALL / 2
