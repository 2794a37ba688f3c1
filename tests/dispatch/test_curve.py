"""Piecewise-linear curves against dense sampling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbflex.dispatch.curve import Curve, before, possible_uses, value_at

SAMPLES = 2001


@st.composite
def curves(draw: st.DrawFn, low: int, high: int) -> Curve:
    """Breakpoints at quarters, values at whole pounds, concave or not; sometimes a single point."""
    at = sorted(draw(st.sets(st.integers(low * 4, high * 4), min_size=1, max_size=5)))
    values = draw(st.lists(st.integers(-50, 50), min_size=len(at), max_size=len(at)))
    return Curve([place / 4 for place in at], [float(value) for value in values])


def sampled(profit: Curve, after: Curve, state: float) -> float:
    low, high = max(profit.at_mwh[0], state - after.at_mwh[-1]), min(profit.at_mwh[-1], state - after.at_mwh[0])
    uses = np.linspace(low, high, SAMPLES)
    worth = np.interp(uses, *profit) + np.interp(state - uses, *after)
    return float(worth.max())


@given(curves(-2, 2), curves(0, 3))
@settings(max_examples=300, deadline=None)
def test_the_value_before_a_step_is_the_best_use_of_it(profit: Curve, after: Curve) -> None:
    """Proves: the envelope is the maximum, at and between its breakpoints. If broken: a value below a sampled use."""
    low, high = max(0.0, profit.at_mwh[0] + after.at_mwh[0]), min(3.0, profit.at_mwh[-1] + after.at_mwh[-1])
    if low > high:
        return
    found = before(profit, after, 3.0)
    assert (found.at_mwh[0], found.at_mwh[-1]) == pytest.approx((low, high))
    steepest = 200 * 6  # between samples the maximum may hide this slope times their distance
    for state in np.linspace(low, high, 13):
        best = sampled(profit, after, float(state))
        assert best - 1e-9 <= value_at(found, float(state)) <= best + steepest * 5 / SAMPLES
        uses = possible_uses(profit, after, float(state))
        exact = max(value_at(profit, use) + value_at(after, float(state) - use) for use in uses)
        assert value_at(found, float(state)) == pytest.approx(exact, abs=1e-9)


def test_a_convex_kink_is_kept() -> None:
    """Proves: burning is not interpolated. If broken: 10 in the middle, the straight line between the ends."""
    profit = Curve([-1.0, 0.0, 1.0], [10.0, 0.0, 10.0])
    found = before(profit, Curve([0.0, 1.0], [0.0, 0.0]), 1.0)
    assert value_at(found, 0.0) == pytest.approx(10.0)
    assert value_at(found, 0.5) == pytest.approx(5.0)
    assert value_at(found, 1.0) == pytest.approx(10.0)
