"""`gbflex.explain`'s gain of a move against an independent program: the best plan from that state, with and without it."""

from __future__ import annotations

import dataclasses
import random
from datetime import timedelta
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

import gbflex
from gbflex.errors import Infeasible, InputError, MissingPeriods
from tests.oracles import test_rolling_agrees as rolling
from tests.oracles.battery_oracle import Battery, Span, best_plan_gbp
from tests.oracles.battery_sites import Case, battery_of, limits_of, random_case
from tests.oracles.london import half_hours_of

SOME = 24
ALL = 500
MOVES_OF_A_SITE = 5
MOVING_MWH = 1e-6


class Move(NamedTuple):
    """A half-hour in which something was done, and what `explain` says it gained."""

    step: int
    way: str
    gained_gbp: float | None


def moves_of(draw: random.Random, folder: Path, charge: list[float], discharge: list[float]) -> list[Move]:
    """Some half-hours of a run in which it charged or discharged."""
    schedule = pl.read_parquet(folder / "schedule.parquet")
    moving = [i for i, pair in enumerate(zip(charge, discharge, strict=True)) if max(pair) > MOVING_MWH]
    found = []
    for step in draw.sample(moving, min(MOVES_OF_A_SITE, len(moving))):
        row = schedule.row(step, named=True)
        said = gbflex.explain(folder, row["settlement_date"], row["settlement_period"])
        assert said["action"] == ("charge" if charge[step] > MOVING_MWH else "discharge")
        found.append(Move(step, said["action"], said["gained_over_next_best_gbp"]))
    return found


def rest_of(span: Span, charge: list[float], discharge: list[float]) -> Span:
    """The rest of a span after some half-hours: its state, and what is left of every limit."""
    battery, done = span.battery, span.halves[: len(charge)]
    state = span.initial_mwh
    for into, out in zip(charge, discharge, strict=True):
        state = _after(battery, state, into, out)
    rest = span.halves[len(charge) :]
    out = [mwh / battery.discharge_efficiency for mwh in discharge]
    today = rest[0].day
    used = sum(mwh for half, mwh in zip(done, out, strict=True) if half.day == today) / battery.capacity_mwh
    before = span.cycles_used if span.halves[0].day == today else 0.0
    limits = dataclasses.replace(span.limits, out_mwh=max(span.limits.out_mwh - sum(out), 0.0))
    return dataclasses.replace(span, halves=rest, initial_mwh=state, limits=limits, cycles_used=before + used)


def _after(battery: Battery, state: float, charge: float, discharge: float) -> float:
    kept = (1 - battery.lost_per_day) ** (0.5 / 24)
    return kept * state + charge * battery.charge_efficiency - discharge / battery.discharge_efficiency


def disagreements(rest: Span, move: Move) -> list[str]:
    """Where the gain of the first half-hour's move is not what the independent program finds."""
    best = best_plan_gbp(rest)
    other = best_plan_gbp(dataclasses.replace(rest, first_may_not=move.way))
    assert best is not None
    if other is None:
        return [] if move.gained_gbp is None else [f"{move} can not be left out"]
    if move.gained_gbp is None:
        return [f"{move} could be left out for {best - other:.6f}"]
    within = 1e-6 + 1e-10 * abs(best)
    return [] if abs(move.gained_gbp - (best - other)) <= within else [f"{move}, not {best - other:.7f}"]


def whole_span(case: Case, days: int) -> Span:
    """All half-hours of a run with perfect foresight."""
    asset = case.site["assets"][0]
    final = asset["final_state_of_charge_mwh"]
    halves = [
        case.came_true(half) for day in range(days) for half in half_hours_of(case.day + timedelta(days=day))
    ]
    return Span(
        battery=battery_of(case),
        limits=limits_of(case, 48 * days),
        halves=halves,
        initial_mwh=asset["initial_state_of_charge_mwh"],
        final_mwh=asset["initial_state_of_charge_mwh"] if final == "initial" else final,
    )


def perfect_moves(seed: int, folder: Path) -> int:
    """How many moves of a run with perfect foresight gain what the independent program says."""
    folder.mkdir()
    draw = random.Random(30_000 + seed)
    days = draw.choice((1, 1, 2))
    case = random_case(seed + 9_000, days=days, limits_over_spans=True)
    site = case.written(folder)
    last = case.day + timedelta(days=days - 1)
    try:
        gbflex.run(site, case.day, last, out=folder / "run")
    except (Infeasible, InputError, MissingPeriods):
        return 0
    schedule = pl.read_parquet(folder / "run" / "schedule.parquet")
    charge, discharge = schedule["charge_mwh"].to_list(), schedule["discharge_mwh"].to_list()
    span, moves = whole_span(case, days), moves_of(draw, folder / "run", charge, discharge)
    wrong = [
        text
        for move in moves
        for text in disagreements(rest_of(span, charge[: move.step], discharge[: move.step]), move)
    ]
    assert wrong == [], seed
    return len(moves)


def rolling_moves(seed: int, folder: Path) -> int:
    """The same of a rolling plan, on what was expected when the date was planned; 0 where its load is forecast."""
    folder.mkdir()
    asked = rolling.asked_for(seed)
    case = asked.case
    if case.demand and not case.site["demand"].get("known_ahead"):
        return 0
    try:
        rolling.ran(asked, case.written(folder))
    except (Infeasible, InputError, MissingPeriods):
        return 0
    schedule = pl.read_parquet(folder / "run" / "schedule.parquet")
    charge, discharge = schedule["charge_mwh"].to_list(), schedule["discharge_mwh"].to_list()
    starts = [0, *accumulate(len(half_hours_of(day)) for day in asked.dates)]
    battery, state = battery_of(case), case.site["assets"][0]["initial_state_of_charge_mwh"]
    states = [state := _after(battery, state, *pair) for pair in zip(charge, discharge, strict=True)]
    wrong, count = [], 0
    for move in moves_of(random.Random(seed), folder / "run", charge, discharge):
        first = max(i for i, start in enumerate(starts) if start <= move.step)
        begin = starts[first]
        initial = states[begin - 1] if begin else case.site["assets"][0]["initial_state_of_charge_mwh"]
        span = rolling.window(asked, first, min(max(initial, 0.0), battery.capacity_mwh))
        assert span is not None
        rest = rest_of(span, charge[begin : move.step], discharge[begin : move.step])
        wrong += disagreements(rest, move)
        count += 1
    assert wrong == [], seed
    return count


def test_gains_are_over_the_best_plan_without_the_move(tmp_path: Path) -> None:
    """Proves: 24 moves of random sites (500 in `make slow`) gain what a re-solve without them loses, under cycle limits and end states. If broken: a gain at a marginal price, 11 % too much on average."""
    assert sum(perfect_moves(seed, tmp_path / str(seed)) for seed in range(SOME // 3)) >= SOME


def test_rolling_gains_are_as_expected_when_planned(tmp_path: Path) -> None:
    """Proves: a rolling plan's move is weighed on the prices of its plan. If broken: hindsight prices in a plan's reasons."""
    assert sum(rolling_moves(seed, tmp_path / str(seed)) for seed in range(8)) >= 8


@pytest.mark.slow
def test_gains_are_over_the_best_plan_without_the_move_at_length(tmp_path: Path) -> None:
    """Proves: as above, 500 moves and 150 of rolling plans. If broken: as above."""
    seed, found = 0, 0
    while found < ALL:
        found += perfect_moves(seed, tmp_path / str(seed))
        seed += 1
    assert sum(rolling_moves(each, tmp_path / f"r{each}") for each in range(60)) >= 150
