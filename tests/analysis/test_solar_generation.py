"""The made-up array: its yield in every year, dark at night, by the sun and not by the clock."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.analysis.series.made_up import whole_year
from gbflex.analysis.series.solar_generation import (
    SolarTargets,
    _clearness,
    _scaled_to,
    generated_solar_mw,
    solar_source,
)
from gbflex.errors import InputError
from gbflex.gb.sun import sine_of_sun_elevation
from gbflex.periods import Periods

BIRMINGHAM = SolarTargets(2.0, 950.0, 52.5)


def day(text: str) -> Periods:
    return Periods.between(text, text)


@pytest.mark.parametrize(
    ("total", "expected"), [(7 / 8, [0, 1 / 8, 1 / 4, 1 / 2]), (2, [0, 1 / 3, 2 / 3, 1]), (2.8, [0, 0.8, 1, 1])]
)
def test_cut_at_the_peak_by_hand(total: float, expected: list[float]) -> None:
    """Proves: 0, 1, 2, 4 to a sum of 2 is 0, 1/3, 2/3 and a cut 1. If broken: 8/7 of the peak, or a sum of 1.86."""
    assert _scaled_to(total, np.array([0.0, 1.0, 2.0, 4.0])) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("year", [2015, 2024, 2025, 2035])
@pytest.mark.parametrize(
    "targets",
    [BIRMINGHAM, SolarTargets(0.3, 600.0, 49.0), SolarTargets(7.0, 1300.0, 61.0), SolarTargets(1, 1300, 49)],
)
def test_the_yield_is_hit_and_the_peak_is_kept(targets: SolarTargets, year: int) -> None:
    """Proves: yield to 1e-9, power from 0 to peak, also where the peak cuts. If broken: what the peak cuts off is missing, up to 2 %."""
    solar_mw = generated_solar_mw(targets, whole_year(year))
    assert solar_mw.sum() * 0.5 / targets.peak_mw == pytest.approx(targets.yearly_mwh_per_mw, abs=1e-9)
    assert solar_mw.min() == 0
    assert solar_mw.max() <= targets.peak_mw


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2025-03-30", "2025-03-30"),
        ("2025-10-26", "2025-10-26"),
        ("2024-02-28", "2024-03-01"),
        ("2023-12-30", "2025-01-02"),
    ],
)
def test_part_of_a_year_is_its_part_of_the_whole(first: str, last: str) -> None:
    """Proves: a span is cut from whole years. If broken: a day is scaled to yield a year's energy."""
    span, years = Periods.between(first, last), Periods.between("2023-01-01", "2025-12-31")
    inside = np.isin(years.start_time, span.start_time)
    assert generated_solar_mw(BIRMINGHAM, span).tolist() == generated_solar_mw(BIRMINGHAM, years)[inside].tolist()


def test_nothing_at_night() -> None:
    """Proves: zero wherever the sun is down at both ends of a half-hour, light on the shortest day. If broken: |sine|."""
    year = whole_year(2024)
    solar_mw = generated_solar_mw(BIRMINGHAM, year)
    ends = [year.start_time + np.timedelta64(minutes, "m") for minutes in (0, 30)]
    down = np.all([sine_of_sun_elevation(end, latitude_deg=52.5, longitude_deg=-2.0) < 0 for end in ends], axis=0)
    assert 0.45 < down.mean() < 0.5
    assert not solar_mw[down].any()
    december = generated_solar_mw(BIRMINGHAM, day("2024-12-21"))
    assert (np.flatnonzero(december)[[0, -1]] + 1).tolist() == [17, 32]


def test_noon_is_the_sun_s() -> None:
    """Proves: Birmingham's sun is highest at 12:10 UTC, 13:10 of a summer's clock. If broken: at 12:00 local."""
    for text, local_minute in (("2025-06-21", 13 * 60), ("2025-12-21", 12 * 60)):
        axis = day(text)
        assert axis.local_minute[np.argmax(generated_solar_mw(BIRMINGHAM, axis))] == local_minute


def test_the_clock_changes_and_the_sun_does_not() -> None:
    """Proves: noon is period 25 of 46 (12:13 UTC) and 26 of 50 (11:52 UTC). If broken: an hour early or late."""
    for text, period in (("2025-03-30", 25), ("2025-10-26", 26)):
        axis = day(text)
        assert axis.settlement_period[np.argmax(generated_solar_mw(BIRMINGHAM, axis))] == period


def test_the_sky_is_fixed_and_even() -> None:
    """Proves: a date's clearness is the same in any span; the shares spread evenly. If broken: another year each run.

    By exact arithmetic 2025-01-01 is day 20,089: 20,089 squared times 0.6180339887498949 ends in .943919.
    """
    clearness = _clearness(whole_year(2025))
    assert clearness[0] == pytest.approx(
        0.25 + 0.75 * (20_089**2 * 6_180_339_887_498_949 % 10**16) / 10**16, abs=1e-6
    )
    assert _clearness(day("2025-07-01")).tolist() == clearness[181 * 48 - 2 : 182 * 48 - 2].tolist()
    daily = clearness[whole_year(2025).first_of_day]
    assert np.quantile(daily, [0, 0.25, 0.5, 0.75, 1]) == pytest.approx(
        [0.25, 0.4375, 0.625, 0.8125, 1.0], abs=0.05
    )
    assert abs(np.corrcoef(daily[1:], daily[:-1])[0, 1]) < 0.1


def test_more_than_all_daylight_is_refused() -> None:
    """Proves: 5,000 hours of full power are not there. If broken: IndexError, or a year that misses its yield."""
    with pytest.raises(InputError, match=r"no array generates 5000 MWh per MW in 2025 \(yearly_mwh_per_mw\)"):
        generated_solar_mw(SolarTargets(1.0, 5000.0, 52.5), day("2025-06-21"))
    nearly_all = generated_solar_mw(SolarTargets(1.0, 4300.0, 52.5), whole_year(2025))
    assert nearly_all.sum() * 0.5 == pytest.approx(4300.0, abs=1e-9)


def test_the_source_is_a_sentence() -> None:
    """Proves: reports say that it is made up, where and to what yield. If broken: a made-up sun passes for measured."""
    assert solar_source(BIRMINGHAM) == (
        "made up by gbflex: flat array at latitude 52.5 under a made-up sky (sun after Spencer 1971 as printed by "
        "NOAA) with 950 MWh per MW of 2 MW in each calendar year"
    )
