"""Variants of a site side by side, each planned and settled anew on the same prices.

A variant without a plan, or whose data are missing, is a row that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gbflex.analysis.answers.compare import CompareAnswer, CompareRow
from gbflex.analysis.ports import Ports
from gbflex.analysis.ports.remembered import remembering
from gbflex.analysis.run.backtest import backtest
from gbflex.analysis.run.compare_rows import Case, answered_row, failed_row, left_out_anywhere, set_side_by_side
from gbflex.analysis.run.compare_words import compare_verdict
from gbflex.analysis.run.plan_rule import PlanRule, unused_options
from gbflex.analysis.run.weighed_warnings import run_warnings
from gbflex.analysis.run.year_span import year_span
from gbflex.assets.variants import Variant, check_count
from gbflex.errors import DataError, DispatchError, GbflexError, InputError
from gbflex.periods import Periods

__all__ = ["compared"]

OPTION = "--"
"""What the caller got wrong on the command line is refused and not a row."""


def compared(
    variants: Sequence[Variant],
    periods: Periods,
    ports: Ports,
    *,
    rules: Sequence[PlanRule],
    costs_gbp: Sequence[float | None],
    progress: Callable[[str], None] = lambda _: None,
) -> CompareAnswer:
    """Each variant by each rule over a span.

    Args:
        variants: At least one.
        periods: The span.
        ports: Where prices and files come from; each series is read once.
        rules: At least one, of different modes.
        costs_gbp: What the assets of each variant cost [GBP].
        progress: Called with a sentence as each run begins.

    Raises:
        GbflexError: No variant has an answer: why the first has none.
    """
    check_count(len(variants) * len(rules))
    once = remembering(ports)
    cases = [
        Case(variant, rule, cost) for variant, cost in zip(variants, costs_gbp, strict=True) for rule in rules
    ]
    rows: list[CompareRow] = []
    warnings: list[str] = unused_options(rules)
    errors: list[GbflexError] = []
    for number, case in enumerate(cases, start=1):
        progress(f"Run {number} of {len(cases)}: {case.variant.label}, mode {case.rule.mode}")
        try:
            done = backtest(case.variant.site, periods, once, rule=case.rule)
        except (DispatchError, DataError, InputError) as error:
            if error.where.startswith(OPTION):
                raise
            errors.append(error)
            rows.append(failed_row(number, case, error))
            continue
        rows.append(answered_row(number, case, done))
        warnings += run_warnings(done)
    if len(errors) == len(cases):
        raise errors[0]
    set_side_by_side(rows)
    missing = left_out_anywhere(rows)
    return {
        "from": periods.first_date.isoformat(),
        "to": periods.last_date.isoformat(),
        "verdict": compare_verdict(rows, year_span(periods.first_date, periods.last_date)),
        "days": len(periods.dates),
        "rows": rows,
        "page": None,
        "complete": not missing,
        "not_priced": missing,
        "warnings": list(dict.fromkeys(warnings)),
    }
