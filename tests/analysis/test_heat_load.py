"""The made-up heat load: exact for any year, on the London clock, with its season."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbflex.analysis.series.heat_load import HeatTargets, _shape, generated_heat_mw, heat_source
from gbflex.analysis.series.made_up import whole_year
from gbflex.errors import InputError
from gbflex.periods import Periods

SHAPES = ("hospital", "heating", "process")
SPRING, AUTUMN = "2025-03-30", "2025-10-26"


@settings(max_examples=30, deadline=None)
@given(
    shape=st.sampled_from(SHAPES),
    year=st.integers(2015, 2035),
    low=st.floats(0, 10),
    width=st.floats(0.1, 20),
    share=st.floats(0.001, 0.999),
)
def test_minimum_mean_and_maximum_are_hit_in_any_year(
    shape: str, year: int, low: float, width: float, share: float
) -> None:
    """Proves: all three to 1e-9 MW, leap years too. If broken: the mean is out by a day, about 1e-3."""
    targets = HeatTargets(low, low + share * width, low + width, shape)
    heat = generated_heat_mw(targets, whole_year(year))
    assert (float(heat.min()), float(heat.max())) == (targets.min_mw, targets.max_mw)
    assert float(heat.mean()) == pytest.approx(targets.mean_mw, abs=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("first", "last"),
    [(SPRING, SPRING), (AUTUMN, AUTUMN), ("2024-02-28", "2024-03-01"), ("2023-12-30", "2025-01-02")],
)
def test_part_of_a_year_is_its_part_of_the_whole(shape: str, first: str, last: str) -> None:
    """Proves: a span is cut from whole years. If broken: a week is scaled to hit the year's maximum by itself."""
    targets = HeatTargets(0.5, 1.2, 3.0, shape)
    span = Periods.between(first, last)
    years = Periods.between("2023-01-01", "2025-12-31")
    inside = np.isin(years.start_time, span.start_time)
    assert generated_heat_mw(targets, span).tolist() == generated_heat_mw(targets, years)[inside].tolist()


def test_hand_worked_shares_of_a_hospital() -> None:
    """Proves: 0.60 at midnight of 15 January, 1.0 from 07:00, 0.85 - 0.05 x 2.25 / 6 from 12:00; 0.3 of it in July.

    If broken: the season turns on another day, or a half-hour stands for its beginning.
    """
    year = whole_year(2024)
    shape = _shape("hospital", year)
    january = year.settlement_date == np.datetime64("2024-01-15")
    assert shape[january][[0, 14, 24]] == pytest.approx([0.60, 1.0, 0.83125], abs=1e-12)
    # 2024 has 366 days: half a year after 15 January is 16 July, at 07:00 local (06:00 UTC).
    july = year.settlement_date == np.datetime64("2024-07-16")
    assert shape[july][14] == pytest.approx(0.3, abs=1e-12)


def test_heating_follows_the_london_clock_on_both_clock_change_days() -> None:
    """Proves: on from 05:00 local to 22:00, period 9 of 46, 13 of 50, 11 of 48. If broken: an hour out on the change."""
    targets = HeatTargets(0.0, 1.0, 5.0, "heating")
    for day, first, last in ((SPRING, 9, 42), (AUTUMN, 13, 46), ("2025-02-02", 11, 44)):
        on = np.flatnonzero(generated_heat_mw(targets, Periods.between(day, day)) > 0) + 1
        assert (on[0], on[-1]) == (first, last)


def test_seasons_turn_in_mid_january() -> None:
    """Proves: the coldest day is within two days of 15 January; heating is off all summer, a hospital is not. If broken: July is cold."""
    for year in (2024, 2025, 2026):
        axis = whole_year(year)
        hospital, heating = (
            np.add.reduceat(generated_heat_mw(HeatTargets(0.0, 1.0, 5.0, shape), axis), axis.first_of_day)
            for shape in ("hospital", "heating")
        )
        assert axis.dates[np.argmax(hospital)] == np.datetime64(f"{year}-01-15")
        assert abs(axis.dates[np.argmax(heating)] - np.datetime64(f"{year}-01-15")) <= np.timedelta64(2, "D")
        off = axis.dates[heating == 0]
        assert (str(off[0])[5:7], str(off[-1])[5:7]) == ("05", "09")
        assert len(off) == (off[-1] - off[0]).astype(int) + 1
        in_july = generated_heat_mw(HeatTargets(0.8, 2.0, 5.0), axis)[axis.month == 7]
        assert 0.8 < in_july.max() < 0.3 * 5.0


def test_the_week_of_each_shape() -> None:
    """Proves: hospitals know no weekend, heating is lower, process stops. If broken: a hospital is shut on Sunday."""
    week = Periods.between("2025-01-13", "2025-01-19")
    by_day = {
        shape: np.add.reduceat(generated_heat_mw(HeatTargets(0.0, 1.0, 5.0, shape), week), week.first_of_day)
        for shape in SHAPES
    }
    assert np.ptp(by_day["hospital"]) < 0.01 * by_day["hospital"].max()
    assert 0 < by_day["heating"][5:].max() < 0.8 * by_day["heating"][:5].min()
    assert by_day["process"][5:].tolist() == [0.0, 0.0]
    process = generated_heat_mw(HeatTargets(0.0, 1.0, 5.0, "process"), week)
    assert set(week.local_minute[process > 0]) == set(range(360, 1320, 30))
    for shape in SHAPES:
        monday = generated_heat_mw(HeatTargets(0.0, 1.0, 5.0, shape), week)[:48]
        assert 6 * 60 <= week.local_minute[np.argmax(monday)] < 8 * 60


@pytest.mark.parametrize("figures", [(1, 0.5, 2), (2, 2, 1), (-1, 0, 1), (0, float("nan"), 1), (0, 1, 2e6)])
def test_what_no_heat_load_can_have_is_refused(figures: tuple[float, float, float]) -> None:
    """Proves: the figures are checked as a load's are. If broken: a heat load that misses its figures."""
    with pytest.raises(InputError, match="MW"):
        HeatTargets(*figures)
    with pytest.raises(InputError, match=r"no shape 'office'.*hospital, heating, process"):
        HeatTargets(0, 1, 2, "office")


def test_the_source_is_a_sentence() -> None:
    """Proves: reports say that it is made up, and to which figures. If broken: made-up heat passes for measured."""
    assert heat_source(HeatTargets(0.5, 1.2, 3.0)) == (
        "made up by gbflex: hospital heat shape with minimum 0.5, mean 1.2 and maximum 3 MW in each calendar year"
    )
