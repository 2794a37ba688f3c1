"""The table of losses: one sign for all rows, a word that says what it means, and reasons where there is no figure.

Hand cases: 1 MW, 1 MWh, no energy lost, beside 0.5 MW of load. West Midlands 2024/25, HV band 3: red 13.18 GBP/MWh
from 16:00 to 19:00, amber 2.15, green 0.19.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from gbflex.analysis.answers.losses import LossRow
from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.run.losses import site_losses
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.cashflows import selection
from gbflex.cashflows.priced_flow import PricedFlow
from gbflex.cashflows.registry import CHARGES
from gbflex.cashflows.shape import Offer, Setting
from gbflex.errors import InputError
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.factories import FakeFiles, FakeMarketData, battery, make_site

DAY = Periods.between("2024-06-04", "2024-06-04")
HV = {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 1500}
SMALL = {
    "charge_power_mw": 1.0,
    "discharge_power_mw": 1.0,
    "energy_capacity_mwh": 1.0,
    "round_trip_efficiency": 1.0,
}


class ByClock(FakeMarketData):
    """48 prices, the same on every date; none before a date."""

    def __init__(self, prices: list[float], *, not_before: str = "2015-01-01") -> None:
        super().__init__()
        self.by_slot, self.not_before = np.array(prices, dtype=float), np.datetime64(not_before)

    def price(self, name: str, periods: Periods) -> FoundSeries:
        values = self.by_slot[periods.local_minute // 30]
        held = np.where(periods.settlement_date >= self.not_before, values, np.nan)
        return FoundSeries(name, held, "GBP/MWh", "the test", f"from {self.not_before}")


NEEDED: dict[str, Any] = {
    "connection": {"import_mw": 0.4, "export_mw": 0.0},
    "assets": [
        battery(
            **(SMALL | {"energy_capacity_mwh": 3.0}),
            initial_state_of_charge_mwh=3.0,
            final_state_of_charge_mwh=None,
        )
    ],
}
"""0.1 MW of the load is above the limit: 2.4 of the 3 MWh that the battery begins with."""


def rows(
    prices: list[float], *, rule: PlanRule | None = None, not_before: str = "2015-01-01", **changes: Any
) -> dict[str, LossRow]:
    ports = Ports(market_data=ByClock(prices, not_before=not_before), files=FakeFiles(), duos=SHIPPED_DUOS)
    site = {"demand": {"constant_mw": 0.5}, "assets": [battery(**SMALL)]} | changes
    found = site_losses(make_site(**site), DAY, ports, rule=rule)
    return {row["cause"]: row for row in found["rows"]}


CHEAP_THEN_DEAR = [20.0] * 2 + [100.0] * 2 + [60.0] * 44


def test_limits_cost_and_what_is_not_there_says_so() -> None:
    """Proves: a limit of 1 MW leaves half of the 1 MWh that charges at 20; that half would earn 20 at 60 GBP/MWh.

    Half a MWh earns 80 GBP/MWh either way, 40; a quarter of a cycle a day leaves half of that. If broken: +20, the
    other sign, or a limit that the site does not have reads as one that costs nothing.
    """
    found = rows(
        CHEAP_THEN_DEAR,
        connection={"import_mw": 1.0, "export_mw": 0.0},
        assets=[battery(**SMALL, max_cycles_per_day=0.25)],
    )
    assert found["cycles"]["effect_gbp"] == pytest.approx(-20)
    assert found["connection"]["effect_gbp"] == pytest.approx(0, abs=1e-6)
    assert [found[cause]["reads"] for cause in ("cycles", "connection", "response", "outages", "foresight")] == [
        "costs",
        "changes nothing",
        "is not there",
        "is not there",
        "changes nothing",
    ]
    assert found["cycles"]["value_gbp"] == pytest.approx(20)
    free = rows(CHEAP_THEN_DEAR, connection={"import_mw": 1.0, "export_mw": 0.0})
    assert free["connection"]["effect_gbp"] == pytest.approx(-20)
    assert (free["connection"]["reads"], free["cycles"]["reads"]) == ("costs", "is not there")


def test_a_plan_that_knew_less_costs_what_it_lost() -> None:
    """Proves: expecting 20 and 100 the other way round, a plan charges 1 MWh at 100 and serves it at 60: 60 + 40 less.

    If broken: foresight earns, or a row larger than the value of 60 GBP has no word about it.
    """
    prices = Ports(market_data=_Turned(CHEAP_THEN_DEAR), files=FakeFiles(), duos=SHIPPED_DUOS)
    site = make_site(demand={"constant_mw": 0.5}, assets=[battery(**SMALL)])
    found = {row["cause"]: row for row in site_losses(site, DAY, prices)["rows"]}
    assert found["foresight"]["reads"] == "costs"
    assert found["foresight"]["effect_gbp"] == pytest.approx(-found["foresight"]["value_gbp"])
    assert found["foresight"]["effect_gbp"] == pytest.approx(-100)
    assert found["foresight"]["note"].endswith(", worth -40.00 GBP")


class _Turned(ByClock):
    """The day's first hours change places on every date before it: what is dear was cheap."""

    def price(self, name: str, periods: Periods) -> FoundSeries:
        found = super().price(name, periods)
        before = np.concatenate([self.by_slot[2:4], self.by_slot[:2], self.by_slot[4:]])[
            periods.local_minute // 30
        ]
        values = np.where(periods.settlement_date < np.datetime64("2024-06-04"), before, found.values)
        return FoundSeries(name, values, "GBP/MWh", "the test", "every date")


@pytest.mark.parametrize(
    ("prices", "effect_gbp", "reads"),
    [
        ([50.0] * 48, 13.18 - 2.15, "earns"),
        ([50.0] * 32 + [-100.0] * 6 + [50.0] * 10, -(13.18 - 2.15), "costs"),
    ],
    ids=["served in red", "charged in red"],
)
def test_the_red_band_earns_or_costs_with_its_sign(prices: list[float], effect_gbp: float, reads: str) -> None:
    """Proves: the one MWh that is served in red earns red minus amber, one charged in red costs it.

    If broken: the second reads as a value of -11.03 "lost", a gain.
    """
    row = rows(prices, tariff=HV, charges=["duos_unit"])["red_band"]
    assert row["effect_gbp"] == pytest.approx(effect_gbp)
    assert row["value_gbp"] == pytest.approx(effect_gbp)
    assert row["reads"] == reads


def _no_row(row: LossRow, words: str) -> None:
    assert row["effect_gbp"] is row["value_gbp"] is None
    assert row["reads"] == "is not computed"
    assert words in row["note"]


def test_what_cannot_be_computed_is_null_with_its_reason() -> None:
    """Proves: no rolling plan, no foresight row; the other rows stay. If broken: exit 2 or 3 for the whole table."""
    found = rows(CHEAP_THEN_DEAR, assets=[battery(**SMALL, max_throughput_mwh=0.5)])
    _no_row(found["foresight"], "cannot be kept window by window")
    assert found["cycles"]["reads"] == "costs"
    _no_row(rows(CHEAP_THEN_DEAR, not_before="2024-06-04")["foresight"], "lacks 48 half-hours")
    last_week = PlanRule(mode="rolling", forecast="last_week")
    _no_row(rows(CHEAP_THEN_DEAR, rule=last_week, not_before="2024-06-01")["foresight"], "lacks 48 half-hours")


def test_a_forecast_that_does_not_exist_is_refused() -> None:
    """Proves: the caller's own slip is an error. If broken: a table with a null in place of exit 2."""
    with pytest.raises(InputError, match="there is no forecast 'oracle'"):
        rows(CHEAP_THEN_DEAR, rule=PlanRule(mode="rolling", forecast="oracle"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"charges": "all"}, "names no DUoS tariff"),
        ({"tariff": HV, "charges": ["duos_unit"], **NEEDED}, "cannot be served without the battery"),
    ],
)
def test_a_red_band_without_a_price_or_a_comparison_is_null(changes: dict[str, Any], words: str) -> None:
    """Proves: what is not priced is not worth 0. If broken: 0.00, "no red half-hours are priced"."""
    _no_row(rows([50.0] * 48, **changes)["red_band"], words)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"charges": []}, "pays no duos_unit"), ({"tariff": HV, "charges": ["bsuos"]}, "pays no duos_unit")],
)
def test_a_red_band_that_the_site_does_not_pay_is_not_there(changes: dict[str, Any], words: str) -> None:
    """Proves: energy only has no red band. If broken: null, or a row that reads as computed."""
    row = rows([50.0] * 48, **changes)["red_band"]
    assert (row["effect_gbp"], row["reads"]) == (0.0, "is not there")
    assert words in row["note"]


class _Unseen(PricedFlow):
    """A line that is settled and not planned, a hundred times as dear as published."""

    def offer(self, setting: Setting) -> Offer:
        del setting
        return Offer()

    def settle(self, flows: Any, setting: Setting) -> Any:
        rows = super().settle(flows, setting)
        return [dataclasses.replace(row, rate_gbp_per_unit=100 * row.rate_gbp_per_unit) for row in rows]


def test_a_limit_that_earns_gives_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: where the freer plan pays for what it did not see the row earns, and names the line.

    If broken: a loss of a negative amount without a word.
    """
    unseen = [
        _Unseen(**(line.__dict__ | {"plans_as": "not_planned"})) if line.name == "bsuos" else line
        for line in CHARGES
    ]
    monkeypatch.setattr(selection, "CHARGES", tuple(unseen))
    lossy = battery(**(SMALL | {"round_trip_efficiency": 0.9}), max_cycles_per_day=0.25)
    row = rows(CHEAP_THEN_DEAR, charges=["bsuos"], assets=[lossy])["cycles"]
    assert row["reads"] == "earns"
    assert row["effect_gbp"] is not None
    assert row["effect_gbp"] > 0
    assert "as bsuos cannot be planned exactly" in row["note"]
