"""What energy left at a plan's end is worth, how full the battery begins, and what a plan expects from a price file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gbflex import plan
from gbflex.analysis.answers.plan import PlanAnswer
from gbflex.analysis.run.plan_begin import with_state_of_charge
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.errors import InputError
from tests.analysis.test_plan_horizon import plan as planned
from tests.analysis.test_why import legacy_chp
from tests.factories import battery, make_site

NOON = datetime(2024, 11, 5, 12, 0, tzinfo=UTC)
"""40 GBP/MWh until 18:00, then 100; from midnight 40 again until 06:00, then 100."""


def at_the_end(answer: PlanAnswer) -> float:
    return answer["periods"][-1]["state_of_charge_mwh"]


def test_nothing_is_sold_off_at_the_end() -> None:
    """Proves: a plan of 12:00 to 16:00, all at 40, stores 1.8 MWh for the evening's 100 and begins with 1 MWh.

    Full at 2 MWh: 1 MWh more costs 1 / 0.9 x 40 = 44.44. Left alone 1 MWh is worth as much as charging again costs.
    If broken: it ends as it began, or sells what is in it at 40.
    """
    found = planned(NOON, 8, initial_state_of_charge_mwh=1.0)
    assert at_the_end(found) >= 1.0
    assert found["end_value_gbp_per_mwh"] is not None
    late = planned(datetime(2024, 11, 5, 16, 0, tzinfo=UTC), 4, initial_state_of_charge_mwh=1.0)
    assert at_the_end(late) == pytest.approx(2.0)
    assert "48 half-hours after" in late["end_rule"]
    assert late["sentences"][2].startswith("At the end 2.000 MWh are left")


def test_a_fixed_end_stays_fixed() -> None:
    """Proves: a final state given as a number is kept, and said. If broken: the user's end is overruled."""
    found = planned(NOON, 8, initial_state_of_charge_mwh=1.0, final_state_of_charge_mwh=0.5)
    assert at_the_end(found) == pytest.approx(0.5)
    assert found["end_worth_gbp"] is None
    assert "ends with 0.5 MWh, as the site file says" in found["end_rule"]


def test_an_end_value_is_said() -> None:
    """Proves: what --end-value counts is in the answer: 2 MWh at 200. If broken: a worth without a source."""
    found = planned(NOON, 8, PlanRule(end_value_gbp_per_mwh=200.0))
    assert found["end_worth_gbp"] == pytest.approx(400.0)
    assert "as --end-value says" in found["end_rule"]


def test_worth_and_gain_add_up() -> None:
    """Proves: the objective is the half-hours' worth and what is left; the gain is against an idle battery's.

    16:00 to 18:00 at 40: 1.11 MWh charged for 44.44 GBP, 80 GBP for the load. If broken: energy left counts in one.
    """
    found = planned(datetime(2024, 11, 5, 16, 0, tzinfo=UTC), 4, initial_state_of_charge_mwh=1.0)
    charged = sum(row["charge_mwh"] for row in found["periods"])
    assert charged == pytest.approx(1 / 0.9)
    assert found["end_worth_gbp"] is not None
    assert found["objective_gbp"] == pytest.approx(-40 * (2 + charged) + found["end_worth_gbp"])
    assert found["gain_gbp"] is not None
    assert found["gain_gbp"] > 0


@pytest.mark.parametrize(
    ("written", "mwh"),
    [
        ("2.5", 2.5),
        ("2.5MWh", 2.5),
        (" 2500 kWh ", 2.5),
        ("50%", 2.5),
        (2.5, 2.5),
        (5, 5.0),
        ("100 %", 5.0),
        ("0", 0),
    ],
)
def test_a_state_of_charge_is_read(written: float | str, mwh: float) -> None:
    """Proves: MWh, kWh and per cent of the capacity. If broken: 50 % is 50 MWh."""
    site = with_state_of_charge(make_site(assets=[battery()]), written)
    assert site.batteries[0].initial_mwh == pytest.approx(mwh)


@pytest.mark.parametrize("written", ["half", "", "5.1", "101%", "-1", "nan", "5000", True, float("inf")])
def test_a_state_of_charge_that_cannot_be_is_refused(written: Any) -> None:
    """Proves: neither words nor more than the store holds. If broken: a plan on energy that is not there."""
    with pytest.raises(InputError) as refused:
        with_state_of_charge(make_site(assets=[battery()]), written)
    assert refused.value.where == "--soc"


def test_a_file_of_prices_is_a_forecast_of_a_plan(tmp_path: Path) -> None:
    """Proves: prices without a time known are what is expected; a day more of them is the planned day again, and said.

    If broken: exit 3 for a column that a trader's price file does not have.
    """
    rows = [f"2024-06-03,{period},{100 if period > 40 else 50}" for period in range(1, 49)]
    (tmp_path / "p.csv").write_text("settlement_date,settlement_period,price_gbp_per_mwh\n" + "\n".join(rows))
    site = {
        "name": "Host",
        "demand": {"constant_mw": 1},
        "charges": [],
        "supply": {"energy": "market_index", "where_missing": "system_price"},
        "assets": [battery()],
    }
    found = plan(site, "2024-06-03", horizon=48, forecast=str(tmp_path / "p.csv"))
    assert {row["expected_energy_price_gbp_per_mwh"] for row in found["periods"]} == {50.0, 100.0}
    assert found["forecast"] == "prices as given, file p.csv"
    assert any("says nothing of 48 of the 48 half-hours after" in text for text in found["warnings"])


def test_a_plant_is_planned_with_its_units() -> None:
    """Proves: a unit whose MWh costs 26.32 and saves 150 runs; each asset has a row. If broken: plans are for batteries."""
    found = plan(legacy_chp(150.0), "2024-06-03", horizon=4)
    row = found["periods"][0]
    assert row["action"] == "run"
    assert row["import_price_gbp_per_mwh"] == pytest.approx(150.0)
    rows = {asset["asset"]: asset for asset in row["assets"]}
    assert (rows["chp"]["on"], rows["chp"]["power_mw"]) == (True, pytest.approx(5.0))
    assert rows["boiler"]["heat_mw"] == pytest.approx(7.0 - 5 * 0.45 / 0.38)
    assert found["gain_gbp"] == pytest.approx(5 * 2 * (150 - 26.3158), rel=1e-3)
    assert row["charge_below_gbp_per_mwh"] is None
