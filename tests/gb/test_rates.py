"""Dated rates: the value of a date, who says so, and what is not known."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date

import pytest

from gbflex.errors import InputError, NoRateHeld
from gbflex.gb.rates import rate, rate_names, rate_series, spans_without_rate
from gbflex.gb.rates.single import rate_values
from gbflex.periods import Periods


@pytest.mark.parametrize(
    ("name", "on", "value", "unit"),
    [
        ("bsuos", "2024-09-30", 7.63, "GBP/MWh"),
        ("bsuos", "2024-10-01", 12.17, "GBP/MWh"),
        ("ro_cost", "2024-04-01", 31.78243, "GBP/MWh"),
        ("ro_cost", "2026-03-31", 33.06058, "GBP/MWh"),
        ("ro_cost", "2026-04-01", 32.72848, "GBP/MWh"),
        ("ro_cost", "2022-04-01", 25.96408, "GBP/MWh"),
        ("ro_cost", "2021-04-01", 24.9936, "GBP/MWh"),
        ("cfd_interim_levy_rate", "2021-10-01", 0.0, "GBP/MWh"),
        ("cfd_interim_levy_rate", "2023-03-08", 0.0, "GBP/MWh"),
        ("cfd_interim_levy_rate", "2023-03-09", 8.12, "GBP/MWh"),
        ("cfd_interim_levy_rate", "2023-03-31", 8.12, "GBP/MWh"),
        ("cfd_interim_levy_rate", "2023-04-01", 0.0, "GBP/MWh"),
        ("cfd_interim_levy_rate", "2023-07-01", 5.438, "GBP/MWh"),
        ("cfd_interim_levy_rate", "2024-02-24", 4.54, "GBP/MWh"),
        ("cfd_interim_levy_rate", "2024-02-25", 10.748, "GBP/MWh"),
        ("cfd_interim_levy_rate", "2024-07-01", 11.816, "GBP/MWh"),
        ("cfd_interim_levy_rate", "2025-12-31", 10.298, "GBP/MWh"),
        ("cfd_operational_costs_levy", "2015-04-01", 0.0397, "GBP/MWh"),
        ("cfd_operational_costs_levy", "2023-03-31", 0.0879, "GBP/MWh"),
        ("cfd_operational_costs_levy_effective", "2021-04-01", 0.0356, "GBP/MWh"),
        ("fit_supplier", "2023-06-01", 7.63, "GBP/MWh"),
        ("ccl_electricity", "2026-03-31", 0.775, "p/kWh"),
        ("ccl_electricity", "2026-04-01", 0.801, "p/kWh"),
        ("aahedc", "2025-04-01", 0.040984, "p/kWh"),
    ],
)
def test_published_values(name: str, on: str, value: float, unit: str) -> None:
    """Proves: spans are half-open, in the publisher's unit. If broken: 1 October 2024 still costs 7.63."""
    found = rate(name, date.fromisoformat(on))
    assert (found.value, found.unit) == (value, unit)
    assert found.source


def test_renewables_obligation_is_level_times_buy_out() -> None:
    """Proves: the product held equals its parts. If broken: a typing error in one of three files."""
    for year in range(2021, 2027):
        on = date(year, 4, 1)
        product = rate("ro_level", on).value * rate("ro_buyout", on).value
        assert rate("ro_cost", on).value == pytest.approx(product, abs=1e-9)


def test_a_value_known_second_hand_says_so() -> None:
    """Proves: who reads a value learns that its publisher was not read. If broken: it looks like LCCC's own page."""
    told = {
        (value.name, str(value.valid_from))
        for name in rate_names()
        for value in rate_values(name)
        if "second hand" in value.note
    }
    assert told == {
        ("cfd_interim_levy_rate", "2025-07-01"),
        ("cfd_interim_levy_rate", "2025-10-01"),
        *((name, f"{year}-04-01") for name in ("ro_level", "ro_buyout", "ro_cost") for year in (2021, 2022, 2026)),
    }


def test_a_gap_is_named_with_its_neighbours_and_never_filled(
    without_rate: Callable[[str, date, date], None],
) -> None:
    """Proves: a quarter without a rate is a gap. If broken: a neighbour's 11.522, or 0, comes back."""
    without_rate("cfd_interim_levy_rate", date(2024, 7, 1), date(2024, 9, 30))
    with pytest.raises(NoRateHeld, match=r"2024-04-01 to 2024-06-30 and 2024-10-01 to 2024-12-31"):
        rate("cfd_interim_levy_rate", date(2024, 7, 1))
    with pytest.raises(NoRateHeld):
        rate("bsuos", date(2023, 3, 31))


def test_the_gaps_of_a_span_are_whole_runs_of_days() -> None:
    """Proves: gaps are reported as spans. If broken: one entry per day, or a day short."""
    spans = spans_without_rate("cfd_interim_levy_rate", Periods.between("2024-04-01", "2026-01-02"))
    assert [(str(span.first), str(span.last)) for span in spans] == [
        ("2025-01-01", "2025-06-30"),
        ("2026-01-01", "2026-01-02"),
    ]


def test_a_series_changes_at_local_midnight() -> None:
    """Proves: the new BSUoS tariff starts with the settlement date. If broken: at midnight UTC, two periods late."""
    series = rate_series("bsuos", Periods.between("2024-09-30", "2024-10-01"))
    assert series.published()[[0, 47, 48, 95]].tolist() == [7.63, 7.63, 12.17, 12.17]


def test_an_unknown_name_lists_the_known_ones() -> None:
    """Proves: a typing error is helped. If broken: KeyError."""
    with pytest.raises(InputError, match="bsuos"):
        rate("bsous", date(2024, 4, 1))


@pytest.mark.parametrize("name", rate_names())
def test_every_rate_file(name: str) -> None:
    """Proves: each file names itself, its unit, sources and spans that do not overlap. If broken: two values a day."""
    values = rate_values(name)
    assert values
    for value in values:
        assert value.name == name
        assert value.label
        assert value.unit
        assert value.source
        assert value.quality in ("actual", "estimated", "forecast")
        assert value.valid_from < value.valid_to
    for earlier, later in itertools.pairwise(values):
        assert earlier.valid_to <= later.valid_from
