"""A back-test as the flat object that every door prints."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from gbflex.analysis.answers.lines import LineRow, RunLineRow
from gbflex.analysis.answers.run import CapturedPart, CyclePrice, PlanGapRow, RunSummary, SizeRow
from gbflex.analysis.run.asset_causes import causes_part
from gbflex.analysis.run.backtest import Backtest
from gbflex.analysis.run.captured import captured
from gbflex.analysis.run.co2 import co2_part
from gbflex.analysis.run.forecasts_used import forecast_rows
from gbflex.analysis.run.foresight import benchmark_of, perfect_label
from gbflex.analysis.run.not_served import without_asset
from gbflex.analysis.run.plant_kpis import plant_kpis
from gbflex.analysis.run.sweep import threshold_sweep
from gbflex.analysis.run.verdict import run_verdict
from gbflex.analysis.run.weighed_warnings import weighed_warnings
from gbflex.analysis.site.left_out import completeness
from gbflex.analysis.site.lines import summed_lines
from gbflex.cashflows.ledger import Ledger
from gbflex.dispatch import Answer

__all__ = ["ledger_hash", "run_lines", "run_summary"]


def run_summary(
    run: Backtest, run_id: str, *, cost_gbp: float | None = None, sizes: Sequence[SizeRow] = ()
) -> RunSummary:
    """The keys that `gbflex run --json` promises, and a few more.

    Args:
        run: The back-test.
        run_id: Its name.
        cost_gbp: What the assets cost [GBP], for a payback.
        sizes: Its battery at other sizes.
    """
    case, setting = run.with_asset, run.setting
    answer, schedule = case.answer, case.answer.schedule
    value_gbp, offtaker_gbp = run.value_gbp, run.offtaker_value_gbp
    without, lines = run.without_asset, run_lines(run)
    priced = completeness(run.selection, setting, case.flows)
    weighed = weighed_warnings(run)
    return {
        "run_id": run_id,
        "verdict": run_verdict(run, lines, priced, cost_gbp=cost_gbp),
        "site": setting.site.name,
        "from": setting.periods.first_date.isoformat(),
        "to": setting.periods.last_date.isoformat(),
        "status": answer.status,
        "mode": run.rule.mode,
        "plan": run.rule.described(),
        "forecasts": forecast_rows(run.forecasts),
        "objective_gbp": answer.objective_gbp,
        "planned_gbp": case.planned_gbp,
        "ledger_total_gbp": case.ledger.total_gbp,
        "cash_total_gbp": case.ledger.cash_total_gbp,
        "without_asset_gbp": None if without is None else without.ledger.total_gbp,
        "value_gbp": value_gbp,
        "offtaker_value_gbp": offtaker_gbp,
        "total_value_gbp": None if value_gbp is None or offtaker_gbp is None else value_gbp + offtaker_gbp,
        "without_asset": without_asset(run),
        "lines": lines,
        "plan_gap": _plan_gap(run),
        **priced,
        "warnings": [*weighed.of_money, *weighed.others],
        "money_warnings": len(weighed.of_money),
        "equivalent_full_cycles": schedule.equivalent_full_cycles(case.problem),
        "charge_mwh": float(schedule.charge_mwh.sum()),
        "discharge_mwh": float(schedule.discharge_mwh.sum()),
        "import_mwh": float(schedule.import_mwh.sum()),
        "export_mwh": float(schedule.export_mwh.sum()),
        "curtailed_mwh": _curtailed_mwh(run),
        "filled_half_hours": {name: int(series.estimated.sum()) for name, series in setting.series.items()},
        "solver": answer.solver,
        "gap": answer.gap,
        "bound_gbp": answer.bound_gbp,
        "worst_violation_mwh": answer.worst_violation_mwh,
        "simultaneous_half_hours": answer.simultaneous_steps,
        "cycle_price_gbp": _cycle_price(answer),
        **_captured(run),
        **causes_part(run),
        "perfect_label": perfect_label(benchmark_of(run)),
        "sweep": threshold_sweep(run),
        "sizes": list(sizes),
        "kpis": plant_kpis(run),
        "co2": co2_part(run),
        "worst_window_gap": answer.worst_window_gap,
        "view_days": answer.view_days,
        "model_seconds": answer.model_seconds,
        "solve_seconds": answer.solve_seconds,
        "ledger_hash": ledger_hash(case.ledger),
    }


def _captured(run: Backtest) -> CapturedPart:
    found = captured(run)
    return {
        "perfect_value_gbp": run.value_gbp if found is None else found.perfect_value_gbp,
        "captured_share": None if found is None else found.share,
        "captured_share_interval": None if found is None or found.interval is None else list(found.interval),
        "captured_share_weeks": 0 if found is None else found.weeks,
    }


def _curtailed_mwh(run: Backtest) -> float | None:
    flows = run.with_asset.answer.schedule.plant
    if run.setting.site.solar is None or flows is None:
        return None
    return float((run.setting.series["solar"].values - flows.solar_mwh).sum())


def _cycle_price(answer: Answer) -> CyclePrice | None:
    """What more of a cycle would have earned at the margin; None where no limit counts cycles."""
    prices = answer.cycle_prices
    if prices is None:
        return None
    daily = prices.per_day_gbp_per_cycle
    return {
        "per_day_mean_gbp": None if daily is None else float(np.mean(daily)),
        "per_day_largest_gbp": None if daily is None else float(np.max(daily)),
        "in_all_gbp": prices.in_all_gbp_per_cycle,
        "conditional": prices.conditional,
    }


def run_lines(run: Backtest) -> list[RunLineRow]:
    """The ledgers with the asset and without it, by line and band.

    Args:
        run: The back-test.
    """
    rows = _by_key(run.with_asset.ledger)
    if run.without_asset is None:
        return [{**row, "without_asset_gbp": None, "value_gbp": None} for row in rows.values()]
    without = _by_key(run.without_asset.ledger)
    for key, row in without.items():
        rows.setdefault(key, {**row, "quantity": 0.0, "rate": 0.0, "amount_gbp": 0.0})
    return [_compared(row, without.get(key)) for key, row in rows.items()]


def _by_key(ledger: Ledger) -> dict[tuple[str, str, str], LineRow]:
    # A line may have rows in two units: gas capacity by the peak day and by the day.
    return {(row["line"], row["band"], row["unit"]): row for row in summed_lines(ledger)}


def _compared(row: LineRow, without: LineRow | None) -> RunLineRow:
    without_gbp = without["amount_gbp"] if without else 0.0
    return {**row, "without_asset_gbp": without_gbp, "value_gbp": row["amount_gbp"] - without_gbp}


def _plan_gap(run: Backtest) -> list[PlanGapRow]:
    case = run.with_asset
    rows: list[PlanGapRow] = []
    for line in run.selection.lines:
        planned, settled = case.planned_gbp_by_line[line.name], case.ledger.line_total_gbp(line.name)
        rows.append(
            {
                "line": line.name,
                "plans_as": line.plans_as,
                "planned_gbp": planned,
                "settled_gbp": settled,
                "gap_gbp": settled - planned,
            }
        )
    return rows


def ledger_hash(ledger: Ledger) -> str:
    """SHA-256 over the rows as sorted text, amounts to 1e-6.

    Args:
        ledger: The rows.
    """
    lines: list[str] = []
    starts = ledger.periods.start_time.astype(str)
    for block in ledger:
        shared = (
            f"{block.line}|{block.band}|{block.payer}|{block.payee}|{block.kind}|{block.quantity_unit}|"
            f"{block.published_unit}|{block.source}|{block.quality}"
        )
        # Adding 0 turns a negative zero into a plain one.
        amounts = (np.round(block.amount_gbp, 6) + 0.0).tolist()
        begins = starts[block.position].tolist()
        lines += [f"{start}|{shared}|{amount:.6f}" for start, amount in zip(begins, amounts, strict=True)]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
