"""`why`: a day in five sentences whose figures are worked out by hand, and the days on which nothing moved."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from gbflex import why
from gbflex.analysis.chp.idle_days import idle_days
from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.run.why import why_battery
from gbflex.errors import InputError
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.factories import FakeFiles, battery, make_site

DAY = date(2024, 11, 5)


class Evenings:
    """60 GBP/MWh, and from 17:00 to 18:00 so much more as the day of the month: 5 on the 5th."""

    def __init__(self, times: float) -> None:
        self.times = times

    def price(self, name: str, periods: Periods) -> FoundSeries:
        days = np.array([day.astype(object).day for day in periods.settlement_date])
        values = np.where(periods.local_minute // 60 == 17, 60.0 + self.times * days, 60.0)
        return FoundSeries(name, values, "GBP/MWh", "the test", "every date")

    first_known = price


def ports(times: float) -> Ports:
    return Ports(market_data=Evenings(times), files=FakeFiles(), duos=SHIPPED_DUOS)  # type: ignore[arg-type]


def host(**changes: Any) -> Any:
    store = battery(charge_power_mw=1, discharge_power_mw=1, energy_capacity_mwh=2, round_trip_efficiency=0.8)
    return make_site(demand={"constant_mw": 1.0}, assets=[store | changes])


def test_an_idle_day_says_what_the_best_pair_would_have_lost() -> None:
    """Proves: charging at 60 with 0.8 costs 75 a MWh delivered, which is worth 65: each MWh loses 10 GBP.

    If broken: "why did it not charge?" has no figure, or one without losses (+5).
    """
    found = why_battery(host(), DAY, ports(1.0))
    told = found["battery"]
    assert told is not None
    assert found["action"] == "idle"
    assert told["gain_gbp"] == pytest.approx(0.0)
    assert told["cheapest_gbp_per_mwh"] == pytest.approx(60.0)
    assert (told["dearest_time"], told["dearest_gbp_per_mwh"]) == ("17:00 GMT", pytest.approx(65.0))
    assert told["delivered_cost_gbp_per_mwh"] == pytest.approx(75.0)
    assert told["margin_gbp_per_mwh"] == pytest.approx(-10.0)
    assert len(found["sentences"]) == 5
    assert "did nothing" in found["sentences"][0]
    assert "delivers a MWh for 75.00 GBP that is worth 65.00: it would lose 10.00 GBP" in found["sentences"][3]


def test_a_day_that_moved_says_what_it_gained() -> None:
    """Proves: at 85 in the evening 1 MWh delivered for 75 gains 10 GBP. If broken: a gain without the charging."""
    found = why_battery(host(), DAY, ports(5.0))
    told = found["battery"]
    assert told is not None
    assert found["action"] == "moved"
    assert (told["charge_mwh"], told["discharge_mwh"]) == (pytest.approx(1.25), pytest.approx(1.0))
    assert told["gain_gbp"] == pytest.approx(10.0)
    assert "gained 10.00 GBP against leaving it alone" in found["sentences"][0]
    assert "it gains 10.00 GBP" in found["sentences"][3]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"charge_power_mw": 0.0}, "There was no room to charge"),
        ({"discharge_power_mw": 0.0}, "Nothing could be discharged"),
        ({"max_cycles_per_day": 0.0}, "leave no pair of half-hours"),
    ],
)
def test_a_limit_that_leaves_nothing_is_named(changes: dict[str, float], words: str) -> None:
    """Proves: where limits decide and no price, the sentences say so. If broken: a margin nobody could have had."""
    found = why_battery(host(**changes), DAY, ports(9.0))
    assert found["action"] == "idle"
    assert any(words in sentence for sentence in found["sentences"]), found["sentences"]


def test_idle_days_are_found() -> None:
    """Proves: of the 13th to the 18th, at 60 + the day of the month, those up to the 15th idle: 75 is what a MWh costs.

    If broken: the 15th, where nothing is gained or lost, counts as moved.
    """
    found = idle_days(host(), Periods.between("2024-11-13", "2024-11-18"), ports(1.0))
    assert [row["date"] for row in found["days"]] == ["2024-11-13", "2024-11-14", "2024-11-15"]
    assert [row["margin_gbp_per_mwh"] for row in found["days"]] == pytest.approx([-2.0, -1.0, 0.0])
    assert found["days_looked_at"] == 6
    assert "each MWh would lose 2.00 GBP" in found["days"][0]["sentence"]


def test_a_plant_is_told_in_five_sentences() -> None:
    """Proves: power at 26.32 a MWh (gas at 20 less the boiler's) that saves 150 runs all day; at 10 it stays off.

    0.38 electrical, 0.45 heat, boiler 0.9: (20 - 0.45 / 0.9 x 20) / 0.38 = 26.316. If broken: heat is not credited,
    and the cost is 52.63.
    """
    site = legacy_chp(150.0)
    found = why(site, "2024-06-03")
    (unit,) = found["units"]
    assert unit["running_hours"] == pytest.approx(24.0)
    assert unit["most_cost_gbp_per_mwh"] == pytest.approx(26.316, abs=1e-3)
    assert unit["gain_gbp"] == pytest.approx(5 * 24 * (150 - 26.3158), rel=1e-4)
    assert len(found["sentences"]) == 5
    off = why(legacy_chp(10.0), "2024-06-03")
    (unit,) = off["units"]
    assert (unit["running_hours"], unit["half_hours_it_pays"], off["action"]) == (0.0, 0, "idle")
    assert unit["gain_gbp"] is not None
    assert unit["gain_gbp"] < 0
    assert "stayed off" in off["sentences"][0]


def legacy_chp(price: float) -> dict[str, Any]:
    heat = {"electrical_efficiency_gross_cv": 0.38, "heat_efficiency_gross_cv": 0.45}
    return {
        "name": "Legacy",
        "charges": [],
        "demand": {"constant_mw": 6},
        "supply": {"energy": {"fixed_gbp_per_mwh": price}},
        "fuel": {
            "price": {"fixed_gbp_per_mwh": 20},
            "network": "included",
            "ccl_exempt_fraction": 1,
            "chpqa": {},
        },
        "assets": [
            {"type": "chp", "min_power_mw": 1, "max_power_mw": 5, "efficiency": [{"power_mw": 5, **heat}]},
            {"type": "boiler", "heat_mw": 8, "efficiency_gross_cv": 0.9},
            {"type": "heat_demand", "constant_mw": 7},
        ],
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "one day is explained"),
        ({"day": "2024-06-03", "first_date": "2024-06-03"}, "one day is explained"),
        ({"find": "busy"}, "cannot be looked for"),
        ({"find": "idle"}, "in a span"),
        (
            {"find": "idle", "day": "2024-06-03", "first_date": "2024-06-03", "last_date": "2024-06-03"},
            "in a span",
        ),
    ],
)
def test_what_is_asked_in_part_is_refused(arguments: dict[str, str], words: str) -> None:
    """Proves: a day, or a span to look in. If broken: a traceback, or an answer to another question."""
    with pytest.raises(InputError, match=words):
        why(legacy_chp(10.0), **arguments)
