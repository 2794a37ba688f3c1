"""Why a schedule does what it does: the value of stored energy, two thresholds, the limits that bind.

From the state in which a step begins, charging gains where the all-in price is below the worth of the next MWh
put in, and discharging where a MWh earns more than the last MWh held is worth. Both come from the value of
stored energy after the step, by any amount in reach. Stored energy is worth what some other step pays for it or
asks for it: that step is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.exact.compiled import kernel
from gbflex.dispatch.exact.moves import Moves, moves_of
from gbflex.dispatch.exact.storage import RANKED_SECONDS, plain_seconds
from gbflex.dispatch.exact.workspace import Workspace, own_ending, row, with_room
from gbflex.dispatch.problem.answer import Answer
from gbflex.dispatch.problem.problem import Problem, Store
from gbflex.dispatch.problem.schedule import MOVING_MWH, Schedule
from gbflex.dispatch.rolling import Views, WindowEnd, as_seen, window_after
from gbflex.dispatch.router import solve
from gbflex.errors import InputError, SolverStopped

__all__ = ["Explanation", "binding_limits", "explain", "explain_windows"]

Array = NDArray[np.float64]

AT_LIMIT_MWH: Final = 1e-7


@dataclass(frozen=True, eq=False)
class Explanation:
    """The reasons of a schedule, each of shape (n,).

    Attributes:
        action: -1 charges, 1 discharges, 0 neither.
        stored_energy_value_gbp_per_mwh: Worth of the next MWh in the store at the step's end; of the last one
            where it is full [GBP/MWh].
        charge_below_gbp_per_mwh: Charging gains at an all-in price below this; -inf where there is no room.
        discharge_above_gbp_per_mwh: Discharging gains where a MWh earns more; inf where there is nothing.
        value_before_gbp_per_mwh: Worth of the next MWh in the store as the step begins, from which the thresholds
            come; of the last one where no more can be put in [GBP/MWh].
        set_by_step: The next step whose price is what stored energy is worth here; -1 where none is.
        before_set_by_step: The same of its worth as the step begins.
        conditional: Whether directions, or the price of a cycle or of a month's peak, were held fixed for it.
        cycle_price_gbp_per_mwh: Taken off what a MWh leaving the store earns, for the cycle limits [GBP/MWh].
    """

    action: NDArray[np.int64]
    stored_energy_value_gbp_per_mwh: Array
    charge_below_gbp_per_mwh: Array
    discharge_above_gbp_per_mwh: Array
    value_before_gbp_per_mwh: Array
    set_by_step: NDArray[np.int64]
    before_set_by_step: NDArray[np.int64]
    conditional: bool
    cycle_price_gbp_per_mwh: Array


def explain(problem: Problem, answer: Answer) -> Explanation:
    """Why an answer's schedule does what it does.

    Args:
        problem: The problem it answers; with a store.
        answer: An optimal answer. Another schedule's states are explained as if what follows were optimal.

    Example:
        >>> price = np.array([40.0, 60.0, 120.0])
        >>> problem = Problem(0.5, np.zeros(3, dtype=np.int64), np.zeros(3), -price, price, price,
        ...                   stores=(Store(1, 1, 1, 1, 1, 0, 0),))
        >>> why = explain(problem, solve(problem))
        >>> why.action.tolist(), why.charge_below_gbp_per_mwh.tolist()
        ([-1, 0, 1], [60.0, -inf, -inf])
    """
    if len(problem.stores) != 1:
        raise InputError(f"one store is explained, and there are {len(problem.stores)}", where="stores")
    if len(problem.reserves) > 1:
        raise InputError(f"one product is explained, and there are {len(problem.reserves)}", where="reserves")
    (store,) = problem.stores
    schedule = answer.schedule
    problem = _with_auxiliary_load(problem, store)
    cycle_price = _cycle_price(problem, store, answer)
    peak_price = 0.0 if answer.import_price_gbp_per_mwh is None else answer.import_price_gbp_per_mwh
    moves = _moves_with_reserve(problem, store, schedule)
    priced = moves._replace(
        charge_gbp_per_mwh=moves.charge_gbp_per_mwh + peak_price / store.charge_efficiency,
        load_gbp_per_mwh=moves.load_gbp_per_mwh + peak_price * store.discharge_efficiency - cycle_price,
        export_gbp_per_mwh=moves.export_gbp_per_mwh - cycle_price,
    )
    gain, give, after = _probed(problem, store, priced, schedule)
    # Where power, an outage or the meter leave no move, no price makes one.
    gain = np.where(priced.least_mwh < 0, gain, -np.inf)
    give = np.where(priced.most_mwh > 0, give, np.inf)
    before = np.where(np.isfinite(gain), gain, give)
    set_by, before_set_by = _set_by(priced, after, before)
    net = schedule.discharge_mwh - schedule.charge_mwh
    return Explanation(
        action=np.where(np.abs(net) > MOVING_MWH, np.sign(net), 0).astype(np.int64),
        stored_energy_value_gbp_per_mwh=after,
        charge_below_gbp_per_mwh=gain * store.charge_efficiency - peak_price,
        discharge_above_gbp_per_mwh=give / store.discharge_efficiency + cycle_price / store.discharge_efficiency,
        value_before_gbp_per_mwh=before,
        set_by_step=set_by,
        before_set_by_step=before_set_by,
        conditional=answer.cycle_prices is not None or answer.import_price_gbp_per_mwh is not None,
        cycle_price_gbp_per_mwh=cycle_price,
    )


def _with_auxiliary_load(problem: Problem, store: Store) -> Problem:
    """The same with auxiliary load that is always there as a part of the load: discharge serves it."""
    if not store.auxiliary_mw or store.auxiliary_when != "always":
        return problem
    return replace(
        problem,
        load_mwh=problem.load_mwh + store.auxiliary_mw * problem.hours,
        # Without another load, what is served is not drawn.
        load_gbp_per_mwh=np.where(problem.load_mwh > 0, problem.load_gbp_per_mwh, -problem.charge_gbp_per_mwh),
    )


def _cycle_price(problem: Problem, store: Store, answer: Answer) -> Array:
    """What the cycle limits take off a MWh leaving the store [GBP/MWh in the store], shape (n,)."""
    prices = answer.cycle_prices
    taken = np.zeros(len(problem))
    if prices is None:
        return taken
    if prices.per_day_gbp_per_cycle is not None:
        taken += np.array(prices.per_day_gbp_per_cycle)[problem.day_index]
    if prices.in_all_gbp_per_cycle is not None:
        taken += prices.in_all_gbp_per_cycle
    return taken / store.energy_capacity_mwh


def _moves_with_reserve(problem: Problem, store: Store, schedule: Schedule) -> Moves:
    """The steps with the reserve held as it was sold; states between two blocks serve both."""
    if problem.reserve is None or schedule.reserve_mw is None:
        return moves_of(problem, store)
    held = schedule.reserve_mw[problem.reserve.block_index]
    now, next_one = moves_of(problem, store, held), moves_of(problem, store, np.append(held[1:], held[-1]))
    return now._replace(
        floor_mwh=np.maximum(now.floor_mwh, next_one.floor_mwh),
        ceiling_mwh=np.minimum(now.ceiling_mwh, next_one.ceiling_mwh),
    )


def _probed(problem: Problem, store: Store, moves: Moves, schedule: Schedule) -> tuple[Array, Array, Array]:
    """Worth of the next MWh put in and of the last one held where each step begins, and of the next at its end."""
    n = len(problem)
    used = kernel(plain_seconds(problem, moves), "path")
    compiled = used.is_compiled
    steps = tuple(row(numbers, is_compiled=compiled) for numbers in moves)
    ending = own_ending(store, moves)
    states = np.append(store.initial_mwh, schedule.state_of_charge_mwh)
    probe = tuple(row(numbers, is_compiled=compiled) for numbers in (states, *np.zeros((3, n))))
    space = Workspace(n, is_compiled=compiled, segments=2048 + 16 * n)
    keep, relaxed = problem.kept_fraction, not problem.one_direction
    initial = float(store.initial_mwh)

    def back(space: Workspace) -> tuple[int, float]:
        ended = space.lay_ending(ending)
        valued: tuple[int, float] = used.path.value_path(
            steps, n, keep, initial, relaxed, ended, *space.work[:-1], probe
        )
        return valued

    _, code, _ = with_room(space, back)
    if code != 0:
        raise SolverStopped("the schedule's states have no value: a limit couples steps that explain cannot price")
    gain, give, after = (np.asarray(numbers) for numbers in probe[1:])
    return gain, give, after


def _set_by(moves: Moves, *values: Array) -> list[NDArray[np.int64]]:
    """The nearest later step whose price each value was copied from, shape (n,) each; -1 where there is none."""
    last: dict[float, int] = {}
    found = [np.full(len(value), -1, dtype=np.int64) for value in values]
    slopes = np.round([moves.charge_gbp_per_mwh, moves.load_gbp_per_mwh, moves.export_gbp_per_mwh], 9)
    wanted = [np.round(value, 9).tolist() for value in values]
    for step in range(slopes.shape[1] - 1, -1, -1):
        for steps, value in zip(found, wanted, strict=True):
            steps[step] = last.get(value[step], -1)
        for slope in slopes[:, step].tolist():
            last[slope] = step
    return found


def explain_windows(
    expected: Sequence[Problem], views: Views, window_ends: Sequence[WindowEnd], schedule: Schedule
) -> Explanation:
    """Why a rolling schedule did what it did: each step by the plan it was done under.

    Args:
        expected: As given to `roll`.
        views: As given to `roll`.
        window_ends: As given to `roll`.
        schedule: What `roll` returned.
    """
    parts: list[Explanation] = []
    # Each step is solved and explained once for every window that sees it.
    kernel(2 * float(np.sum(views.stops - views.starts)) * RANKED_SECONDS, "path")
    for which, (start, after, stop) in enumerate(views.spans(len(expected[0]))):
        window = window_after(as_seen(expected, views, which), start, stop, schedule, window_ends)
        why = explain(window, solve(window))
        shifted = replace(
            why,
            set_by_step=_in_span(why.set_by_step, start),
            before_set_by_step=_in_span(why.before_set_by_step, start),
        )
        parts.append(_first_steps(shifted, after - start))
    return Explanation(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS},
        conditional=any(part.conditional for part in parts),
    )


def _in_span(steps: NDArray[np.int64], start: int) -> NDArray[np.int64]:
    return np.where(steps < 0, -1, steps + start)


_ARRAYS: Final = tuple(field.name for field in fields(Explanation) if field.name != "conditional")


def _first_steps(explanation: Explanation, count: int) -> Explanation:
    return replace(explanation, **{name: getattr(explanation, name)[:count] for name in _ARRAYS})


def binding_limits(problem: Problem, schedule: Schedule) -> list[list[str]]:
    """The limits that each step's flows and state touch, in plain words.

    Args:
        problem: The problem.
        schedule: The schedule.
    """
    n = len(problem)
    if len(problem.stores) != 1:
        return [[] for _ in range(n)]
    charge, discharge, state = schedule.charge_mwh, schedule.discharge_mwh, schedule.state_of_charge_mwh
    charge_limit, discharge_limit = problem.charge_limit_mwh, problem.discharge_limit_mwh
    floor, ceiling = problem.state_bounds_mwh
    beyond_load = (discharge > 0) & (schedule.delivered_mwh >= problem.load_mwh - AT_LIMIT_MWH)
    touched = {
        "an outage": charge_limit + discharge_limit <= 0,
        "charging power": (charge > 0) & (charge >= charge_limit - AT_LIMIT_MWH),
        "discharging power": (discharge > 0) & (discharge >= discharge_limit - AT_LIMIT_MWH),
        "the month's largest import": _at_peak(problem, schedule),
        "the import limit": schedule.import_mwh >= problem.import_limit_mwh - AT_LIMIT_MWH,
        "the export limit": beyond_load & (schedule.export_mwh >= problem.export_limit_mwh - AT_LIMIT_MWH),
        "the store is full": state >= ceiling - AT_LIMIT_MWH,
        "the store is empty": state <= floor + AT_LIMIT_MWH,
    }
    if problem.reserves:
        held = zip(problem.reserves, schedule.reserves_mw, strict=True)
        touched["reserve held"] = np.any([levels[reserve.block_index] > 0 for reserve, levels in held], axis=0)
    limits: list[list[str]] = [[] for _ in range(n)]
    for limit, binds in touched.items():
        for step in np.flatnonzero(binds).tolist():
            limits[step].append(limit)
    return limits


def _at_peak(problem: Problem, schedule: Schedule) -> NDArray[np.bool_]:
    """Steps whose import is the largest of its month and at or above what is free, shape (n,)."""
    at = np.zeros(len(problem), dtype=bool)
    for peak in problem.binding_peaks:
        most = np.maximum(peak.largest_mwh(schedule.import_mwh), peak.free_mwh)
        at |= schedule.import_mwh >= most[peak.group_index] - AT_LIMIT_MWH
    return at
