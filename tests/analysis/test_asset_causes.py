"""What comes with the asset: an export meter's charges and a larger agreed capacity are not in the run without it.

West Midlands 2024/25: the export meter pays 66.66 p a day, agreed capacity 6.08 p/kVA/day, exceeded 7.88.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gbflex.analysis.chp.value import chp_value
from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.run.backtest import Backtest, backtest
from gbflex.analysis.run.losses import site_losses
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.summary import run_summary
from gbflex.analysis.site.bill import site_bill
from gbflex.assets.site import Site
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.factories import FakeFiles, FakeMarketData, battery, make_site

DAYS = Periods.between("2024-06-04", "2024-06-07")
METER_GBP = 4 * 0.6666


class Prices(FakeMarketData):
    """A price that depends on the hour alone, on whatever dates."""

    def price(self, name: str, periods: Periods) -> FoundSeries:
        values = 80 + 60 * np.sin(periods.local_minute / 1440 * 2 * np.pi - 2)
        return FoundSeries(name, values, "GBP/MWh", "the test", "every date")


PORTS = Ports(market_data=Prices(), files=FakeFiles(), duos=SHIPPED_DUOS)
BOTH = ("value_if_asset_causes_gbp", "value_if_not_caused_gbp")
TO_OFFTAKER = ("offtaker_value_if_asset_causes_gbp", "offtaker_value_if_not_caused_gbp")
DUOS = ["duos_unit", "duos_fixed", "duos_capacity", "duos_exceeded_capacity", "duos_export_credit"]


def site(**changes: Any) -> Site:
    parts: dict[str, Any] = {
        "tariff": {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 1500},
        "export_tariff": {"duos": "HV Generation Site Specific"},
        "connection": {"import_mw": 1.4, "export_mw": 1.0},
        "demand": {"constant_mw": 0.95},
        "charges": DUOS,
        "assets": [battery(charge_power_mw=0.4, discharge_power_mw=0.4, energy_capacity_mwh=1.0)],
    }
    return make_site(**(parts | changes))


def run(**changes: Any) -> Backtest:
    return backtest(site(**changes), DAYS, PORTS)


def answer(**changes: Any) -> Any:
    return run_summary(run(**changes), "test")


def without_gbp(found: Any, line: str) -> float:
    return sum(row["without_asset_gbp"] for row in found["lines"] if row["line"] == line)


def test_a_silent_site_file_gives_both_values() -> None:
    """Proves: caused, the asset is worth the meter's four days of 66.66 p less. If broken: one value, or 0.67 apart."""
    found = answer()
    causing, anyway = (found[key] for key in BOTH)
    assert anyway == found["value_gbp"]
    assert causing == pytest.approx(anyway - METER_GBP)
    (text,) = [text for text in found["warnings"] if "asset_causes" in text]
    assert "to the owner is 2.67 GBP less" in text


@pytest.mark.parametrize(("causes", "less_gbp"), [([], 0.0), (["export_meter"], METER_GBP)])
def test_a_site_file_that_says_gives_one_value(causes: list[str], less_gbp: float) -> None:
    """Proves: an empty list says "nothing", a named meter is not in the run without it; no second value.

    If broken: `[]` counts as silence, or the meter is paid without the battery, or the ledger with it loses it.
    """
    silent, found = answer(), answer(asset_causes=causes)
    assert found["value_gbp"] == pytest.approx(silent["value_gbp"] - less_gbp)
    assert found["without_asset_gbp"] == pytest.approx(silent["without_asset_gbp"] + less_gbp)
    assert without_gbp(found, "duos_fixed") == pytest.approx(without_gbp(silent, "duos_fixed") + less_gbp)
    assert found["ledger_hash"] == silent["ledger_hash"]
    assert {found[key] for key in (*BOTH, *TO_OFFTAKER)} == {None}
    assert not [text for text in found["warnings"] if "asset_causes" in text]


@pytest.mark.parametrize(
    "changes",
    [{"charges": ["duos_unit"]}, {"export_tariff": None}, {"assets": []}],
    ids=["free", "no meter", "idle"],
)
def test_one_value_where_both_readings_are_the_same(changes: dict[str, Any]) -> None:
    """Proves: nothing is asked where nothing differs. If broken: two equal values, or a warning about no meter."""
    found = answer(**changes)
    assert {found[key] for key in (*BOTH, *TO_OFFTAKER)} == {None}
    assert not [text for text in found["warnings"] if "asset_causes" in text]


def test_who_holds_the_connection_bears_what_the_asset_causes() -> None:
    """Proves: where the host keeps its supplier the meter is the offtaker's. If broken: the owner's value moves."""
    found = answer(ppa={"price_gbp_per_mwh": 150.0, "covers": "asset_output"})
    assert found[BOTH[0]] == found[BOTH[1]] == found["value_gbp"]
    assert found[TO_OFFTAKER[0]] == pytest.approx(found[TO_OFFTAKER[1]] - METER_GBP)
    assert found[TO_OFFTAKER[1]] == found["offtaker_value_gbp"]
    (text,) = [text for text in found["warnings"] if "asset_causes" in text]
    assert "to the offtaker is 2.67 GBP less" in text


def test_a_larger_agreed_capacity_is_not_paid_without_the_asset() -> None:
    """Proves: 1,000 kVA carry the demand of exactly 0.95 MW: 500 x 6.08 p x 4 days less without.

    If broken: 1,500 kVA in both ledgers.
    """
    found, silent = answer(asset_causes=[{"without_asset": {"agreed_capacity_kva": 1000}}]), answer()
    assert without_gbp(found, "duos_capacity") == pytest.approx(-1000 * 0.0608 * 4)
    assert without_gbp(found, "duos_exceeded_capacity") == 0
    assert found["value_gbp"] == pytest.approx(silent["value_gbp"] - 500 * 0.0608 * 4)
    # The list does not name the meter: it is there anyway.
    assert found[BOTH[0]] is None


def test_demand_beyond_the_smaller_capacity_pays_for_it() -> None:
    """Proves: 0.95 MW are 1,000 kVA, 200 above 800: 4 days at 7.88 p, planned and settled alike.

    If broken: the plan without the asset keeps the larger capacity, or the exceeded part is free.
    """
    done = run(asset_causes=["export_meter", {"without_asset": {"agreed_capacity_kva": 800}}])
    alone = done.without_asset
    assert alone is not None
    assert alone.ledger.line_total_gbp("duos_capacity") == pytest.approx(-800 * 0.0608 * 4)
    assert alone.ledger.line_total_gbp("duos_exceeded_capacity") == pytest.approx(-200 * 0.0788 * 4)
    assert alone.answer.objective_gbp == pytest.approx(alone.ledger.total_gbp)
    assert alone.planned_gbp == pytest.approx(alone.ledger.total_gbp)
    assert done.with_asset.ledger.line_total_gbp("duos_exceeded_capacity") == 0


def test_another_band_without_the_asset_pays_its_own_fixed_charge() -> None:
    """Proves: band 2 in place of 3, as the site file says. If broken: the band of the larger capacity."""
    found = answer(asset_causes=[{"without_asset": {"agreed_capacity_kva": 1000, "residual_band": 2}}])
    band_2 = site_bill(
        site(tariff={"duos": "HV Site Specific", "residual_band": 2, "agreed_capacity_kva": 1000}), DAYS, PORTS
    )
    (fixed, *others) = [line["amount_gbp"] for line in band_2["lines"] if line["line"] == "duos_fixed"]
    assert without_gbp(found, "duos_fixed") == pytest.approx(fixed + sum(others))
    assert without_gbp(found, "duos_fixed") > without_gbp(answer(), "duos_fixed")


@pytest.mark.parametrize("kva", [1000.0, 2000.0])
def test_a_band_or_a_capacity_that_speaks_against_it_is_said(kva: float) -> None:
    """Proves: 1,000 kVA suggest band 2, and 2,000 are more than with the asset. If broken: silence."""
    warnings = answer(asset_causes=[{"without_asset": {"agreed_capacity_kva": kva}}])["warnings"]
    ours = [text for text in warnings if text.startswith("asset_causes.without_asset")]
    assert any("would suggest: band" in text for text in ours)
    assert any("more than the 1500 kVA with the assets" in text for text in ours) is (kva > 1500)


def test_every_mode_is_measured_against_the_same_site_without_it() -> None:
    """Proves: perfect's value and a rule's both lack the meter. If broken: a share of two baselines."""
    rule = PlanRule(mode="naive")
    silent = run_summary(backtest(site(), DAYS, PORTS, rule=rule), "test")
    found = run_summary(backtest(site(asset_causes=["export_meter"]), DAYS, PORTS, rule=rule), "test")
    for key in ("value_gbp", "perfect_value_gbp"):
        assert found[key] == pytest.approx(silent[key] - METER_GBP)


def test_a_bill_is_of_the_site_without_its_assets() -> None:
    """Proves: what `run` says without the asset is the bill. If broken: the bill pays for the battery's meter."""
    found, bill = (
        answer(asset_causes=["export_meter"]),
        site_bill(site(asset_causes=["export_meter"]), DAYS, PORTS),
    )
    assert bill["total_gbp"] == pytest.approx(found["without_asset_gbp"])
    assert site_bill(site(), DAYS, PORTS)["total_gbp"] == pytest.approx(bill["total_gbp"] - METER_GBP)


def test_what_causes_the_meter_is_not_what_limits_the_battery() -> None:
    """Proves: rows of `losses` compare plans with the asset, so they do not move; its value does.

    If broken: the red band is worth the meter's charge less.
    """
    silent, found = (site_losses(site(**more), DAYS, PORTS) for more in ({}, {"asset_causes": ["export_meter"]}))
    for one, other in zip(silent["rows"], found["rows"], strict=True):
        assert one["value_gbp"] == pytest.approx(other["value_gbp"])
    assert found["value_gbp"] == pytest.approx(silent["value_gbp"] - METER_GBP)
    assert any("asset_causes" in text for text in silent["warnings"])


def test_a_plant_left_out_leaves_its_meter_out() -> None:
    """Proves: solar alone: its value left out, alone and together are one number. If broken: apart by the meter."""
    sun = {"type": "solar", "name": "roof", "peak_mw": 0.5, "yearly_mwh_per_mw": 950, "latitude_deg": 52.5}
    found = chp_value(site(assets=[sun], asset_causes=["export_meter"]), DAYS, PORTS)
    (row,) = found["rows"]
    assert row["left_out_value_gbp"] == pytest.approx(found["value_gbp"])
    assert row["alone_value_gbp"] == pytest.approx(found["value_gbp"])
