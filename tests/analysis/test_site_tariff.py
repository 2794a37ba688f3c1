"""What the network charges a site, by hand and against its own bill."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

import gbflex
from gbflex.errors import InputError

SITE = {
    "name": "Host",
    "licence_area": 14,
    "tariff": {"duos": "HV Site Specific", "residual_band": 4, "agreed_capacity_kva": 3000},
    "demand": {"constant_mw": 1.0},
}


def by_name(found: gbflex.analysis.answers.tariff.TariffAnswer) -> dict[str, float | None]:  # type: ignore[name-defined]  # loaded with gbflex.tariff
    return {f"{row['line']} {row['band']}".strip(): row["gbp_per_year"] for row in found["rates"]}


def test_a_year_of_a_constant_load_is_its_bill() -> None:
    """Proves: each line equals the bill of the charging year. If broken: two answers to what a year costs."""
    found = by_name(gbflex.tariff(SITE, "2025-06-04"))
    lines = ["duos_unit", "duos_fixed", "duos_capacity", "tnuos_residual"]
    bill = gbflex.bill(SITE | {"charges": lines}, "2025-04-01", "2026-03-31")
    for row in bill["lines"]:
        assert found[f"{row['line']} {row['band']}".strip()] == pytest.approx(row["amount_gbp"], abs=0.005)
    assert gbflex.tariff(SITE, "2025-06-04")["total_gbp_per_year"] == pytest.approx(bill["total_gbp"], abs=0.01)


def test_a_file_of_two_days_counts_up_by_its_days(tmp_path: Path) -> None:
    """Proves: a Tuesday and a Saturday of 1 MW: red is 3 h of the one, x 365 / 2 x 16.42 = 8,989.95 a year.

    If broken: 5,993.30 (the day after, which has gaps, counted), or nothing, as the dates are of another year.
    """
    rows = [f"{day},{period},0.5" for day in ("2023-06-06", "2023-06-10") for period in range(1, 49)]
    rows += ["2023-06-11,1,0.5"]
    (tmp_path / "load.csv").write_text("settlement_date,settlement_period,demand_mwh\n" + "\n".join(rows))
    site = SITE | {"demand": {"file": str(tmp_path / "load.csv")}}
    found = gbflex.tariff(site, "2025-06-04")
    assert by_name(found)["duos_unit red"] == pytest.approx(-8989.95)
    # Amber 07:30 to 16:00 and 19:00 to 21:00 on weekdays: 10.5 h x 182.5 x 2.37.
    assert by_name(found)["duos_unit amber"] == pytest.approx(-10.5 * 182.5 * 2.37)
    assert (found["load_from"], found["load_to"], found["load_days"]) == ("2023-06-06", "2023-06-10", 2)
    assert any("the load counted has 2 days" in text for text in found["warnings"])


def test_hours_are_clock_times_and_cover_the_week() -> None:
    """Proves: red is 16:00 to 19:00 on weekdays. If broken: an hour in no band, or in two."""
    hours = gbflex.tariff(SITE, "2025-06-04")["hours"]
    assert {
        "days": "weekday",
        "months": "every month",
        "start_local": "16:00",
        "end_local": "19:00",
        "band": "red",
    } in hours
    for days in ("weekday", "weekend"):
        clock = [(row["start_local"], row["end_local"]) for row in hours if row["days"] == days]
        assert clock[0][0] == "00:00"
        assert clock[-1][1] == "24:00"
        assert all(end == start for (_, end), (start, _) in itertools.pairwise(clock))


@pytest.mark.parametrize(
    ("on", "year", "rate"), [("2026-03-31", "2025/26", 1.642), ("2026-04-01", "2026/27", None)]
)
def test_the_charging_year_turns_on_1_april(on: str, year: str, rate: float | None) -> None:
    """Proves: rates are of the date's year. If broken: last year's rate on 1 April."""
    found = gbflex.tariff(SITE, on)
    assert found["charging_year"] == year
    assert (found["rates"][0]["published_rate"] == 1.642) == (rate is not None)


@pytest.mark.parametrize(("kva", "band"), [(1800, "3"), (1801, "4")])
def test_the_band_that_the_capacity_suggests_stands_beside_the_one_given(kva: float, band: str) -> None:
    """Proves: a bound belongs to the lower band. If broken: band 4 at 1,800 kVA."""
    site = SITE | {"tariff": {"duos": "HV Site Specific", "residual_band": 4, "agreed_capacity_kva": kva}}
    found = gbflex.tariff(site, "2025-06-04")
    assert (found["residual_band"], found["residual_band_suggested"]) == ("4", band)


def test_no_load_has_no_year_and_no_tariff_is_said() -> None:
    """Proves: nothing is 0 that is not known. If broken: a year of unit charges for 0.00."""
    found = gbflex.tariff(SITE | {"demand": {"constant_mw": 0.0}}, "2025-06-04")
    assert found["total_gbp_per_year"] is None
    assert by_name(found)["duos_unit red"] is None
    assert by_name(found)["duos_fixed"] == pytest.approx(-24034.78, abs=0.01)
    with pytest.raises(InputError, match="names no network tariff"):
        gbflex.tariff({"name": "x"}, "2025-06-04")


def test_an_extra_high_voltage_site_has_super_red_months() -> None:
    """Proves: its own rate, months and hours: 3 h on the 66 weekdays of November to January. If broken: HV bands."""
    own = {
        "super_red_p_per_kwh": 5.0,
        "super_red": {"months": [11, 12, 1], "start_local": "16:00", "end_local": "19:00"},
        "fixed_p_per_day": 1000.0,
        "capacity_p_per_kva_day": 2.0,
        "valid_from": "2025-04-01",
        "valid_to": "2026-04-01",
        "source": "made up",
    }
    found = gbflex.tariff(SITE | {"tariff": {"site_specific": own, "agreed_capacity_kva": 3000}}, "2025-06-04")
    assert [row["months"] for row in found["hours"]] == ["11, 12, 1"]
    # November 2025 has 20 weekdays, December 23, January 2026 22.
    assert by_name(found)["duos_unit super_red"] == pytest.approx(-65 * 3 * 50.0)
