"""Retail contracts: every half-hour in one rate, at the meter, and what they include is not charged again."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gbflex.analysis.series.setting import setting_of
from gbflex.api.runs import run
from gbflex.api.site import bill, rate_table
from gbflex.assets.retail_contract import RetailContract
from gbflex.assets.site_file import parse_site
from gbflex.bootstrap import ports
from gbflex.cashflows.contracts import energy_import, supplier_standing
from gbflex.cashflows.selection import select_lines
from gbflex.cashflows.shape import FLOW_NAMES, Flows, Setting, UnitFlow
from gbflex.errors import InputError, InvalidSite
from gbflex.periods import Periods

DAY = {"name": "day", "days": "weekday", "start_local": "07:00", "end_local": "00:00", "p_per_kwh": 24.5}
NIGHT = {"name": "night", "start_local": "00:00", "end_local": "07:00", "p_per_kwh": 16.2}
WEEKEND = {"name": "weekend", "days": "weekend", "start_local": "07:00", "p_per_kwh": 19.8}
CONTRACT: dict[str, Any] = {
    "valid_from": "2024-04-01",
    "valid_to": "2025-04-01",
    "rates": [DAY, NIGHT, WEEKEND],
    "standing_charge_p_per_day": 250.0,
    "includes": "all",
}
SITE: dict[str, Any] = {
    "name": "Retail",
    "licence_area": 14,
    "tariff": {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 1500},
    "losses": {"line_loss_factor": 1.05, "transmission_loss_multiplier": 1.01},
    "demand": {"constant_mw": 1.0},
    "supply": {"contract": CONTRACT},
}


def site(charges: object = "all", assets: tuple[dict[str, Any], ...] = (), **changes: Any) -> dict[str, Any]:
    return SITE | {"supply": {"contract": CONTRACT | changes}, "charges": charges, "assets": list(assets)}


def energy(answer: Any) -> dict[str, tuple[float, float]]:
    rows = [row for row in answer["lines"] if row["line"] == "energy_import"]
    return {row["band"]: (round(row["quantity"], 6), round(row["amount_gbp"], 6)) for row in rows}


def test_a_friday_and_a_saturday_by_hand() -> None:
    """Proves: 17 h of day at 245 GBP/MWh, 7 of night, 17 of weekend, at the meter without losses, and 2 days' standing.

    If broken: losses of 1.05 x 1.01 on a rate at the meter, 4,416.98 for 4,165.00; Saturday at the day rate.
    """
    answer = bill(site(), "2024-06-07", "2024-06-08")
    assert energy(answer) == {
        "day": (17.0, -4165.0),
        "night": (14.0, -2268.0),
        "weekend": (17.0, -3366.0),
    }
    assert answer["total_gbp"] == pytest.approx(-4165 - 2268 - 3366 - 5.0, abs=1e-9)
    assert (answer["complete"], answer["not_priced"]) == (True, [])
    assert {row["line"] for row in answer["lines"]} == {"energy_import", "supplier_standing"}
    assert any(text.startswith("supply.contract includes duos_unit, duos_fixed,") for text in answer["warnings"])


@pytest.mark.parametrize(
    ("day", "night_mwh", "weekend_mwh"),
    [("2025-03-30", 6.0, 17.0), ("2024-10-27", 8.0, 17.0), ("2024-10-20", 7.0, 17.0)],
)
def test_clock_change_days(day: str, night_mwh: float, weekend_mwh: float) -> None:
    """Proves: night ends at 07:00 on the clock, after 6, 8 or 7 hours. If broken: an hour of night at another rate."""
    found = energy(bill(site(), day, day))
    assert {name: mwh for name, (mwh, _) in found.items()} == {"night": night_mwh, "weekend": weekend_mwh}


def test_rates_behind_losses() -> None:
    """Proves: a contract that counts at the balancing point pays losses, printed as on paper. If broken: none."""
    answer = bill(site(rates_at="national_balancing_point"), "2024-06-07", "2024-06-07")
    assert energy(answer)["night"] == (7.0, pytest.approx(-7 * 162 * 1.05 * 1.01))
    periods = Periods.between("2024-06-07", "2024-06-07")
    setting = setting_of(parse_site(site(rates_at="grid_supply_point")), periods, ports())
    night = next(piece for piece in energy_import.LINE.pieces(setting) if piece.band == "night")
    assert (float(night.published), night.published_unit) == (16.2, "p/kWh")
    assert float(np.max(night.gbp_per_mwh())) == pytest.approx(162 * 1.05)


def names(contract: dict[str, Any], charges: object = "all") -> set[str]:
    periods = Periods.between("2024-06-07", "2024-06-07")
    given = SITE | {"supply": {"contract": contract}, "charges": charges}
    given["export_tariff"] = {"duos": "HV Generation Site Specific"}
    return {line.name for line in select_lines(setting_of(parse_site(given), periods, ports())).lines}


def test_what_is_included_is_not_charged_again() -> None:
    """Proves: all, a list, and all but a list; a credit on export is none of it. If broken: RO is paid twice, or lost."""
    everything = names(CONTRACT | {"includes": []})
    assert {"ro", "duos_unit", "bsuos", "duos_export_credit"} < everything
    assert names(CONTRACT) == {"energy_import", "supplier_standing", "duos_export_credit"}
    assert names(CONTRACT | {"includes": ["ro", "fit"]}) == everything - {"ro", "fit"}
    kept = names(CONTRACT | {"includes": {"all_but": ["ro", "ccl"]}})
    assert kept == {"energy_import", "supplier_standing", "duos_export_credit", "ro", "ccl"}
    assert names(CONTRACT | {"standing_charge_p_per_day": 0.0}) == {"energy_import", "duos_export_credit"}
    assert names(CONTRACT | {"includes": []}, charges=[]) == {"energy_import", "supplier_standing"}


def test_what_is_owed_beside_import_stays() -> None:
    """Proves: CCL on a CHP's own power, 4 MW x 24 h x 7.75 GBP/MWh, is in no supply contract. If broken: it is lost."""
    half = {"power_mw": 5.0, "electrical_efficiency_gross_cv": 0.38, "heat_efficiency_gross_cv": 0.45}
    chp = {"type": "chp", "name": "engine", "min_power_mw": 1.0, "max_power_mw": 5.0, "efficiency": [half]}
    given = site(assets=(chp, {"type": "heat_dump"})) | {
        "fuel": {"price": {"fixed_gbp_per_mwh": 30.0}, "network": "included"},
        "connection": {"export_mw": 0.0},
    }
    setting = setting_of(parse_site(given), Periods.between("2025-02-04", "2025-02-04"), ports())
    (ccl,) = [line for line in select_lines(setting).lines if line.name == "ccl"]
    assert "import" not in ccl.offer(setting).gbp_per_mwh or not ccl.offer(setting).gbp_per_mwh["import"].any()
    made = dataclasses.replace(
        _no_flows(setting),
        energy={
            **_no_flows(setting).energy,
            "import": np.full(48, 0.5),
            **{UnitFlow(quantity, "engine"): np.full(48, 2.0) for quantity in ("power", "fuel", "heat", "starts")},
        },
    )
    owed = sum(block.amount_gbp.sum() for block in ccl.settle(made, setting))
    assert owed == pytest.approx(-2.0 * 48 * 7.75)


def test_compensation_of_what_is_included() -> None:
    """Proves: 60 % comes back of network charges that are passed through, and of no others. If broken: a credit on a
    charge that was never paid, or the credit counted among what the contract includes.
    """
    certificate = {"exemptions": {"eii": {"valid_from": "2024-04-01", "valid_to": "2026-04-01"}}}
    network = ["duos_unit", "duos_fixed", "duos_capacity", "tnuos_residual", "tnuos_locational"]
    found = {}
    for name, includes in (("none", []), ("but bsuos", network), ("all", "all")):
        answer = bill(site(includes=includes) | certificate, "2024-06-07", "2024-06-07")
        rows = {(row["line"], row["band"]): row["amount_gbp"] for row in answer["lines"]}
        found[name] = {band for line, band in rows if line == "eii_network_compensation"}
        if name == "but bsuos":
            back = rows["eii_network_compensation", "bsuos"]
            assert back == pytest.approx(-0.6 * rows["bsuos", ""])
        assert not any("includes" in text and "compensation" in text for text in answer["warnings"])
    assert found["none"] > {"bsuos", "duos_unit"}
    assert (found["but bsuos"], found["all"]) == ({"bsuos"}, set())


def test_the_same_demand_passed_through_pays_what_is_not_included() -> None:
    """Proves: an offer that includes nothing costs its rates and every charge. If broken: a charge is lost."""
    included = bill(site(), "2024-06-04", "2024-06-04")
    nothing = bill(site(includes=[]), "2024-06-04", "2024-06-04")
    plain = SITE | {"supply": {"energy": {"fixed_gbp_per_mwh": 0.0}}}
    charges = bill(plain, "2024-06-04", "2024-06-04")
    assert nothing["total_gbp"] == pytest.approx(included["total_gbp"] + charges["total_gbp"])


def test_the_optimiser_sees_the_rates(tmp_path: Path) -> None:
    """Proves: a battery charges at night for the day; plan and ledger agree, in rolling too. If broken: it idles.

    On Friday 1 MWh is delivered from 1 / 0.81 MWh of night: 245 - 162 / 0.81 = 45 GBP.
    """
    battery = {
        "type": "battery",
        "charge_power_mw": 1.0,
        "discharge_power_mw": 1.0,
        "energy_capacity_mwh": 1.0 / 0.9,
        "round_trip_efficiency": 0.81,
    }
    for mode in ("perfect", "rolling"):
        answer = run(site(assets=(battery,)), "2024-06-07", "2024-06-07", mode=mode, out=tmp_path / mode)
        assert answer["value_gbp"] == pytest.approx(45.0, abs=1e-6)
        assert answer["planned_gbp"] == pytest.approx(answer["ledger_total_gbp"], abs=1e-9)
    rates = rate_table(site(), "2024-06-07", "2024-06-07").rows
    assert rates["import_price_gbp_per_mwh"].to_list() == [162.0] * 14 + [245.0] * 34


def test_standing_charge_goes_with_the_connection() -> None:
    """Proves: days x p/day for who holds the connection. If broken: a host's standing charge in the owner's ledger."""
    setting = setting_of(parse_site(site()), Periods.between("2024-06-07", "2024-06-09"), ports())
    assert supplier_standing.LINE.offer(setting).constant_gbp == pytest.approx(-7.5)
    flows = dataclasses.replace(_no_flows(setting), holds_connection=False)
    assert supplier_standing.LINE.settle(flows, setting) == []


def _no_flows(setting: Setting) -> Flows:
    return Flows(dict.fromkeys(FLOW_NAMES, np.zeros(len(setting.periods))))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rates": [DAY, NIGHT]}, "exactly one rate; weekend 07:00 to 24:00 has none"),
        ({"rates": [DAY | {"start_local": "06:30"}, NIGHT, WEEKEND]}, "weekday 06:30 to 07:00 has day and night"),
        ({"rates": [DAY | {"start_local": "07:30"}, NIGHT, WEEKEND]}, "weekday 07:00 to 07:30 has none"),
        (
            {"rates": [NIGHT | {"months": [1, 2]}, DAY, WEEKEND]},
            "month 3, weekday 00:00 to 07:00 has none.*and 17 more",
        ),
        ({"rates": [DAY, NIGHT, WEEKEND | {"name": "day"}]}, "two prices are named 'day'"),
        ({"valid_to": "2024-04-01"}, "valid_to 2024-04-01 is not after valid_from 2024-04-01"),
        ({"rates": [DAY | {"start_local": "07:15"}, NIGHT, WEEKEND]}, "start_local"),
        ({"rates": []}, "rates"),
        ({"includes": ["cdf"]}, "there is no charge on import 'cdf'.*Did you mean cfd[?]$"),
        ({"includes": ["duos_export_credit"]}, "no charge on import 'duos_export_credit'"),
        ({"includes": {"all_but": ["levies"]}}, "supply.contract.includes.all_but: there is no charge"),
    ],
)
def test_contracts_that_cannot_be(changes: dict[str, Any], words: str) -> None:
    """Proves: hours without a rate or with two, unknown charges and dates are named. If broken: the first rate wins."""
    with pytest.raises(InputError, match=words) as refused:
        bill(site(**changes), "2024-06-07", "2024-06-07")
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("supply", "words"),
    [
        ({}, "give energy, the price by half-hour, or contract"),
        ({"energy": "market_index", "contract": CONTRACT}, "give energy, the price by half-hour, or contract"),
        ({"contract": CONTRACT, "export": "energy"}, "a retail contract has no price for it"),
        ({"contract": CONTRACT, "non_energy": {"fixed_gbp_per_mwh": 60.0}}, "leave non_energy out"),
        ({"contract": CONTRACT, "where_missing": "system_price"}, "leave where_missing out"),
    ],
)
def test_what_a_contract_contradicts(supply: dict[str, Any], words: str) -> None:
    """Proves: two prices of the same energy are refused. If broken: one of them is quietly unused."""
    with pytest.raises(InvalidSite, match=words):
        parse_site(SITE | {"supply": supply})


def test_a_charge_that_is_named_and_included() -> None:
    """Proves: the contradiction is said. If broken: RO twice, or not at all."""
    with pytest.raises(InvalidSite, match=r"charges names ro, which supply\.contract\.includes says is paid for"):
        bill(site(charges=["ro"]), "2024-06-07", "2024-06-07")


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        ("2024-04-01", "2024-04-01", True),
        ("2024-03-31", "2024-04-01", False),
        ("2025-03-31", "2025-03-31", True),
        ("2025-03-31", "2025-04-01", False),
    ],
)
def test_its_first_and_last_date(first: str, last: str, holds: bool) -> None:
    """Proves: valid_from is in, valid_to is not, and other dates are refused by name. If broken: an old offer runs on."""
    offer, periods = RetailContract(**CONTRACT), Periods.between(first, last)
    if holds:
        assert len(offer.p_per_kwh(periods)) == len(periods)
    else:
        with pytest.raises(InputError, match=f"asked for are {first} to {last}"):
            offer.p_per_kwh(periods)


def test_seasons_and_hours_over_midnight() -> None:
    """Proves: a rate of some months, and one from 23:00 to 07:00. If broken: summer at the winter rate."""
    night = {"name": "night", "start_local": "23:00", "end_local": "07:00", "p_per_kwh": 10.0}
    hours = {"start_local": "07:00", "end_local": "23:00"}
    winter = {"name": "winter", "months": [10, 11, 12, 1, 2, 3], "p_per_kwh": 30.0} | hours
    summer = {"name": "summer", "months": [4, 5, 6, 7, 8, 9], "p_per_kwh": 20.0} | hours
    offer = RetailContract(**CONTRACT | {"rates": [night, winter, summer]})
    found = offer.p_per_kwh(Periods.between("2024-09-30", "2024-10-01"))
    assert found.tolist() == [10.0] * 14 + [20.0] * 32 + [10.0] * 16 + [30.0] * 32 + [10.0] * 2


def test_pence_and_pounds() -> None:
    """Proves: 0.245 p/kWh is said to be GBP/kWh, 245 GBP/MWh. If broken: a bill a hundredth of what it is."""
    for price, words in ((0.245, "x100 it is 24.5 p/kWh"), (245.0, "/10 it is 24.5 p/kWh")):
        warnings = bill(site(rates=[DAY | {"p_per_kwh": price}, NIGHT, WEEKEND]), "2024-06-07", "2024-06-07")[
            "warnings"
        ]
        assert any(words in text and "supply.contract.rates.0.p_per_kwh" in text for text in warnings)
