"""A measured year on other dates: kinds of day, the season, clock changes, gaps, and `estimated` all the way."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.run.backtest import backtest
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.summary import run_summary
from gbflex.analysis.series.made_up import whole_year
from gbflex.analysis.series.outlook import outlook_of
from gbflex.analysis.series.replay import replayed
from gbflex.analysis.series.setting import setting_of
from gbflex.analysis.site.bill import site_bill
from gbflex.bootstrap import ports
from gbflex.errors import InputError, MissingPeriods
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods, is_bank_holiday
from tests.factories import FakeMarketData, make_site

HOLIDAYS = {
    date(2018, *day) for day in [(1, 1), (3, 30), (4, 2), (5, 7), (5, 28), (8, 27), (12, 25), (12, 26)]
} | {
    date(2024, *day) for day in [(1, 1), (3, 29), (4, 1), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)]
} | {
    date(2025, *day) for day in [(1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)]
}  # fmt: skip
"""As gov.uk lists them for England and Wales."""

SPRING, AUTUMN = date(2018, 3, 25), date(2018, 10, 28)


class Year:
    """A file that holds one half-hour number for each half-hour of 2018, but for some days."""

    def __init__(self, *without: date, only: tuple[date, ...] = (), year: int = 2018) -> None:
        self.axis = whole_year(year)
        day = self.axis.settlement_date.astype(object)
        gone = np.isin(day, without) if not only else ~np.isin(day, only)
        self.values = np.where(gone, np.nan, np.arange(len(self.axis), dtype=float))

    def __call__(self, periods: Periods) -> FoundSeries:
        position = self.axis.positions(periods.settlement_date, periods.settlement_period)
        values = np.where(position >= 0, self.values[position], np.nan)
        return FoundSeries("load.csv", values, "MWh", "file load.csv", "load.csv of 2018")

    def days_laid(self, *dates: str, year: int = 2018) -> list[str]:
        """The date of the year that each date takes, from the half-hours laid on it."""
        found = []
        for text in dates:
            values = replayed(year, Periods.between(text, text), self, "demand.replay").values
            (source,) = set(self.axis.settlement_date[values.astype(int)].astype(str))
            found.append(source)
        return found


def kind(day: date) -> str:
    return "holiday" if day in HOLIDAYS else {5: "Saturday", 6: "Sunday"}.get(day.weekday(), "working day")


def days_apart(one: date, other: date) -> int:
    """Around the turn of a leap year, by the calendar: 28 February and 1 March are two days apart."""
    first, second = (date(2000, day.month, day.day) for day in (one, other))
    gap = abs((first - second).days)
    return min(gap, 366 - gap)


def test_dates_by_hand() -> None:
    """Proves: the source day of dates that are easy to get wrong.

    29 February is a day from 28 February and from 1 March: the one before. The clock changes on its own day, so 31 March
    does not take 1 April. The Saturday of 2 January is four days from 29 December and from 6 January.
    If broken: Christmas on a working Tuesday, or a tie that falls otherwise on another day.
    """
    expected = {
        "2024-01-01": "2018-01-01",
        "2024-02-29": "2018-02-28",
        "2024-03-01": "2018-03-01",
        "2024-03-29": "2018-03-30",
        "2024-03-30": "2018-03-31",
        "2024-03-31": "2018-03-25",
        "2024-04-01": "2018-04-02",
        "2024-06-03": "2018-06-04",
        "2024-07-02": "2018-07-02",
        "2022-09-19": "2018-08-27",
        "2024-10-27": "2018-10-28",
        "2024-12-25": "2018-12-25",
        "2024-12-28": "2018-12-29",
        "2024-12-31": "2018-12-31",
        "2022-01-01": "2018-01-01",
        "2023-01-03": "2018-01-03",
        "2027-01-02": "2018-12-29",
    }
    assert Year().days_laid(*expected) == list(expected.values())


def test_a_leap_year_lends_its_29_february() -> None:
    """Proves: 28 February of 2018, a Wednesday, takes that of 2024, and 29 February is taken where it is nearest.

    Saturday 2 March 2019 takes Saturday 2 March 2024; Thursday 29 February goes to nobody in 2018.
    If broken: from March on every date is a day out.
    """
    leap = Year(year=2024)
    assert leap.days_laid("2018-02-28", "2018-03-01", "2019-03-02", year=2024) == [
        "2024-02-28",
        "2024-03-01",
        "2024-03-02",
    ]


@pytest.mark.parametrize("year", [2024, 2025])
def test_every_date_takes_the_nearest_day_of_its_kind(year: int) -> None:
    """Proves: by a search that shares no code, over whole years. If broken: a Saturday on a Monday."""
    laid, given = whole_year(year), [date(2018, 1, 1) + timedelta(days=i) for i in range(365)]
    read = Year()
    values = replayed(2018, laid, read, "demand.replay").values
    found = read.axis.settlement_date[values.astype(int)].astype(object)[laid.first_of_day]
    for day, source in zip(laid.dates.astype(object), found, strict=True):
        assert kind(day) == kind(source)
        if source in (SPRING, AUTUMN):
            continue
        nearest = min(
            days_apart(day, one) for one in given if kind(one) == kind(day) and one not in (SPRING, AUTUMN)
        )
        assert days_apart(day, source) == nearest


@settings(max_examples=25, deadline=None)
@given(source=st.integers(2015, 2035), asked=st.integers(2015, 2035))
def test_no_half_hour_is_invented_and_no_energy_of_a_day_lost(source: int, asked: int) -> None:
    """Proves: each date is one whole day of the year, in order; the year on itself is itself, exactly, and no estimate.

    If broken: a clock-change day mixes two days, or the year's own dates are shuffled.
    """
    read, laid = Year(year=source), whole_year(asked)
    found = replayed(source, laid, read, "demand.replay")
    days = np.split(found.values.astype(int), laid.first_of_day[1:])
    half_hours = dict(zip(read.axis.first_of_day.tolist(), np.bincount(read.axis.day_index), strict=True))
    for day in days:
        assert len(day) == half_hours[day[0]]
        assert day.tolist() == list(range(day[0], day[0] + len(day)))
    assert found.quality == ("actual" if source == asked else "estimated")
    assert source != asked or found.values.tolist() == read.values.tolist()
    taken = read.axis.settlement_date[[day[0] for day in days]].astype(object)
    for one, other in zip(laid.dates.astype(object), taken, strict=True):
        assert is_bank_holiday(one) == is_bank_holiday(other)
        assert is_bank_holiday(one) or max(one.weekday(), 4) == max(other.weekday(), 4)


@pytest.mark.parametrize(
    ("gone", "asked", "source", "hours"),
    [
        (SPRING, "2024-03-31", "2018-04-01", [0, 0.5, 2, 2.5, *np.arange(3, 24, 0.5)]),
        (AUTUMN, "2024-10-27", "2018-10-21", [0, 0.5, 1, 1.5, 1, 1.5, *np.arange(2, 24, 0.5)]),
    ],
)
def test_where_the_change_day_has_gaps_the_clock_is_kept(
    gone: date, asked: str, source: str, hours: list[float]
) -> None:
    """Proves: 46 half-hours leave 01:00 and 01:30 out, 50 have them twice; both Sundays before and after are 6 or 1 days away.

    If broken: from 02:00 on the day is an hour out, or its last hour is another day's.
    """
    read, day = Year(gone), Periods.between(asked, asked)
    values = replayed(2018, day, read, "demand.replay").values.astype(int)
    assert set(read.axis.settlement_date[values].astype(str)) == {source}
    assert (read.axis.local_minute[values] / 60).tolist() == hours
    assert read.axis.local_minute[values].tolist() == day.local_minute.tolist()


def test_a_change_day_is_laid_on_no_other_day() -> None:
    """Proves: 24 March 2019 is a day from 25 March 2018, which lacks an hour: it takes 18 March.

    Where it is the only Sunday that is held, the Sunday beside it is refused.
    If broken: 46 half-hours for 48, the last hour from the next day.
    """
    assert Year().days_laid("2019-03-24", "2019-03-31", "2018-10-27") == ["2018-03-18", "2018-03-25", "2018-10-27"]
    for change in (SPRING, AUTUMN):
        with pytest.raises(MissingPeriods, match="no whole Sunday of 2018"):
            Year(only=(change,)).days_laid(str(change + timedelta(days=7)))


def test_days_with_gaps_are_left_out_and_said() -> None:
    """Proves: the neighbour of the same kind steps in, one half-hour of a gap is enough, and the days are named.

    If broken: a hole in the load, or a filled one that nobody hears of.
    """
    read = Year(date(2018, 6, 5), date(2018, 6, 6), date(2018, 8, 1))
    read.values[read.axis.settlement_date == np.datetime64("2018-11-11")] = np.where(
        np.arange(48) == 7, np.nan, 1.0
    )
    found = replayed(2018, Periods.between("2018-06-05", "2018-06-07"), read, "demand.replay")
    days = read.axis.settlement_date[found.values.astype(int)].astype(str)[::48].tolist()
    assert days == ["2018-06-04", "2018-06-07", "2018-06-07"]
    assert found.quality == "estimated"
    assert "days with gaps left out, 4 of 365: 2018-06-05 to 2018-06-06, 2018-08-01, 2018-11-11" in found.source


def test_fourteen_days_away_and_no_further() -> None:
    """Proves: a Saturday in June takes one of 14 days before, and is refused with the next at 21; a bank holiday is not.

    If broken: June's load from May, or a year refused for one holiday.
    """
    june = [date(2018, 6, 2), date(2018, 6, 9), date(2018, 6, 16), date(2018, 6, 23)]
    assert Year(*june).days_laid("2018-06-09") == ["2018-05-26"]
    read = Year(*june, date(2018, 5, 26))
    with pytest.raises(
        MissingPeriods, match=r"no whole Saturday of 2018 within 14 days .* for 2018-06-09"
    ) as refused:
        replayed(2018, Periods.between("2018-06-08", "2018-06-10"), read, "demand.replay")
    assert "5 of 365: 2018-05-26, 2018-06-02" in str(refused.value)
    assert Year(date(2018, 8, 27)).days_laid("2024-08-26") == ["2018-05-28"]
    with pytest.raises(MissingPeriods, match="no whole bank holiday of 2018 for 2024-08-26, the first of 1 such"):
        Year(only=(date(2018, 8, 28),)).days_laid("2024-08-26")


def _written(folder: Path, load: np.ndarray, year: int, **columns: object) -> None:
    axis = whole_year(year)
    table = {
        "settlement_date": axis.settlement_date,
        "settlement_period": axis.settlement_period,
        "demand_mwh": load,
    }
    pl.DataFrame(table | columns).write_parquet(folder / "load.parquet")


def _site(folder: Path, year: int = 2018, **demand: object) -> object:
    return make_site(
        demand={"file": "load.parquet", "replay": year} | demand,
        tariff={"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 2500},
        charges=["duos_unit", "duos_fixed", "bsuos"],
    ).in_folder(folder)


def _prices(n: int) -> Ports:
    market = FakeMarketData({"market_index": 50 + 40 * np.sin(np.arange(n) / 7)})
    return Ports(market_data=market, files=ports().files, duos=SHIPPED_DUOS)  # type: ignore[arg-type]


def test_estimated_travels_to_every_row_and_page_of_energy(tmp_path: Path) -> None:
    """Proves: bill and run say it and name the year, standing charges are as sure as ever; its own dates are no estimate.

    Of 2018 the 3rd of June is a Sunday: Monday the 3rd and Tuesday the 4th both take Monday the 4th.
    If broken: another year's load passes for this one's.
    """
    n = len(whole_year(2018))
    _written(tmp_path, np.linspace(0.5, 1.0, n), 2018)
    june = Periods.between("2024-06-03", "2024-06-04")
    bill = site_bill(_site(tmp_path), june, _prices(96))
    assert {line["line"]: line["quality"] for line in bill["lines"]} == {
        "energy_import": "estimated", "duos_unit": "estimated", "bsuos": "estimated", "duos_fixed": "actual",
    }  # fmt: skip
    said = "demand is estimated: file load.parquet, 2018 laid on these dates by kind of day and season"
    assert any(text.startswith(said) for text in bill["warnings"])
    summary = run_summary(backtest(_site(tmp_path), june, _prices(96)), "x")
    assert {line["quality"] for line in summary["lines"] if line["unit"] == "MWh"} == {"estimated"}
    assert any(text.startswith(said) for text in summary["warnings"])
    own = setting_of(_site(tmp_path), Periods.between("2018-06-04", "2018-06-04"), _prices(48)).series["demand"]
    assert (own.quality, own.source) == ("actual", "file load.parquet")
    laid = setting_of(_site(tmp_path), june, _prices(96)).series["demand"]
    assert laid.values.tolist() == [*own.values, *own.values]


def test_a_made_up_year_stays_made_up(tmp_path: Path) -> None:
    """Proves: the worse word wins. If broken: a made-up load becomes an estimate by being moved."""
    n = len(whole_year(2018))
    _written(tmp_path, np.ones(n), 2018, quality=["illustrative"] * n)
    setting = setting_of(_site(tmp_path), Periods.between("2024-06-03", "2024-06-03"), _prices(48))
    assert setting.series["demand"].quality == "illustrative"


def test_a_plan_forecasts_a_replayed_load_from_the_days_before(tmp_path: Path) -> None:
    """Proves: Tuesday is expected as the replayed Monday was, and known ahead only where the site file says so.

    If broken: a plan knows the whole year because it once happened.
    """
    n = len(whole_year(2018))
    _written(tmp_path, np.arange(n) / n, 2018)
    days = Periods.between("2024-06-04", "2024-06-05")
    outside = Ports(market_data=_Flat(), files=ports().files, duos=SHIPPED_DUOS)  # type: ignore[arg-type]
    outlook = outlook_of("yesterday", _site(tmp_path), days, outside)
    expected = outlook.expected(days, np.repeat(days.start_time[[0, 48]], 48))["demand"].values
    monday = (
        setting_of(_site(tmp_path), Periods.between("2024-06-03", "2024-06-04"), outside).series["demand"].values
    )
    assert expected[48:].tolist() == pytest.approx(monday[48:].tolist())
    declared = outlook_of("yesterday", _site(tmp_path, known_ahead=True), days, outside)
    assert "demand" not in declared.forecasts
    run = run_summary(backtest(_site(tmp_path), days, outside, rule=PlanRule(mode="rolling")), "x")
    assert run["status"] in ("optimal", "feasible")


class _Flat(FakeMarketData):
    def price(self, name: str, periods: Periods) -> FoundSeries:
        return FoundSeries(name, np.full(len(periods), 60.0), "GBP/MWh", "the test", "every date")


def test_heat_is_replayed_as_power_is(tmp_path: Path) -> None:
    """Proves: `heat_demand` takes the key, and its source says so. If broken: heat of another date, in silence."""
    axis = whole_year(2018)
    heat = np.arange(len(axis)) / 1e4
    table = {
        "settlement_date": axis.settlement_date,
        "settlement_period": axis.settlement_period,
        "heat_mwh": heat,
    }
    pl.DataFrame(table).write_parquet(tmp_path / "heat.parquet")
    site = make_site(
        assets=[
            {"type": "boiler", "heat_mw": 5, "efficiency_gross_cv": 0.9},
            {"type": "heat_demand", "file": "heat.parquet", "replay": 2018},
        ],
        fuel={"price": {"fixed_gbp_per_mwh": 30}, "network": "included", "chpqa": None},
        charges=[],
    ).in_folder(tmp_path)
    series = setting_of(site, Periods.between("2024-12-25", "2024-12-25"), _prices(48)).series["heat_demand"]
    christmas = axis.settlement_date == np.datetime64("2018-12-25")
    assert series.values.tolist() == heat[christmas].tolist()
    assert series.quality == "estimated"


def test_a_year_that_is_not_there_is_exit_2_with_the_years(tmp_path: Path) -> None:
    """Proves: the years of the file are named, before and beyond the calendar too, and nothing else is laid.

    If broken: a nearest year is taken unasked, or a traceback.
    """
    _written(tmp_path, np.ones(len(whole_year(2018))), 2018)
    for year in (2017, 2019, 1999, 2036):
        with pytest.raises(InputError, match=f"load.parquet has nothing of {year}") as refused:
            setting_of(_site(tmp_path, year), Periods.between("2024-06-03", "2024-06-03"), _prices(48))
        assert (refused.value.exit_code, refused.value.available) == (2, "2018")
        assert refused.value.where == "demand.replay"
    for demand in ({"constant_mw": 1.0, "replay": 2018}, {"replay": 2018}):
        with pytest.raises(InputError, match=r"replay belongs to a file|give either constant_mw or file"):
            make_site(demand=demand)
    for value in (True, "2018", 2018.5):
        with pytest.raises(InputError):
            make_site(demand={"file": "load.parquet", "replay": value})


def test_an_hourly_year_is_said_to_be_hourly(tmp_path: Path) -> None:
    """Proves: exit 3 with what to write. If broken: no day is whole, and nobody says why."""
    axis = whole_year(2018)
    hourly = pl.DataFrame(
        {"start_time": axis.start_time[::2].astype("M8[us]"), "demand_mwh": np.ones(len(axis) // 2)}
    )
    hourly.write_parquet(tmp_path / "load.parquet")
    with pytest.raises(MissingPeriods, match="looks hourly") as refused:
        setting_of(_site(tmp_path), Periods.between("2024-06-03", "2024-06-03"), _prices(48))
    assert refused.value.exit_code == 3
