"""A break-even in plain words: whether charging pays, and what the margin is made of."""

from __future__ import annotations

from typing import Literal

from gbflex.analysis.answers.breakeven import BestTrade
from gbflex.dispatch import Problem
from gbflex.dispatch.trade import can_charge

__all__ = ["reasons", "verdict"]

USES = {"avoid_import": "saved import", "ppa": "the PPA", "export": "export"}

SHOWN_GBP_PER_MWH = 0.005
"""A part of the margin below half a penny is not worth a word."""


def verdict(best: BestTrade | None) -> str:
    """Whether charging pays on the day, in one sentence.

    Args:
        best: The best trade, or None where the limits allow none.
    """
    if best is None:
        return "No trade is possible: the limits leave no half-hour to charge in and another to use the energy in."
    trade = (
        f"a MWh charged in {_half_hour(best, 'charge')} at {best['import_price_gbp_per_mwh']:.2f} GBP/MWh costs "
        f"{best['delivered_cost_gbp_per_mwh']:.2f} when delivered, and {USES[best['use']]} in "
        f"{_half_hour(best, 'use')} is worth {best['worth_gbp_per_mwh']:.2f}"
    )
    margin = best["margin_gbp_per_mwh"]
    if best["pays"]:
        return f"Charging pays: {trade}, a margin of {margin:.2f} GBP for each MWh delivered."
    return (
        f"Charging does not pay: at best {trade}, a loss of {-margin:.2f} GBP for each MWh delivered. It pays "
        f"below an import price of {best['break_even_import_price_gbp_per_mwh']:.2f} GBP/MWh for that use."
    )


def reasons(best: BestTrade | None, problem: Problem) -> list[str]:
    """What the margin of the best trade is made of, the largest first; or which limit allows none.

    Args:
        best: The best trade, or None.
        problem: What the optimiser would be asked.
    """
    if best is None:
        return _limits(problem)
    parts = sorted(best["lines"], key=lambda line: -abs(line["margin_gbp_per_mwh"]))
    return [
        f"{part['line']} {'adds' if part['margin_gbp_per_mwh'] > 0 else 'takes'} "
        f"{abs(part['margin_gbp_per_mwh']):.2f} GBP/MWh: worth {part['worth_gbp_per_mwh']:.2f}, cost "
        f"{part['cost_gbp_per_mwh']:.2f} after losses"
        for part in parts
        if abs(part["margin_gbp_per_mwh"]) >= SHOWN_GBP_PER_MWH
    ]


def _half_hour(best: BestTrade, side: Literal["charge", "use"]) -> str:
    if side == "charge":
        period, band = best["charge_settlement_period"], best["charge_band"]
    else:
        period, band = best["use_settlement_period"], best["use_band"]
    return f"period {period}" + (f" ({band})" if band else "")


def _limits(problem: Problem) -> list[str]:
    store = problem.store
    found = []
    if not can_charge(problem).any():
        found.append("the import limit and the charging power leave no room for charging in any half-hour")
    if not (problem.largest_delivery_mwh() + problem.largest_export_mwh()).any():
        found.append("there is no load to serve and no export is allowed in any half-hour")
    if store is not None and store.max_cycles_per_day == 0:
        found.append("max_cycles_per_day is 0")
    return found or ["no half-hour to use energy in follows one to charge in"]
