"""A site with several batteries through `backtest`: lines, ledger, EFA windows, cycles by date, commitments."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gbflex.analysis.ports import IssuedPrices, Ports
from gbflex.analysis.run.backtest import Backtest, backtest
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.summary import ledger_hash, run_summary
from gbflex.cashflows.shape import UnitFlow
from gbflex.dispatch.check import violations
from gbflex.dispatch.rolling import as_seen
from gbflex.errors import InputError
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.analysis.test_modes import Prices
from tests.factories import FakeFiles, battery, make_ports, make_site

CLOCK_CHANGES = [("2024-03-25", "2024-04-05"), ("2024-10-20", "2024-11-03")]
RULES = [PlanRule(), PlanRule(mode="rolling")]
SITE: dict[str, Any] = {
    "tariff": {"duos": "HV Site Specific", "residual_band": 4, "agreed_capacity_kva": 3000},
    "connection": {"import_mw": 4.0, "export_mw": 0.5},
    "supply": {"energy": "market_index", "export": "energy"},
    "charges": "all",
}
BIG = battery(name="big", wear_gbp_per_mwh_discharged=4.0)
SMALL = battery(
    name="small",
    charge_power_mw=0.5,
    discharge_power_mw=1.0,
    energy_capacity_mwh=1.0,
    round_trip_efficiency=0.9,
    wear_gbp_per_mwh_discharged=1.0,
)


def run(first: str, last: str, *assets: dict[str, Any], rule: PlanRule | None = None, **changes: Any) -> Backtest:
    site = make_site(**(SITE | {"assets": list(assets)} | changes))
    ports = Ports(market_data=Prices(), files=FakeFiles(), duos=SHIPPED_DUOS)
    return backtest(site, Periods.between(first, last), ports, rule=rule)


def rows_of(done: Backtest, line: str) -> dict[str, float]:
    """Quantity by band."""
    found: dict[str, float] = {}
    for block in done.with_asset.ledger:
        if block.line == line:
            found[block.band] = found.get(block.band, 0.0) + float(block.quantity.sum())
    return found


def agrees(done: Backtest) -> dict[str, Any]:
    """The summary of a run whose three totals are one number."""
    summary: dict[str, Any] = run_summary(done, "test")
    total = summary["ledger_total_gbp"]
    assert summary["objective_gbp"] == pytest.approx(total, abs=1e-5)
    # A rolling plan expected other prices: the two faces are compared on those that came true.
    case = done.settlement.case(done.with_asset.problem, done.with_asset.answer)
    assert case.planned_gbp == pytest.approx(total, abs=1e-5)
    assert sum(line["amount_gbp"] for line in summary["lines"]) == pytest.approx(total, abs=1e-6)
    for line in done.selection.lines:
        gap_gbp = case.ledger.line_total_gbp(line.name) - case.planned_gbp_by_line[line.name]
        assert line.plans_as != "exact" or abs(gap_gbp) < 1e-6, line.name
    assert violations(done.with_asset.problem, done.with_asset.answer.schedule) == []
    return summary


@pytest.mark.parametrize("rule", RULES, ids=["perfect", "rolling"])
def test_the_ledger_of_two_batteries_adds_up(rule: PlanRule) -> None:
    """Proves: objective, plan and ledger are one number, wear has a row for each battery, energy adds up.

    If broken: one battery's wear is charged on both, or its energy is missing at the meter.
    """
    done = run("2024-06-28", "2024-07-03", BIG, SMALL, rule=rule)
    summary = agrees(done)
    schedule = done.with_asset.answer.schedule
    by_name = {moved.name: float(moved.discharge_mwh.sum()) for moved in schedule.stores}
    assert rows_of(done, "wear") == pytest.approx(by_name)
    assert all(energy > 0 for energy in by_name.values())
    assert summary["discharge_mwh"] == pytest.approx(sum(by_name.values()))
    assert summary["charge_mwh"] == pytest.approx(sum(moved.charge_mwh.sum() for moved in schedule.stores))
    names = {key.unit for key in done.settlement.terms.gbp_per_mwh if isinstance(key, UnitFlow)}
    assert names == {"big", "small"}


def test_the_order_of_the_assets_does_not_matter() -> None:
    """Proves: the same objective whichever battery is written first. If broken: the first one is dispatched first."""
    one, other = (
        run("2024-06-28", "2024-06-30", *assets).with_asset.answer.objective_gbp
        for assets in ((BIG, SMALL), (SMALL, BIG))
    )
    assert one == pytest.approx(other, abs=1e-6)


def test_a_battery_without_power_changes_nothing() -> None:
    """Proves: 0 MW beside another earns the same. If broken: its capacity, or its name, is counted."""
    idle = battery(name="idle", charge_power_mw=0.0, discharge_power_mw=0.0)
    alone, beside = run("2024-06-28", "2024-06-30", BIG), run("2024-06-28", "2024-06-30", BIG, idle)
    assert beside.with_asset.answer.objective_gbp == pytest.approx(alone.with_asset.answer.objective_gbp, abs=1e-6)
    assert beside.value_gbp == pytest.approx(alone.value_gbp, abs=1e-5)


def test_one_battery_is_what_it_was_in_a_list_of_one() -> None:
    """Proves: 1 MWh in at 20, out at 120 after 10 % lost, wear of 5 on 0.9 MWh, rows without a band.

    By hand: idle 2.5 MW x 0.5 h a half-hour; charging takes 1 MWh at 20 and saves 0.9 at 120: 88 less 4.5 of wear.
    If broken: a band that changes the hash of every ledger made before, or 83.5 is another number.
    """
    price = np.full(48, 60.0)
    price[10], price[30] = 20.0, 120.0
    unit = battery(
        charge_power_mw=2.0,
        discharge_power_mw=2.0,
        energy_capacity_mwh=1.0,
        round_trip_efficiency=None,
        charge_efficiency=1.0,
        discharge_efficiency=0.9,
        wear_gbp_per_mwh_discharged=5.0,
        max_cycles_per_day=1.0,
    )
    periods = Periods.between("2025-01-13", "2025-01-13")
    done = backtest(make_site(assets=[unit]), periods, make_ports(market_index=price))
    assert done.value_gbp == pytest.approx(0.9 * 120 - 20 - 4.5)
    assert rows_of(done, "wear") == pytest.approx({"": 0.9})
    other = backtest(make_site(assets=[unit | {"name": "another"}]), periods, make_ports(market_index=price))
    assert ledger_hash(done.with_asset.ledger) == ledger_hash(other.with_asset.ledger)


@pytest.mark.parametrize("rule", RULES, ids=["perfect", "rolling"])
@pytest.mark.parametrize("span", CLOCK_CHANGES, ids=["spring", "autumn"])
def test_a_commitment_is_held_through_every_efa_block(rule: PlanRule, span: tuple[str, str]) -> None:
    """Proves: 0.5 MW is held in every half-hour of days of 46 and 50, and no date has more than one cycle.

    If broken: a window cuts an EFA block, or the hour after 23:00 begins a second cycle.
    """
    sold = battery(
        response_commitment={"power_mw": 0.5},
        max_cycles_per_day=1.0,
        initial_state_of_charge_mwh=2.0,
    )
    done = run(*span, sold, rule=rule, charges=["duos_unit"])
    agrees(done)
    problem, schedule = done.with_asset.problem, done.with_asset.answer.schedule
    (held,) = schedule.reserves_mw
    assert set(held.tolist()) == {0.5}
    leaving = schedule.discharge_mwh / problem.stores[0].discharge_efficiency
    daily = np.bincount(problem.day_index, weights=leaving)
    assert daily.max() <= 5.0 + 1e-6
    assert daily.max() > 1.0


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=["perfect", "rolling"])
def test_a_commitment_is_held_through_a_year(rule: PlanRule) -> None:
    """Proves: as above, for 366 days. If broken: as above."""
    sold = battery(response_commitment={"power_mw": 0.5}, max_cycles_per_day=1.0, initial_state_of_charge_mwh=2.0)
    done = run("2024-01-01", "2024-12-30", sold, rule=rule, charges=["duos_unit"])
    agrees(done)
    assert set(done.with_asset.answer.schedule.reserves_mw[0].tolist()) == {0.5}


def test_a_commitment_beside_another_battery_is_its_own() -> None:
    """Proves: the one that sold keeps its energy and power; the other empties. If broken: either may deliver."""
    sold = SMALL | {"response_commitment": {"power_mw": 0.5}, "initial_state_of_charge_mwh": 0.5}
    done = run("2024-06-28", "2024-06-30", BIG, sold)
    agrees(done)
    big, small = done.with_asset.answer.schedule.stores
    assert small.state_of_charge_mwh.min() >= 0.5 * 0.5 / np.sqrt(0.9) - 1e-6
    assert (small.discharge_mwh - small.charge_mwh).max() <= 0.25 + 1e-6
    assert big.state_of_charge_mwh.min() == pytest.approx(0.0, abs=1e-6)


def test_efa_windows_expect_a_price_for_every_half_hour_they_see() -> None:
    """Proves: the first window sees 23:00 of its own date, the next window's, at its forecast. If broken: at 0 GBP/MWh."""
    sold = battery(response_commitment={"power_mw": 0.5}, initial_state_of_charge_mwh=2.0)
    done = run("2024-06-03", "2024-06-06", sold, rule=PlanRule(mode="rolling"), charges=[])
    assert done.windows is not None
    assert done.windows.views.starts.tolist() == done.setting.periods.first_of_efa_day.tolist()
    for which, stop in enumerate(done.windows.views.stops.tolist()):
        seen = as_seen(done.windows.expected, done.windows.views, which)
        start = int(done.windows.views.starts[which])
        assert np.all(seen.charge_gbp_per_mwh[start:stop] < -1.0)


def test_an_efa_window_knows_what_was_known_at_23_00() -> None:
    """Proves: a forecast issued at 23:30 moves nothing in the plan of 23:00. If broken: half an hour of foresight."""
    site = make_site(
        **(SITE | {"charges": []}),
        assets=[battery(response_commitment={"power_mw": 0.5}, initial_state_of_charge_mwh=2.0)],
    )
    span = Periods.between("2024-12-02", "2024-12-04")
    early = span.start_time[0] - np.timedelta64(1, "D")

    n, cheap_at_23_00 = len(span), np.full(len(span), 60.0)
    cheap_at_23_00[46:48], cheap_at_23_00[48:60] = 5.0, 5.5

    def planned(late_gbp_per_mwh: float) -> np.ndarray:
        files = FakeFiles()
        issued = IssuedPrices(
            known_time=np.concatenate((np.full(n, early), np.full(30, np.datetime64("2024-12-02T23:30:00")))),
            start_time=np.concatenate((span.start_time, span.start_time[60:90])),
            gbp_per_mwh=np.concatenate((cheap_at_23_00, np.full(30, late_gbp_per_mwh))),
            source="f",
        )
        files.read_issued = lambda _: issued  # type: ignore[attr-defined]
        done = backtest(site, span, Ports(Prices(), files, SHIPPED_DUOS), rule=PlanRule("rolling", "f.csv"))
        schedule = done.with_asset.answer.schedule
        moved: np.ndarray = schedule.discharge_mwh - schedule.charge_mwh
        return moved

    assert planned(500.0)[46] < 0
    assert np.array_equal(planned(500.0)[:48], planned(-200.0)[:48])


def test_exceeded_capacity_is_planned_and_settled_as_one_number() -> None:
    """Proves: 8 MW of charging power is not used for one cheap half-hour, as two cost less. If broken: a month of 8 MW."""
    quick = BIG | {"charge_power_mw": 8.0}
    changes: dict[str, Any] = {"connection": {"import_mw": None, "export_mw": 0.5}}
    done = run(
        "2024-06-01", "2024-06-30", quick, SMALL, charges=["duos_unit", "duos_exceeded_capacity"], **changes
    )
    agrees(done)
    free = run("2024-06-01", "2024-06-30", quick, SMALL, charges=["duos_unit"], **changes)
    most, unpriced = (float(case.with_asset.answer.schedule.import_mwh.max()) for case in (done, free))
    assert most < unpriced - 1.0
    assert done.with_asset.answer.objective_gbp <= free.with_asset.answer.objective_gbp + 1e-6


@pytest.mark.parametrize(
    "rule",
    [
        PlanRule(mode="naive"),
        PlanRule(mode="threshold", charge_below_gbp_per_mwh=50.0, discharge_above_gbp_per_mwh=90.0),
    ],
    ids=["naive", "threshold"],
)
def test_a_rule_for_one_battery_says_so(rule: PlanRule) -> None:
    """Proves: two batteries are refused in words that name a mode that takes them. If broken: a traceback."""
    with pytest.raises(InputError, match=r"one store.*Use mode perfect or rolling"):
        run("2024-06-03", "2024-06-04", BIG, SMALL, rule=rule)
