"""A row of a comparison: a variant in a mode, set against the first that has an answer.

The best is the row with the largest achievable value; ceilings count only where nothing else ran. Where variants
differ in contract or tariff the value alone misleads, because it is against each variant's own site without
assets: the largest ledger total is marked beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from gbflex.analysis.answers.common import NotPricedRow
from gbflex.analysis.answers.compare import ComparedCase, ComparedResult, CompareRow
from gbflex.analysis.run.backtest import Backtest
from gbflex.analysis.run.captured import captured
from gbflex.analysis.run.line_words import line_words
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.summary import run_lines
from gbflex.analysis.run.verdict import run_verdict
from gbflex.analysis.site.left_out import completeness
from gbflex.assets.variants import Variant
from gbflex.errors import DataError, DispatchError, GbflexError

__all__ = ["Case", "answered_row", "failed_row", "is_achievable", "left_out_anywhere", "set_side_by_side"]


Mark = Literal["is_best", "is_best_ledger"]


class Case(NamedTuple):
    """What is run.

    Attributes:
        variant: A site with some keys changed.
        rule: The mode.
        cost_gbp: What the assets cost [GBP].
    """

    variant: Variant
    rule: PlanRule
    cost_gbp: float | None


def answered_row(number: int, case: Case, done: Backtest) -> CompareRow:
    """A row with an answer, not yet set against others.

    Args:
        number: Of the row, from 1.
        case: What was run.
        done: What came of it.
    """
    return {
        **_case(number, case),
        **_result(case, done),
        "change_gbp": None,
        "is_best": False,
        "is_best_ledger": False,
    }


def failed_row(number: int, case: Case, error: GbflexError) -> CompareRow:
    """A row that says why there is no answer.

    Args:
        number: Of the row, from 1.
        case: What was run.
        error: What stood in the way.
    """
    status = (
        "no plan" if isinstance(error, DispatchError) else "no data" if isinstance(error, DataError) else "refused"
    )
    return {
        **_case(number, case),
        **_no_result(status, str(error)),
        "change_gbp": None,
        "is_best": False,
        "is_best_ledger": False,
    }


def _case(number: int, case: Case) -> ComparedCase:
    return {
        "variant": number,
        "label": case.variant.label,
        "site": case.variant.site.name,
        "changes": list(case.variant.changes),
        "mode": case.rule.mode,
        "cost_gbp": case.cost_gbp,
    }


def _result(case: Case, done: Backtest) -> ComparedResult:
    lines, ledger, answer = run_lines(done), done.with_asset.ledger, done.with_asset.answer
    priced = completeness(done.selection, done.setting, done.with_asset.flows)
    verdict = run_verdict(done, lines, priced, cost_gbp=case.cost_gbp)
    figures, achieved = verdict["figures"], captured(done)
    return {
        "status": answer.status,
        "reason": "",
        "value_gbp": done.value_gbp,
        "value_gbp_per_year": figures["value_gbp_per_year"],
        "perfect_value_gbp": figures["perfect_value_gbp"],
        "captured_share": None if achieved is None else achieved.share,
        "ledger_total_gbp": ledger.total_gbp,
        "without_asset_gbp": None if done.without_asset is None else done.without_asset.ledger.total_gbp,
        "equivalent_full_cycles": answer.schedule.equivalent_full_cycles(done.with_asset.problem),
        "payback_years": figures["payback_years"],
        "lines": [
            {"line": line, "words": line_words(line), "amount_gbp": ledger.line_total_gbp(line), "change_gbp": 0.0}
            for line in dict.fromkeys(block.line for block in ledger)
        ],
        "verdict": verdict,
        "priced": priced,
    }


def _no_result(status: str, reason: str) -> ComparedResult:
    return {
        "status": status,
        "reason": reason,
        "value_gbp": None,
        "value_gbp_per_year": None,
        "perfect_value_gbp": None,
        "captured_share": None,
        "ledger_total_gbp": None,
        "without_asset_gbp": None,
        "equivalent_full_cycles": None,
        "payback_years": None,
        "lines": [],
        "verdict": None,
        "priced": None,
    }


def set_side_by_side(rows: Sequence[CompareRow]) -> None:
    """Set each row against the first with an answer, and mark the best.

    Args:
        rows: At least one has an answer.
    """
    answered = [row for row in rows if row["ledger_total_gbp"] is not None]
    first = answered[0]
    before = {line["line"]: line["amount_gbp"] for line in first["lines"]}
    for row in answered:
        _set_against(row, first["ledger_total_gbp"] or 0.0, before)
    compared = [row for row in answered if is_achievable(row)] or answered
    _mark(compared, lambda row: row["value_gbp"], "is_best")
    _mark(compared, lambda row: row["ledger_total_gbp"], "is_best_ledger")


def left_out_anywhere(rows: Sequence[CompareRow]) -> list[NotPricedRow]:
    """What is left out of any row, each line and span once.

    Args:
        rows: The rows.
    """
    found: dict[tuple[str, str, str], NotPricedRow] = {}
    for row in rows:
        for gap in [] if row["priced"] is None else row["priced"]["not_priced"]:
            found.setdefault((gap["line"], gap["from"], gap["to"]), gap)
    return list(found.values())


def is_achievable(row: CompareRow) -> bool:
    """Whether a row's plan used only what was known."""
    return row["verdict"] is not None and row["verdict"]["figures"]["achievable"]


def _set_against(row: CompareRow, first_total_gbp: float, before: dict[str, float]) -> None:
    row["change_gbp"] = (row["ledger_total_gbp"] or 0.0) - first_total_gbp
    own = {line["line"]: line for line in row["lines"]}
    for name in (name for name in before if name not in own):
        # A line that only the first has is nothing here.
        row["lines"].append({"line": name, "words": line_words(name), "amount_gbp": 0.0, "change_gbp": 0.0})
    for line in row["lines"]:
        line["change_gbp"] = line["amount_gbp"] - before.get(line["line"], 0.0)


def _mark(rows: Sequence[CompareRow], figure: Callable[[CompareRow], float | None], mark: Mark) -> None:
    known = [(value, row) for row in rows if (value := figure(row)) is not None]
    if known:
        # Of equals the first.
        max(known, key=lambda one: one[0])[1][mark] = True
