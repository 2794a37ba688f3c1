"""Dispatch against HiGHS, which gets arrays in the fastest form found (`peers.highs_model`)."""

from __future__ import annotations

import dataclasses
import functools
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Final

import numpy as np

from benchmarks.contest import REPEATS, Contest, Taken
from benchmarks.kernel_alone import kernel_seconds
from benchmarks.reference import BATTERY, DAY_STEPS, YEAR_STEPS, problem_of, year_prices
from gbflex.dispatch import Problem, Reserve, Views, price_scenarios, roll, solve
from gbflex.dispatch.linear.highs import minimised
from gbflex.dispatch.linear.storage_model import Columns, linear_program
from gbflex.dispatch.problem.reserve import whole_mw
from peers.highs_answers import MilpAnswer, PeerAnswer
from peers.highs_windows import rolling
from peers.highs_year import Binaries, many_lp_warm, response_milp, year_lp, year_milp
from peers.problem import Array

__all__ = ["against_highs", "solved"]

HIGHS: Final = f"HiGHS {version('highspy')}"
VIEWS: Final = Views.even(YEAR_STEPS, commit_steps=DAY_STEPS, look_ahead_steps=2 * DAY_STEPS)
BLOCK_STEPS: Final = 8
SITES: Final = 1000
WEEK_STEPS: Final = 7 * DAY_STEPS
MUCH: Final = 1.5
"""A peer's whole call above this many times its solver alone is pointed out."""

NEVER: Final = np.zeros(0, dtype=np.int64)


def against_highs(*, long: bool) -> list[Contest]:
    """The year, whole and in windows, with response, in scenarios, and with a limit that needs HiGHS."""
    return [*_whole_year(), *_windows(), _response(long=long), *_scenarios(), _our_own_path()]


def solved(make: Callable[[], Problem]) -> Taken:
    """A problem made and solved as a caller does it."""
    began = time.perf_counter()
    answer = solve(make())
    return Taken(time.perf_counter() - began, answer.objective_gbp)


def _year(*, one_direction: bool) -> Problem:
    return problem_of(*year_prices(), one_direction=one_direction)


def _peer(solve_it: Callable[..., PeerAnswer], *, proves: bool = True, **options: object) -> Callable[[], Taken]:
    """A peer's run on the year, with its solver's own seconds."""

    def run() -> Taken:
        answer = solve_it(BATTERY, *year_prices(), **options)
        around = answer.total_seconds / answer.solver_seconds
        note = f"its solver alone {answer.solver_seconds:.3f} s, {around:.2f} times that in all"
        if isinstance(answer, MilpAnswer):
            note += f", {answer.binaries} binaries, no more than {answer.bound_gbp:.2f} GBP proven"
        bound = answer.bound_gbp if isinstance(answer, MilpAnswer) else answer.objective_gbp
        return Taken(
            answer.total_seconds,
            answer.objective_gbp,
            bound if proves else None,
            answer.solver_seconds,
            note=note + (" (much around the solver)" if around > MUCH else ""),
        )

    return run


def _whole_year() -> list[Contest]:
    lp = functools.partial(solved, functools.partial(_year, one_direction=False))
    exact = functools.partial(solved, functools.partial(_year, one_direction=True))
    lp_kernel, exact_kernel = (
        functools.partial(kernel_seconds, _year(one_direction=one_direction)) for one_direction in (False, True)
    )
    return [
        Contest("lp-year", "year, LP", lp, HIGHS, _peer(year_lp), kernel=lp_kernel, repeats=REPEATS),
        Contest("lp-year-once", "year, LP, a single call after other work", lp),
        Contest(
            "lp-year-nopresolve",
            "year, LP",
            lp,
            f"{HIGHS}, no presolve",
            _peer(year_lp, presolve=False),
            repeats=REPEATS,
        ),
        Contest(
            "exact-year",
            "year, exact",
            exact,
            f"{HIGHS}, binaries everywhere, gap 1e-4",
            _peer(year_milp, binaries="all", gap=1e-4),
            peer_rounds=1,
            kernel=exact_kernel,
            repeats=REPEATS,
        ),
        Contest(
            "exact-year-selective",
            "year, exact",
            exact,
            f"{HIGHS}, binaries where burning pays, gap 0",
            _peer(year_milp, binaries="burning", gap=0.0),
            repeats=REPEATS,
        ),
    ]


def _rolled(*, one_direction: bool) -> Taken:
    began = time.perf_counter()
    problem = _year(one_direction=one_direction)
    schedule = roll([problem], VIEWS, window_ends=[BATTERY.final_mwh]).schedule
    seconds = time.perf_counter() - began
    return Taken(seconds, schedule.worth_gbp(problem))


def _windows() -> list[Contest]:
    what = "365 windows of two days, a day of each done"
    return [
        Contest(
            "rolling-lp-365",
            f"{what}, LP",
            functools.partial(_rolled, one_direction=False),
            f"{HIGHS}, one warm model",
            _peer(rolling, proves=False, exact=False),
            repeats=REPEATS,
        ),
        Contest(
            "rolling-exact-365",
            f"{what}, exact",
            functools.partial(_rolled, one_direction=True),
            f"{HIGHS}, one warm model, binaries where the LP burns",
            _peer(rolling, proves=False, exact=True),
            repeats=REPEATS,
        ),
    ]


def _response(*, long: bool) -> Contest:
    block = np.arange(YEAR_STEPS) // BLOCK_STEPS
    paid = np.random.default_rng(7).lognormal(np.log(4), 0.3, int(block[-1]) + 1).clip(2, 7)

    def make() -> Problem:
        reserve = Reserve(block, paid, whole_mw(BATTERY.power_mw), "both", 0.5)
        plain = _year(one_direction=True)
        return dataclasses.replace(plain, reserves=(reserve,))

    binaries: Binaries = "all" if long else "burning"
    peer = functools.partial(
        response_milp,
        block_of_step=block,
        availability_gbp_per_mw_per_h=paid,
        energy_duration_h=0.5,
        binaries=binaries,
    )
    where = "everywhere" if long else "where burning pays"
    return Contest(
        "response-year",
        "year with response in whole MW by four-hour block, exact",
        functools.partial(solved, make),
        f"{HIGHS}, binaries {where}, gap 1e-4",
        _peer(peer),
        peer_rounds=1,
    )


@functools.cache
def _week_prices() -> tuple[Array, Array]:
    """A thousand weeks of the year from any step on, each price moved a little, shape (1000, 336)."""
    draw = np.random.default_rng(11)
    first = draw.integers(0, YEAR_STEPS - WEEK_STEPS, SITES)
    steps = first[:, None] + np.arange(WEEK_STEPS)
    moved = draw.normal(0.0, 5.0, steps.shape)
    buy, sell = year_prices()
    return buy[steps] + moved, sell[steps] + moved


def _site_weeks(*, one_direction: bool) -> Taken:
    buy, sell = _week_prices()
    began = time.perf_counter()
    found = price_scenarios(
        problem_of(buy[0], sell[0], one_direction=one_direction),
        charge_gbp_per_mwh=-buy,
        load_gbp_per_mwh=np.zeros_like(buy),
        export_gbp_per_mwh=sell,
    )
    seconds = time.perf_counter() - began
    return Taken(seconds, float(found.objective_gbp.sum()), note=f"{SITES / seconds:,.0f} per second")


def _many_warm() -> Taken:
    found = many_lp_warm(BATTERY, *_week_prices())
    worth = float(found.objective_gbp.sum())
    return Taken(found.total_seconds, worth, worth, found.solver_seconds)


def _scenarios() -> list[Contest]:
    lp, exact = (functools.partial(_site_weeks, one_direction=one_direction) for one_direction in (False, True))
    what = "1,000 site-weeks at prices of their own"
    return [
        Contest("site-weeks-lp", f"{what}, LP", lp, f"{HIGHS}, one warm model", _many_warm, peer_rounds=3),
        Contest("site-weeks-exact", f"{what}, exact", exact),
    ]


def _our_own_path() -> Contest:
    make = functools.partial(problem_of, *year_prices(), one_direction=False, max_cycles_per_day=1.5)

    def alone() -> Taken:
        problem = make()
        assert problem.store is not None  # noqa: S101 (the reference problem has one)
        solver = minimised(linear_program(problem, problem.store, Columns.of(problem, NEVER, NEVER)))
        worth = -solver.getInfo().objective_function_value
        return Taken(solver.getRunTime(), worth, worth)

    return Contest(
        "highs-path",
        "year, LP, at most 1.5 cycles a day, which we give to HiGHS",
        functools.partial(solved, make),
        f"{HIGHS}, its run alone on our model",
        alone,
    )
