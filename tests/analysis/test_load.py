"""The load generator: exact for any year and any feasible triple, and illustrative wherever it travels."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gbflex
from gbflex.analysis.run.backtest import backtest
from gbflex.analysis.run.summary import run_summary
from gbflex.analysis.series.load import LoadTargets, generated_load_mw
from gbflex.analysis.series.made_up import whole_year
from gbflex.analysis.series.setting import setting_of
from gbflex.analysis.site.bill import site_bill
from gbflex.bootstrap import ports
from gbflex.errors import InputError
from gbflex.gb.load_profile import profile_class_3_kw, season_of
from gbflex.periods import Periods
from tests.factories import make_ports, make_site

SHAPES = ("office", "two_shift", "night", "flat")
TARGETS = {"min_mw": 0.4, "mean_mw": 1.1, "max_mw": 2.3}


@st.composite
def feasible(draw: st.DrawFn) -> LoadTargets:
    low = draw(st.floats(0, 1000))
    high = low + draw(st.floats(0.001, 1000))
    # One half-hour at each end must fit; a year has at least 17,518.
    share = draw(st.floats(1 / 17_518, 1 - 1 / 17_518) | st.sampled_from([1 / 17_518, 0.5, 1 - 1 / 17_518]))
    mean = min(max(low + share * (high - low), low), high)
    return LoadTargets(low, mean, high, draw(st.sampled_from(SHAPES)))


@settings(max_examples=60, deadline=None)
@given(targets=feasible(), year=st.integers(2015, 2035))
def test_minimum_mean_and_maximum_are_hit_in_any_year(targets: LoadTargets, year: int) -> None:
    """Proves: all three to 1e-9 MW. If broken: the mean is out by the clock-change days, about 1e-4."""
    load = generated_load_mw(targets, whole_year(year))
    assert len(load) in (17_520, 17_568)
    assert float(load.min()) == targets.min_mw
    assert float(load.max()) == targets.max_mw
    assert float(load.mean()) == pytest.approx(targets.mean_mw, abs=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_extremes_of_feasible(shape: str) -> None:
    """Proves: min = mean = max is a constant, and one half-hour at one end is enough. If broken: 0 / 0."""
    year = whole_year(2025)
    assert set(generated_load_mw(LoadTargets(2.0, 2.0, 2.0, shape), year)) == {2.0}
    n = len(year)
    for mean in (1 / n, 1 - 1 / n):
        load = generated_load_mw(LoadTargets(0.0, mean, 1.0, shape), year)
        assert load.mean() == pytest.approx(mean, abs=1e-12)
        assert (load.min(), load.max()) == (0.0, 1.0)


@pytest.mark.parametrize(
    "figures",
    [(1, 0.5, 2), (1, 3, 2), (2, 2, 1), (-1, 0, 1), (0, 0, 1), (1, 1, 2), (0, float("nan"), 1), (0, 1, 2e6)],
)
def test_what_no_load_can_have_is_refused(figures: tuple[float, float, float]) -> None:
    """Proves: min = mean < max leaves no half-hour for the maximum. If broken: a load that misses its figures."""
    with pytest.raises(InputError):
        generated_load_mw(LoadTargets(*figures), whole_year(2024))


def test_the_shapes_are_what_they_say() -> None:
    """Proves: offices work by day and on weekdays, nights by night. If broken: the clock is UTC or the label's end."""
    june = Periods.between("2024-06-10", "2024-06-16")
    office = generated_load_mw(LoadTargets(0.4, 1.1, 2.3), june)
    monday = office[june.day_index == 0]
    assert june.local_minute[np.argmax(monday)] == 11 * 60 + 30
    assert monday.sum() > 1.15 * office[june.day_index == 5].sum() > 1.3 * office[june.day_index == 6].sum()
    night = generated_load_mw(LoadTargets(0.4, 1.1, 2.3, "night"), june)
    assert set(june.local_minute[night > 2.2]) == {*range(0, 360, 30), *range(1320, 1440, 30)}
    flat = generated_load_mw(LoadTargets(0.4, 1.1, 2.3, "flat"), june)
    assert np.ptp(flat[1:]) < 1e-12


def test_the_profile_is_read_by_the_end_of_its_half_hour() -> None:
    """Proves: 00:30 is the half-hour from 00:00 (winter Sunday 0.73). If broken: 0.72, the row of 00:00."""
    day = Periods.between("2025-01-12", "2025-01-12")
    assert profile_class_3_kw(day)[[0, 47]].tolist() == [0.73, 0.72]
    autumn = Periods.between("2025-10-26", "2025-10-26")
    assert profile_class_3_kw(autumn)[[2, 3, 4, 5]].tolist() == [0.79, 0.76, 0.79, 0.76]


def test_the_seasons_turn_on_elexon_s_days() -> None:
    """Proves: summer 16 Saturdays before the August holiday (2024-08-26), high summer 6. If broken: a week out."""
    turns = {
        "2024-05-10": "Spr",
        "2024-05-11": "Smr",
        "2024-07-19": "Smr",
        "2024-07-20": "Hsr",
        "2024-09-01": "Hsr",
    }
    for text, season in {**turns, "2024-09-02": "Aut"}.items():
        assert season_of(date.fromisoformat(text), summer_time=True) == season
    assert season_of(date(2024, 10, 27), summer_time=False) == "Wtr"


def test_a_made_up_load_in_the_site_file_is_the_file_s(tmp_path: Path) -> None:
    """Proves: the site file and `generate_load` make one load, illustrative in both. If broken: two loads."""
    table = gbflex.generate_load(**TARGETS, year=2024, out=tmp_path / "load.csv")
    week = Periods.between("2024-10-25", "2024-10-31")
    made = setting_of(make_site(demand=TARGETS), week, make_ports(market_index=np.ones(len(week)))).series[
        "demand"
    ]
    site = make_site(demand={"file": "load.csv"}, supply=None).in_folder(tmp_path)
    read = setting_of(site, week, ports()).series["demand"]
    assert read.values.tolist() == made.values.tolist()
    assert (read.quality, made.quality) == ("illustrative", "illustrative")
    assert table.summary["quality"] == "illustrative"
    assert generated_load_mw(LoadTargets(**TARGETS), week).tolist() == (2 * made.values).tolist()


def test_illustrative_travels_to_every_row_and_page_of_energy() -> None:
    """Proves: bill, run and ledger say it, standing charges do not. If broken: made-up pounds pass for real."""
    periods = Periods.between("2024-06-03", "2024-06-04")
    site = make_site(
        demand=TARGETS,
        tariff={"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 2500},
        charges=["duos_unit", "duos_fixed", "bsuos"],
    )
    prices = make_ports(market_index=50 + 40 * np.sin(np.arange(96) / 7))
    bill = site_bill(site, periods, prices)
    quality = {line["line"]: line["quality"] for line in bill["lines"]}
    assert quality == {
        "energy_import": "illustrative", "duos_unit": "illustrative", "bsuos": "illustrative", "duos_fixed": "actual",
    }  # fmt: skip
    assert any("demand is illustrative: made up by gbflex" in text for text in bill["warnings"])
    summary = run_summary(backtest(site, periods, prices), "x")
    assert {line["quality"] for line in summary["lines"] if line["unit"] == "MWh"} == {"illustrative"}
    assert any("demand is illustrative" in text for text in summary["warnings"])


@pytest.mark.parametrize(
    "demand",
    [
        {"min_mw": 1, "mean_mw": 2},
        {"constant_mw": 1, "mean_mw": 2, "min_mw": 1, "max_mw": 3},
        {"constant_mw": 1, "shape": "flat"},
        {},
    ],
)
def test_half_a_request_in_the_site_file_is_refused(demand: dict[str, object]) -> None:
    """Proves: all three figures or none. If broken: a minimum that is quietly not met."""
    with pytest.raises(InputError):
        make_site(demand=demand)
