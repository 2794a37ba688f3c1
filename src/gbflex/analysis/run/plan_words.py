"""A plan in sentences: what to do and when, what that gains, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gbflex.analysis.answers.plan import PlanRow
from gbflex.analysis.answers.shape import fixed
from gbflex.analysis.run.plan_solved import SolvedPlan

__all__ = ["plan_sentences", "times_text"]

RUNS_NAMED: Final = 3
HALF_A_PENNY_GBP: Final = 0.005


def plan_sentences(rows: Sequence[PlanRow], found: SolvedPlan) -> list[str]:
    """What a plan says in words.

    Args:
        rows: Its half-hours.
        found: The plan.
    """
    return [_what(rows, found), _gain(rows, found), _end(rows, found)]


def _what(rows: Sequence[PlanRow], found: SolvedPlan) -> str:
    parts = []
    for verb, key, price in (
        ("charge", "charge_mwh", "charge_price_gbp_per_mwh"),
        ("discharge", "discharge_mwh", "discharge_price_gbp_per_mwh"),
    ):
        moved = [(i, float(row[key]), float(row[price] or 0.0)) for i, row in enumerate(rows) if row[key] > 0]  # type: ignore[literal-required]
        mwh = sum(amount for _, amount, _ in moved)
        if mwh > 0:
            mean = sum(amount * cost for _, amount, cost in moved) / mwh
            at = f" at {fixed(mean)} GBP/MWh" if found.schedule.is_one_store else ""
            parts.append(f"{verb} {fixed(mwh)} MWh {times_text(rows, [i for i, _, _ in moved])}{at}")
    parts += _units(rows, found)
    if not parts:
        return f"Do nothing in these {len(rows)} half-hours: {_why_nothing(rows)}."
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _units(rows: Sequence[PlanRow], found: SolvedPlan) -> list[str]:
    plant, hours = found.schedule.plant, found.problem.hours
    words = []
    for engine in () if plant is None else plant.engines:
        on = [i for i in range(len(rows)) if engine.on[i]]
        mwh = float(engine.power_mwh[: len(rows)].sum())
        running = f"run {engine.name} {fixed(len(on) * hours, 1)} h {times_text(rows, on)}, {fixed(mwh)} MWh"
        words.append(running if on else f"leave {engine.name} off")
    return words


def _why_nothing(rows: Sequence[PlanRow]) -> str:
    short = [
        row["charge_price_gbp_per_mwh"] - row["charge_below_gbp_per_mwh"]
        for row in rows
        if row["charge_below_gbp_per_mwh"] is not None
    ] + [
        row["discharge_above_gbp_per_mwh"] - row["discharge_price_gbp_per_mwh"]
        for row in rows
        if row["discharge_above_gbp_per_mwh"] is not None and row["discharge_price_gbp_per_mwh"] is not None
    ]
    if not short:
        return "there is no price at which it could move"
    return f"the nearest price to moving is {fixed(max(min(short), 0.0))} GBP/MWh short of its threshold"


def times_text(rows: Sequence[PlanRow], at: Sequence[int]) -> str:
    """When some half-hours are: runs of them by the clock, or their number between the first and the last.

    Args:
        rows: All half-hours in order.
        at: Positions of those meant, rising.
    """
    runs: list[list[int]] = []
    for position in at:
        if runs and position == runs[-1][1] + 1:
            runs[-1][1] = position
        else:
            runs.append([position, position])
    if len(runs) > RUNS_NAMED:
        first, last = rows[at[0]], rows[at[-1]]
        return f"in {len(at)} half-hours that begin {_when(first)} to {_when(last, first['settlement_date'])}"
    spans, day = [], ""
    for first_at, last_at in runs:
        first, last = rows[first_at], rows[last_at]
        numbers = f"period {first['settlement_period']}"
        if last_at > first_at:
            numbers = f"periods {first['settlement_period']} to {last['settlement_period']}"
        spans.append(f"from {_when(first, day)} ({numbers})")
        day = first["settlement_date"]
    return f"{', '.join(spans[:-1])} and {spans[-1]}" if len(spans) > 1 else spans[0]


def _when(row: PlanRow, day: str = "") -> str:
    """When a half-hour begins; a date that was said last is not said again."""
    return row["local_time"] if row["settlement_date"] == day else f"{row['settlement_date']} {row['local_time']}"


def _gain(rows: Sequence[PlanRow], found: SolvedPlan) -> str:
    if found.gain_gbp is None:
        return "There is nothing to compare it with: the site cannot be served without it."
    nothing = "leaving the plant off" if found.schedule.plant is not None else "doing nothing"
    word = "loses" if found.gain_gbp < -HALF_A_PENNY_GBP else "gains"
    gained = fixed(abs(found.gain_gbp))
    return f"As expected it {word} {gained} GBP against {nothing} in these {len(rows)} half-hours."


def _end(rows: Sequence[PlanRow], found: SolvedPlan) -> str:
    if not found.schedule.stores:
        return f"At the end: {found.end.rule}."
    left = f"{fixed(rows[-1]['state_of_charge_mwh'], 3)} MWh are left"
    worth = ""
    if found.end.worth_gbp is not None and found.end.value_gbp_per_mwh is not None:
        counted = f"counted as {fixed(found.end.worth_gbp)} GBP"
        worth = f", {counted}, the next MWh as {fixed(found.end.value_gbp_per_mwh)} GBP"
    return f"At the end {left}{worth}: {found.end.rule}."
