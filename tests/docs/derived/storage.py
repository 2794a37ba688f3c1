"""One store: the agreed year, and how often it was compared."""

from __future__ import annotations

import functools

from gbflex.dispatch import Answer, solve
from gbflex.dispatch.joint.peak_path import PROVEN_GAP
from tests.dispatch import test_engines_agree as agree
from tests.dispatch.test_years import problem_on, system_prices_2024


@functools.cache
def _year(*, one_direction: bool) -> Answer:
    return solve(problem_on(system_prices_2024(), one_direction=one_direction))


def year_linear_gbp() -> float:
    return _year(one_direction=False).objective_gbp


def year_exact_gbp() -> float:
    return _year(one_direction=True).objective_gbp


def burning_gbp() -> float:
    return year_linear_gbp() - year_exact_gbp()


def burning_half_hours() -> float:
    return _year(one_direction=False).simultaneous_steps


def random_problems() -> float:
    return agree.MANY


def few_random_problems() -> float:
    return agree.FEW


def linear_tolerance() -> float:
    return agree.KINDS["linear"][1]


def exact_tolerance() -> float:
    one_direction, reserve = agree.KINDS["one direction"][1], agree.KINDS["reserve"][1]
    assert one_direction == reserve
    return reserve


def peak_gap() -> float:
    return PROVEN_GAP
