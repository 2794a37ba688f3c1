"""A run: two complete ledgers, plan against settlement, and the keys every door prints."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gbflex.analysis.run.backtest import Backtest, backtest
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.summary import ledger_hash, run_summary
from gbflex.cashflows import selection
from gbflex.cashflows.ledger import Block
from gbflex.cashflows.priced_flow import PricedFlow
from gbflex.cashflows.registry import CHARGES
from gbflex.cashflows.shape import Flows, Setting
from gbflex.errors import InputError, MissingPeriods
from gbflex.gb.rates.duos import duos_tariff
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.factories import battery, make_ports, make_site

SPAN = ("2024-10-26", "2024-10-28")


def prices(n: int) -> np.ndarray:
    return 70 + 50 * np.sin(np.arange(n) / 6)


def run(**changes: object) -> Backtest:
    periods = Periods.between(*SPAN)
    site = {
        "tariff": {"duos": "HV Site Specific", "residual_band": 4, "agreed_capacity_kva": 3000},
        "connection": {"import_mw": 2.85, "export_mw": 0.0},
        "ppa": {"price_gbp_per_mwh": 150.0},
        "assets": [battery(wear_gbp_per_mwh_discharged=5.0)],
        "charges": "all",
    }
    return backtest(make_site(**(site | changes)), periods, make_ports(market_index=prices(len(periods))))


def test_objective_plan_and_ledger_are_one_number() -> None:
    """Proves: three ways to the same pound. If broken: a constant, a loss factor or a sign differs."""
    done = run()
    summary = run_summary(done, "test")
    assert summary["objective_gbp"] == pytest.approx(summary["ledger_total_gbp"], abs=1e-6)
    assert summary["planned_gbp"] == pytest.approx(summary["ledger_total_gbp"], abs=1e-6)
    assert all(abs(row["gap_gbp"]) < 1e-6 for row in summary["plan_gap"])


def test_value_is_the_difference_of_two_ledgers_line_by_line() -> None:
    """Proves: lines add up to both totals. If broken: a line is in one ledger only."""
    summary = run_summary(run(), "test")
    for total, key in (
        ("ledger_total_gbp", "amount_gbp"),
        ("without_asset_gbp", "without_asset_gbp"),
        ("value_gbp", "value_gbp"),
    ):
        assert sum(line[key] for line in summary["lines"]) == pytest.approx(summary[total], abs=1e-6)
    assert summary["value_gbp"] > 0
    wear = next(line for line in summary["lines"] if line["line"] == "wear")
    assert summary["cash_total_gbp"] == pytest.approx(summary["ledger_total_gbp"] - wear["amount_gbp"])


class _Corrupted(PricedFlow):
    """A line whose settlement is 1 % out."""

    def settle(self, flows: Flows, setting: Setting) -> list[Block]:
        rows = super().settle(flows, setting)
        return [dataclasses.replace(row, rate_gbp_per_unit=row.rate_gbp_per_unit * 1.01) for row in rows]


def test_a_corrupted_face_shows_in_plan_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the gap is reported on the line that has it. If broken: plan and ledger drift apart unseen."""
    broken = [_Corrupted(**line.__dict__) if line.name == "bsuos" else line for line in CHARGES]
    monkeypatch.setattr(selection, "CHARGES", tuple(broken))
    summary = run_summary(run(), "test")
    gaps = {row["line"]: row["gap_gbp"] for row in summary["plan_gap"]}
    settled = next(row["settled_gbp"] for row in summary["plan_gap"] if row["line"] == "bsuos")
    assert gaps["bsuos"] == pytest.approx(settled / 1.01 * 0.01)
    assert all(abs(gap) < 1e-6 for line, gap in gaps.items() if line != "bsuos")
    assert abs(summary["objective_gbp"] - summary["ledger_total_gbp"]) == pytest.approx(abs(gaps["bsuos"]))


def test_filled_half_hours_are_counted_and_marked() -> None:
    """Proves: a fallback travels as estimated. If broken: a filled price passes for a published one."""
    periods = Periods.between(*SPAN)
    index = prices(len(periods))
    index[[3, 4, 70]] = np.nan
    ports = make_ports(market_index=index, system_price=np.full(len(periods), 99.0))
    site = make_site(supply={"energy": "market_index", "where_missing": "system_price"})
    done = backtest(site, periods, ports)
    summary = run_summary(done, "test")
    assert summary["filled_half_hours"]["energy_price"] == 3
    estimated = [block for block in done.without_asset.ledger if block.quality == "estimated"]
    assert [block.position.tolist() for block in estimated] == [[3, 4, 70]]
    assert estimated[0].published_rate.tolist() == [99.0, 99.0, 99.0]


def test_a_missing_price_is_refused_by_name() -> None:
    """Proves: nothing is filled unasked. If broken: NaN reaches the optimiser, or 0 is traded."""
    periods = Periods.between(*SPAN)
    index = prices(len(periods))
    index[[50, 51]] = np.nan
    with pytest.raises(MissingPeriods, match="2024-10-27 period 3, 2024-10-27 period 4"):
        backtest(make_site(), periods, make_ports(market_index=index))


def test_a_fallback_that_is_missing_too_is_refused() -> None:
    """Proves: the second series must hold the half-hour. If broken: NaN passes."""
    periods = Periods.between(*SPAN)
    index = prices(len(periods))
    index[0] = np.nan
    site = make_site(supply={"energy": "market_index", "where_missing": "system_price"})
    with pytest.raises(MissingPeriods, match="where_missing"):
        backtest(site, periods, make_ports(market_index=index))


def test_the_hash_depends_on_the_money_only() -> None:
    """Proves: same run, same hash; a penny more, another. If broken: audits compare nothing."""
    one, same, other = run(), run(), run(ppa={"price_gbp_per_mwh": 150.01})
    assert ledger_hash(one.with_asset.ledger) == ledger_hash(same.with_asset.ledger)
    assert ledger_hash(one.with_asset.ledger) != ledger_hash(other.with_asset.ledger)


def test_a_site_without_a_battery_is_worth_nothing_and_says_none() -> None:
    """Proves: no asset, no value, no solver. If broken: a difference between equal ledgers."""
    summary = run_summary(run(assets=[]), "test")
    assert summary["value_gbp"] == 0
    assert summary["solver"] == "none needed"
    assert summary["equivalent_full_cycles"] == 0


def test_an_unknown_mode_is_refused() -> None:
    """Proves: modes are a closed list. If broken: perfect foresight under another name."""
    with pytest.raises(InputError, match="perfect, rolling, threshold, naive"):
        PlanRule(mode="oracle")  # type: ignore[arg-type]


def test_losses_multiply_energy_and_gsp_levies_but_not_duos_or_ccl() -> None:
    """Proves: each line is priced at its own boundary. If broken: DUoS is 5 % too high, or energy 5 % too low."""
    plain, lossy = run(), run(losses={"line_loss_factor": 1.05, "transmission_loss_multiplier": 1.01})
    ratio = {
        line: lossy.without_asset.ledger.line_total_gbp(line) / plain.without_asset.ledger.line_total_gbp(line)
        for line in ("energy_import", "bsuos", "aahedc", "ro", "ccl", "duos_unit")
    }
    assert ratio == pytest.approx(
        {
            "energy_import": 1.05 * 1.01,
            "bsuos": 1.05 * 1.01,
            "aahedc": 1.05,
            "ro": 1.0,
            "ccl": 1.0,
            "duos_unit": 1.0,
        }
    )


def test_exceeded_capacity_is_planned_as_it_is_settled() -> None:
    """Proves: the month's largest import is priced once, in the plan and in the ledger. If broken: a gap, or a free overload."""
    done = run(connection={"import_mw": None, "export_mw": 0.0})
    summary = run_summary(done, "test")
    gap = next(row for row in summary["plan_gap"] if row["line"] == "duos_exceeded_capacity")
    assert gap["plans_as"] == "exact"
    kva = done.with_asset.answer.schedule.import_mwh.max() / 0.5 * 1000 / 0.95
    assert kva > 3000
    # Over 3000 kVA, for the 3 days of the span.
    assert gap["settled_gbp"] == pytest.approx(-(kva - 3000) * 3 * gap_rate("14", 2024) / 100)
    assert gap["gap_gbp"] == pytest.approx(0.0, abs=1e-9)
    assert summary["ledger_total_gbp"] == pytest.approx(summary["objective_gbp"])
    within = run_summary(run(connection={"import_mw": 2.85, "export_mw": 0.0}), "test")
    assert summary["value_gbp"] >= within["value_gbp"]


def gap_rate(area: str, year: int) -> float:
    return duos_tariff(
        SHIPPED_DUOS, licence_area=area, tariff="HV Site Specific", residual_band="4", year=year
    ).exceeded_capacity_p_per_kva_day
