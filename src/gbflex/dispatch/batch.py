"""Many problems at once: lists of them over processes, and price scenarios of one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.exact.compiled import Work, kernel
from gbflex.dispatch.exact.kernel.numbers import NO_ROOM
from gbflex.dispatch.exact.moves import Moves, moves_of
from gbflex.dispatch.exact.storage import RANKED_SECONDS, flows_at_meter, is_exact, plain_seconds, work_of
from gbflex.dispatch.exact.workspace import Workspace, own_ending, row, with_room
from gbflex.dispatch.problem.answer import Answer
from gbflex.dispatch.problem.problem import Problem, Store
from gbflex.dispatch.router import solve
from gbflex.errors import Infeasible, InputError

__all__ = ["Scenarios", "many", "price_scenarios"]

Array = NDArray[np.float64]

CHUNKS_PER_WORKER: Final = 8


def many(
    problems: Sequence[Problem],
    *,
    workers: int = 1,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Answer | Infeasible]:
    """Solve problems over processes; each answer is that of `solve`, whatever the order or number of workers.

    Args:
        problems: Any problems.
        workers: Processes; 1 works in this one.
        progress: Called with the number of problems done.

    Returns:
        In the order of the problems, each answer, or the error of one that has no schedule.
    """
    if workers < 1:
        raise InputError(f"{workers} workers do nothing", where="workers")
    each = {work: seconds / workers for work, seconds in _plain_seconds(problems).items()}
    if workers == 1 or len(problems) <= 1:
        _expect(each)
        answers = []
        for problem in problems:
            answers.append(_one(problem))
            progress(len(answers))
        return answers
    size = max(1, -(-len(problems) // (workers * CHUNKS_PER_WORKER)))
    chunks = [problems[first : first + size] for first in range(0, len(problems), size)]
    answers = []
    # Started afresh: a forked process would inherit the threads of a solver in use.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_expect, initargs=(each,)) as pool:
        for part in pool.map(_chunk, chunks):
            answers += part
            progress(len(answers))
    return answers


def _plain_seconds(problems: Sequence[Problem]) -> dict[Work, float]:
    """What plain Python would take for all problems at least, by kind of work [s]."""
    seconds: dict[Work, float] = {}
    for problem in problems:
        if is_exact(problem):
            work = work_of(problem)
            seconds[work] = seconds.get(work, 0.0) + plain_seconds(problem)
    return seconds


def _expect(seconds: dict[Work, float]) -> None:
    """Load the compiled kernel before the first of many problems, where all of them are worth it."""
    for work, each in seconds.items():
        kernel(each, work)


def _chunk(problems: Sequence[Problem]) -> list[Answer | Infeasible]:
    return [_one(problem) for problem in problems]


def _one(problem: Problem) -> Answer | Infeasible:
    try:
        return solve(problem)
    except Infeasible as error:
        return error


@dataclass(frozen=True, eq=False)
class Scenarios:
    """A problem's optimum under many price paths.

    Attributes:
        objective_gbp: Worth of each schedule, re-priced from its flows [GBP], shape (m,).
        bound_gbp: No schedule is worth more [GBP], shape (m,).
        charge_mwh: Into the store [MWh], shape (m, n).
        delivered_mwh: From the store to the load [MWh], shape (m, n).
        export_mwh: From the store to the network [MWh], shape (m, n).
    """

    objective_gbp: Array
    bound_gbp: Array
    charge_mwh: Array
    delivered_mwh: Array
    export_mwh: Array


def price_scenarios(
    problem: Problem, *, charge_gbp_per_mwh: Array, load_gbp_per_mwh: Array, export_gbp_per_mwh: Array
) -> Scenarios:
    """Solve one problem under many price paths.

    Args:
        problem: Everything but the prices; one that the exact algorithm takes, without a reserve.
        charge_gbp_per_mwh: Worth of a MWh drawn from the network [GBP/MWh], shape (m, n); what the store's own
            flows are worth comes on top.
        load_gbp_per_mwh: Worth of delivery to the load [GBP/MWh], shape (m, n).
        export_gbp_per_mwh: Worth of export [GBP/MWh], shape (m, n).

    Raises:
        InputError: The prices have other shapes, or the problem needs another engine.
        Infeasible: No schedule exists; prices do not decide that.

    Example:
        >>> nothing = np.zeros(2)
        >>> problem = Problem(0.5, np.zeros(2, dtype=np.int64), nothing, nothing, nothing, nothing,
        ...                   stores=(Store(1, 1, 1, 1, 1, 0, 0),))
        >>> paths = np.array([[40.0, 120.0], [40.0, 60.0]])
        >>> price_scenarios(problem, charge_gbp_per_mwh=-paths, load_gbp_per_mwh=paths,
        ...                 export_gbp_per_mwh=paths).objective_gbp.round(6).tolist()
        [40.0, 10.0]
    """
    store, n = problem.store, len(problem)
    prices = [charge_gbp_per_mwh, load_gbp_per_mwh, export_gbp_per_mwh]
    m = len(charge_gbp_per_mwh)
    if any(price.shape != (m, n) or not np.isfinite(price).all() for price in prices):
        raise InputError(f"finite prices of shape (scenarios, {n}) are wanted, all alike", where="prices")
    if store is None or problem.reserves or not is_exact(problem):
        raise InputError("this problem is not one for the exact algorithm", next_step="Use dispatch.many")
    own = (store.charge_gbp_per_mwh, store.discharge_gbp_per_mwh, store.discharge_gbp_per_mwh)
    prices = [price + more for price, more in zip(prices, own, strict=True)]
    moves = moves_of(problem, store)
    slopes = {
        "charge_gbp_per_mwh": -prices[0] / store.charge_efficiency,
        "load_gbp_per_mwh": prices[1] * store.discharge_efficiency,
        "export_gbp_per_mwh": prices[2] * store.discharge_efficiency,
    }
    flows, bounds = _solve_rows(problem, store, moves, slopes, m)
    charge, delivered, export = (part.reshape(m, n) for part in flows_at_meter(flows, store))
    delivered = np.minimum(delivered, problem.load_mwh)
    worth = sum(
        np.einsum("mn,mn->m", flow, price) for flow, price in zip((charge, delivered, export), prices, strict=True)
    )
    ends = _end_worth(problem, store, charge, delivered + export)
    return Scenarios(worth + ends + problem.constant_gbp, bounds + problem.constant_gbp, charge, delivered, export)


def _end_worth(problem: Problem, store: Store, charge_mwh: Array, discharge_mwh: Array) -> Array | float:
    if store.water_value is None:
        return 0.0
    change = store.charge_efficiency * charge_mwh - discharge_mwh / store.discharge_efficiency
    # What is put in or taken out early has lost more by the end.
    kept = problem.kept_fraction ** np.arange(len(problem) - 1, -1, -1.0)
    last = store.initial_mwh * problem.kept_fraction ** len(problem) + np.einsum("mn,n->m", change, kept)
    return np.asarray(np.interp(last, store.water_value.at_mwh, store.water_value.value_gbp))


def _solve_rows(
    problem: Problem, store: Store, moves: Moves, slopes: dict[str, Array], m: int
) -> tuple[tuple[Array, Array, Array], Array]:
    n, relaxed = len(problem), not problem.one_direction
    used = kernel(m * max(plain_seconds(problem, moves), n * RANKED_SECONDS), "rows")
    steps = tuple(
        row(slopes[name].ravel() if name in slopes else np.tile(numbers, m), is_compiled=used.is_compiled)
        for name, numbers in zip(Moves._fields, moves, strict=True)
    )
    ending = own_ending(store, moves)
    space = Workspace(n, is_compiled=used.is_compiled, segments=2048 + 16 * n, batch=max(2, m))
    ends = tuple(row(np.array(part), is_compiled=used.is_compiled) for part in ending)
    keeps = row(np.full(m, problem.kept_fraction), is_compiled=used.is_compiled)
    initials = row(np.full(m, float(store.initial_mwh)), is_compiled=used.is_compiled)
    firsts, counts = space.whole(np.zeros(m)), space.whole(np.full(m, len(ending.left)))

    def all_rows(space: Workspace) -> tuple[int, NDArray[np.int64]]:
        out = space.flows, space.bounds, space.codes
        used.batch.solve_rows(
            steps, space.window, n, keeps, initials, ends, firsts, counts, relaxed, *space.work, *out
        )
        codes = np.asarray(space.codes)[:m]
        return NO_ROOM if np.any(codes == NO_ROOM) else 0, codes

    space, _, codes = with_room(space, all_rows)
    if np.any(codes != 0):
        solve(problem)
        raise Infeasible("no schedule keeps all limits together")
    charge, delivered, export = (np.asarray(flow)[: m * n] for flow in space.flows)
    return (charge, delivered, export), np.asarray(space.bounds)[:m]
