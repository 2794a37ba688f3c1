"""What takes the place of a missing rate, and when a charge is in force at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gbflex.errors import NoRateHeld
from gbflex.gb.rates import rate_names, rate_series, spans_without_rate
from gbflex.gb.rates.single import MissingSpan, Rate, rate_terms, rate_values
from gbflex.gb.rates.stand_in import estimated_series, stand_in_year, stand_ins
from gbflex.periods import Periods


def held(first: str, after: str, value: float) -> Rate:
    return Rate("r", "R", value, "GBP/MWh", date.fromisoformat(first), date.fromisoformat(after), "actual", "S")


def gap(first: str, last: str) -> MissingSpan:
    return MissingSpan(date.fromisoformat(first), date.fromisoformat(last), "")


# Quarters of 2022 at 1 to 4; the leap year's first two months at 7; nothing in between.
QUARTERS = [
    held("2022-01-01", "2022-04-01", 1.0),
    held("2022-04-01", "2022-07-01", 2.0),
    held("2022-07-01", "2022-10-01", 3.0),
    held("2022-10-01", "2023-01-01", 4.0),
    held("2024-01-01", "2024-03-01", 7.0),
]


def test_the_season_of_the_year_before_stands_in() -> None:
    """Proves: each date takes the value of its own date a year before, and a run of dates is one value.

    If broken: the whole gap takes 4.0, the last one known.
    """
    found = stand_ins(QUARTERS, [gap("2023-03-31", "2023-04-02")], "rule", "year_before")
    assert [(one.value, str(one.valid_from), str(one.valid_to)) for one in found] == [
        (1.0, "2023-03-31", "2023-04-01"),
        (2.0, "2023-04-01", "2023-04-03"),
    ]
    assert {one.quality for one in found} == {"estimated"}
    assert found[0].source == "estimated from the value of 2022-01-01 to 2022-03-31: S"


def test_the_last_one_known_stands_in_and_else_the_first_after() -> None:
    """Proves: last_known takes the value before; with none before, the one after, in either rule.

    If broken: dates before the first value have no estimate, or the later neighbour wins.
    """
    inside, before = gap("2023-06-01", "2023-06-01"), gap("2021-12-31", "2021-12-31")
    assert [one.value for one in stand_ins(QUARTERS, [inside], "rule", "last_known")] == [4.0]
    for rule in ("last_known", "year_before"):
        assert [one.value for one in stand_ins(QUARTERS, [before], "rule", rule)] == [1.0]  # type: ignore[arg-type]


def test_each_side_alone() -> None:
    """Proves: before and after are the neighbours, and none where there is none; they make the range of a gap."""
    inside = [gap("2023-06-01", "2023-06-01")]
    assert [one.value for one in stand_ins(QUARTERS, inside, "before", "year_before")] == [4.0]
    assert [one.value for one in stand_ins(QUARTERS, inside, "after", "year_before")] == [7.0]
    assert stand_ins(QUARTERS, [gap("2024-03-01", "2024-03-01")], "after") == []
    assert stand_ins(QUARTERS, [gap("2021-01-01", "2021-01-01")], "before") == []


def test_a_leap_day_takes_the_day_before_it() -> None:
    """Proves: 29 February has a date a year before. If broken: an error of the calendar."""
    values = [held("2023-02-28", "2023-03-01", 5.0), held("2023-03-01", "2023-04-01", 6.0)]
    assert [one.value for one in stand_ins(values, [gap("2024-02-29", "2024-02-29")], "rule", "year_before")] == [
        5.0
    ]


def test_the_year_before_that_has_a_value() -> None:
    """Proves: a year without a value is passed over: 2024's fourth quarter takes 2022's. If broken: 7.0."""
    found = stand_ins(QUARTERS, [gap("2024-11-01", "2024-11-01")], "rule", "year_before")
    assert [one.value for one in found] == [4.0]


def test_the_nearest_charging_year() -> None:
    """Proves: a statement's stand-in is the year before, else the year after."""
    assert stand_in_year([2024, 2025, 2027], 2026, "rule") == 2025
    assert stand_in_year([2024, 2025, 2027], 2026, "before") == 2025
    assert stand_in_year([2024, 2025, 2027], 2026, "after") == 2027
    assert stand_in_year([2024], 2022, "rule") == 2024
    assert stand_in_year([2024], 2022, "before") is None
    assert stand_in_year([], 2022, "rule") is None


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("nuclear_rab_interim_levy_rate", date(2025, 11, 1)),
        ("nuclear_rab_operational_costs_levy", date(2025, 11, 4)),
        ("eii_support_levy", date(2025, 4, 1)),
    ],
)
def test_nothing_is_missing_before_a_charge_begins(name: str, first: date) -> None:
    """Proves: the day before it is in force nothing is missing and no value holds; on the first day one does.

    If broken: a bill of March 2025 is never complete.
    """
    before = Periods.between(first - timedelta(days=1), first - timedelta(days=1))
    assert spans_without_rate(name, before) == []
    assert (estimated_series(name, before, "rule").index == -1).all()
    assert rate_values(name)[0].valid_from == first == rate_terms(name).in_force_from


def test_nothing_is_missing_after_a_charge_has_ended() -> None:
    """Proves: carbon price support is owed to 2028-03-31: missing on that day, over on the next."""
    name = "carbon_price_support_gas"
    assert spans_without_rate(name, Periods.between("2028-03-31", "2028-03-31"))
    assert spans_without_rate(name, Periods.between("2028-04-01", "2028-04-01")) == []


@pytest.mark.parametrize("name", rate_names())
def test_no_value_is_held_of_a_charge_that_is_not_in_force(name: str) -> None:
    """Proves: the values and the dates in force of every rate agree, and every date in force has a law."""
    terms = rate_terms(name)
    for value in rate_values(name):
        assert terms.is_in_force(value.valid_from)
        assert terms.is_in_force(value.valid_to - timedelta(days=1))
    assert bool(terms.in_force_source) == (terms.in_force_from is not None)


def test_a_series_over_a_gap_is_refused() -> None:
    """Proves: without a stand-in a gap has no value, and the refusal names its first date. If broken: the rate is 0 there."""
    assert (
        rate_series("cfd_interim_levy_rate", Periods.between("2024-12-31", "2024-12-31")).values[0].value == 8.750
    )
    with pytest.raises(NoRateHeld, match="2025-01-01"):
        rate_series("cfd_interim_levy_rate", Periods.between("2024-12-31", "2025-01-02"))
