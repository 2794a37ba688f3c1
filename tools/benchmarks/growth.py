"""How time grows with the number of steps, from a week to ten years."""

from __future__ import annotations

import functools

import numpy as np

from benchmarks.against_highs import solved
from benchmarks.contest import REPEATS, Contest, Taken
from benchmarks.reference import DAY_STEPS, market_prices, problem_of
from peers.problem import Array, reference_prices

__all__ = ["growth"]

SPANS = {"a week": 7, "a month": 30, "a year": 365, "three years": 3 * 365, "ten years": 10 * 365}

KINDS = {"lp": "LP", "exact": "exact"}


def growth() -> list[Contest]:
    """The LP and the exact problem over each span."""
    return [
        Contest(
            f"growth-{kind}-{days}-days",
            f"{span}, {KINDS[kind]}",
            functools.partial(_solved, days, kind),
            repeats=REPEATS,
        )
        for kind in KINDS
        for span, days in SPANS.items()
    ]


@functools.cache
def _prices(days: int) -> tuple[Array, Array]:
    """The year's prices again and again, each moved a little, so that no two years are alike."""
    steps = days * DAY_STEPS
    market = np.resize(market_prices(), steps)
    return reference_prices(market + np.random.default_rng(5).normal(0.0, 0.5, steps))


def _solved(days: int, kind: str) -> Taken:
    prices = _prices(days)
    taken = solved(lambda: problem_of(*prices, one_direction=kind == "exact"))
    return taken._replace(note=f"{1e6 * taken.seconds / (days * DAY_STEPS):.3f} microseconds per step")
