"""What a bill leaves out, how much it is, and what estimates asked for put in its place."""

from __future__ import annotations

from typing import Any

import pytest

from gbflex import bill, run
from gbflex.errors import NoRateHeld

RATES = {"charges": ["ro", "cfd", "fit"]}
TWO_QUARTERS = ("2024-12-31", "2025-01-01")


def site(**changed: Any) -> dict[str, Any]:
    return {
        "name": "CfD gap",
        "licence_area": 22,
        "tariff": {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 1500},
        "demand": {"constant_mw": 0.5},
        "supply": {"energy": {"fixed_gbp_per_mwh": 80}},
        **changed,
    }


def cfd(answer: dict[str, Any]) -> float:
    return sum(row["amount_gbp"] for row in answer["lines"] if row["line"] == "cfd")


def test_a_gap_has_its_energy_and_the_range_of_its_neighbours() -> None:
    """Proves: 12 MWh of 1 January 2025 at 4.540 (the same date of 2024), 8.750 (before) and 8.812 (after), each
    with the operational levy of 0.1089.

    If broken: no size, or the range of one neighbour.
    """
    answer = bill(site(), *TWO_QUARTERS)
    [gap] = [row for row in answer["not_priced"] if row["line"] == "cfd"]
    assert (gap["from"], gap["to"], gap["quantity"], gap["unit"]) == ("2025-01-01", "2025-01-01", 12.0, "MWh")
    assert gap["at_least_gbp"] == pytest.approx(-12 * (8.812 + 0.1089))
    assert gap["at_most_gbp"] == pytest.approx(-12 * (4.540 + 0.1089))
    assert answer["estimates"] == []
    assert answer["estimated_gbp"] == 0.0


def test_an_estimate_is_in_the_total_and_apart() -> None:
    """Proves: with estimates the CfD of both days is in the total, the second by the same date a year before, its
    pounds apart, its rows marked; the first day is as it was.

    If broken: the estimate touches a day whose rate is held, or is not told apart.
    """
    without = bill(site(charges=["cfd"]), "2024-12-31", "2024-12-31")
    answer = bill(site(charges=["cfd"], estimates="nearest"), *TWO_QUARTERS)
    second = -12 * (4.540 + 0.1089)
    assert cfd(answer) == pytest.approx(cfd(without) + second)
    assert answer["complete"]
    assert answer["estimated_gbp"] == pytest.approx(second)
    [row] = answer["estimates"]
    assert (row["line"], row["from"], row["quantity"]) == ("cfd", "2025-01-01", 12.0)
    assert row["amount_gbp"] == pytest.approx(second)


def test_estimates_change_nothing_where_every_rate_is_held() -> None:
    """Proves: on a day with every rate the bill is the same, with nothing estimated. If broken: a rate moves."""
    named = {"charges": ["duos_unit", "bsuos", "ro", "cfd", "ccl"]}
    plain = bill(site(**named), "2024-06-04", "2024-06-04")
    asked = bill(site(**named, estimates="nearest"), "2024-06-04", "2024-06-04")
    assert asked["lines"] == plain["lines"]
    assert asked["estimates"] == []


def test_a_year_whose_statement_is_not_held_is_estimated_from_the_nearest() -> None:
    """Proves: DUoS of area 10 in 2023/24 is that of 2024/25 on the calendar of 2023, marked estimated.

    If broken: refused, or the bands of another weekday. 2023-06-03 is a Saturday: all green.
    """
    in_10 = {"licence_area": 10, "charges": ["duos_unit"], "estimates": "nearest"}
    answer = bill(site(**in_10), "2023-06-02", "2023-06-03")
    held = bill(site(licence_area=10, charges=["duos_unit"]), "2024-06-07", "2024-06-08")
    by_band = {row["band"]: row["amount_gbp"] for row in answer["lines"] if row["line"] == "duos_unit"}
    assert by_band == pytest.approx(
        {row["band"]: row["amount_gbp"] for row in held["lines"] if row["line"] == "duos_unit"}
    )
    assert {row["quality"] for row in answer["lines"] if row["line"] == "duos_unit"} == {"estimated"}
    assert answer["estimated_gbp"] == pytest.approx(sum(by_band.values()))


def test_an_estimate_without_any_neighbour_is_refused() -> None:
    """Proves: a tariff that is not named has no nearest rate: the line is named, nothing falls back."""
    nameless = {key: value for key, value in site(estimates="nearest").items() if key != "tariff"}
    with pytest.raises(NoRateHeld, match="duos_unit cannot be estimated"):
        bill(nameless, "2024-06-04", "2024-06-04")


def test_a_fixed_charge_of_one_meter_stays_on_dates_where_the_other_s_is_missing() -> None:
    """Proves: over two charging years with the import statement held in one of them alone, the fixed charge of
    each day is that of the day alone.

    If broken: the held year's charge leaves the ledger because of the other year.
    """
    both = {
        "licence_area": 12,
        "export_tariff": {"duos": "HV Generation Site Specific"},
        "connection": {"import_mw": 1.4, "export_mw": 1.0},
    }
    whole = bill(site(**both), "2023-03-31", "2023-04-01")
    parts = [bill(site(**both), day, day) for day in ("2023-03-31", "2023-04-01")]

    def fixed(answer: dict[str, Any]) -> float:
        return sum(row["amount_gbp"] for row in answer["lines"] if row["line"] == "duos_fixed")

    assert fixed(whole) == pytest.approx(sum(fixed(part) for part in parts))
    assert fixed(whole) < 0


def test_both_sides_of_a_comparison_leave_out_the_same() -> None:
    """Proves: a run over a gap settles CfD on the known day alone, with the asset and without it."""
    battery = {
        "type": "battery",
        "charge_power_mw": 1.0,
        "discharge_power_mw": 1.0,
        "energy_capacity_mwh": 2.0,
        "round_trip_efficiency": 0.85,
    }
    answer = run(site(assets=[battery]), *TWO_QUARTERS)
    [row] = [row for row in answer["lines"] if row["line"] == "cfd"]
    assert row["without_asset_gbp"] == pytest.approx(-12 * (8.750 + 0.1089))
    assert [gap["line"] for gap in answer["not_priced"] if gap["line"] == "cfd"] == ["cfd"]


def test_the_size_of_a_credit_is_of_the_charges_that_the_contract_leaves() -> None:
    """Proves: with all but the DUoS unit charge in a retail contract, 90 % of that charge alone comes back in a year
    whose statement is not held; several units have no one quantity.

    If broken: the credit counts charges that the site does not pay.
    """
    contract = {
        "valid_from": "2027-04-01",
        "valid_to": "2028-04-01",
        "rates": [
            {"name": "all", "days": "all", "start_local": "00:00", "end_local": "24:00", "p_per_kwh": 20.0},
        ],
        "includes": {"all_but": ["duos_unit"]},
    }
    certificate = {"valid_from": "2024-04-01", "valid_to": "2030-04-01", "share": 1.0}
    answer = bill(site(supply={"contract": contract}, exemptions={"eii": certificate}), "2027-04-01", "2027-04-01")
    gaps = {row["line"]: row for row in answer["not_priced"]}
    assert set(gaps) == {"duos_unit", "eii_network_compensation"}
    unit, credit = gaps["duos_unit"], gaps["eii_network_compensation"]
    assert unit["at_least_gbp"] is not None
    assert unit["at_most_gbp"] is not None
    assert credit["at_most_gbp"] == pytest.approx(-0.9 * unit["at_least_gbp"])
    assert credit["at_least_gbp"] == pytest.approx(-0.9 * unit["at_most_gbp"])
    assert (unit["quantity"], credit["quantity"]) == (12.0, None)
