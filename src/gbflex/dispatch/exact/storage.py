"""The exact storage algorithm: one store, separable steps, any prices, with a menu of reserve or without.

Backwards, the best value of every state of charge, one step at a time; forwards, the best use of each step
against the value after it. The value at the start is an upper bound on every schedule, and the schedule found
is re-priced against it, so each answer carries its own proof. Derivation: docs/methods/exact-storage.md.
"""

from __future__ import annotations

import time
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.exact.compiled import Kernel, Work, kernel
from gbflex.dispatch.exact.kernel.numbers import INFEASIBLE
from gbflex.dispatch.exact.moves import Moves, moves_of
from gbflex.dispatch.exact.workspace import Workspace, kept_workspace, own_ending, row, with_room
from gbflex.dispatch.problem.answer import Answer
from gbflex.dispatch.problem.problem import Problem, Store
from gbflex.dispatch.problem.reserve import Reserve, energy_kept_mwh
from gbflex.dispatch.problem.schedule import Schedule, schedule_of
from gbflex.errors import Infeasible

__all__ = ["flows_at_meter", "is_exact", "plain_seconds", "schedule_of_flows", "solve_exactly", "work_of"]

Array = NDArray[np.float64]

RANKED_SECONDS: Final = 10e-6
"""A step in plain Python with a concave value, roughly."""

SEGMENT_SECONDS: Final = 40e-6
"""A step in plain Python with any other value, for each step that the store takes to fill, roughly: its pieces."""

LONGEST_FILL: Final = 100
"""Steps to fill beyond which a value has no more pieces, roughly."""

UNEXPLAINED: Final = "no schedule keeps all limits together: states, import, export, power, start and end"


class _Found(NamedTuple):
    flows: tuple[Any, Any, Any]
    bound_gbp: float
    reserve_mw: Array | None


def solve_exactly(problem: Problem) -> Answer:
    """The proven optimum of a problem with a store and no limit that couples steps.

    Raises:
        Infeasible: No schedule keeps all limits; which one breaks is for `dispatch.reach` to say.
    """
    store = problem.store
    assert store is not None  # noqa: S101 (the router sends idle problems elsewhere)
    began = time.perf_counter()
    moves = moves_of(problem, store)
    used = kernel(plain_seconds(problem, moves), work_of(problem))
    modelled = time.perf_counter()
    found = (
        _along_the_path(problem, store, moves, used)
        if problem.reserve is None
        else _over_the_menu(problem, store, problem.reserve, moves, used)
    )
    schedule = schedule_of_flows(problem, store, found.flows, found.reserve_mw)
    return Answer(
        schedule=schedule,
        objective_gbp=schedule.worth_gbp(problem),
        bound_gbp=found.bound_gbp + problem.constant_gbp,
        solver="gbflex exact storage",
        model_seconds=modelled - began,
        solve_seconds=time.perf_counter() - modelled,
    )


def is_exact(problem: Problem) -> bool:
    """Whether the exact algorithm takes a problem: one store, at most one menu, and nothing that couples steps."""
    if len(problem.stores) != 1 or len(problem.reserves) > 1 or problem.plant is not None or problem.binding_peaks:
        return False
    (store,) = problem.stores
    if store.has_cycle_limit or store.auxiliary_mw:
        return False
    if problem.reserve is not None:
        return problem.one_direction and not problem.reserve.continuous
    # Burning under an import limit couples charging to what is delivered.
    room = problem.import_limit_mwh - problem.load_mwh
    return problem.one_direction or not np.any((room < problem.charge_limit_mwh) & (problem.load_mwh > 0))


def work_of(problem: Problem) -> Work:
    """The kind of work that `solve_exactly` gives to the kernel."""
    return "path" if problem.reserve is None else "menu"


def plain_seconds(problem: Problem, moves: Moves | None = None) -> float:
    """What plain Python would take for a problem, roughly [s]; the truth is mostly a third to three times it.

    Args:
        problem: One with a store.
        moves: Its steps; without them, as if burning never paid.
    """
    fill = _steps_to_fill(problem)
    if problem.reserve is not None:
        return len(problem) * len(problem.reserve.levels_mw) * fill * SEGMENT_SECONDS
    burning = 0 if moves is None or not problem.one_direction else int(np.count_nonzero(_convex(moves)))
    # After a step in which burning could pay, the value stays without ranks for a while.
    hard = min(burning * max(1.5, fill / 8), len(problem))
    return (len(problem) - hard) * RANKED_SECONDS + hard * fill * SEGMENT_SECONDS


def _steps_to_fill(problem: Problem) -> float:
    store = problem.store
    assert store is not None  # noqa: S101 (callers have one)
    into_mw, out_mw = (
        store.charge_power_mw * store.charge_efficiency,
        store.discharge_power_mw / store.discharge_efficiency,
    )
    most_mwh = max(into_mw, out_mw) * problem.hours
    return float(np.clip(store.energy_capacity_mwh / max(most_mwh, 1e-9), 1.0, LONGEST_FILL))


def _convex(moves: Moves) -> NDArray[np.bool_]:
    """Steps whose profit bends upwards, shape (n,)."""
    takes = moves.least_mwh < 0
    to_load, to_export = (moves.most_mwh > 0) & (moves.served_mwh > 0), moves.most_mwh > moves.served_mwh
    burns = takes & to_load & (moves.load_gbp_per_mwh > moves.charge_gbp_per_mwh)
    burns |= takes & to_export & (moves.export_gbp_per_mwh > moves.charge_gbp_per_mwh)
    return np.asarray(burns | (to_load & to_export & (moves.export_gbp_per_mwh > moves.load_gbp_per_mwh)))


def _along_the_path(problem: Problem, store: Store, moves: Moves, used: Kernel) -> _Found:
    n, relaxed = len(problem), not problem.one_direction
    steps = tuple(row(numbers, is_compiled=used.is_compiled) for numbers in moves)
    ending = own_ending(store, moves)
    keep, initial = problem.kept_fraction, float(store.initial_mwh)
    segments = 1024 if relaxed else 2048 + 16 * n
    if used.is_compiled:
        space = kept_workspace(n, segments=segments)
    else:
        space = Workspace(n, is_compiled=False, segments=segments)

    def back(space: Workspace) -> tuple[int, float]:
        ended = space.lay_ending(ending)
        valued: tuple[int, float] = used.path.value_path(steps, n, keep, initial, relaxed, ended, *space.work)
        return valued

    space, code, bound = with_room(space, back)
    if code == INFEASIBLE:
        raise Infeasible(UNEXPLAINED)
    used.path.follow_path(
        steps, keep, initial, relaxed, n, space.tape, space.pages, space.profit, space.bench, space.flows, 0
    )
    return _Found(space.flows, bound, None)


def _over_the_menu(problem: Problem, store: Store, reserve: Reserve, moves: Moves, used: Kernel) -> _Found:
    n, levels = len(problem), reserve.levels_mw
    by_level = [moves_of(problem, store, level) for level in levels]
    shared = {"served_mwh", "charge_gbp_per_mwh", "load_gbp_per_mwh", "export_gbp_per_mwh"}
    steps = tuple(
        row(getattr(moves, name), is_compiled=used.is_compiled)
        if name in shared
        else row(np.concatenate([getattr(level, name) for level in by_level]), is_compiled=used.is_compiled)
        for name in Moves._fields
    )
    blocks = _blocks(problem, store, reserve, is_compiled=used.is_compiled)
    count = len(reserve.clearing_price_gbp_per_mw_per_h)
    keep, initial = problem.kept_fraction, float(store.initial_mwh)
    ending = own_ending(store, moves)
    space = Workspace(
        n,
        is_compiled=used.is_compiled,
        segments=4096 + 24 * n * len(levels),
        levels=len(levels),
        blocks=count,
    )

    def back(space: Workspace) -> tuple[int, float]:
        work = space.tape, space.shelves, space.profit, space.bench
        valued: tuple[int, float] = used.menu.value_menu(
            steps, len(levels), blocks, keep, space.lay_ending(ending), *work
        )
        return valued

    space, code, bound = with_room(space, back)
    if code == INFEASIBLE:
        raise Infeasible(UNEXPLAINED)
    used.menu.follow_menu(
        steps,
        len(levels),
        blocks,
        keep,
        initial,
        space.tape,
        space.shelves,
        space.profit,
        space.bench,
        space.flows,
        space.chosen,
    )
    chosen = np.array(levels)[np.asarray(space.chosen, dtype=np.int64)]
    return _Found(space.flows, bound, chosen)


def _blocks(problem: Problem, store: Store, reserve: Reserve, *, is_compiled: bool) -> Any:
    """First step of each block, and by level and block: income, lowest and highest state at its start."""
    starts = np.append(np.flatnonzero(np.diff(reserve.block_index, prepend=-1)), len(problem))
    floor, ceiling = problem.state_bounds_mwh
    levels = np.array(reserve.levels_mw)[:, None]
    income = levels * (reserve.clearing_price_gbp_per_mw_per_h * reserve.block_hours(problem.hours))[None, :]
    below, above = energy_kept_mwh(problem.reserve, store, levels)
    least, most = store.window_mwh
    # Before the first block stands the start itself.
    lowest = np.maximum(np.append(store.initial_mwh, floor[starts[1:-1] - 1])[None, :], least + below)
    highest = np.append(store.initial_mwh, ceiling[starts[1:-1] - 1])[None, :]
    highest = np.minimum(highest, most - above)
    whole = starts.astype(np.int64) if is_compiled else starts.tolist()
    return (whole, *(row(numbers.ravel(), is_compiled=is_compiled) for numbers in (income, lowest, highest)))


def flows_at_meter(flows: tuple[Any, Any, Any], store: Store) -> tuple[Array, Array, Array]:
    """Charged, delivered and exported at the meter [MWh], from the kernel's flows in the store."""
    into, to_load, to_export = (np.asarray(numbers, dtype=np.float64) for numbers in flows)
    return (
        into / store.charge_efficiency,
        to_load * store.discharge_efficiency,
        to_export * store.discharge_efficiency,
    )


def schedule_of_flows(
    problem: Problem, store: Store, flows: tuple[Any, Any, Any], reserve_mw: Array | None = None
) -> Schedule:
    """The schedule of the kernel's flows.

    Args:
        problem: The problem.
        store: Its store.
        flows: Put in, out to the load, out to export [MWh in the store]; what follows the last step is work space.
        reserve_mw: Reserve sold [MW], shape (blocks,).
    """
    n = len(problem)
    charge, delivered, export = (part[:n] for part in flows_at_meter(flows, store))
    return schedule_of(
        problem,
        charge_mwh=charge,
        delivered_mwh=np.minimum(delivered, problem.load_mwh),
        export_mwh=export,
        reserve_mw=reserve_mw,
    )
