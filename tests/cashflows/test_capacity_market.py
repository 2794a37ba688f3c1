"""The capacity market charge: cost of a delivery year over the demand of its winter window, by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from gbflex.cashflows.selection import select_lines
from gbflex.gb.rates import rate
from gbflex.gb.rates.capacity_market import auction_years, auctions_of, cost_of_auctions
from gbflex.gb.rates.single import rate_values
from tests.cashflows.settings import LINES, setting, settled, total_gbp

NAME = "capacity_market_levy"
TWELVE_TWH = {"capacity_market_window_demand_mwh": 12e6}


def test_the_cost_falls_on_the_winter_window() -> None:
    """Proves: 1,254.3 m GBP / 12 TWh = 104.525 GBP/MWh from 16:00 to 19:00 on working days. If broken: on all hours."""
    week = setting("2024-12-06", "2024-12-07", **TWELVE_TWH)
    charge = settled(NAME, week)
    # Friday has six half-hours in the window, Saturday none.
    assert charge.total_gbp == pytest.approx(-6 * 104.525)
    (block,) = charge
    assert block.position.tolist() == [32, 33, 34, 35, 36, 37]
    assert block.quality == "estimated"


@pytest.mark.parametrize(
    ("on", "gbp_per_mwh"),
    [
        ("2023-10-31", 0.0),
        ("2023-11-01", 1031.7 / 12),
        ("2024-01-12", 1031.7 / 12),
        ("2024-02-29", 1031.7 / 12),
        ("2024-03-01", 0.0),
        ("2024-11-01", 1254.3 / 12),
        ("2025-02-28", 1254.3 / 12),
        ("2025-11-03", 1454.650145 / 12),
        ("2026-01-05", 1454.650145 / 12),
        ("2026-12-01", 2745.02175 / 12),
        ("2027-02-26", 2745.02175 / 12),
    ],
)
def test_january_and_february_belong_to_the_delivery_year_of_the_november_before(
    on: str, gbp_per_mwh: float
) -> None:
    """Proves: 2024-01-12 costs 6 x 1,031.7 / 12 = 515.85. If broken: 627.15, the delivery year that comes after."""
    assert total_gbp(NAME, setting(on, on, **TWELVE_TWH)) == pytest.approx(-6 * gbp_per_mwh)


def test_without_the_sites_figure_the_shipped_estimate_shares_the_cost() -> None:
    """Proves: 134.69 GBP/MWh in 2025/26, 254.17 in 2026/27, over 10.8 TWh; the site's own figure wins.

    If broken: the winter is not priced, or 10 TWh of the site file is passed over.
    """
    day = setting("2026-01-05", "2026-01-05")
    assert total_gbp(NAME, day) == pytest.approx(-6 * 134.690, abs=0.01)
    assert total_gbp(NAME, setting("2026-11-30", "2026-11-30")) == pytest.approx(-6 * 254.169, abs=0.01)
    (block,) = settled(NAME, day)
    assert block.quality == "estimated"
    assert "cm_window_demand" in block.source
    own = setting("2026-01-05", "2026-01-05", capacity_market_window_demand_mwh=1e7)
    assert total_gbp(NAME, own) == pytest.approx(-6 * 145.4650145)
    assert "site file" in settled(NAME, own).columns()["source"][0]


def test_volume_is_at_the_national_balancing_point() -> None:
    """Proves: x 1.05 x 1.01. If broken: the meter's MWh pay, 6 % too little."""
    losses = {"line_loss_factor": 1.05, "transmission_loss_multiplier": 1.01}
    assert total_gbp(NAME, setting("2024-12-06", "2024-12-06", losses=losses, **TWELVE_TWH)) == pytest.approx(
        -6 * 104.525 * 1.05 * 1.01
    )


def test_a_year_without_both_auctions_is_named_from_its_november_to_its_february() -> None:
    """Proves: 2027/28 lacks its T-1 auction; summer owes nothing. If broken: a free winter, or half of its cost."""
    line = LINES[NAME]
    assert line.missing(setting("2027-05-01", "2027-10-31")) == []
    (gap,) = line.missing(setting("2027-05-01", "2028-03-31"))
    assert (str(gap.first), str(gap.last)) == ("2027-11-01", "2028-02-29")
    assert "cm_scheme_cost" in gap.reason
    (early,) = line.missing(setting("2021-12-06", "2021-12-06"))
    assert "cm_window_demand" in early.reason
    assert line.missing(setting("2021-12-06", "2021-12-06", **TWELVE_TWH)) == []


def test_each_winter_is_named_alone(without_rate: Callable[[str, date, date], None]) -> None:
    """Proves: eleven months to February 2025 lack November to February. If broken: April to October are named too."""
    without_rate("cm_scheme_cost", date(2023, 10, 1), date(2024, 10, 1))
    (gap,) = LINES[NAME].missing(setting("2024-04-01", "2025-02-28"))
    assert (str(gap.first), str(gap.last)) == ("2024-11-01", "2025-02-28")
    each = LINES[NAME].missing(setting("2023-12-01", "2024-12-31"))
    assert [(str(gap.first), str(gap.last)) for gap in each] == [
        ("2023-12-01", "2024-02-29"),
        ("2024-11-01", "2024-12-31"),
    ]


def test_a_winter_without_a_cost_leaves_the_others_priced(without_rate: Callable[[str, date, date], None]) -> None:
    """Proves: 2024/25 is charged, 2025/26 is named. If broken: a known winter is lost with an unknown one."""
    without_rate("cm_scheme_cost", date(2025, 10, 1), date(2025, 10, 1))
    span = setting("2025-02-28", "2025-11-03", **TWELVE_TWH)
    found = select_lines(span)
    (gap,) = [gap for gap in found.not_priced if gap.line == NAME]
    assert (str(gap.first), str(gap.last)) == ("2025-11-01", "2025-11-03")
    assert NAME in {line.name for line in found.lines}
    assert settled(NAME, span).total_gbp == pytest.approx(-6 * 104.525)


def test_costs_without_a_publisher_are_capacity_times_clearing_price() -> None:
    """Proves: 42,364.314 MW x 30.59 + 7,936.289 x 20 = 1,454.65 m GBP, estimated; published years stay as published.

    If broken: a cost typed by hand, one auction counted, or LCCC's own figure overwritten.
    """
    by_year = {value.valid_from.year: value for value in rate_values("cm_scheme_cost")}
    published = {2022: 680.5, 2023: 1031.7, 2024: 1254.3}
    for year in auction_years():
        cost = cost_of_auctions(year)
        if year in published:
            assert (by_year[year].value, by_year[year].quality) == (published[year], "actual")
        elif cost is None:
            assert year not in by_year
        else:
            assert by_year[year].value == pytest.approx(cost.gbp_million, abs=1e-6)
            assert by_year[year].quality == "estimated"
            assert by_year[year].valid_from == date(year, 10, 1)
    assert [year for year in auction_years() if cost_of_auctions(year) is None] == [2017, 2027, 2028, 2029]
    assert by_year[2025].value == pytest.approx((42_364.314 * 30.59 + 7_936.289 * 20) / 1000, abs=1e-6)
    assert {auction.name for auction in auctions_of(2022)} == {"T-3", "T-1"}


def test_the_estimate_of_window_demand_holds_what_was_measured() -> None:
    """Proves: 10.8 TWh less 3 % is above the transmission system's part of each winter. If broken: a wrong unit."""
    demand = rate("cm_window_demand", date(2024, 11, 1)).value
    for value in rate_values("cm_window_generation"):
        assert value.value < demand * 0.97
        assert 0.5 < demand - value.value < 1.2


@pytest.mark.parametrize(("on", "due"), [("2023-12-08", 1.0), ("2024-02-29", 1.0), ("2024-11-01", 0.4)])
def test_an_energy_intensive_site_is_spared_from_delivery_year_2024_25(on: str, due: float) -> None:
    """Proves: gross demand pays in winter 2023/24, relevant demand in 2024/25: 60 % are exempt only then.

    If broken: the exemption of April 2024 on other levies spares January 2024, or never the capacity market.
    """
    certificate = {"eii": {"valid_from": "2023-04-01", "valid_to": "2026-04-01", "share": 0.6}}
    exempt, other = setting(on, on, exemptions=certificate), setting(on, on)
    assert total_gbp(NAME, exempt) == pytest.approx(due * total_gbp(NAME, other))
