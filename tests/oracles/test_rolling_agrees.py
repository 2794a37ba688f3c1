"""`gbflex.run --mode rolling` against an independent model: every date's plan is the best of what was known at its start."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

import gbflex
from gbflex.errors import Infeasible, InputError, MissingPeriods
from tests.oracles.battery_oracle import Half, Span, best_plan_gbp, broken_limit, earned_gbp, state_after
from tests.oracles.battery_sites import Case, battery_of, limits_of, random_case
from tests.oracles.london import HalfHour, half_hours_of

SOME = 12
ALL = 200

Flows = list[tuple[float, float]]


class Asked(NamedTuple):
    """A run that is asked for."""

    case: Case
    days: int
    look_ahead_days: int

    @property
    def dates(self) -> list[date]:
        return [self.case.day + timedelta(days=i) for i in range(self.days)]


class Done(NamedTuple):
    """What a run did."""

    summary: dict[str, Any]
    flows: Flows
    states: list[float]


def asked_for(seed: int) -> Asked:
    """A site, one to five days, and one to three days in view."""
    draw = random.Random(20_000 + seed)
    days = draw.randint(1, 5)
    case = random_case(seed + 5_000, days=days, limits_over_spans=draw.random() < 0.1)
    if case.demand and not case.site["demand"].get("known_ahead"):
        # Where the load comes otherwise than expected, a plan is followed as far as the connection allows.
        case.site["connection"] = {"import_mw": None, "export_mw": None}
        for name in ("auxiliary_mw", "auxiliary_when"):
            case.site["assets"][0].pop(name, None)
    return Asked(case, days, draw.randint(1, 3))


def window(asked: Asked, first: int, initial_mwh: float) -> Span | None:
    """What is planned at the start of a date, as it was expected then; None where a price is not known."""
    case, asset = asked.case, asked.case.site["assets"][0]
    begins = half_hours_of(asked.dates[first])[0].start
    halves: list[Half] = []
    for half in chain.from_iterable(
        half_hours_of(day) for day in asked.dates[first : first + asked.look_ahead_days]
    ):
        expected = case.expected(half, begins)
        if expected is None:
            return None
        halves.append(expected)
    # A window that reaches the end of the span ends as the site file says, whatever energy left is worth.
    reaches_the_end = first + asked.look_ahead_days >= asked.days
    is_worth = case.end_value is not None and not reaches_the_end
    # Where energy left is worth something, no more and no less may be left than the rest of the span can still bring
    # to its end. A forecast load meets no limit here, so what comes true says the same.
    later = asked.dates[first + asked.look_ahead_days :] if is_worth else []
    then = [case.came_true(half) for day in later for half in half_hours_of(day)]
    return Span(
        battery=battery_of(case),
        limits=limits_of(case, len(halves)),
        halves=halves,
        initial_mwh=initial_mwh,
        final_mwh=None if is_worth else _final_mwh(asset),
        left_gbp_per_mwh=case.end_value if is_worth and case.end_value else 0.0,
        then=then,
        then_mwh=_final_mwh(asset) if then else None,
    )


def _final_mwh(asset: dict[str, Any]) -> float | None:
    final = asset["final_state_of_charge_mwh"]
    return asset["initial_state_of_charge_mwh"] if final == "initial" else final


def ran(asked: Asked, site: Path) -> Done:
    """The run of `gbflex.run`."""
    case = asked.case
    summary = gbflex.run(
        site,
        asked.dates[0],
        asked.dates[-1],
        mode="rolling",
        forecast=str(site.parent / "issued.csv") if case.issued else case.forecast,
        look_ahead_days=asked.look_ahead_days,
        end_value_gbp_per_mwh=case.end_value,
        out=site.parent / "run",
    )
    schedule = pl.read_parquet(site.parent / "run" / "schedule.parquet")
    flows = list(zip(schedule["charge_mwh"].to_list(), schedule["discharge_mwh"].to_list(), strict=True))
    return Done(dict(summary), flows, schedule["state_of_charge_mwh"].to_list())


def disagreements(asked: Asked, done: Done) -> list[str]:
    """Where a run is not what the independent model says."""
    found: list[str] = []
    battery, asset = battery_of(asked.case), asked.case.site["assets"][0]
    position, state = 0, float(asset["initial_state_of_charge_mwh"])
    for first, day in enumerate(asked.dates):
        span = window(asked, first, min(max(state, battery.lowest_mwh), battery.highest_mwh))
        count = len(half_hours_of(day))
        flows = done.flows[position : position + count]
        position += count
        if span is None:
            return [*found, f"{day} has a plan, though prices are not known"]
        state = done.states[position - 1]
        found += [f"{day}: {text}" for text in _not_the_best(span, flows, state)]
    truth = _what_came_true(asked)
    if broken := broken_limit(truth, done.flows, done.states):
        found.append(f"the run breaks {broken}")
    settled = _worth(truth, done.flows)
    # Without a battery there is nothing to cool.
    none = dataclasses.replace(truth, battery=dataclasses.replace(battery, cooling_mw=0.0))
    without = _worth(none, [(0.0, 0.0)] * len(truth.halves))
    for name, right in (
        ("objective_gbp", settled),
        ("ledger_total_gbp", settled),
        ("value_gbp", settled - without),
    ):
        if done.summary[name] != pytest.approx(right, rel=1e-7, abs=1e-5):
            found.append(f"{name} is {done.summary[name]}, not {right:.5f}")
    return found


def _not_the_best(span: Span, flows: Flows, state_mwh: float) -> list[str]:
    """Whether what is done of a window, and the best that can follow it, are together the best of the window."""
    best = best_plan_gbp(span)
    if best is None:
        return ["has a plan, though none keeps all limits"]
    left = span.halves[len(flows) :]
    within = min(max(state_mwh, span.battery.lowest_mwh), span.battery.highest_mwh)
    rest = best_plan_gbp(dataclasses.replace(span, halves=left, initial_mwh=within))
    if rest is None:
        return ["nothing can follow what is done"]
    worth = _worth(span, flows) + rest
    if worth == pytest.approx(best, rel=1e-7, abs=1e-4):
        return []
    return [f"the plan is worth {worth:.5f}, the best {best:.5f}"]


def _worth(span: Span, flows: Sequence[tuple[float, float]]) -> float:
    halves = span.halves[: len(flows)]
    return sum(earned_gbp(span.battery, half, *flow) for half, flow in zip(halves, flows, strict=True))


def _what_came_true(asked: Asked) -> Span:
    case, asset = asked.case, asked.case.site["assets"][0]
    halves: list[HalfHour] = [half for day in asked.dates for half in half_hours_of(day)]
    return Span(
        battery=battery_of(case),
        limits=limits_of(case, len(halves)),
        halves=[case.came_true(half) for half in halves],
        initial_mwh=asset["initial_state_of_charge_mwh"],
        final_mwh=_final_mwh(asset),
    )


def cannot_be(asked: Asked) -> tuple[type[Exception], ...]:
    """Why a run cannot be: what it is refused for, or that prices or plans are missing; nothing where it can be."""
    asset = asked.case.site["assets"][0]
    if {"max_throughput_mwh", "max_cycles_per_year"} & set(asset):
        return (InputError,)
    state: float | None = asset["initial_state_of_charge_mwh"]
    for first, day in enumerate(asked.dates):
        span = None if state is None else window(asked, first, state)
        if span is None:
            return (MissingPeriods,)
        state = state_after(span, len(half_hours_of(day)))
        if state is None:
            return (Infeasible,)
    return ()


def agrees(seed: int, folder: Path) -> bool:
    """Whether a run can be; each of its plans is the best of what was known, and the ledger is what came true."""
    folder.mkdir()
    asked = asked_for(seed)
    site = asked.case.written(folder)
    try:
        done = ran(asked, site)
    except (InputError, MissingPeriods, Infeasible) as error:
        if not isinstance(error, cannot_be(asked)):
            raise
        return False
    assert disagreements(asked, done) == []
    return True


def test_every_date_is_planned_as_well_as_could_be_known(tmp_path: Path) -> None:
    """Proves: 12 random sites (200 in `make slow`) do on each date what an independent program finds best at its start, and are settled on what came true. If broken: a state, a day's cycles, a price or an end is carried otherwise than the words say."""
    assert sum(agrees(seed, tmp_path / str(seed)) for seed in range(SOME)) >= SOME / 2


@pytest.mark.slow
def test_every_date_is_planned_as_well_as_could_be_known_at_length(tmp_path: Path) -> None:
    """Proves: as above, 200 sites. If broken: as above."""
    assert sum(agrees(seed, tmp_path / str(seed)) for seed in range(ALL)) >= ALL / 2
