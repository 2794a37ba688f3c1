"""The verdict of a back-test: every figure that its sentences say, worked out from the ledgers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, TypedDict

from gbflex.analysis.answers.common import NotPricedRow, Priced
from gbflex.analysis.answers.lines import RunLineRow
from gbflex.analysis.answers.verdict import AssetWord, GapEffect, Verdict, VerdictFigures
from gbflex.analysis.run.backtest import Backtest
from gbflex.analysis.run.foresight import PERFECT, benchmark_of, perfect_label
from gbflex.analysis.run.line_words import line_words
from gbflex.analysis.run.mode_words import mode_words
from gbflex.analysis.run.not_served import unserved_words, without_asset
from gbflex.analysis.run.ppa_worth import ppa_worth
from gbflex.analysis.run.reasons_named import named_reasons
from gbflex.analysis.run.verdict_words import verdict_sentences
from gbflex.analysis.run.year_span import year_span
from gbflex.analysis.site.left_out import TwoAmounts, gap_effects
from gbflex.assets.site import Site
from gbflex.errors import InputError

__all__ = ["check_cost", "headline", "run_verdict"]

SHOWN_GBP: Final = 0.005
NOTHING_GBP: Final = 0.5
"""A value of less than half a pound pays nothing back."""


class _InBoth(TypedDict):
    """The part of a row that needs both ledgers."""

    without_at_least_gbp: float | None
    without_at_most_gbp: float | None
    value_at_least_gbp: float | None
    value_at_most_gbp: float | None


class _Lost(NamedTuple):
    mwh: float | None
    gbp: float | None


def check_cost(cost_gbp: float | None) -> None:
    """Raise unless a cost can be paid back.

    Args:
        cost_gbp: What the assets cost [GBP]; None where nobody says.
    """
    if cost_gbp is not None and not (math.isfinite(cost_gbp) and cost_gbp > 0):
        raise InputError(
            f"a cost of {cost_gbp:g} GBP cannot be paid back",
            where="--cost-gbp",
            next_step="Give what the assets cost in pounds, for example --cost-gbp 400000",
        )


def run_verdict(
    run: Backtest, lines: Iterable[RunLineRow], priced: Priced, *, cost_gbp: float | None = None
) -> Verdict:
    """What the assets of a run are worth, in sentences and figures.

    Args:
        run: The back-test.
        lines: Its ledgers by line and band.
        priced: What is left out of them and what rests on estimates.
        cost_gbp: What the assets cost [GBP].
    """
    figures = _figures(run, lines, priced, cost_gbp)
    return {"sentences": verdict_sentences(figures), "figures": figures}


def headline(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict that several modes of one site are headed by: the best achievable, else the first.

    Args:
        verdicts: One for each mode.
    """
    achievable = [one for one in verdicts if one["figures"]["achievable"]]
    return max(achievable or verdicts[:1], key=_value)


def _value(verdict: Verdict) -> float:
    value_gbp = verdict["figures"]["value_gbp"]
    return -math.inf if value_gbp is None else value_gbp


def _figures(run: Backtest, lines: Iterable[RunLineRow], priced: Priced, cost_gbp: float | None) -> VerdictFigures:
    periods, benchmark = run.setting.periods, benchmark_of(run)
    span = year_span(periods.first_date, periods.last_date)
    value_gbp = run.value_gbp
    perfect_gbp = value_gbp if run.perfect is None or run.without_asset is None else _perfect_gbp(run)
    effects, lost = _effects(run, priced["not_priced"]), _lost(run)
    return {
        "from": periods.first_date.isoformat(),
        "to": periods.last_date.isoformat(),
        "days": span.days,
        "basis": span.basis,
        "years": span.years,
        "asset": asset_of(run.setting.site),
        "mode": run.rule.mode,
        "how": mode_words(run.rule, run.forecasts),
        "achievable": run.perfect is not None,
        "perfect_is_proven": perfect_label(benchmark) == PERFECT,
        "value_gbp": value_gbp,
        "value_gbp_per_year": span.per_year(value_gbp),
        "perfect_value_gbp": perfect_gbp,
        "perfect_value_gbp_per_year": span.per_year(perfect_gbp),
        "discharge_mwh": float(run.with_asset.answer.schedule.discharge_mwh.sum()),
        "not_served": [unserved_words(row) for row in without_asset(run)["unserved"]],
        "reasons": [] if value_gbp is None else named_reasons(lines, span),
        "lost_mwh": lost.mwh,
        "lost_gbp": lost.gbp,
        "lost_gbp_per_year": span.per_year(lost.gbp),
        "ppa": ppa_worth(
            run.setting,
            span,
            without=run.without_asset,
            with_asset=run.with_asset,
            offtaker_gbp=run.offtaker_value_gbp,
            left_out=effects,
        ),
        "cost_gbp": cost_gbp,
        "pays_back": _pays_back(cost_gbp, span.per_year(value_gbp)),
        "payback_years": _payback_years(cost_gbp, span.per_year(value_gbp)),
        "left_out": effects,
        "left_out_ledger_at_least_gbp": _sum(row["ledger_at_least_gbp"] for row in effects),
        "left_out_ledger_at_most_gbp": _sum(row["ledger_at_most_gbp"] for row in effects),
        "left_out_value_at_least_gbp": _sum(row["value_at_least_gbp"] for row in effects),
        "left_out_value_at_most_gbp": _sum(row["value_at_most_gbp"] for row in effects),
        "estimated_lines": list(dict.fromkeys(line_words(row["line"]) for row in priced["estimates"])),
        "estimated_gbp": priced["estimated_gbp"] if priced["estimates"] else None,
        "unsure_inputs": _unsure(run),
    }


def asset_of(site: Site) -> AssetWord:
    """What a site's assets are called together."""
    if not site.electric_stores and not site.has_plant:
        return "none"
    if not site.has_plant and len(site.batteries) == len(site.electric_stores):
        return "battery" if len(site.batteries) == 1 else "batteries"
    return "plant" if site.chps else "assets"


def _perfect_gbp(run: Backtest) -> float:
    assert run.perfect is not None  # noqa: S101 (callers look)
    assert run.without_asset is not None  # noqa: S101 (callers look)
    return run.perfect.ledger.total_gbp - run.without_asset.ledger.total_gbp


def _lost(run: Backtest) -> _Lost:
    """Energy charged and not discharged again, at the mean price of charging."""
    problem, schedule = run.with_asset.problem, run.with_asset.answer.schedule
    charged_mwh = float(schedule.charge_mwh.sum())
    if problem.plant is not None or not problem.stores or charged_mwh == 0:
        return _Lost(None, None)
    mean_gbp_per_mwh = float((schedule.charge_mwh * problem.charging_gbp_per_mwh).sum()) / charged_mwh
    lost_mwh = charged_mwh - float(schedule.discharge_mwh.sum())
    return _Lost(lost_mwh, lost_mwh * mean_gbp_per_mwh)


def _pays_back(cost_gbp: float | None, per_year_gbp: float | None) -> bool | None:
    return None if cost_gbp is None or per_year_gbp is None else per_year_gbp >= NOTHING_GBP


def _payback_years(cost_gbp: float | None, per_year_gbp: float | None) -> float | None:
    if cost_gbp is None or per_year_gbp is None or per_year_gbp < NOTHING_GBP:
        return None
    return cost_gbp / per_year_gbp


def _effects(run: Backtest, not_priced: Sequence[NotPricedRow]) -> list[GapEffect]:
    """What is left out, with what it would do to ledger and value."""
    without = run.without_asset
    effects = (
        []
        if without is None
        else gap_effects(run.selection, run.setting, run.with_asset.flows, run.alone.setting, without.flows)
    )
    return [
        {
            "line": row["line"],
            "from": row["from"],
            "to": row["to"],
            "words": line_words(row["line"]),
            "ledger_at_least_gbp": row["at_least_gbp"],
            "ledger_at_most_gbp": row["at_most_gbp"],
            **_in_both([] if without is None else effects[position]),
        }
        for position, row in enumerate(not_priced)
    ]


def _in_both(amounts: Sequence[TwoAmounts]) -> _InBoth:
    alone = [one.without_asset_gbp for one in amounts]
    change = [one.with_asset_gbp - one.without_asset_gbp for one in amounts]
    return {
        "without_at_least_gbp": min(alone, default=None),
        "without_at_most_gbp": max(alone, default=None),
        "value_at_least_gbp": min(change, default=None),
        "value_at_most_gbp": max(change, default=None),
    }


def _sum(amounts: Iterable[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _unsure(run: Backtest) -> list[str]:
    """Inputs that are not what was measured or published."""
    found = []
    for name, series in run.setting.series.items():
        words = name.replace("_", " ")
        filled = int(series.estimated.sum())
        if series.quality != "actual":
            found.append(f"{words} ({series.quality})")
        elif filled:
            found.append(f"{words} (estimated in {filled:,} half-hours)")
    return found
